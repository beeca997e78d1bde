/** The control interface over HTTP: hooks as requests, and what they came to. */
import type { About, HookAnswer, HookName } from '../../schemas/hooks.ts';
import { Trouble } from '../engine/trouble.ts';
import { createExchanger, type Exchange } from './http-exchange.ts';
import type { Reach } from './reach.ts';

/** The hooks of a server, wherever they are. */
export interface Control {
  /** What the server says of itself; throws {@link Trouble} `DRIVER` when it cannot be had. */
  readonly about: () => Promise<About>;
  /** Calls a hook; whatever goes wrong is the answer. */
  readonly call: (hook: HookName, request: unknown) => Promise<HookAnswer>;
  readonly close: () => void;
}

/** Where the control interface is and how to speak to it. */
export interface ControlOptions {
  /** The URL under which the hooks' paths are. */
  readonly url: string;
  readonly secret?: string;
  /** How long a call may take, in ms. */
  readonly patience: number;
  readonly reach?: Reach;
  /** The id of the protocol that it must say it speaks. */
  readonly protocol?: string;
}

type Members = Readonly<Record<string, unknown>>;

const objectIn = (text: string): Members | undefined => {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : undefined;
  } catch {
    return undefined;
  }
};

/** The beginning of a text on one line, to be quoted. */
const quoted = (text: string): string => {
  const line = text.replace(/\s+/g, ' ').trim();
  return line === '' ? 'nothing' : line.length > 120 ? `${line.slice(0, 120)}…` : line;
};

const failed = (error: string): HookAnswer => ({ status: 'failed', error });

/** What an answer means for a hook. A token is never quoted, not even one that stands in the wrong place. */
const hookAnswer = (hook: HookName, came: Exchange): HookAnswer => {
  if (came.status === 'none') return failed(`The hook ${hook} failed: ${came.because}.`);
  const { status, text } = came;
  const answer = objectIn(text);
  if (status >= 200 && status < 300) {
    if (hook === 'token' && (typeof answer?.token !== 'string' || !/^[\x21-\x7e]+$/.test(answer.token))) {
      return failed(`The hook token answered ${status} without a string "token" of printable ASCII.`);
    }
    if (hook === 'advance' && !Number.isFinite(answer?.now)) {
      return failed(`The hook advance answered ${status} without a number "now": ${quoted(text)}`);
    }
    return { status: 'done', answer: answer ?? {} };
  }
  const error = typeof answer?.error === 'string' ? answer.error : quoted(text);
  if (status === 400 || status === 409) return { status: 'refused', code: status, error };
  if (status === 401) return failed(`The hook ${hook} answered 401: the control secret is missing or wrong.`);
  if (status === 404) return failed(`The hook ${hook} answered 404: the server does not offer it.`);
  return failed(`The hook ${hook} answered ${status}: ${error}`);
};

const isAbout = (value: Members): value is Members & About =>
  typeof value.protocol === 'string' &&
  Array.isArray(value.hooks) &&
  value.hooks.every((hook) => typeof hook === 'string') &&
  (value.promises === undefined ||
    (typeof value.promises === 'object' && value.promises !== null && !Array.isArray(value.promises)));

/** The base URL without credentials, fragment and last slash; throws {@link Trouble} `USAGE` for one that is not HTTP. */
export const baseOf = (given: string): { readonly base: URL; readonly shown: string } => {
  const base = URL.canParse(given) ? new URL(given) : undefined;
  if (base?.protocol !== 'http:' && base?.protocol !== 'https:') {
    throw new Trouble('USAGE', `${quoted(given)} is no control URL: it must begin with http:// or https://.`);
  }
  base.pathname = base.pathname.replace(/\/+$/, '');
  base.hash = '';
  return { base, shown: `${base.origin}${base.pathname}` };
};

/** The URL of a path under the base. */
export const pathUnder = (base: URL, path: string): URL => {
  const full = new URL(base);
  full.pathname = `${base.pathname.replace(/\/$/, '')}${path}`;
  return full;
};

/** The control interface of a server, over HTTP. */
export const createControl = ({ url, secret, patience, protocol, reach }: ControlOptions): Control => {
  const { base, shown } = baseOf(url);
  const { exchange, close } = createExchanger(patience, undefined, reach);
  const headers = secret === undefined ? {} : { authorization: `Bearer ${secret}` };
  const under = (path: string): URL => pathUnder(base, path);
  const trouble = (what: string) => new Trouble('DRIVER', `The control interface at ${shown} ${what}`);

  const about = async (): Promise<About> => {
    const ask = (path: string) => exchange({ method: 'GET', url: under(path), headers });
    const first = await ask('/');
    // Some servers tell the base URL with a last slash from the one without.
    const came =
      first.status === 404 || (first.status !== 'none' && first.status >= 300 && first.status < 400)
        ? await ask('')
        : first;
    if (came.status === 'none')
      throw trouble(`cannot be reached: ${came.because}. Is it switched on, and is the address right?`);
    if (came.status === 401) {
      throw trouble(
        secret === undefined
          ? 'wants a secret (401), and none was given.'
          : 'does not take the secret it was given (401).',
      );
    }
    if (came.status !== 200)
      throw trouble(`answers GET / with ${came.status} where 200 was expected. Is the address right?`);
    const answer = objectIn(came.text);
    if (!answer) throw trouble(`answers GET / with what is no JSON object: ${quoted(came.text)}`);
    if (!isAbout(answer))
      throw trouble(`must answer GET / with {"protocol":"..","hooks":[..]}, and says ${quoted(came.text)}`);
    if (protocol !== undefined && answer.protocol !== protocol) {
      throw trouble(`says that its server speaks ${quoted(answer.protocol)}, where ${protocol} was expected.`);
    }
    return answer;
  };

  return {
    about,
    // `reset` takes no body: some servers refuse an empty one that calls itself JSON, others one that they do not expect.
    call: async (hook, request) =>
      hookAnswer(
        hook,
        await exchange({
          method: 'POST',
          url: under(`/${hook}`),
          headers,
          ...(hook === 'reset' ? {} : { body: request ?? {} }),
        }),
      ),
    close,
  };
};

/** What a server says of itself under a control URL; throws {@link Trouble} `DRIVER` when that cannot be had. */
export const readAbout = async (options: ControlOptions): Promise<About> => {
  const control = createControl(options);
  try {
    return await control.about();
  } finally {
    control.close();
  }
};
