/** Lines: a stream of bytes as numbered lines of text, as many at a time as come at once. */
import { Trouble } from '../engine/trouble.ts';

/** Lines longer than this are not read, in characters. */
const LONGEST = 64 * 1024 * 1024;

/** A line of a file. */
export interface Line {
  /** From 1. */
  readonly number: number;
  /** Without its end. */
  readonly text: string;
  /** Nothing ends it, so that a part of it may be missing. */
  readonly unended?: true;
}

/** Says what is wrong at a place. */
export const wrongAt = (place: string, what: string): Trouble => new Trouble('FILE', `${place}: ${what}`);

/** So much is made text at once, in bytes, however large the chunks are that come. */
const PART = 64 * 1024;

/** Text as it comes, without a byte order mark. */
export async function* decoded(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string, void> {
  const decoder = new TextDecoder();
  for await (const chunk of chunks)
    for (let from = 0; from < chunk.length; from += PART)
      yield decoder.decode(chunk.subarray(from, from + PART), { stream: true });
  yield decoder.decode();
}

/** Text as lines: with each text all that end in it, so that no more of them are held than one text has. */
export async function* linesOf(texts: AsyncIterable<string>): AsyncGenerator<readonly Line[], void> {
  let number = 0;
  /** Parts of a line whose end has not come yet. */
  let parts: string[] = [];
  let length = 0;
  const finish = (last: string): Line => {
    let text = last;
    if (length > 0) {
      text = [...parts, last].join('');
      parts = [];
      length = 0;
    }
    return { number: ++number, text: text.endsWith('\r') ? text.slice(0, -1) : text };
  };
  for await (const text of texts) {
    const lines: Line[] = [];
    let from = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      lines.push(finish(text.slice(from, end)));
      from = end + 1;
    }
    if (lines.length > 0) yield lines;
    if (from === text.length) continue;
    parts.push(text.slice(from));
    length += text.length - from;
    if (length > LONGEST)
      throw wrongAt(`line ${number + 1}`, 'it is longer than 64 MiB; a capture has one frame in each line.');
  }
  if (length > 0) yield [{ ...finish(''), unended: true }];
}
