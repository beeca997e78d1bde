/** Lines: publications about the same subject, in the order in which they were asked for; the forgotten leave at the front. */
import type { Inbox, Publication } from './deliveries.ts';
import type { Words } from './words.ts';

/** Publications in order. Most that arrive are the next; for others, a long line has an index by what they say. */
export interface Line {
  readonly known: Publication[];
  /** How many were dropped at the front. */
  dropped: number;
  /** How many were seen with a number before the first that was not, the dropped ones included. */
  numbered: number;
  /** The same of those that an inbox has got, while it has this very set of what it got. */
  got?: WeakMap<Inbox['got'], number> | undefined;
  /** Those of the same words, once they were looked for. */
  words?: Words | undefined;
}

type Such = (publication: Publication) => boolean;

/** A line of nobody. */
export const emptyLine = (): Line => ({ known: [], dropped: 0, numbered: 0, got: undefined, words: undefined });

/** Drops the first of a line. */
export const dropFirst = (line: Line): void => {
  line.known.shift();
  line.dropped++;
};

const firstUnnumbered = (line: Line): number => {
  line.numbered = Math.max(line.numbered, line.dropped);
  while (line.known[line.numbered - line.dropped]?.number !== undefined) line.numbered++;
  return line.numbered - line.dropped;
};

const firstMissing = (line: Line, { got }: Inbox): number => {
  if (line.known.length === 1) return 0;
  line.got ??= new WeakMap();
  const before = line.got.get(got) ?? 0;
  let count = Math.max(before, line.dropped);
  for (let one = line.known[count - line.dropped]; one && got.has(one); one = line.known[count - line.dropped]) count++;
  if (count !== before) line.got.set(got, count);
  return count - line.dropped;
};

/** The first such in a line that an inbox has not got, of so many at the most. What it has got is not looked at again. */
export const fresh = (
  line: Line,
  inbox: Inbox,
  unnumbered: boolean,
  such: Such,
  most = Number.POSITIVE_INFINITY,
): Publication | undefined => {
  const { known } = line;
  let left = most;
  const from = Math.max(firstMissing(line, inbox), unnumbered ? firstUnnumbered(line) : 0);
  for (let index = from; index < known.length && left > 0; index++) {
    const one = known[index];
    if (!one || (unnumbered && one.number !== undefined) || inbox.got.has(one)) continue;
    if (such(one)) return one;
    left--;
  }
  return undefined;
};

/** The last such in a line that an inbox has got. */
export const repeated = ({ known }: Line, { got }: Inbox, such: Such): Publication | undefined =>
  known.findLast((one) => got.has(one) && such(one));
