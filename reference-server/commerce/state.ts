/** What a commerce server remembers, and how it speaks to its connections. */
import { commerce } from '../../schemas/commerce/protocol.ts';
import type { Protocol } from '../../schemas/protocol.ts';
import type { MakeServer, Output } from '../../schemas/server.ts';
import { decided } from '../decisions.ts';
import type { Json } from '../json.ts';
import type { Cause, Connection, Decisions, Trouble } from './decisions.ts';
import { emptyWorld } from './lifecycles.ts';
import { originals } from './originals.ts';
import { type Terms, termsOf } from './terms.ts';

/** An instant as the protocol writes it. */
export const iso = (instant: number): string => new Date(instant).toISOString();

/** One server's memory; connections that were ended are forgotten at once. */
export interface State {
  readonly protocol: Protocol;
  readonly terms: Terms;
  readonly decisions: Decisions;
  readonly connections: Map<string, Connection>;
  readonly world: ReturnType<typeof emptyWorld>;
  /** The frames that a cause brings to a connection. */
  readonly say: (connection: string, cause: Cause, frames: readonly Json[]) => readonly Output[];
  /** An error frame. */
  readonly error: (trouble: Trouble, item?: string) => Json;
  /** Ends a connection. */
  readonly close: (connection: string, code: number, reason: string) => Output;
}

/** The state of a server that has just started. */
export const stateOf = ({
  protocol = commerce,
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
    say: (connection, cause, frames) =>
      decisions.answers(cause, frames).map((message) => ({ do: 'message', connection, message })),
    error: (trouble, item) => ({ type: 'error', ...decisions.explain(trouble, item, world) }),
    close: (connection, code, reason) => {
      connections.delete(connection);
      return { do: 'close', connection, code, reason };
    },
  };
};
