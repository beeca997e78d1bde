/** Echoes: where an answer repeats what its command says, so that it can be told which of several it answers. */
import { bodySchema } from '../../schemas/json-schema.ts';
import type { Protocol } from '../../schemas/protocol.ts';
import { at } from './pointer.ts';

/** What a message says at a place: in its body or, where that does not say it, beside it. */
export const saidAt = (pointer: string, body: unknown, frame: unknown): unknown =>
  at(body, pointer) ?? at(frame, pointer);

const asSet = (items: readonly unknown[]): string =>
  JSON.stringify([...new Set(items.map((item) => JSON.stringify(item)))].sort());

/** Whether an answer repeats what was said; lists are repeated in any order. */
export const isRepeated = (said: unknown, repeated: unknown): boolean =>
  Array.isArray(said) && Array.isArray(repeated) ? asSet(said) === asSet(repeated) : said === repeated;

/** A number from 1 up that stands for a text: another one for another text, as far as 30 bits can tell. */
const numberFor = (text: string): number => {
  let hash = 0;
  for (const letter of text) hash = (Math.imul(hash, 31) + (letter.codePointAt(0) ?? 0)) & 0x3fffffff;
  return hash + 1;
};

/** What a command says in the places that its answer repeats and that take any text, or any integer, such as an id. */
export const calling = (protocol: Protocol, command: string, called: string): Readonly<Record<string, unknown>> => {
  const { echoes = [] } = protocol.promises.replies?.to[command] ?? {};
  const { properties = {} } = echoes.length === 0 ? {} : bodySchema(protocol, 'command', command);
  const said: Record<string, string | number> = {};
  for (const member of echoes.map((echo) => echo.slice(1))) {
    const { type, const: only, enum: some } = properties[member] ?? {};
    if (type === 'string') said[member] = called;
    else if (type === 'integer' && only === undefined && some === undefined) said[member] = numberFor(called);
  }
  return said;
};

/** The body of the fence command, with what its answer repeats made new each time. */
export const fenceBody = (protocol: Protocol, called: string): Readonly<Record<string, unknown>> => {
  const { replies } = protocol.promises;
  const fence = replies?.fence ?? '';
  const example = (protocol.commands[fence]?.examples[0] ?? {}) as Readonly<Record<string, unknown>>;
  return { ...(replies?.fenceBody ?? example), ...calling(protocol, fence, called) };
};
