/** The life of a connection: greeted or refused, warned of its token's end, ended with it. */
import type { Input, Output } from '../../schemas/server.ts';
import type { Connection, Identity, Reason, Trouble } from './decisions.ts';
import { isShutOut } from './limits.ts';
import { frameOf, iso, type State, type Tell } from './state.ts';

type Connect = Extract<Input, { readonly do: 'connect' }>;

const refuse = (state: State, connection: string, trouble: Trouble, now: number): readonly Output[] => {
  const { decisions, say, error, close } = state;
  const cause = { do: 'refuse', trouble } as const;
  if (!decisions.byTransport(trouble))
    return [...say(connection, cause, [error(trouble, now)]), ...close(connection, cause, 'Refused')];
  const { error: code, message } = decisions.explain(trouble);
  return [{ do: 'refuse', connection, error: { message: String(message), data: { code } } }];
};

/** What is wrong with a client that asks to be let in, or who it is. */
const judged = (state: State, { connection: id, credential }: Connect, now: number): Connection | Trouble => {
  const { decisions } = state;
  const identity: Identity | undefined = decisions.credential(credential);
  const { expiresAt } = identity ?? {};
  if (!identity || (expiresAt !== undefined && decisions.expired(expiresAt, now, 'connecting')))
    return 'authentication-failed';
  const warnAt = expiresAt === undefined ? undefined : decisions.warnAt(expiresAt, now);
  const connection = { ...identity, id, watched: new Set<string>(), ...(warnAt !== undefined && { warnAt }) };
  return isShutOut(state, connection, now) ? 'rate-limit-exceeded' : connection;
};

/** Warns a connection of its token's end. */
const warn = (state: State, { warnAt: _, ...connection }: Connection, now: number): readonly Output[] => {
  const { connections, decisions, say } = state;
  connections.set(connection.id, connection);
  const expiresIn = decisions.secondsLeft(connection.expiresAt ?? now, now);
  const data = { expiresIn, message: `The token expires in ${expiresIn} seconds`, timestamp: iso(now) };
  return say(connection.id, { do: 'warn' }, [frameOf('token.expiring', data)]);
};

/** Greets a connection, or refuses it. */
export const connect = (state: State, input: Connect, now: number): readonly Output[] => {
  const { connections, say } = state;
  const connection = judged(state, input, now);
  if (typeof connection === 'string') return refuse(state, input.connection, connection, now);
  const { id, user, warnAt = Number.POSITIVE_INFINITY } = connection;
  connections.set(id, connection);
  const data = { userId: user, sessionId: `ws_${id}`, timestamp: iso(now) };
  return [
    ...say(id, { do: 'greet' }, [frameOf('connection.authorized', data)]),
    ...(warnAt <= now ? warn(state, connection, now) : []),
  ];
};

const LEAVE: Readonly<Record<Reason, string>> = {
  logout: 'You have logged out',
  token_expired: 'The token has expired',
  duplicate_connection: 'You have connected elsewhere',
  server_shutdown: 'The server shuts down',
};

/** Takes leave of a connection, and ends it. */
export const end = (state: State, connection: string, reason: Reason, now: number): readonly Output[] => {
  const { say, close } = state;
  const cause = { do: 'end', reason } as const;
  const data = { reason, message: LEAVE[reason], timestamp: iso(now) };
  return [...say(connection, cause, [frameOf('connection.closed', data)]), ...close(connection, cause, LEAVE[reason])];
};

/** Tells what is due on a connection because of its token; an expiry that was looked at up to an instant is not due again. */
export const dueByToken = (state: State, { id, expiresAt, warnAt }: Connection, judgedTo: number, tell: Tell): void => {
  const { connections, decisions } = state;
  if (warnAt !== undefined)
    tell(warnAt, (now) => {
      const connection = connections.get(id);
      return connection ? warn(state, connection, now) : [];
    });
  if (expiresAt !== undefined && expiresAt > judgedTo)
    tell(expiresAt, (now) =>
      connections.has(id) && decisions.expired(expiresAt, now, 'connected') ? end(state, id, 'token_expired', now) : [],
    );
};
