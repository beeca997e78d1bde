/** Readings: what texts of a server say. Many clients get the same text one after the other; it is read for the first alone. */
import type { Promises } from '../../schemas/promises.ts';
import type { Problem, Reader } from '../../schemas/reader.ts';
import type { Reading } from '../engine/history.ts';
import { parsed } from './json.ts';
import { type Numbered, numberIn } from './numbers.ts';

/** What a text says. */
export interface Said {
  /** Undefined when it is no JSON. */
  readonly json: unknown;
  /** The message, when the protocol knows it; `problems` are those of its whole frame. */
  readonly message?: Reading;
  readonly problems?: readonly Problem[];
  /** Where it stands in its count, when it is an event that bears a number. */
  readonly numbered?: Numbered | undefined;
}

/** How many texts are remembered at the least, and how long one may be that is, in characters. */
const REMEMBERED = { texts: 64, length: 8192 } as const;

/** Says what a text says. */
export type Read = (text: string) => Said;

/** Reads texts; the latest are remembered. */
export const createReadings = (reader: Reader, { sequence }: Promises): Read => {
  const read = (text: string): Said => {
    const json = parsed(text);
    const message = reader.read(json, 'server');
    if (!message) return { json };
    const problems = reader.problems(message.kind, message.name, json);
    const numbered = sequence && message.kind === 'event' ? numberIn(sequence, message.name, json) : undefined;
    return { json, message, problems, numbered };
  };

  let [latest, earlier] = [new Map<string, Said>(), new Map<string, Said>()];
  return (text) => {
    const known = latest.get(text) ?? earlier.get(text);
    if (known) return known;
    const said = read(text);
    if (text.length > REMEMBERED.length) return said;
    if (latest.size === REMEMBERED.texts) [latest, earlier] = [new Map(), latest];
    latest.set(text, said);
    return said;
  };
};
