/**
 * Following by subscription: where the count of a subscription joins the deltas of a book to its snapshot, whatever comes
 * by one subscription belongs together, and nothing that comes by another.
 */
import type { Setting } from '../../engine/requirement.ts';
import type { BooksPromise } from '../../../schemas/promises/books.ts';
import { type Book, bookIn, bookName, fold, mutationsIn } from '../../scene/books.ts';
import type { Connection } from '../../scene/connection.ts';
import type { Moment } from '../../scene/scene.ts';
import type { Changed, Held, Shown } from './following.ts';

/** The most subscriptions of one connection, and books of one subscription, that are remembered. */
const REMEMBERED = 10_000;

/** What one subscription has brought. */
interface Brought {
  /** The number of its last event. */
  last: number;
  /** By book: its levels, as long as every number has come and every delta has fitted. */
  readonly books: Map<string, { readonly shown: number; readonly book?: Book }>;
}

/** Says of each moment which book it shows, or changes; a book that was held is to be looked at before the next moment. */
export const followSubscribed = ({ promise }: Pick<Setting<BooksPromise>, 'promise'>) => {
  const known = new Map<Connection, Map<string, Brought>>();

  const broughtBy = (connection: Connection, count: string, number: number): Brought | undefined => {
    const counts = known.get(connection) ?? new Map<string, Brought>();
    known.set(connection, counts);
    const brought = counts.get(count);
    if (!brought && counts.size >= REMEMBERED) return undefined;
    const found = brought ?? { last: number - 1, books: new Map() };
    counts.set(count, found);
    // What was left out, or came twice, may have changed any of its books.
    if (number !== found.last + 1) for (const [name, { shown }] of found.books) found.books.set(name, { shown });
    found.last = number;
    return found;
  };

  return ({ connection, entry, message, numbered }: Moment): Shown | Changed | undefined => {
    if (!connection) return undefined;
    if (entry.kind === 'closed') known.delete(connection);
    const { count, number } = numbered ?? {};
    if (!message || count === undefined || number === undefined) return undefined;
    const brought = broughtBy(connection, count, number);
    const name = bookName(promise, message.body);
    const held = name === undefined ? undefined : brought?.books.get(name);
    if (!brought || name === undefined || (!held && brought.books.size >= REMEMBERED)) return undefined;
    const before: Held | undefined = held && { last: number - 1, brought: held.shown, ...held };
    if (message.name === promise.snapshot) {
      const { book, wrong } = bookIn(promise, message.body);
      brought.books.set(name, { shown: entry.seq, book });
      const shown = { is: 'snapshot', name, start: number, book, anew: true, opens: !held } as const;
      return { ...shown, ...(before && { before }), ...(wrong !== undefined && { wrong }) };
    }
    if (message.name !== promise.delta) return undefined;
    const mutations = mutationsIn(promise, message.body);
    const wanted = connection.interest?.passes(promise.delta, message.body) !== 'no';
    const wrong = held?.book && fold(held.book, mutations);
    if (held && wrong !== undefined) brought.books.set(name, { shown: held.shown });
    const changed = { is: 'delta', name, number, mutations, wanted } as const;
    return { ...changed, ...(before && { before }), ...(wrong !== undefined && { wrong }) };
  };
};
