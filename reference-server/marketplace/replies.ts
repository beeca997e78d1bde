/** How connections are greeted, what commands do, and how they are answered. */
import type { Input, Output } from '../../schemas/server.ts';
import type { Json } from '../json.ts';
import type { Command } from './decisions.ts';
import type { Held, State } from './state.ts';

type Connect = Extract<Input, { readonly do: 'connect' }>;

/** Greets a connection, whose filter is in force already. */
export const greet = (state: State, { connection: id, query }: Connect, now: number): readonly Output[] => {
  const { connections, catalog, decisions, numbering, say, error } = state;
  const wanted = decisions.query(query);
  const unknown = decisions.unknown(wanted.events ?? [], catalog);
  const { count, resets, startedAt = now } = numbering;
  connections.set(id, {
    id,
    filter: decisions.filterFrom(wanted, unknown),
    ...{ origin: count, last: undefined, sent: 0 },
  });
  const hello = { type: 'hello', ...decisions.greeting(count, now, decisions.epoch(resets, startedAt)) };
  return say(id, { do: 'greet' }, unknown.length === 0 ? [hello] : [hello, error('unknown-event', unknown[0])]);
};

const answerTo = (state: State, connection: Held, command: Command, unknown: readonly string[]): Json => {
  const { decisions, error } = state;
  switch (command.do) {
    case 'PING':
      return { type: 'pong' };
    case 'SUB':
      return unknown.length === 0
        ? { type: 'subscribed', ...decisions.confirms(connection.filter) }
        : error('unknown-event', unknown[0]);
    case 'UNSUB':
      return { type: 'unsubscribed' };
    case 'bad':
      return error(decisions.trouble(command.problem));
  }
};

/** Carries out a command and answers it. */
export const reply = (state: State, connection: Held, command: Command): readonly Output[] => {
  const { catalog, decisions, say, close } = state;
  const unknown = command.do === 'SUB' ? decisions.unknown(command.events ?? [], catalog) : [];
  connection.filter = decisions.filterAfter(connection.filter, command, unknown);
  const told = say(connection.id, command, [answerTo(state, connection, command, unknown)]);
  return command.do === 'bad' && !decisions.survives(command.problem)
    ? [...told, close(connection.id, 1008, 'Bad input')]
    : told;
};
