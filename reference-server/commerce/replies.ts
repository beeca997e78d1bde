/** What commands do, and how they are answered. */
import type { Output } from '../../schemas/server.ts';
import type { Command, Connection, Ruling } from './decisions.ts';
import { iso, type State } from './state.ts';

type Verb = Extract<Command, { readonly channels: unknown }>;

const judge = ({ decisions, world }: State, connection: Connection, verb: Verb['do'], text: string): Ruling => {
  const channel = decisions.channel(text);
  if (!channel) return { channel: text, refusal: 'malformed-channel' };
  // `unsubscribe` is confirmed also for what was never subscribed, whoever it belongs to.
  if (verb === 'unsubscribe') return { channel: text };
  const granted = decisions.may(connection.user, connection.roles, channel, world, connection);
  return granted ? { channel: text } : { channel: text, refusal: 'not-authorized' };
};

const listen = (state: State, connection: Connection, command: Verb, now: number): readonly Output[] => {
  const { connections, decisions, say, error } = state;
  const judged = command.channels.map((text) => judge(state, connection, command.do, text));
  const rulings = decisions.rulings(command, judged);
  const confirmed = rulings.filter(({ refusal }) => !refusal).map(({ channel }) => channel);
  connections.set(connection.id, { ...connection, channels: decisions.holds(connection.channels, command, confirmed) });
  const timestamp = iso(now);
  const frames = rulings.map(({ channel, refusal }) =>
    refusal ? error(refusal, channel) : { type: `${command.do}d`, channel, timestamp },
  );
  return say(connection.id, command, frames);
};

/** Carries out a command and answers it. */
export const reply = (state: State, connection: Connection, command: Command, now: number): readonly Output[] => {
  const { decisions, say, error, close } = state;
  switch (command.do) {
    case 'ping':
      return say(connection.id, command, [{ type: 'pong', timestamp: iso(now) }]);
    case 'subscribe':
    case 'unsubscribe':
      return listen(state, connection, command, now);
    case 'bad': {
      const told = say(connection.id, command, [error('bad-input')]);
      return decisions.survives(command.problem)
        ? told
        : [...told, close(connection.id, 1008, 'Invalid message format')];
    }
  }
};
