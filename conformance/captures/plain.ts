/** Plain lines, as terminal clients print them: `> ` before what was sent, `< ` before what came. There are no times. */
import type { Capture, Item, Told } from './capture.ts';
import { type Line, wrongAt } from './lines.ts';

/** What a terminal is told about colours and its cursor. */
const ESCAPES = /\u001b\[[0-9;?]*[A-Za-z]/gu;
const CLOSED = /^Disconnected(?: \(code: (\d+), reason: "(.*)"\))?/u;

/** What a line tells of the connection of this number. */
const toldIn = (text: string, connection: number): Told | undefined => {
  const [, sign, frame = ''] = /^([<>]) ?(.*)$/su.exec(text) ?? [];
  if (sign === '<' && /^Received p[io]ng\b/u.test(frame))
    return { kind: frame.startsWith('Received ping') ? 'ping' : 'pong', connection };
  // A prompt is nothing that was sent, and an empty line nothing that certainly came.
  if (sign !== undefined && frame !== '')
    return {
      kind: sign === '>' ? 'sent' : 'received',
      ...{ connection, form: 'text', text: frame, bytes: Buffer.byteLength(frame) },
    };
  if (/^Connected\b/u.test(text)) return { kind: 'opened', connection };
  if (text.startsWith('error: ')) return { kind: 'refused', connection, because: text.slice('error: '.length) };
  const closed = CLOSED.exec(text);
  if (!closed) return undefined;
  const [, code, reason = ''] = closed;
  return { kind: 'closed', connection, reason, ...(code !== undefined && { code: Number(code) }) };
};

/** Whether a line is nothing that happened. */
const isAside = (text: string): boolean => /^\s*(?:#.*|[<>]\s*)?$/u.test(text);

async function* itemsIn(batches: AsyncIterable<readonly Line[]>): AsyncGenerator<readonly Item[], void> {
  let connection = 1;
  const itemIn = ({ number, text: written }: Line): Item | undefined => {
    const text = written.replace(ESCAPES, '');
    if (isAside(text)) return undefined;
    const told = toldIn(text, connection);
    if (!told)
      throw wrongAt(
        `line ${number}`,
        'it begins with neither "> " nor "< "; write each frame in one line, and "#" before what is none.',
      );
    if (told.kind === 'closed' || told.kind === 'refused') connection++;
    return { place: number, told };
  };
  for await (const lines of batches) yield lines.flatMap((line) => itemIn(line) ?? []);
}

/** Whether a text begins as plain lines do. */
export const isPlain = (head: string): boolean =>
  head
    .replace(ESCAPES, '')
    .split(/\r?\n/u)
    .some((line) => /^[<>] ?\S|^Connected\b/u.test(line));

/** A capture of plain lines. */
export const plainCapture = (lines: AsyncIterable<readonly Line[]>): Capture => ({
  format: 'plain',
  places: 'line',
  header: { hooks: [] },
  items: itemsIn(lines),
});
