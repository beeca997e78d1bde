/** Tokens: JWTs signed with HS256. Whether one has expired is not asked here; the server judges that by its own clock. */
import { CompactSign, compactVerify, errors } from 'jose';
import type { Credential } from '../schemas/server.ts';
import { isObject, isText, isTexts, parsed } from './json.ts';

/** Finds out what a token says, without ever throwing. */
export type Verifier = (token: string | undefined) => Promise<Credential>;

/** What a token is to say. */
export interface Claims {
  readonly subject: string;
  readonly roles?: readonly string[];
  /** Unix ms. */
  readonly expiresAt: number;
}

/** Signs and verifies tokens with one secret. */
export interface Tokens {
  readonly sign: (claims: Claims) => Promise<string>;
  readonly verify: Verifier;
}

const credentialIn = (payload: string): Credential => {
  const claims = parsed(payload);
  if (!isObject(claims)) return { status: 'malformed' };
  const { sub, exp, roles = [] } = claims;
  if (!isText(sub) || typeof exp !== 'number' || !isTexts(roles)) return { status: 'malformed' };
  // `exp` is in seconds, with fractions; instants are whole milliseconds.
  return { status: 'valid', user: sub, roles, expiresAt: Math.round(exp * 1000) };
};

/** What a badly signed token claims. */
const claimedBy = (token: string): Credential => {
  const claimed = credentialIn(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
  return claimed.status === 'valid'
    ? { status: 'bad signature', user: claimed.user, roles: claimed.roles }
    : { status: 'bad signature' };
};

/** Makes the tokens of one secret. */
export const makeTokens = (secret: string): Tokens => {
  const key = new TextEncoder().encode(secret);
  return {
    sign: ({ subject, roles, expiresAt }) => {
      const payload = JSON.stringify({ sub: subject, exp: expiresAt / 1000, roles });
      return new CompactSign(new TextEncoder().encode(payload))
        .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
        .sign(key);
    },
    verify: async (token) => {
      if (!token) return { status: 'missing' };
      try {
        const { payload } = await compactVerify(token, key, { algorithms: ['HS256'] });
        return credentialIn(new TextDecoder().decode(payload));
      } catch (error) {
        return error instanceof errors.JWSInvalid ? { status: 'malformed' } : claimedBy(token);
      }
    },
  };
};
