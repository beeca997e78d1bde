/** What commands do, and how they are answered. */
import type { Output } from '../../schemas/server.ts';
import type { Command, Connection } from './decisions.ts';
import { sent, type State } from './state.ts';
import { listen } from './subscriptions.ts';

/** Carries out a command and answers it. */
export const reply = (state: State, connection: Connection, command: Command): readonly Output[] => {
  const { decisions, error, close, snapshot, world } = state;
  switch (command.do) {
    case 'ping':
      return sent(connection.id, decisions.answers(command, [{ op: 'pong', id: command.id }]));
    case 'subscribe':
    case 'unsubscribe':
      return sent(connection.id, listen(state, connection, command));
    case 'resync': {
      const { id, market, outcome } = command;
      const book = decisions.bookOf(market, outcome, world);
      const frame = book ? snapshot(book, undefined, id) : error('unknown-market', `${market} ${outcome}`, id);
      return sent(connection.id, decisions.answers(command, [frame]));
    }
    case 'bad': {
      const frames = [error('invalid-message', undefined, command.id ?? null)];
      const told = sent(connection.id, decisions.answers(command, frames));
      return decisions.survives(command.problem) ? told : [...told, close(connection.id, 1008, 'Invalid message')];
    }
  }
};
