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

/** The places of a command that its answer repeats and that take any text, such as an id. */
export const echoedTexts = (protocol: Protocol, command: string): readonly string[] => {
  const { echoes = [] } = protocol.promises.replies?.to[command] ?? {};
  const { properties = {} } = echoes.length === 0 ? {} : bodySchema(protocol, 'command', command);
  return echoes.filter((echo) => properties[echo.slice(1)]?.type === 'string');
};

/** The body of the fence command, with what its answer repeats made new each time. */
export const fenceBody = (protocol: Protocol, called: string): Readonly<Record<string, unknown>> => {
  const { replies } = protocol.promises;
  const fence = replies?.fence ?? '';
  const example = (protocol.commands[fence]?.examples[0] ?? {}) as Readonly<Record<string, unknown>>;
  const texts = echoedTexts(protocol, fence).map((echo) => [echo.slice(1), called] as const);
  return { ...(replies?.fenceBody ?? example), ...Object.fromEntries(texts) };
};
