/** Books: folded in place by their maps, sorted when they are shown, folded again only for a replay. */
import type { BookDecisions } from './book-decisions.ts';
import { compare } from './decimals.ts';
import type { Book, Delta, Ladders, Level, Levels, LiveBook, Memory, Mutation, Side } from './world.ts';

/** A book without any level, which no delta has changed yet. */
export const emptyBook = (market_id: string, outcome_id: string): LiveBook => ({
  ...{ market_id, outcome_id, number: 0 },
  sides: { bid: new Map(), ask: new Map() },
  deltas: [],
});

/** The book of an outcome, which is made where there is none. */
export const bookIn = ({ books }: Pick<Memory, 'books'>, market: string, outcome: string): LiveBook => {
  const shelf = books.get(market) ?? new Map<string, LiveBook>();
  const book = shelf.get(outcome) ?? emptyBook(market, outcome);
  books.set(market, shelf.set(outcome, book));
  return book;
};

/** Changes the levels of a book, mutation by mutation. */
export const fold = (decisions: BookDecisions, { sides }: LiveBook, mutations: readonly Mutation[]): void => {
  for (const mutation of mutations) {
    const levels = sides[mutation.side];
    const level = decisions.level(mutation.price);
    const after = decisions.quantityAfter(levels.get(level), mutation);
    if (after === undefined) levels.delete(level);
    else levels.set(level, after);
  }
};

/** Takes a delta into a book. */
export const take = (decisions: BookDecisions, book: LiveBook, delta: Delta): void => {
  fold(decisions, book, decisions.applied(delta.mutations));
  book.number = delta.number;
  book.deltas.push(delta);
};

/** A book as it was before those of its deltas that a replay from an offset brings. */
export const bookBefore = (decisions: BookDecisions, book: Book, first: number): Book => {
  const contained = decisions.deltasBefore(book.deltas, first);
  if (contained.length === book.deltas.length) return book;
  const before = emptyBook(book.market_id, book.outcome_id);
  for (const delta of contained) take(decisions, before, delta);
  return before;
};

/** A book with its levels sorted. */
export const laddersOf = ({ ladder }: BookDecisions, { market_id, outcome_id, number, sides }: Book): Ladders => ({
  ...{ market_id, outcome_id, number },
  bids: ladder('bid', sides.bid),
  asks: ladder('ask', sides.ask),
});

/** The levels of a side, best first: bids from the highest price down, asks from the lowest up. */
export const ladderOf = (side: Side, levels: Levels): Level[] => {
  const sign = side === 'bid' ? -1 : 1;
  return [...levels].sort(([one], [two]) => sign * compare(one, two));
};
