/** Channels as connections have them: those of items asked for, those that come with the greeting, those of things held. */
import type { DeliveryPromise } from '../../schemas/promises/delivery.ts';
import type { Promises } from '../../schemas/promises.ts';
import type { Connection } from './connection.ts';
import { at, channelShape, fill, textAt } from './pointer.ts';
import type { World } from './world.ts';

/** The channel that an item of a subscription stands for. */
export const channelOf = ({ channel }: Pick<DeliveryPromise, 'channel'>, item: string): string =>
  channel === undefined ? item : (fill(channel, (name) => (name === 'item' ? item : undefined)) ?? item);

/** The channels that a user's connections are on from their greeting. */
export const channelsFrom = ({ always = [] }: Pick<DeliveryPromise, 'always'>, user: string): readonly string[] =>
  always.flatMap((template) => fill(template, (name) => (name === 'user' ? user : undefined)) ?? []);

/** Whether a channel of a route, as a template, is one that comes with the greeting. */
export const isPrivate = ({ always = [] }: Pick<DeliveryPromise, 'always'>, route: string): boolean =>
  always.some((template) => channelShape(template).prefix === channelShape(route).prefix);

/** Whether a channel can be subscribed to. */
const isOffered = ({ channel }: Pick<DeliveryPromise, 'channel'>, name: string): boolean =>
  channel === undefined || name.startsWith(channelShape(channel).prefix);

/** Whether a channel comes with the greeting, and to nobody who is greeted as this user. */
export const isOthers = (promise: DeliveryPromise, { badge }: Connection, channel: string): boolean =>
  promise.always !== undefined && !isOffered(promise, channel) && !channelsFrom(promise, badge.user).includes(channel);

/** Whether things that its user holds keep a connection on a channel; that may change while an event of one is under way. */
const isHeld = (
  { delivery }: Promises,
  world: World,
  { badge }: Connection,
  channel: string,
): 'yes' | 'no' | 'unsure' => {
  let found: 'no' | 'unsure' = 'no';
  for (const [machine, { in: states, user, item }] of Object.entries(delivery?.holding ?? {})) {
    for (const thing of world.all(machine)) {
      const held = textAt(thing.fields, item);
      if (at(thing.fields, user) !== badge.user || held === undefined || !delivery) continue;
      if (channelOf(delivery, held) !== channel) continue;
      if (thing.moving > 0) found = 'unsure';
      else if (states.includes(thing.state)) return 'yes';
    }
  }
  return found;
};

/** Whether a connection is on one of some channels, subscribed or not, as far as that is certain. */
export const isOn = (
  promises: Promises,
  world: World,
  connection: Connection,
  channels: readonly string[],
): 'yes' | 'no' | 'unsure' => {
  const held = channels.map((channel) => isHeld(promises, world, connection, channel));
  if (held.includes('yes')) return 'yes';
  if (channels.some((channel) => connection.asking.has(channel))) return 'unsure';
  if (channels.some((channel) => connection.channels.has(channel))) return 'yes';
  return held.includes('unsure') ? 'unsure' : 'no';
};
