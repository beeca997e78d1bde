/** Sheets: what the streams that we publish add up to for each of our markets, version by version. */
import type { Prediction } from '../../schemas/prediction/protocol.ts';
import type { BooksPromise } from '../../schemas/promises/books.ts';
import type { Promises } from '../../schemas/promises.ts';
import type { Publication } from '../scene/deliveries.ts';
import { type Book, bestAfter, emptyBook, fold, mutationsIn } from '../scene/books.ts';
import { textAt } from '../scene/pointer.ts';
import type { Moment } from '../scene/scene.ts';
import { createVersions, type Versions } from './prediction-versions.ts';

/** A trade as a summary tells it. */
export interface Trade {
  readonly price: string;
  readonly time: string;
}

/** The best prices of one book. */
export interface Best {
  readonly bid: string | undefined;
  readonly ask: string | undefined;
}

/** One market. */
export interface Sheet {
  readonly states: Versions<string | undefined>;
  readonly trades: Versions<Trade | undefined>;
  readonly bests: (outcome: string) => Versions<Best>;
  /** Whether one of its books has ever been changed. */
  readonly hasBooks: () => boolean;
}

/** The most markets, and the most books, that are remembered. */
const REMEMBERED = 1000;

/** The names of the records that change a sheet. */
type Telling = Extract<
  keyof Prediction['events'],
  'markets.discovered' | 'market.state.updated' | 'trades.executed' | 'orders.delta'
>;

/** What a call under way will have changed. */
type Change = Pick<Versions<never>, 'tell' | 'lose'>;

const createBests = (books: BooksPromise | undefined) => {
  const none: Best = { bid: undefined, ask: undefined };
  const known = new Map<string, { readonly book: Book; readonly versions: Versions<Best>; best: Best }>();
  const changed = new Set<string>();
  const of = (market: string, outcome: string) => {
    const key = JSON.stringify([market, outcome]);
    const found = known.get(key) ?? {
      book: emptyBook(books ?? { sides: {} }),
      versions: createVersions<Best>(none, 'both'),
      best: none,
    };
    if (known.size < REMEMBERED) known.set(key, found);
    return found;
  };
  return {
    of: (market: string, outcome: string): Versions<Best> => of(market, outcome).versions,
    has: (market: string): boolean => changed.has(market),
    change: (body: unknown, seq: number): Change | undefined => {
      const [market, outcome] = [textAt(body, '/market_id'), textAt(body, '/outcome_id')];
      if (!books || market === undefined || outcome === undefined) return undefined;
      const one = of(market, outcome);
      const mutations = mutationsIn(books, body);
      if (changed.size < REMEMBERED) changed.add(market);
      if (fold(one.book, mutations) !== undefined) one.versions.lose();
      const [bid, ask] = (['bid', 'ask'] as const).map((side) =>
        bestAfter(books, one.book, side, one.best[side], mutations),
      );
      one.best = { bid, ask };
      one.versions.ask(one.best, seq);
      return one.versions;
    },
  };
};

/** The sheets of one plan's markets. */
export const createSheets = ({ books }: Promises) => {
  const sheets = new Map<string, Sheet>();
  const bests = createBests(books);
  const calls = new Map<number, Change>();
  /** Once everything is forgotten, markets of the same name begin again. */
  let isOver = false;

  const sheetOf = (id: string): Sheet => {
    const known = sheets.get(id) ?? {
      states: createVersions<string | undefined>(undefined, 'either'),
      trades: createVersions<Trade | undefined>(undefined, 'either'),
      bests: (outcome: string) => bests.of(id, outcome),
      hasBooks: () => bests.has(id),
    };
    if (sheets.size < REMEMBERED) sheets.set(id, known);
    return known;
  };

  const change = ({ event, body, asked }: Publication): Change | undefined => {
    const { states, trades } = sheetOf(textAt(body, '/market_id') ?? '');
    // Other records change nothing that a summary tells.
    switch (event as Telling) {
      case 'markets.discovered':
        states.ask(textAt(body, '/initial_state'), asked);
        return states;
      case 'market.state.updated':
        states.ask(textAt(body, '/new_state'), asked);
        return states;
      case 'trades.executed':
        trades.ask({ price: textAt(body, '/price') ?? '', time: textAt(body, '/timestamp') ?? '' }, asked);
        return trades;
      case 'orders.delta':
        return bests.change(body, asked);
    }
  };

  return {
    /** The sheet of one of our markets. */
    of: (id: string | undefined): Sheet | undefined => (isOver || id === undefined ? undefined : sheets.get(id)),
    note: ({ entry, publication }: Moment): void => {
      isOver ||= entry.kind === 'asked' && entry.hook === 'reset';
      if (isOver || (entry.kind !== 'asked' && entry.kind !== 'told')) return;
      if (entry.kind === 'asked') {
        const changing = publication && change(publication);
        if (changing) calls.set(entry.call, changing);
        return;
      }
      // What was refused, or failed, may be true or not.
      if (publication) calls.get(entry.call)?.tell(entry.seq);
      else calls.get(entry.call)?.lose();
      calls.delete(entry.call);
    },
  };
};

/** What the streams add up to, market by market. */
export type Sheets = ReturnType<typeof createSheets>;
