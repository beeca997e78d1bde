/**
 * Following: what each connection holds of the books that it wants, by the snapshots and deltas that it was sent.
 * Subscribing anew begins anew: until it is answered, what comes may belong to the old subscription or to the new one.
 */
import type { BooksPromise } from '../../../schemas/promises/books.ts';
import type { Promises } from '../../../schemas/promises.ts';
import type { Setting } from '../../engine/requirement.ts';
import { areNumbered, type Book, bookIn, bookName, fold, mutationsIn, numberOfBook } from '../../scene/books.ts';
import type { Connection } from '../../scene/connection.ts';
import type { Command, Reply } from '../../scene/exchanges.ts';
import { at, itemsAt } from '../../scene/pointer.ts';
import type { Moment } from '../../scene/scene.ts';
import { followSubscribed } from './subscribed.ts';

/** The most books of one connection, and subscriptions under way, that are remembered. */
const REMEMBERED = { books: 10_000, asking: 100 } as const;

/** What a connection holds of one book. */
export interface Held {
  /** The number of the last delta in it. */
  readonly last: number;
  /** Its levels, as long as every delta has fitted. */
  readonly book?: Book;
  /** When a snapshot came last, and when one came last that was no answer, as places in the history. */
  readonly shown: number;
  readonly brought: number;
}

/** A subscription to deltas, or the end of one. */
export interface Asked {
  /** When it was sent, as a place in the history. */
  readonly seq: number;
  readonly ends: boolean;
  /** Where it begins: with what comes next, or with what its command says. */
  readonly from: 'latest' | { readonly said: unknown };
  /** Nothing was subscribed to before. */
  readonly first: boolean;
}

/** A book that came. */
export interface Shown {
  readonly is: 'snapshot';
  readonly name: string;
  readonly start: number;
  readonly book: Book;
  /** What is wrong with its levels. */
  readonly wrong?: string;
  /** What the connection held of it, if it wants it. */
  readonly before?: Held;
  /** Whether it may show the book at any time, since a subscription has begun, or may have. */
  readonly anew: boolean;
  /** The subscription that it came with; none where it answers a command. */
  readonly by?: Asked;
  /** Whether it is the first that this subscription has brought of this book. */
  readonly opens: boolean;
  readonly answers?: Reply;
}

/** A change that came. */
export interface Changed {
  readonly is: 'delta';
  readonly name: string;
  readonly number: number;
  readonly mutations: readonly unknown[];
  /** Whether the connection may want it. */
  readonly wanted: boolean;
  readonly before?: Held;
  /** The rule that it breaks, where the book was known before it. */
  readonly wrong?: string;
}

/** What is known of one connection. */
interface Following {
  /** More is under way than can be remembered, so that nothing can be said any more. */
  lost: boolean;
  readonly asking: Asked[];
  /** The subscription in force, by the answers that have come, and when the latest came. */
  inForce?: Asked;
  answered: number;
  readonly books: Map<string, Held>;
}

/** The subscription that a command asks for, or gives up; undefined where it does not concern deltas. */
export const askedIn = (
  { filters, delivery, recovery }: Promises,
  { delta }: BooksPromise,
  { name, body, bad, entry }: Command,
): Omit<Asked, 'first'> | undefined => {
  const begins = name === (filters?.set ?? delivery?.subscribe);
  const ends = name === (filters?.unset ?? delivery?.unsubscribe);
  if (bad.length > 0 || name === undefined || (!begins && !ends)) return undefined;
  const names = filters?.replaces === 'name by name' ? itemsAt(body, filters.names.at) : [delta];
  if (!names.includes(delta)) return undefined;
  const replay = recovery?.replay;
  const said = replay && at(body, replay.from);
  return { seq: entry.seq, ends, from: said === undefined || said === replay?.latest ? 'latest' : { said } };
};

