/** Books: levels by side and price, folded from mutations one by one; decimals compare as decimals. */
import type { BooksPromise } from '../../schemas/promises/books.ts';
import { compare, isPositive, plain } from './decimals.ts';
import { at, itemsAt, textAt } from './pointer.ts';

/** What is on offer: by side, by price in its one form, the quantity. */
export type Book = ReadonlyMap<string, Map<string, string>>;

/** Whether snapshots and deltas tell numbers of their books; else the count of the subscription joins them. */
export const areNumbered = ({ start, number }: Pick<BooksPromise, 'start' | 'number'>): boolean =>
  start !== undefined && number !== undefined;

/** The number that a snapshot, or a delta, tells of its book; undefined where it tells none that is one. */
export const numberOfBook = (
  { start, number }: Pick<BooksPromise, 'start' | 'number'>,
  is: 'snapshot' | 'delta',
  body: unknown,
): number | undefined => {
  const pointer = is === 'snapshot' ? start : number;
  const told = pointer === undefined ? undefined : at(body, pointer);
  return typeof told === 'number' ? told : undefined;
};

/** A body that tells this number; as it is, where no numbers are told. */
export const withNumberOfBook = <Body extends Readonly<Record<string, unknown>>>(
  { start, number }: Pick<BooksPromise, 'start' | 'number'>,
  is: 'snapshot' | 'delta',
  body: Body,
  told: number,
): Body => {
  const pointer = is === 'snapshot' ? start : number;
  return pointer === undefined ? body : { ...body, [pointer.slice(1)]: told };
};

/** The body of a delta as it is published: the server gives it its number. */
export const withoutNumberOfBook = (
  { number }: Pick<BooksPromise, 'number'>,
  body: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> => {
  if (number === undefined) return body;
  const { [number.slice(1)]: _, ...rest } = body;
  return rest;
};

/** A book without any level. */
export const emptyBook = ({ sides }: Pick<BooksPromise, 'sides'>): Book =>
  new Map(Object.keys(sides).map((side) => [side, new Map<string, string>()]));

/** Which book a snapshot or a delta is about, as one text; undefined where it does not say. */
export const bookName = ({ key }: Pick<BooksPromise, 'key'>, body: unknown): string | undefined => {
  const parts = key.map((pointer) => textAt(body, pointer));
  return parts.every((part) => part !== undefined) ? JSON.stringify(parts) : undefined;
};

/** What breaks a rule in a mutation, or undefined once it is done. */
const mutate = (book: Book, mutation: unknown): string | undefined => {
  const action = textAt(mutation, '/action');
  const side = textAt(mutation, '/side') ?? '';
  const price = textAt(mutation, '/price') ?? '';
  const quantity = textAt(mutation, '/quantity');
  const levels = book.get(side);
  if (!levels) return `there is no side ${JSON.stringify(side)}`;
  const level = plain(price);
  const known = levels.has(level);
  if (action === 'add' && known) return `${side} ${price} was added, and is there already`;
  if (action !== 'add' && !known) return `${side} ${price} was to ${action}, and is not there`;
  if (action === 'remove') levels.delete(level);
  else if (quantity === undefined || !isPositive(quantity)) return `${side} ${price} has no quantity above 0`;
  else levels.set(level, plain(quantity));
  return undefined;
};

/** Applies mutations in their order, whole or up to the one that breaks a rule; says what that is. */
export const fold = (book: Book, mutations: readonly unknown[]): string | undefined => {
  for (const mutation of mutations) {
    const wrong = mutate(book, mutation);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
};

/** A book of its own with the same levels. */
export const copyOf = (book: Book): Book => new Map([...book].map(([side, levels]) => [side, new Map(levels)]));

/** The mutations of a delta. */
export const mutationsIn = ({ mutations }: BooksPromise, body: unknown): readonly unknown[] => itemsAt(body, mutations);

/** The book that a snapshot shows, with what is wrong about its levels. */
export const bookIn = (
  { sides }: Pick<BooksPromise, 'sides'>,
  body: unknown,
): { readonly book: Book; readonly wrong?: string } => {
  const book = emptyBook({ sides });
  let wrong: string | undefined;
  for (const [side, { at: where, best }] of Object.entries(sides)) {
    let before: string | undefined;
    for (const level of itemsAt(body, where)) {
      const [price = '', quantity = ''] = [textAt(level, '/0'), textAt(level, '/1')];
      const order = before === undefined ? 0 : compare(before, price) * (best === 'highest' ? -1 : 1);
      if (before !== undefined && order >= 0)
        wrong ??= `${side} ${price} stands behind ${before}, where the best comes first`;
      if (!isPositive(quantity)) wrong ??= `${side} ${price} has no quantity above 0`;
      before = price;
      book.get(side)?.set(plain(price), plain(quantity));
    }
  }
  return wrong === undefined ? { book } : { book, wrong };
};

/** Where two books differ, in words; undefined where they do not. */
export const differing = (expected: Book, found: Book): string | undefined => {
  for (const [side, levels] of expected) {
    const others = found.get(side) ?? new Map<string, string>();
    for (const [price, quantity] of levels) {
      const there = others.get(price);
      if (there !== quantity)
        return `${side} ${price} is ${there === undefined ? 'missing' : `at ${there}`} instead of at ${quantity}`;
    }
    for (const price of others.keys()) if (!levels.has(price)) return `${side} ${price} is in it, and should not be`;
  }
  return undefined;
};

/** The best price of a side, if it has any. */
const bestOf = ({ sides }: Pick<BooksPromise, 'sides'>, book: Book, side: string): string | undefined => {
  const sign = sides[side]?.best === 'highest' ? -1 : 1;
  let first: string | undefined;
  for (const price of book.get(side)?.keys() ?? [])
    if (first === undefined || sign * compare(price, first) < 0) first = price;
  return first;
};

/** The best price of a side behind mutations that a book has taken, by what was the best before them. */
export const bestAfter = (
  promise: Pick<BooksPromise, 'sides'>,
  book: Book,
  side: string,
  before: string | undefined,
  mutations: readonly unknown[],
): string | undefined => {
  const sign = promise.sides[side]?.best === 'highest' ? -1 : 1;
  let best = before;
  for (const mutation of mutations) {
    if (textAt(mutation, '/side') !== side) continue;
    const price = plain(textAt(mutation, '/price') ?? '');
    const isGone = textAt(mutation, '/action') === 'remove';
    // Only where the best itself has gone must all be looked at.
    if (isGone && price === best) return bestOf(promise, book, side);
    if (!isGone && (best === undefined || sign * compare(price, best) < 0)) best = price;
  }
  return best;
};
