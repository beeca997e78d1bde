/** The control interface over HTTP: hooks as requests, for test builds only. A request never ends the server. */
import { isUtf8 } from 'node:buffer';
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { type About, type HookName, HOOKS } from '../schemas/hooks.ts';
import { kibibytes, minutes } from '../schemas/units.ts';
import { isObject, isShallow, isText, isTexts, parsed } from './json.ts';
import type { Answer, Performer } from './performer.ts';
import type { Tokens } from './tokens.ts';

/** What the control interface works on. */
export interface ControlOptions extends Pick<Performer, 'ask' | 'advance'>, Pick<Tokens, 'sign'> {
  readonly about: About;
  readonly now: () => number;
  /** What callers must show as a bearer token, if anything. */
  readonly secret?: string;
}

/** The answer to one request. */
export interface Reply extends Answer {
  readonly headers?: Readonly<Record<string, string>>;
}

const LARGEST_BODY = kibibytes(1024);
const DEEPEST_BODY = 500;
/** The last instant that has a date, in unix ms. */
const LAST_INSTANT = 8.64e15;

const refusal = (status: number, error: string, headers: Readonly<Record<string, string>> = {}): Reply => ({
  status,
  body: { error },
  headers,
});

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

const isAuthorized = (authorization: string | undefined, secret: string): boolean => {
  const [, shown] = /^Bearer +(.+)$/iu.exec(authorization ?? '') ?? [];
  // Digests have one length, which timingSafeEqual asks for and which says nothing about the secret.
  return shown !== undefined && timingSafeEqual(digest(shown), digest(secret));
};

/** The body, or `undefined` where it is too large; it is read to its end either way, so that the answer arrives. */
const bytesOf = async (request: IncomingMessage): Promise<Buffer | undefined> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= LARGEST_BODY) chunks.push(chunk);
  }
  return size <= LARGEST_BODY ? Buffer.concat(chunks) : undefined;
};

const isInstant = (ms: number): boolean => Math.abs(ms) <= LAST_INSTANT;

const isHook = (name: string): name is HookName => (HOOKS as readonly string[]).includes(name);

/** Makes the function that answers the requests under the control interface's base, `path` being what follows the base. */
export const makeControl = ({ about, ask, advance, sign, now, secret }: ControlOptions) => {
  const token = async (body: unknown): Promise<Reply> => {
    const { subject, roles, expiresIn = minutes(60) } = isObject(body) ? body : {};
    if (!isText(subject)) return refusal(400, 'subject must be a text.');
    if (roles !== undefined && !isTexts(roles)) return refusal(400, 'roles must be a list of texts.');
    if (typeof expiresIn !== 'number' || !isInstant(now() + expiresIn))
      return refusal(400, 'expiresIn must be a number of ms.');
    const claims = { subject, expiresAt: now() + expiresIn };
    return { status: 200, body: { token: await sign(roles ? { ...claims, roles } : claims) } };
  };

  const pass = (body: unknown): Reply => {
    const { ms } = isObject(body) ? body : {};
    const valid = typeof ms === 'number' && ms >= 0 && isInstant(now() + ms);
    return valid ? { status: 200, body: { now: advance(ms) } } : refusal(400, 'ms must be a number from 0 up.');
  };

  const call = async (hook: HookName, body: unknown): Promise<Reply> => {
    switch (hook) {
      case 'token':
        return token(body);
      case 'advance':
        return pass(body);
      case 'publish':
      case 'close':
      case 'reset':
        return ask(hook, body);
    }
  };

  return async (path: string, request: IncomingMessage): Promise<Reply> => {
    if (secret !== undefined && !isAuthorized(request.headers.authorization, secret)) {
      return refusal(401, 'The control secret is missing or wrong.', { 'www-authenticate': 'Bearer' });
    }
    const hook = path.slice(1);
    if (hook !== '' && !isHook(hook)) return refusal(404, `There is no hook ${hook}.`);
    const method = hook === '' ? 'GET' : 'POST';
    if (request.method !== method) return refusal(405, `Use ${method}.`, { allow: method });
    if (hook === '') return { status: 200, body: about };
    const bytes = await bytesOf(request);
    if (!bytes) return refusal(413, `A body has at most ${LARGEST_BODY} bytes.`);
    if (hook === 'reset') return call(hook, undefined);
    const body = isUtf8(bytes) ? parsed(bytes.toString('utf8')) : undefined;
    if (body === undefined) return refusal(400, 'The body is not JSON.');
    return isShallow(body, DEEPEST_BODY) ? call(hook, body) : refusal(400, 'The body is nested too deeply.');
  };
};
