/** The life of a connection: greeted or refused, kept by heartbeats, ended when its session is or when it falls silent. */
import type { Input, Output } from '../../schemas/server.ts';
import type { Trouble } from './decisions.ts';
import { end } from './endings.ts';
import { nextTelling } from './pacing.ts';
import { type State, whole } from './state.ts';

type Connect = Extract<Input, { readonly do: 'connect' }>;

const VERSION = '1.0.0';

const refuse = (state: State, id: string, trouble: Trouble, code: number): readonly Output[] => {
  const error = { event: 'connection:error', data: state.decisions.explain(trouble) };
  return [...state.say(id, { do: 'refuse' }, [error]), state.close(id, code, state.terms.code(trouble))];
};

/** Greets a connection, or refuses it. */
export const connect = (state: State, { connection: id, credential }: Connect, now: number): readonly Output[] => {
  const { connections, decisions, terms, say } = state;
  const identity = decisions.credential(credential);
  if (!identity) return refuse(state, id, 'auth-required', terms.refused);
  const { expiresAt } = identity;
  if (expiresAt !== undefined && decisions.expired(expiresAt, now, 'connecting'))
    return refuse(state, id, 'session-expired', terms.expired);
  connections.set(id, {
    ...{ ...identity, id, greetedAt: now, channels: new Set(), slots: new Map() },
    ...{ beatAt: decisions.beatAfter(now, now), unanswered: 0 },
  });
  const data = { connectionId: `connection-${id}`, serverTime: whole(now), version: VERSION };
  return say(id, { do: 'greet' }, [{ event: 'connection:ack', data }]);
};

/** Ends the connections whose sessions are over. */
export const expire = (state: State, now: number): readonly Output[] => {
  const { connections, decisions, terms } = state;
  const ended: Output[] = [];
  // Every input comes through here: most connections have nothing to fear yet.
  for (const { id, expiresAt } of connections.values()) {
    if (expiresAt === undefined || !decisions.expired(expiresAt, now, 'connected')) continue;
    ended.push(...end(state, id, 'session_expired', terms.expires));
  }
  return ended;
};

/** Sends the heartbeats that are due, and ends the connections that have left too many unanswered. */
export const beat = (state: State, now: number): readonly Output[] => {
  const { connections, decisions, terms, say } = state;
  return [...connections.values()].flatMap((connection): readonly Output[] => {
    const { id, beatAt, greetedAt } = connection;
    if (now < beatAt) return [];
    if (!decisions.alive(connection)) return end(state, id, 'error', terms.silent);
    connection.beatAt = decisions.beatAfter(beatAt, now);
    connection.unanswered += 1;
    const data = { serverTime: whole(now), connectionUptime: decisions.uptime(greetedAt, now) };
    return say(id, { do: 'beat' }, [{ event: 'heartbeat', data }]);
  });
};

/** The next instant at which anything is due; expiries up to `judged` have been looked at already. */
export const dueAfter = (state: State, judged: number): number | undefined => {
  let next = Number.POSITIVE_INFINITY;
  for (const connection of state.connections.values()) {
    const { beatAt, leaves, expiresAt = judged } = connection;
    next = Math.min(next, beatAt, leaves?.at ?? beatAt, expiresAt > judged ? expiresAt : beatAt);
    next = Math.min(next, nextTelling(state, connection));
  }
  return Number.isFinite(next) ? next : undefined;
};
