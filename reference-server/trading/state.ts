/** What a trading server remembers, and how it speaks to its connections. */
import { trading } from '../../schemas/trading/protocol.ts';
import type { Protocol } from '../../schemas/protocol.ts';
import type { MakeServer, Output } from '../../schemas/server.ts';
import { decided } from '../decisions.ts';
import type { Json } from '../json.ts';
import { type Account, emptyAccount } from './accounts.ts';
import type { Cause, Connection, Decisions, Trouble } from './decisions.ts';
import { originals } from './originals.ts';
import { type Terms, termsOf } from './terms.ts';

/** An instant as the protocol writes it. */
export const iso = (instant: number): string => new Date(instant).toISOString();

/** A frame: an event and its payload. */
export const frameOf = (event: string, data: Json): Json => ({ event, data });

/** The quotes of one symbol on one connection. */
export interface Pace {
  /** When the last one was sent, in unix ms. */
  readonly sentAt: number;
  /** What waits to be sent. */
  readonly held?: Json;
}

/** The messages of one count. */
export interface Count {
  /** When each of them came that still counts, in unix ms, the oldest first. */
  readonly instants: readonly number[];
  /** Until when connections of that count are refused, in unix ms. */
  readonly coolUntil?: number;
}

/** Something that is due at an instant in unix ms, and what it brings. */
export interface Due {
  readonly at: number;
  readonly act: (now: number) => readonly Output[];
}

/** Hears of something that is due: it is asked for after every input, and made one only when its time has come. */
export type Tell = (at: Due['at'], act: Due['act']) => void;

/** One server's memory; connections that were ended are forgotten at once. */
export interface State {
  readonly protocol: Protocol;
  readonly terms: Terms;
  readonly decisions: Decisions;
  readonly connections: Map<string, Connection>;
  /** By connection and symbol. */
  readonly paces: Map<string, Map<string, Pace>>;
  readonly counts: Map<string, Count>;
  readonly accounts: Map<string, Account>;
  readonly accountOf: (user: string) => Account;
  /** The frames that a cause brings to a connection. */
  readonly say: (connection: string, cause: Cause, frames: readonly Json[]) => readonly Output[];
  /** An error frame. */
  readonly error: (trouble: Trouble, now: number) => Json;
  readonly forget: (connection: string) => void;
  /** The end of a connection, and nothing where its cause does not end it. */
  readonly close: (connection: string, cause: Cause, why: string) => readonly Output[];
}

/** The state of a server that has just started. */
export const stateOf = ({
  protocol = trading,
  decide,
}: NonNullable<Parameters<MakeServer<Decisions>>[0]> = {}): State => {
  const terms = termsOf(protocol);
  const decisions = decided(originals(terms), decide);
  const connections = new Map<string, Connection>();
  const paces = new Map<string, Map<string, Pace>>();
  const accounts = new Map<string, Account>();
  const forget = (connection: string): void => {
    connections.delete(connection);
    paces.delete(connection);
  };
  return {
    ...{ protocol, terms, decisions, connections, paces, accounts, forget },
    counts: new Map(),
    accountOf: (user) => accounts.get(user) ?? emptyAccount,
    say: (connection, cause, frames) =>
      decisions.answers(cause, frames).map((message) => ({ do: 'message', connection, message })),
    error: (trouble, now) => frameOf('connection.error', { ...decisions.explain(trouble), timestamp: iso(now) }),
    close: (connection, cause, reason) => {
      if (!decisions.ends(cause)) return [];
      forget(connection);
      return [{ do: 'close', connection, reason }];
    },
  };
};
