/** The decisions of the prediction server about books and about how markets stand; a fault replaces one of them. */
import type { PredictionEvents } from '../../schemas/prediction/protocol.ts';
import type {
  Book,
  Delta,
  Finality,
  Ladders,
  Level,
  Levels,
  Market,
  Mutation,
  Published,
  Side,
  World,
} from './world.ts';

/** Records that say something new about a market or an event. */
export type About<Names extends Published['name']> = Extract<Published, { readonly name: Names }>;

/** What a market's records are. */
export type OfMarket = Exclude<Published, About<'events.discovered' | 'events.resolved' | 'orders.delta'>>;

/** How books are folded and shown, and what is remembered of events and markets. */
export interface BookDecisions {
  /** The number of the next delta of a book, which is one of the books of its market. */
  readonly sequenceNumber: (book: Book, books: ReadonlyMap<string, Book>) => number;
  /** The mutations of a delta that change its book, in order. */
  readonly applied: (mutations: readonly Mutation[]) => readonly Mutation[];
  /** Which level a price is, as the text that a snapshot gives for it. */
  readonly level: (price: string) => string;
  /** The quantity of a level after a mutation; `undefined` where there is no such level, before or after. */
  readonly quantityAfter: (before: string | undefined, mutation: Mutation) => string | undefined;
  /** Of the good mutations that stood before the one for which a delta was refused, those that change the book all the same. */
  readonly remains: (good: readonly Mutation[]) => readonly Mutation[];
  /** The levels of a side, best first. */
  readonly ladder: (side: Side, levels: Levels) => Level[];
  /** What a snapshot says of a book. */
  readonly snapshot: (book: Ladders) => PredictionEvents['orders.snapshot'];
  /** The deltas of a book, of all that it has, that are in the snapshot before a replay. */
  readonly deltasBefore: (deltas: readonly Delta[], first: number) => readonly Delta[];
  /** Whether a delta of that number is preceded by a snapshot of its book for everybody who gets it. */
  readonly preceded: (number: number) => boolean;
  /** The book that is meant by a market and an outcome. */
  readonly bookOf: (market: string, outcome: string, world: World) => Book | undefined;
  /** What is known of an event after a record about it. */
  readonly eventAfter: (
    before: Finality | undefined,
    record: About<'events.discovered' | 'events.resolved'>,
  ) => Finality;
  /** What is known of a market after a record about it. */
  readonly marketAfter: (before: Market | undefined, record: OfMarket) => Market;
  /** What a summary says of a market and its books. */
  readonly summary: (market: Market, books: readonly Ladders[]) => PredictionEvents['markets.snapshots'];
  /** Whether a record brings a new summary of its market to those who have subscribed to summaries. */
  readonly summarises: (record: Published) => boolean;
}