/** Takes note of what was asked for, and of what came into force. */
const settle = (following: Following, { entry, command, reply }: Moment, asked: Omit<Asked, 'first'> | undefined) => {
  const { asking, books } = following;
  following.lost ||= asking.length >= REMEMBERED.asking;
  if (command && asked) asking.push({ ...asked, first: !following.inForce && asking.length === 0 });
  const index = reply ? asking.findIndex(({ seq }) => seq === reply.to.command.entry.seq) : -1;
  const [found] = index < 0 ? [] : asking.splice(index, 1);
  // Of a command that is refused nothing takes effect.
  if (!found || (reply?.fit !== 'answer' && reply?.fit !== 'misnamed')) return;
  following.inForce = found;
  following.answered = entry.seq;
  // Its snapshots may have come before its answer; what was held before it is held no longer.
  for (const [name, { shown }] of books) if (shown < found.seq) books.delete(name);
};

const wants = ({ interest }: Connection, { delta }: BooksPromise, body: unknown): boolean =>
  interest?.passes(delta, body) !== 'no';

/** The subscription that brings what comes now, where that can be told. */
const bringing = ({ asking, inForce }: Following): Asked | undefined => {
  const [only, ...others] = asking;
  if (!only) return inForce?.ends ? undefined : inForce;
  return others.length === 0 && only.first && !only.ends ? only : undefined;
};

const showing = (promise: BooksPromise, following: Following, moment: Moment, connection: Connection) => {
  const { message, entry, reply } = moment;
  const name = bookName(promise, message?.body);
  const start = numberOfBook(promise, 'snapshot', message?.body);
  if (!message || name === undefined || start === undefined) return undefined;
  const { asking, books, answered } = following;
  const { book, wrong } = bookIn(promise, message.body);
  const wanted = wants(connection, promise, message.body);
  const before = wanted ? books.get(name) : undefined;
  const by = reply || !wanted ? undefined : bringing(following);
  const shown: Shown = {
    is: 'snapshot',
    name,
    start,
    book,
    anew: asking.length > 0 || before === undefined || before.shown < answered,
    opens: by !== undefined && (before === undefined || before.brought < by.seq),
    ...(wrong !== undefined && { wrong }),
    ...(before && { before }),
    ...(by && { by }),
    ...(reply && { answers: reply }),
  };
  if (!wanted) books.delete(name);
  else if (books.size < REMEMBERED.books || before)
    books.set(name, { last: start, book, shown: entry.seq, brought: reply ? (before?.brought ?? -1) : entry.seq });
  return shown;
};

const changing = (
  promise: BooksPromise,
  { books }: Following,
  { message }: Moment,
  connection: Connection,
): Changed | undefined => {
  const name = bookName(promise, message?.body);
  const number = numberOfBook(promise, 'delta', message?.body);
  if (!message || name === undefined || number === undefined) return undefined;
  const mutations = mutationsIn(promise, message.body);
  const before = books.get(name);
  // Of more books than can be remembered nobody knows what came before.
  const wanted = wants(connection, promise, message.body) && (before !== undefined || books.size < REMEMBERED.books);
  const about = { is: 'delta', name, number, mutations, wanted } as const;
  if (!wanted || !before) return about;
  const isNext = number === before.last + 1;
  const wrong = isNext && before.book ? fold(before.book, mutations) : undefined;
  const { book, shown, brought } = before;
  books.set(name, { last: number, shown, brought, ...(isNext && book && wrong === undefined && { book }) });
  return { before, ...about, ...(wrong !== undefined && { wrong }) };
};

/** Says of each moment which book it shows, or changes; a book that was held is to be looked at before the next moment. */
export const follow = (setting: Pick<Setting<BooksPromise>, 'promises' | 'promise'>) => {
  const { promises, promise } = setting;
  if (!areNumbered(promise)) return followSubscribed(setting);
  const known = new Map<Connection, Following>();
  return (moment: Moment): Shown | Changed | undefined => {
    const { connection, command, message, entry } = moment;
    if (!connection) return undefined;
    if (entry.kind === 'closed') known.delete(connection);
    const following = known.get(connection) ?? { lost: false, asking: [], answered: -1, books: new Map() };
    if (entry.kind !== 'closed') known.set(connection, following);
    if (following.lost) return undefined;
    settle(following, moment, command && askedIn(promises, promise, command));
    if (message?.name === promise.snapshot) return showing(promise, following, moment, connection);
    return message?.name === promise.delta ? changing(promise, following, moment, connection) : undefined;
  };
};
