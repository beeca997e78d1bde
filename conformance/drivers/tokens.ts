/** Tokens for probes: good ones come from the server's own hook, bad ones are a good one spoilt in one respect. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { TokenKind } from '../engine/plan.ts';

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Signs claims as a JWT with HS256. */
export const sign = (claims: Readonly<Record<string, unknown>>, secret: string): string => {
  const signed = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
};

const part = (text: string): Readonly<Record<string, unknown>> | undefined => {
  try {
    const value = JSON.parse(Buffer.from(text, 'base64url').toString()) as unknown;
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    return undefined;
  }
};

/** What a token says and whether its signature is good. */
export const inspect = (
  token: string,
  secret: string,
): { readonly claims: Readonly<Record<string, unknown>>; readonly signature: 'good' | 'bad' } | undefined => {
  const [head = '', body = '', signature, ...more] = token.split('.');
  const header = part(head);
  const claims = part(body);
  // Without a third part, an empty one at least, it is no JWT.
  if (!header || !claims || signature === undefined || more.length > 0) return undefined;
  const expected = createHmac('sha256', secret).update(`${head}.${body}`).digest();
  const given = Buffer.from(signature, 'base64url');
  const good = header.alg === 'HS256' && given.length === expected.length && timingSafeEqual(given, expected);
  return { claims, signature: good ? 'good' : 'bad' };
};

/** A stand-in for a good token, where there is no hook to ask for one. */
const stranger = (subject: string): string => sign({ sub: subject, exp: 4_102_444_800 }, 'nobody knows this key');

/** How a token may say that it is unsigned. */
const NO_ALGORITHM = ['none', 'None', 'NONE', 'nOnE'];

/** A signature with its first byte or its last one wrong, with half of it, or with nothing of it: which, hangs on the signature itself. */
const misread = (signature: Buffer): Buffer => {
  const [first = 0] = signature;
  const wrongAt = (place: number): Buffer =>
    Buffer.from(signature.map((byte, index) => (index === place ? byte ^ 0xff : byte)));
  switch (first % 4) {
    case 0:
      return wrongAt(0);
    case 1:
      return wrongAt(signature.length - 1);
    case 2:
      return signature.subarray(0, Math.floor(signature.length / 2));
    default:
      return signature.subarray(0, 0);
  }
};

/** Spoils a good token in exactly one respect; without a good one, makes a bad one up. */
export const spoil = (kind: TokenKind, good: string | undefined, subject: string): string | undefined => {
  const token = good ?? stranger(subject);
  const [head = '', body = '', signature = ''] = token.split('.');
  switch (kind) {
    case 'missing':
      return undefined;
    case 'malformed':
      return `${head}.${body}`;
    case 'bad signature':
      return `${head}.${body}.${misread(Buffer.from(signature, 'base64url')).toString('base64url')}`;
    case 'unsigned': {
      const [first = 0] = Buffer.from(signature, 'base64url');
      return `${encode({ alg: NO_ALGORITHM[first % NO_ALGORITHM.length], typ: 'JWT' })}.${body}.`;
    }
    default:
      return good;
  }
};
