/** What a prediction server knows of events, markets, books and trades; others than itself see it read-only. */
import type { MarketState } from '../../schemas/prediction/fields.ts';
import type { PredictionEvents } from '../../schemas/prediction/protocol.ts';
import type { Json } from '../json.ts';

/** The streams whose records bear offsets, and so can be published. */
export type Recorded = Exclude<keyof PredictionEvents, 'orders.snapshot' | 'markets.snapshots'>;

/** What the server is asked to publish: the fields of a record, checked against its schema. */
export type Published = {
  readonly [Name in Recorded]: { readonly name: Name; readonly data: PredictionEvents[Name] };
}[Recorded];

/** One record of a stream, as it goes out; an alias, so that it is JSON to the compiler too. */
export type Entry = {
  readonly stream: string;
  readonly offset: number;
  readonly data: Json;
};

/** How final an event's outcome is; `known` before there is one. */
export type Finality = 'known' | PredictionEvents['events.resolved']['finality_status'];

/** One side of a book. */
export type Side = 'bid' | 'ask';
/** A level as a snapshot lists it. */
export type Level = [price: string, quantity: string];
/** By price, the quantity. */
export type Levels = ReadonlyMap<string, string>;
/** One change to one level. */
export type Mutation = PredictionEvents['orders.delta']['mutations'][number];

/** A delta that a book has taken. */
export interface Delta {
  readonly offset: number;
  readonly number: number;
  readonly mutations: readonly Mutation[];
}

/** The book of one outcome. */
export interface Book {
  readonly market_id: string;
  readonly outcome_id: string;
  /** The number of the last delta in it, 0 where there is none. */
  readonly number: number;
  readonly sides: Readonly<Record<Side, Levels>>;
  readonly deltas: readonly Delta[];
}

/** A book with its levels sorted, best first. */
export interface Ladders extends Pick<Book, 'market_id' | 'outcome_id' | 'number'> {
  readonly bids: Level[];
  readonly asks: Level[];
}

/** One market. */
export interface Market {
  readonly id: string;
  readonly state: MarketState;
  readonly lastTrade?: { readonly price: string; readonly time: string };
  /** Whether it has paid out, and whether that was disputed since. */
  readonly settlement?: 'settled' | 'disputed';
}

/** Everything that is known. */
export interface World {
  readonly events: ReadonlyMap<string, Finality>;
  readonly markets: ReadonlyMap<string, Market>;
  readonly trades: ReadonlySet<string>;
  /** By market and outcome. */
  readonly books: ReadonlyMap<string, ReadonlyMap<string, Book>>;
}

/** A book that its server changes in place, level by level. */
export interface LiveBook extends Book {
  number: number;
  readonly sides: Readonly<Record<Side, Map<string, string>>>;
  readonly deltas: Delta[];
}

/** What one server remembers of the world. */
export interface Memory extends World {
  readonly events: Map<string, Finality>;
  readonly markets: Map<string, Market>;
  readonly trades: Set<string>;
  readonly books: Map<string, Map<string, LiveBook>>;
}

/** A world in which nothing has happened yet. */
export const emptyWorld = (): Memory => ({
  events: new Map(),
  markets: new Map(),
  trades: new Set(),
  books: new Map(),
});
