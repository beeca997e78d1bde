/** Channels: which there are, what goes out on each, and what becomes of them by a command. */
import type { ChannelDecisions, Connection, Listing, Verdict } from './decisions.ts';

/** The events, each with the channel that it goes out on. */
const EVENTS: ReadonlyMap<string, string> = new Map([
  ['positions:update', 'positions'],
  ['orders:update', 'orders'],
  ['account:update', 'account'],
  ['health:update', 'health'],
  ['market:update', 'market'],
  ['activity:log', 'activity'],
]);

/** The channels there are. */
export const CHANNELS: readonly string[] = [...EVENTS.values()];

/** The event that goes out on a channel. */
export const eventOn = (channel: string): string | undefined => [...EVENTS].find(([, its]) => its === channel)?.[0];

/** Whether a connection has started the channel of an event. */
export const hears = ({ channels }: Pick<Connection, 'channels'>, event: string): boolean =>
  channels.has(EVENTS.get(event) ?? '');

/** Where one channel is unknown, nothing of the command takes effect. */
export const verdict = ({ channels }: Listing, [refused]: readonly string[]): Verdict =>
  refused === undefined ? { channels } : { channels: [], refused };

/** What is started is added to what there is, and what is ended taken away. */
export const holds: ChannelDecisions['holds'] = (held, command, confirmed) => {
  const after = new Set(held);
  for (const channel of confirmed) {
    if (command.do === 'subscribe') after.add(channel);
    else after.delete(channel);
  }
  return after;
};
