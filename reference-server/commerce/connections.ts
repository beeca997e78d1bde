/** The life of a connection: greeted or refused, pinged, ended when its token does or when it falls silent. */
import type { Input, Output } from '../../schemas/server.ts';
import { iso, type State } from './state.ts';

type Connect = Extract<Input, { readonly do: 'connect' }>;

/** Greets a connection, or refuses it. */
export const connect = (state: State, { connection: id, credential }: Connect, now: number): readonly Output[] => {
  const { connections, decisions, terms, say, error, close } = state;
  const identity = decisions.credential(credential);
  const { expiresAt } = identity ?? {};
  if (!identity || (expiresAt !== undefined && decisions.expired(expiresAt, now, 'connecting'))) {
    return [
      ...say(id, { do: 'refuse' }, [error('unauthenticated')]),
      close(id, terms.refused, 'Authentication required'),
    ];
  }
  connections.set(id, { ...identity, id, channels: new Set(), pingAt: decisions.pingAfter(now), unanswered: 0 });
  return say(id, { do: 'greet' }, [{ type: 'connected', userId: identity.user, timestamp: iso(now) }]);
};

/** Ends the connections whose tokens are over. */
export const expire = ({ connections, decisions, terms, say, error, close }: State, now: number): readonly Output[] => {
  const ended: Output[] = [];
  // Every input comes through here: most connections have nothing to fear yet.
  for (const { id, expiresAt } of connections.values()) {
    if (expiresAt === undefined || !decisions.expired(expiresAt, now, 'connected')) continue;
    ended.push(...say(id, { do: 'expire' }, [error('unauthenticated')]), close(id, terms.expired, 'Token expired'));
  }
  return ended;
};

/** Pings the connections whose ping is due, and terminates those that left the one before unanswered. */
export const ping = ({ connections, decisions }: State, now: number): readonly Output[] =>
  [...connections.values()].flatMap((connection): readonly Output[] => {
    const { id, pingAt, unanswered } = connection;
    if (now < pingAt) return [];
    if (!decisions.alive(connection)) {
      connections.delete(id);
      return [{ do: 'terminate', connection: id }];
    }
    connections.set(id, { ...connection, pingAt: decisions.pingAfter(now), unanswered: unanswered + 1 });
    return [{ do: 'ping', connection: id }];
  });

/** The next instant at which a ping or an expiry is due; expiries up to `judged` have been looked at already. */
export const dueAfter = ({ connections }: State, judged: number): number | undefined => {
  let next = Number.POSITIVE_INFINITY;
  for (const { pingAt, expiresAt = judged } of connections.values()) {
    next = Math.min(next, pingAt, expiresAt > judged ? expiresAt : pingAt);
  }
  return Number.isFinite(next) ? next : undefined;
};
