/** Reading captures: tells the formats apart by how they begin. */
import { Trouble } from '../engine/trouble.ts';
import { type Capture, FORMAT } from './capture.ts';
import { harCapture, LARGEST_HAR } from './har.ts';
import { decoded, linesOf } from './lines.ts';
import { headerIn, isBlank, ownCapture } from './own-format.ts';
import { isPlain, plainCapture } from './plain.ts';

/** So much of a file shows what it is, in characters. */
const HEAD = 64 * 1024;

/** All of something again, the first part of which was read already. */
async function* resumed<Part>(head: Part, rest: AsyncIterator<Part>): AsyncGenerator<Part, void> {
  yield head;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}

const wholeOf = async (texts: AsyncIterable<string>, file: string): Promise<string> => {
  const parts: string[] = [];
  let length = 0;
  for await (const text of texts) {
    parts.push(text);
    length += text.length;
    if (length > LARGEST_HAR)
      throw new Trouble(
        'FILE',
        `${file} is a HAR file larger than 256 MiB; save fewer connections at once, or turn it into lines as docs/captures.md has them.`,
      );
  }
  return parts.join('');
};

/** Whether a text begins with a line that is a whole JSON object and no HAR file. */
const isOwn = (head: string): boolean => {
  const line = head.trimStart().split(/\r?\n/u, 1)[0] ?? '';
  if (line.startsWith(`{"format":"${FORMAT}"`)) return true;
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value) && !('log' in value);
  } catch {
    return false;
  }
};

/** Begins to read a capture; `file` is what it is called in sentences. What is wrong in it is a {@link Trouble}. */
export const readCapture = async (chunks: AsyncIterable<Uint8Array>, file: string): Promise<Capture> => {
  const texts = decoded(chunks)[Symbol.asyncIterator]();
  let head = '';
  while (head.length < HEAD) {
    const next = await texts.next();
    if (next.done) break;
    head += next.value;
  }
  const all = resumed(head, texts);
  if (isOwn(head)) {
    const lines = linesOf(all);
    for (let next = await lines.next(); !next.done; next = await lines.next()) {
      const nth = next.value.findIndex((line) => !isBlank(line));
      const first = next.value[nth];
      if (first) return ownCapture(headerIn(first), resumed(next.value.slice(nth + 1), lines));
    }
  }
  if (head.trimStart().startsWith('{')) return harCapture(await wholeOf(all, file), file);
  if (isPlain(head)) return plainCapture(linesOf(all));
  throw new Trouble(
    'FILE',
    `${file} is no capture: it is neither lines of JSON that begin with a format, nor a HAR file, nor lines that begin with "> " and "< "; docs/captures.md has them all.`,
  );
};
