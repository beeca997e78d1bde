/** What a prediction server remembers, and how it speaks to its connections. */
import { prediction } from '../../schemas/prediction/protocol.ts';
import type { Protocol } from '../../schemas/protocol.ts';
import type { MakeServer, Output } from '../../schemas/server.ts';
import { decided } from '../decisions.ts';
import type { Json } from '../json.ts';
import { bookBefore, laddersOf } from './books.ts';
import type { Connection, Decisions, Trouble } from './decisions.ts';
import { originals } from './originals.ts';
import { emptyJournal, type Journal } from './streams.ts';
import { type Terms, termsOf } from './terms.ts';
import { type Book, emptyWorld, type Market, type Memory } from './world.ts';

/** One server's memory; connections that were ended are forgotten at once. */
export interface State {
  readonly protocol: Protocol;
  readonly terms: Terms;
  readonly decisions: Decisions;
  readonly connections: Map<string, Connection>;
  readonly world: Memory;
  readonly journal: Journal;
  /** An error frame. */
  readonly error: (trouble: Trouble, item: string | undefined, id: string | null) => Json;
  /** The snapshot of a book as it was before an offset, or as it is; with the id of the command that asked for it. */
  readonly snapshot: (book: Book, before?: number, id?: string) => Json;
  /** The summary of a market as it is. */
  readonly summary: (market: Market) => Json;
  /** Ends a connection. */
  readonly close: (connection: string, code: number, reason: string) => Output;
}

/** Frames on their way to one connection. */
export const sent = (connection: string, frames: readonly Json[]): readonly Output[] =>
  frames.map((message) => ({ do: 'message', connection, message }));

/** The state of a server that has just started. */
export const stateOf = ({
  protocol = prediction,
  decide,
}: NonNullable<Parameters<MakeServer<Decisions>>[0]> = {}): State => {
  const terms = termsOf(protocol);
  const decisions = decided(originals(terms), decide);
  const connections = new Map<string, Connection>();
  const world = emptyWorld();
  return {
    protocol,
    terms,
    decisions,
    connections,
    world,
    journal: emptyJournal(),
    error: (trouble, item, id) => ({ op: 'error', ...decisions.explain(trouble, item, id) }),
    snapshot: (book, before, id) => ({
      stream: 'orders.snapshot',
      ...(id !== undefined && { id }),
      data: decisions.snapshot(laddersOf(decisions, before === undefined ? book : bookBefore(decisions, book, before))),
    }),
    summary: (market) => {
      const books = [...(world.books.get(market.id)?.values() ?? [])];
      const ladders = books.map((book) => laddersOf(decisions, book));
      return { stream: 'markets.snapshots', data: decisions.summary(market, ladders) };
    },
    close: (connection, code, reason) => {
      connections.delete(connection);
      return { do: 'close', connection, code, reason };
    },
  };
};
