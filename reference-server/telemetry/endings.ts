/** How connections end: with a farewell, or with a reconnect that is announced before it. */
import type { Output } from '../../schemas/server.ts';
import type { Reason } from './decisions.ts';
import type { Held, State } from './state.ts';

/** After how many ms clients are asked to connect anew. */
const DELAY = 1000;

const TEXTS: Readonly<Record<Reason, string>> = {
  client_disconnect: 'Closed as you asked.',
  server_shutdown: 'The server shuts down.',
  session_expired: 'The session is over.',
  error: 'Something is wrong with this connection.',
  server_restart: 'The server starts anew; please connect again after the delay.',
  session_refresh: 'The session has to be refreshed; please connect again after the delay.',
};

/** Whether a reason brings a reconnect. */
const isPlanned = (reason: Reason): boolean => reason === 'server_restart' || reason === 'session_refresh';

/** The reason that a text names, if it is one. */
export const reasonIn = (text: unknown): Reason | undefined =>
  // The texts are kept by the names of the reasons.
  typeof text === 'string' && Object.hasOwn(TEXTS, text) ? (text as Reason) : undefined;

/** Ends a connection for good: takes leave, and closes it. */
export const end = ({ decisions, say, close }: State, id: string, reason: Reason, code: number): readonly Output[] => {
  const farewell = { event: 'connection:closed', data: { reason, message: TEXTS[reason] } };
  const outputs = [...say(id, { do: 'end', reason }, [farewell]), close(id, code, TEXTS[reason])];
  return decisions.parting(reason, outputs);
};

/** Asks a client to connect anew; its connection is closed within the delay, by a tick. */
const announce = ({ decisions, say }: State, connection: Held, reason: Reason, now: number): readonly Output[] => {
  connection.leaves = { at: now + decisions.lingers(DELAY), reason };
  const notice = { event: 'reconnect', data: { reason, delay: DELAY, message: TEXTS[reason] } };
  return say(connection.id, { do: 'announce', reason }, [notice]);
};

/** Ends a connection for a reason that the `close` hook names. */
export const endFor = (state: State, connection: Held, reason: Reason, now: number): readonly Output[] => {
  if (!isPlanned(reason)) return end(state, connection.id, reason, state.terms.reasons[reason]);
  // Who has been asked already is not asked again.
  return connection.leaves ? [] : announce(state, connection, reason, now);
};

/** Closes the connections whose announced end has come. */
export const leave = ({ connections, decisions, terms, close }: State, now: number): readonly Output[] =>
  [...connections.values()].flatMap(({ id, leaves }): readonly Output[] =>
    leaves && leaves.at <= now
      ? decisions.parting(leaves.reason, [close(id, terms.reasons[leaves.reason], TEXTS[leaves.reason])])
      : [],
  );
