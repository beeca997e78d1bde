/** Beats: the server's heartbeat on each connection, whether its client answers, and what may follow where it does not. */
import type { EntryOf } from '../engine/history.ts';
import { type Beat, codesOf, type Connection } from './connection.ts';
import type { Context } from './context.ts';
import type { Command } from './exchanges.ts';

/** Takes note of a beat that is a message. Clients that answer beats do so at once; others by a step of their plan. */
export const beaten = (context: Context, connection: Connection, beat: Beat): void => {
  // An answer counts once it has certainly been heard: what came right before a beat may have come too late.
  if (connection.unanswered === 0) acquit(connection);
  take(context, connection, beat, connection.badge.pongs);
};

/** Takes note of a ping frame; where the heartbeat is a message, a library of the server's may send some as well. */
export const pinged = (context: Context, connection: Connection, ping: EntryOf<'ping'>): void => {
  const { heartbeat } = context.promises;
  if (heartbeat && heartbeat.send !== 'ping frame') {
    if (!ping.answered) context.cause(connection, 'no pong', ping.seq, false);
    return;
  }
  take(context, connection, ping, ping.answered);
};

/**
 * Takes note of a pong. It answers the ping of its client that holds the same, and does for all before that: whoever has
 * several to answer may answer the latest alone (RFC 6455, 5.5.3). Of equal pings, any may be meant.
 */
export const ponged = ({ pings }: Connection, { text }: EntryOf<'ponged'>): { readonly pong?: true } => {
  const [answered] = [...pings].findLast(([, held]) => held === text) ?? [];
  if (answered === undefined) return {};
  for (const [ping] of pings) if (ping <= answered) pings.delete(ping);
  return { pong: true };
};

const take = ({ promises, cause }: Context, connection: Connection, beat: Beat, answered: boolean): void => {
  const { forgives = 0, ending = 'terminate', level = 'MUST' } = promises.heartbeat ?? {};
  connection.beats.push({ at: beat.at, seq: beat.seq });
  connection.unanswered = answered ? 0 : connection.unanswered + 1;
  if (connection.unanswered <= forgives) return;
  cause(connection, 'no pong', beat.seq, level === 'MUST', ending === 'terminate' ? undefined : codesOf(ending));
};

const acquit = ({ causes }: Connection): void => {
  const left = causes.filter(({ why }) => why !== 'no pong');
  causes.splice(0, causes.length, ...left);
};

/** Takes note of a command that answers all beats so far, if it is taken: what may be above a limit may be no answer. */
export const answers = (
  { promises, cause }: Context,
  connection: Connection,
  { name, bad, entry }: Command,
  isMuch: boolean,
): void => {
  const { heartbeat } = promises;
  if (name === undefined || name !== heartbeat?.answer || bad.length > 0) return;
  connection.doubtful = isMuch && !connection.doubtful ? doubted(connection, entry.seq) : undefined;
  connection.unanswered = 0;
  connection.answeredAt = isMuch ? Number.POSITIVE_INFINITY : entry.at;
  const { ending = 'terminate' } = heartbeat;
  if (isMuch) cause(connection, 'no pong', entry.seq, false, ending === 'terminate' ? undefined : codesOf(ending));
};

const doubted = ({ unanswered, beats }: Connection, seq: number): NonNullable<Connection['doubtful']> => ({
  ...{ seq, unanswered, beats: beats.length },
});

/** Takes note that a command was refused for the limit: if it was the latest answer to beats, it is none. */
export const answersNothing = (connection: Connection, { entry }: Command): void => {
  const { doubtful, beats } = connection;
  if (doubtful?.seq !== entry.seq) return;
  connection.unanswered = doubtful.unanswered + beats.length - doubtful.beats;
  connection.doubtful = undefined;
};
