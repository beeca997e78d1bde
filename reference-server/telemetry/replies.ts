/** What commands do, and how they are answered. */
import type { Output } from '../../schemas/server.ts';
import { eventOn } from './channels.ts';
import type { Command, Listing } from './decisions.ts';
import { end } from './endings.ts';
import { isOver } from './limits.ts';
import { start, tell } from './pacing.ts';
import { type Held, type State, whole } from './state.ts';

const UNACCEPTABLE = 1008;

const listen = (state: State, connection: Held, command: Listing, now: number): readonly Output[] => {
  const { decisions, say, error } = state;
  const unknown = command.channels.filter((channel) => !decisions.knows(channel));
  const { channels, refused } = decisions.verdict(command, unknown);
  const held = connection.channels;
  connection.channels = decisions.holds(held, command, channels);
  for (const channel of connection.channels) {
    const event = held.has(channel) ? undefined : eventOn(channel);
    if (event !== undefined) start(state, connection, event, now);
  }
  const data = { ...decisions.confirms(command, channels), [`${command.do}dAt`]: whole(now) };
  const answer = refused === undefined ? { event: `${command.do}d`, data } : error('subscription-error', refused);
  return [...say(connection.id, command, [answer]), ...tell(state, connection, now)];
};

const carryOut = (state: State, connection: Held, command: Command, now: number): readonly Output[] => {
  const { decisions, terms, say, error, close } = state;
  switch (command.do) {
    case 'subscribe':
    case 'unsubscribe':
      return listen(state, connection, command, now);
    case 'heartbeat:ack':
      connection.unanswered = decisions.answered(connection.unanswered);
      return say(connection.id, command, []);
    case 'disconnect':
      return end(state, connection.id, 'client_disconnect', terms.asked);
    case 'bad': {
      const told = say(connection.id, command, [error('invalid-message')]);
      return decisions.survives(command.problem) ? told : [...told, close(connection.id, UNACCEPTABLE, 'Bad input')];
    }
  }
};

/** Carries out a command and answers it, or refuses it where it is above the limit. */
export const reply = (state: State, connection: Held, command: Command, now: number): readonly Output[] => {
  const { decisions, say, error, close } = state;
  if (!isOver(state, connection, command, now)) return carryOut(state, connection, command, now);
  const told = say(connection.id, { do: 'limit', command }, [error('rate-limited')]);
  // Nobody is told of an effect that there should not be.
  if (decisions.obeyed(command)) carryOut(state, connection, command, now);
  return decisions.survives('rate-limited') ? told : [...told, close(connection.id, UNACCEPTABLE, 'Too many messages')];
};
