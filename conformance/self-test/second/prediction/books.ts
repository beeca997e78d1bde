/** Order books, kept as the list of all states each has been in: a book at any time is looked up, never folded again. */

/** What is on offer: quantities by side and price. */
export type Levels = ReadonlyMap<string, string>;

/** One change of one level. */
export interface Mutation {
  readonly action: 'add' | 'modify' | 'remove';
  readonly side: 'bid' | 'ask';
  readonly price: string;
  readonly quantity?: string;
}

/** The book of one outcome. */
export interface Book {
  readonly market: string;
  readonly outcome: string;
  /** Its states, the empty one first: the nth stands behind n deltas. */
  readonly states: Levels[];
  /** The offsets of its deltas. */
  readonly offsets: number[];
}

/** A book behind so many of its deltas. */
export interface Page {
  readonly book: Book;
  readonly deltas: number;
}

/** A book in which nothing has ever stood. */
export const emptyBook = (market: string, outcome: string): Book => ({
  market,
  outcome,
  states: [new Map()],
  offsets: [],
});

/** The book as it is. */
export const latest = (book: Book): Page => ({ book, deltas: book.offsets.length });

/** The book before the first of its deltas from an offset on. */
export const before = (book: Book, offset: number): Page => {
  const first = book.offsets.findIndex((one) => one >= offset);
  return first < 0 ? latest(book) : { book, deltas: first };
};

/** The levels of a page; none for a page that is not there. */
export const levelsOf = ({ book, deltas }: Page): Levels => book.states[deltas] ?? new Map();

/** Whether a mutation has a quantity exactly where it needs one. */
export const isMeasured = ({ action, quantity }: Mutation): boolean =>
  action === 'remove' ? quantity === undefined : quantity !== undefined && quantity !== '0';

/** The levels behind a delta, taken as a whole; `undefined` where one of its mutations cannot be. */
export const mutated = (levels: Levels, mutations: readonly Mutation[]): Levels | undefined => {
  const next = new Map(levels);
  for (const mutation of mutations) {
    const { action, side, price, quantity } = mutation;
    const level = `${side} ${price}`;
    if (next.has(level) === (action === 'add') || !isMeasured(mutation)) return undefined;
    if (quantity === undefined) next.delete(level);
    else next.set(level, quantity);
  }
  return next;
};

/** One side of a book, best first. */
export const sideOf = (levels: Levels, side: Mutation['side']): readonly (readonly [string, string])[] => {
  const found = [...levels].flatMap(([level, quantity]) =>
    level.startsWith(side) ? [[level.slice(side.length + 1), quantity] as const] : [],
  );
  // From 0 to 1, and without superfluous zeros, decimals have the order of their letters.
  const rising = found.sort(([one], [other]) => (one < other ? -1 : 1));
  return side === 'bid' ? rising.reverse() : rising;
};
