/** HAR files with the messages of WebSockets, as Chrome saves them. They are read as a whole, so their size has a limit. */
import { Trouble } from '../engine/trouble.ts';
import { queryOf } from './address.ts';
import type { Capture, Item, Told } from './capture.ts';
import { wrongAt } from './lines.ts';
import { isMembers, listOf, type Members, misfit, ms, oneOf, ordinal, text } from './shapes.ts';

/** HAR files larger than this are not read, in characters. */
export const LARGEST_HAR = 256 * 1024 * 1024;

const MESSAGE = listOf({ type: oneOf('send', 'receive'), time: ms, opcode: ordinal, data: text });
const BINARY = 2;
/** The parameters of a connection's address, without its token. */
const parametersOf = (request: unknown): Readonly<Record<string, string>> | undefined => {
  const address = isMembers(request) ? request.url : undefined;
  return typeof address === 'string' ? queryOf(address) : undefined;
};

const listIn = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** What one message tells, and when, in ms. */
const messageIn = (
  message: unknown,
  connection: number,
  place: string,
): { readonly at: number; readonly told: Told } => {
  const wrong = isMembers(message) ? misfit(message, MESSAGE) : 'it is no object; save the HAR file again.';
  if (wrong !== undefined) throw wrongAt(place, wrong);
  const { type, time, opcode, data } = message as Members;
  const isBinary = opcode === BINARY;
  const bytes = isBinary ? Buffer.from(String(data), 'base64') : Buffer.from(String(data));
  const frame = {
    connection,
    form: isBinary ? 'binary' : 'text',
    text: isBinary ? bytes.toString() : String(data),
  } as const;
  return {
    at: Number(time) * 1000,
    told: { kind: type === 'send' ? 'sent' : 'received', ...frame, bytes: bytes.length },
  };
};

/** The messages of all connections, in the order of their times. */
const itemsOf = (har: unknown, file: string): readonly Item[] => {
  const log = isMembers(har) ? har.log : undefined;
  const entries = listIn(isMembers(log) ? log.entries : undefined);
  const sockets = entries.flatMap((entry, index) =>
    isMembers(entry) && Array.isArray(entry._webSocketMessages) ? [{ entry, index }] : [],
  );
  if (sockets.length === 0)
    throw new Trouble(
      'FILE',
      `${file} is a HAR file without any message of a WebSocket; save it with the network panel of a Chromium browser, opened before the page connects.`,
    );
  const told = sockets.flatMap(({ entry, index }, nth) => {
    const connection = nth + 1;
    const messages = listIn(entry._webSocketMessages)
      // What else is told there is about errors, and no frame.
      .filter((message) => !isMembers(message) || message.type !== 'error')
      .map((message, n) => messageIn(message, connection, `message ${n + 1} of entry ${index + 1} of the HAR file`));
    const query = parametersOf(entry.request);
    const opening = { kind: 'opening', connection, ...(query && { query }) } as const;
    return [{ at: messages[0]?.at ?? 0, told: opening }, ...messages];
  });
  const first = told.reduce((least, { at }) => Math.min(least, at), Number.POSITIVE_INFINITY);
  return told
    .sort((a, b) => a.at - b.at)
    .map((one, index) => ({ place: index + 1, at: one.at - first, told: one.told }));
};

/** A capture in a HAR file, of its whole text. */
export const harCapture = (json: string, file: string): Capture => {
  let har: unknown;
  try {
    har = JSON.parse(json);
  } catch {
    throw new Trouble('FILE', `${file} begins like a HAR file, but is not JSON; save it again.`);
  }
  const items = itemsOf(har, file);
  return {
    format: 'har',
    places: 'message',
    header: { hooks: [] },
    items: (async function* () {
      yield items;
    })(),
  };
};
