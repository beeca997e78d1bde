/** One gate for each symbol on each connection: a quote that passes shuts it for a second; another waits before it. */
import type { Agenda } from '../agenda.ts';
import type { Data } from './ledger.ts';

/** What gates need; durations in ms. */
export interface GatesOptions {
  readonly agenda: Agenda;
  readonly now: () => number;
  readonly every: number;
  /** How much later than it could a gate opens. */
  readonly late: () => number;
  readonly send: (connection: string, quote: Data) => void;
}

/** All gates. */
export const createGates = ({ agenda, now, every, late, send }: GatesOptions) => {
  /** By connection, the gates that are shut, with what waits before each. */
  const shut = new Map<string, Map<string, { waiting: Data | undefined }>>();

  const offer = (connection: string, symbol: string, quote: Data): void => {
    const gates = shut.get(connection) ?? new Map<string, { waiting: Data | undefined }>();
    shut.set(connection, gates);
    const gate = gates.get(symbol);
    if (gate) {
      gate.waiting = quote;
      return;
    }
    send(connection, quote);
    const closed: { waiting: Data | undefined } = { waiting: undefined };
    gates.set(symbol, closed);
    const open = (): void => {
      gates.delete(symbol);
      if (closed.waiting) offer(connection, symbol, closed.waiting);
    };
    // Late only for what waits: an open gate must be open in time for what comes after.
    agenda.add(
      now() + every,
      () => {
        const delay = closed.waiting ? late() : 0;
        if (delay === 0) open();
        else agenda.add(now() + delay, open, connection);
      },
      connection,
    );
  };

  return {
    offer,
    /** Sends away what waits for a connection that wants it no more. */
    sift: (connection: string, isWanted: (symbol: string) => boolean): void => {
      for (const [symbol, gate] of shut.get(connection) ?? []) if (!isWanted(symbol)) gate.waiting = undefined;
    },
    forget: (connection: string): void => void shut.delete(connection),
  };
};

/** The gates of a server. */
export type Gates = ReturnType<typeof createGates>;
