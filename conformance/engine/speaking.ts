/** Speaking: what clients say of themselves, first on a connection and in answer to what the server asks. */
import type { Protocol } from '../../schemas/protocol.ts';
import type { Reader } from '../../schemas/reader.ts';
import { tokenPointer } from '../../schemas/token-place.ts';
import { parsed } from '../scene/json.ts';
import { withAt, withoutAt } from '../scene/pointer.ts';

/** An example is an object, or nothing. */
const exampleOf = ({ commands }: Protocol, command: string): Readonly<Record<string, unknown>> =>
  (commands[command]?.examples[0] ?? {}) as Readonly<Record<string, unknown>>;

/** What a client says first, with its token where that belongs there; undefined where nobody has to speak first. */
export const openingText = (protocol: Protocol, reader: Reader, token: string | undefined): string | undefined => {
  const { opening } = protocol.promises.handshake ?? {};
  if (!opening) return undefined;
  const example = exampleOf(protocol, opening.command);
  const place = tokenPointer(protocol.promises);
  const bare = place === undefined ? example : withoutAt(example, place);
  const body = place === undefined || token === undefined ? bare : withAt(bare, place, token);
  return JSON.stringify(reader.frame('command', opening.command, body));
};

/** Gives the text with which a client answers one of the server, where that asks something. */
export const createAnswering = (protocol: Protocol, reader: Reader): ((text: string) => string | undefined) => {
  const questions: Readonly<Record<string, string | undefined>> = protocol.promises.replies?.questions ?? {};
  if (Object.keys(questions).length === 0) return () => undefined;
  return (text) => {
    const name = reader.read(parsed(text), 'server')?.name ?? '';
    const answer = Object.hasOwn(questions, name) ? questions[name] : undefined;
    if (answer === undefined) return undefined;
    return JSON.stringify(reader.frame('command', answer, exampleOf(protocol, answer)));
  };
};

/** Tells whether a text is the answer to a beat, as it must be: nothing answers that. */
export const createBeatTelling = ({ promises }: Protocol, reader: Reader): ((text: string) => boolean) => {
  const answer = promises.heartbeat?.answer;
  if (answer === undefined) return () => false;
  return (text) => {
    const frame = parsed(text);
    return reader.read(frame, 'client')?.name === answer && reader.problems('command', answer, frame).length === 0;
  };
};
