/** What a marketplace server remembers, and how it speaks to its connections. */
import { marketplace } from '../../schemas/marketplace/protocol.ts';
import type { Protocol } from '../../schemas/protocol.ts';
import type { MakeServer, Output } from '../../schemas/server.ts';
import { decided } from '../decisions.ts';
import type { Json } from '../json.ts';
import type { Cause, Connection, Decisions, Trouble } from './decisions.ts';
import { originals } from './originals.ts';
import { type Terms, termsOf } from './terms.ts';
import { emptyWorld } from './things.ts';

/** What changes of a connection changes in place: events are many. */
export type Held = { -readonly [Name in keyof Connection]: Connection[Name] };

/** Where the one count of the server stands. */
export interface Numbering {
  /** The number used last, 0 before the first. */
  count: number;
  /** When the latest event was published, in unix ms. */
  stamped: number;
  /** How often the count began anew. */
  resets: number;
  /** When the server was first asked for anything, in unix ms. */
  startedAt: number | undefined;
}

/** One server's memory; connections that were ended are forgotten at once. */
export interface State {
  readonly protocol: Protocol;
  readonly terms: Terms;
  readonly decisions: Decisions;
  /** The names of the business events. */
  readonly catalog: ReadonlySet<string>;
  readonly connections: Map<string, Held>;
  readonly world: ReturnType<typeof emptyWorld>;
  readonly numbering: Numbering;
  /** The frames that a cause brings to a connection. */
  readonly say: (connection: string, cause: Cause, frames: readonly Json[]) => readonly Output[];
  /** An error frame. */
  readonly error: (trouble: Trouble, item?: string) => Json;
  /** Ends a connection. */
  readonly close: (connection: string, code: number, reason: string) => Output;
}

/** The state of a server that has just started. */
export const stateOf = ({
  protocol = marketplace,
  decide,
}: NonNullable<Parameters<MakeServer<Decisions>>[0]> = {}): State => {
  const terms = termsOf(protocol);
  const decisions = decided(originals(terms), decide);
  const connections = new Map<string, Held>();
  const numbering: Numbering = { count: 0, stamped: 0, resets: 0, startedAt: undefined };
  return {
    ...{ protocol, terms, decisions, connections, numbering },
    catalog: new Set(Object.keys(protocol.events)),
    world: emptyWorld(),
    say: (connection, cause, frames) => {
      numbering.count += decisions.spends(cause);
      return decisions.answers(cause, frames).map((message) => ({ do: 'message', connection, message }));
    },
    error: (trouble, item) => ({ type: 'error', ...decisions.explain(trouble, item) }),
    close: (connection, code, reason) => {
      connections.delete(connection);
      return { do: 'close', connection, code, reason };
    },
  };
};
