/** The old records that a subscription brings, in the order in which a server of these freedoms tells them. */
import { type Book, before, type Page } from './books.ts';
import type { Takes } from './freedoms.ts';
import type { Entry } from './streams.ts';
import type { Frame, Wording } from './wording.ts';
import type { World } from './world.ts';

const woven = (logs: readonly (readonly Entry[])[]): readonly Entry[] => {
  const longest = Math.max(0, ...logs.map((log) => log.length));
  return Array.from({ length: longest }, (_, row) => logs.flatMap((log) => log[row] ?? [])).flat();
};

/** The records of several streams, each stream in its own order. */
export const arranged = (takes: Takes, logs: readonly (readonly Entry[])[]): readonly Entry[] => {
  if (takes('weaves-replays')) return woven(logs);
  if (takes('replays-in-order-of-publication')) return logs.flat().sort((one, other) => one.nth - other.nth);
  return takes('replays-last-stream-first') ? [...logs].reverse().flat() : logs.flat();
};

/** What the books of a subscription come to: those to be told of at once, and the records with the others among them. */
export const withBooks = (
  { takes, wording, world }: { readonly takes: Takes; readonly wording: Wording; readonly world: World },
  books: readonly Book[],
  start: number,
  entries: readonly Entry[],
): { readonly atOnce: readonly Page[]; readonly frames: readonly Frame[] } => {
  const pages = books.map((book) => before(book, start));
  const awaited = new Map<Book, Page>();
  if (takes('books-just-in-time'))
    for (const page of pages) if (page.deltas < page.book.offsets.length) awaited.set(page.book, page);
  const frames = entries.flatMap((entry) => {
    const book = entry.stream === 'orders.delta' ? world.bookOf(entry.data) : undefined;
    const page = book && awaited.get(book);
    if (!page) return [wording.record(entry)];
    awaited.delete(page.book);
    return [wording.book(page), wording.record(entry)];
  });
  const isLate = (page: Page): boolean => takes('books-just-in-time') && page.deltas < page.book.offsets.length;
  return { atOnce: pages.filter((page) => !isLate(page)), frames };
};
