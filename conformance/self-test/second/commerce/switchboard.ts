/** Who is listening to which channel, kept by channel; and who may listen. */
import type { Shop } from './shop.ts';

/** Who asks. */
export interface Listener {
  readonly id: string;
  readonly user: string;
  readonly roles: readonly string[];
}

/** What became of asking for a channel. */
export type Outcome = 'done' | 'form' | 'right';

/** The channels and their listeners. */
export interface Switchboard {
  readonly listen: (who: Listener, channel: string) => Outcome;
  readonly ignore: (who: Listener, channel: string) => Outcome;
  readonly leave: (id: string) => void;
  /** The ids of all who listen to any of these channels, each once. */
  readonly reach: (channels: readonly string[]) => ReadonlySet<string>;
}

const CHANNEL = /^(?:order|user|dispute|proposal|shipment):[^ \t\r\n]+$/u;

/** A switchboard for one shop; `lenient` takes whatever holds a colon for a channel. */
export const createSwitchboard = (shop: Shop, lenient: boolean): Switchboard => {
  const listeners = new Map<string, Set<string>>();
  const isChannel = (channel: string): boolean =>
    channel === 'global' || (lenient ? channel.includes(':') : CHANNEL.test(channel));

  const mayListen = ({ user, roles }: Listener, channel: string): boolean => {
    if (channel === 'global') return true;
    if (!CHANNEL.test(channel)) return false;
    if (channel.startsWith('user:')) return channel.slice('user:'.length) === user;
    const pair = shop.concerns(channel);
    if (pair && channel.startsWith('proposal:')) return roles.includes('signer');
    return pair?.some((one) => one === user) ?? false;
  };

  return {
    listen: (who, channel) => {
      if (!isChannel(channel)) return 'form';
      if (!mayListen(who, channel)) return 'right';
      const present = listeners.get(channel);
      if (present) present.add(who.id);
      else listeners.set(channel, new Set([who.id]));
      return 'done';
    },
    ignore: (who, channel) => {
      if (!isChannel(channel)) return 'form';
      const present = listeners.get(channel);
      present?.delete(who.id);
      if (present?.size === 0) listeners.delete(channel);
      return 'done';
    },
    leave: (id) => {
      for (const [channel, present] of listeners) {
        present.delete(id);
        if (present.size === 0) listeners.delete(channel);
      }
    },
    reach: (channels) => new Set(channels.flatMap((channel) => [...(listeners.get(channel) ?? [])])),
  };
};
