/** Which events come by which channels. */
import type { Pattern, Pointer } from './terms.ts';

/** Things by which a user's connections are on a channel for as long as these are in certain states. */
export interface Holding {
  readonly in: readonly string[];
  /** Where the event with which such a thing begins names its user, and the item that stands for the channel. */
  readonly user: Pointer;
  readonly item: Pointer;
}

/** Channels that a client subscribes to one by one, and the events that go out on them. */
export interface DeliveryPromise<Command extends string = string, Event extends string = string> {
  readonly subscribe: Command;
  readonly unsubscribe: Command;
  /** The channel that an item of these commands stands for, as a template over `{item}`; the item itself unless given. */
  readonly channel?: string;
  /** Channels that a connection is on from its greeting, as templates over `{user}`. */
  readonly always?: readonly string[];
  /** By machine: things that keep their user's connections on a channel, subscribed or not. */
  readonly holding?: Readonly<Record<string, Holding>>;
  /** Events that do not say whom they concern: who publishes them does, and `{user}` in their routes is that user. */
  readonly addressed?: readonly Event[];
  /** The channels each event goes out on, as templates. */
  readonly routes: Readonly<Partial<Record<Pattern<Event>, readonly string[]>>>;
}
