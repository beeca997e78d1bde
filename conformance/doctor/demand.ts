/** Asks one question and compares what comes with what must. */
import type { Answered, Ask, Asking, Came } from './asking.ts';
import type { Wrong } from './check.ts';

/** What must come. */
export interface Wanted {
  readonly words: string;
  readonly holds: (came: Answered) => boolean;
}

type Members = Readonly<Record<string, unknown>>;

/** What a text says as a JSON object. */
export const objectIn = (text: string): Members | undefined => {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : undefined;
  } catch {
    return undefined;
  }
};

/** How much of a request or an answer is quoted, in characters. */
const QUOTED = 160;

const cut = (text: string): string => {
  const line = text.replace(/\s+/gu, ' ').trim();
  return line.length > QUOTED ? `${line.slice(0, QUOTED)}…` : line;
};

/** A question in words. */
export const inWords = ({ method, hook, body, raw, secret, bare }: Asking): string => {
  const sent = raw ?? (body === undefined ? '' : JSON.stringify(body));
  const shown = bare ? ' without the secret' : secret === undefined ? '' : ' with another secret';
  return `${method} /${hook}${sent === '' ? '' : ` ${cut(sent)}`}${shown}`;
};

/** A token is never quoted, not even one that stands in the wrong place. */
const shapeOf = (text: string): string => {
  const members = objectIn(text);
  if (!members) return `${text.length} characters that are no JSON object`;
  const kinds = Object.entries(members).map(([name, value]) => `${JSON.stringify(name)}: ${typeof value}`);
  return `{${cut(kinds.join(', '))}}`;
};

/** What came, in words. */
export const cameInWords = ({ hook }: Pick<Asking, 'hook'>, came: Came): string => {
  if (came.status === 'none') return `no answer: ${came.because}`;
  const { status, text } = came;
  const told = hook === 'token' && status < 400 ? shapeOf(text) : cut(text);
  return `${status} ${told === '' ? 'with an empty body' : told}`;
};

/** The finding about an answer. */
export const wrongly = (asking: Asking, came: Came, wanted: string): Wrong => ({
  ...{ status: 'wrong', asked: inWords(asking), came: cameInWords(asking, came), wanted },
  ...(came.status === 'none' && { unanswered: true }),
});

/** Asks; gives what is wrong with the answer, if anything is. */
export const demand = async (ask: Ask, asking: Asking, wanted: Wanted): Promise<Wrong | undefined> => {
  const came = await ask(asking);
  return came.status !== 'none' && wanted.holds(came) ? undefined : wrongly(asking, came, wanted.words);
};

/** Asks one after the other until one is answered wrongly. */
export const demandEach = async (ask: Ask, askings: readonly Asking[], wanted: Wanted): Promise<Wrong | undefined> => {
  for (const asking of askings) {
    const wrong = await demand(ask, asking, wanted);
    if (wrong) return wrong;
  }
  return undefined;
};

const saysError = (text: string): boolean => typeof objectIn(text)?.error === 'string';

/** A refusal with one of these statuses, in JSON. */
export const refusal = (...statuses: readonly number[]): Wanted => ({
  words: `${statuses.join(' or ')} with {"error":".."}`,
  holds: ({ status, text }) => statuses.includes(status) && saysError(text),
});

/** A refusal with any 4xx, in JSON. */
export const ANY_REFUSAL: Wanted = {
  words: 'a 4xx with {"error":".."}',
  holds: ({ status, text }) => status >= 400 && status < 500 && saysError(text),
};

/** This status, whatever the body. */
export const statusIs = (wanted: number): Wanted => ({
  words: String(wanted),
  holds: ({ status }) => status === wanted,
});

/** Either of two. */
export const either = (one: Wanted, other: Wanted): Wanted => ({
  words: `${one.words}, or ${other.words}`,
  holds: (came) => one.holds(came) || other.holds(came),
});
