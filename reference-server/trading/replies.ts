/** What commands do, and how they are answered and acknowledged. */
import type { Output } from '../../schemas/server.ts';
import type { Command, Connection, Trouble } from './decisions.ts';
import { count } from './limits.ts';
import { drop } from './quotes.ts';
import { frameOf, iso, type State } from './state.ts';

const watch = (state: State, connection: Connection, command: Command): readonly Output[] => {
  const { connections, decisions } = state;
  const changed = { ...connection, watched: decisions.watchedAfter(connection.watched, command) };
  connections.set(connection.id, changed);
  drop(state, changed);
  return [];
};

const sync = (
  { connections, decisions, accountOf, say }: State,
  connection: Connection,
  command: Extract<Command, { readonly do: 'sync' }>,
  now: number,
): readonly Output[] => {
  const data = { ...decisions.parts(command.parts, accountOf(connection.user)), timestamp: iso(now) };
  return decisions
    .told(connection, [...connections.values()])
    .flatMap((id) => say(id, command, [frameOf('state.sync', data)]));
};

const carryOut = (state: State, connection: Connection, command: Command, now: number): readonly Output[] => {
  switch (command.do) {
    case 'watch':
    case 'unwatch':
      return watch(state, connection, command);
    case 'sync':
      return sync(state, connection, command, now);
    case 'bad':
      return state.say(connection.id, command, [state.error('invalid-payload', now)]);
  }
};

const acknowledge = (
  { decisions }: State,
  connection: string,
  command: Command,
  ack: number | undefined,
  trouble?: Trouble,
): readonly Output[] => {
  const data = ack === undefined ? undefined : decisions.acknowledged(command, trouble);
  return data && ack !== undefined
    ? [{ do: 'message', connection, message: frameOf('acknowledgement', data), ack }]
    : [];
};

/** Counts a command, carries it out and answers it; `ack` is what it is to be acknowledged by. */
export const reply = (
  state: State,
  connection: Connection,
  command: Command,
  ack: number | undefined,
  now: number,
): readonly Output[] => {
  const { decisions, say, error, close } = state;
  const { id } = connection;
  const counted = count(state, connection, command, now);
  if (counted === 'over') {
    const cause = { do: 'over' } as const;
    return [
      ...acknowledge(state, id, command, ack, 'rate-limit-exceeded'),
      ...say(id, cause, [error('rate-limit-exceeded', now)]),
      ...close(id, cause, 'Too many messages'),
    ];
  }
  const isBad = command.do === 'bad';
  const answered = [
    ...carryOut(state, connection, command, now),
    ...acknowledge(state, id, command, ack, isBad ? 'invalid-payload' : undefined),
    ...counted,
  ];
  return isBad && !decisions.survives(command.problem)
    ? [...answered, ...close(id, command, 'Invalid payload')]
    : answered;
};
