/** What a telemetry server remembers, and how it speaks to its connections. */
import type { Protocol } from '../../schemas/protocol.ts';
import type { MakeServer, Output } from '../../schemas/server.ts';
import { telemetry } from '../../schemas/telemetry/protocol.ts';
import { decided } from '../decisions.ts';
import type { Json } from '../json.ts';
import type { Cause, Connection, Decisions, Trouble, Value } from './decisions.ts';
import { originals } from './originals.ts';
import { type Terms, termsOf } from './terms.ts';

/** An instant as the protocol writes it: whole milliseconds. */
export const whole = Math.floor;

/** What changes of a connection changes in place: much does, and often. */
export type Held = { -readonly [Name in keyof Connection]: Connection[Name] };

/** One server's memory; connections that were ended are forgotten at once. */
export interface State {
  readonly protocol: Protocol;
  readonly terms: Terms;
  readonly decisions: Decisions;
  readonly connections: Map<string, Held>;
  /** The newest values, by event; all sessions see the same world. */
  readonly values: Map<string, Value>;
  /** How many values were published. */
  published: number;
  /** When the messages were taken that may still count against others, in unix ms. */
  readonly meters: Map<string, readonly number[]>;
  /** The frames that a cause brings to a connection. */
  readonly say: (connection: string, cause: Cause, frames: readonly Json[]) => readonly Output[];
  /** An error frame. */
  readonly error: (trouble: Trouble, item?: string) => Json;
  /** Ends a connection. */
  readonly close: (connection: string, code: number, reason: string) => Output;
  /** Forgets a connection. */
  readonly forget: (connection: string) => void;
}

/** The state of a server that has just started. */
export const stateOf = ({
  protocol = telemetry,
  decide,
}: NonNullable<Parameters<MakeServer<Decisions>>[0]> = {}): State => {
  const terms = termsOf(protocol);
  const decisions = decided(originals(terms), decide);
  const connections = new Map<string, Held>();
  const meters = new Map<string, readonly number[]>();
  const forget = (connection: string): void => {
    connections.delete(connection);
    meters.delete(connection);
  };
  return {
    ...{ protocol, terms, decisions, connections, meters, forget },
    values: new Map(),
    published: 0,
    say: (connection, cause, frames) =>
      decisions.answers(cause, frames).map((message) => ({ do: 'message', connection, message })),
    error: (trouble, item) => ({ event: 'error', data: decisions.explain(trouble, item) }),
    close: (connection, code, reason) => {
      forget(connection);
      return { do: 'close', connection, code, reason };
    },
  };
};
