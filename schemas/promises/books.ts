/** Books that are told by snapshots and deltas. */
import type { Pointer } from './terms.ts';

/** One side of a book. */
export interface BookSide {
  /** Where a snapshot lists its levels, `[price, quantity]`, best first. */
  readonly at: Pointer;
  readonly best: 'highest' | 'lowest';
}

/** Books that a client folds from a snapshot and deltas; prices and quantities are decimal strings. */
export interface BooksPromise<Command extends string = string, Event extends string = string> {
  readonly snapshot: Event;
  readonly delta: Event;
  /** The fields that together name a book, in both. */
  readonly key: readonly Pointer[];
  /** By the name that mutations have for it. */
  readonly sides: Readonly<Record<string, BookSide>>;
  /**
   * In a snapshot: the number of the last delta that it contains, 0 where none; in a delta: its number, which counts from
   * 1 in each book. Both are left out where the count of the subscription joins them, which begins with the snapshots.
   */
  readonly start?: Pointer;
  readonly number?: Pointer;
  /** In a delta: its mutations. */
  readonly mutations: Pointer;
  /** The thing that a book belongs to, and the states of it in which its book may change. */
  readonly belongsTo: { readonly machine: string; readonly by: Pointer; readonly in: readonly string[] };
  /** The command that brings a snapshot. */
  readonly resync?: { readonly command: Command; readonly unknown: string };
  /** The server refuses to publish a delta that breaks a rule. */
  readonly enforced?: true;
}
