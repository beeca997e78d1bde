/** The decisions of the commerce server by name, with what they see; a fault replaces one of them. */
import type { BadInput } from '../../schemas/promises/errors.ts';
import type { Credential } from '../../schemas/server.ts';
import type { Json } from '../json.ts';

/** The things that events are about. */
export type Kind = 'order' | 'dispute' | 'shipment' | 'rating' | 'proposal';

/** What is known of one thing. */
export interface Thing {
  /** What happened to it last: `paid` after `order.paid`. */
  readonly state: string;
  /** Its buyer and its vendor, in this order; a proposal has none. */
  readonly parties: readonly string[];
  /** The order it belongs to; an order's own id. */
  readonly order?: string;
}

/** All things, by kind and id. */
export type World = Readonly<Record<Kind, ReadonlyMap<string, Thing>>>;

/** A well-formed channel: `order:7` is `order` and `7`; `global` has an empty id. */
export interface Channel {
  readonly of: 'order' | 'user' | 'dispute' | 'proposal' | 'shipment' | 'global';
  readonly id: string;
}

/** The user behind a credential. */
export interface Identity {
  readonly user: string;
  readonly roles: readonly string[];
  /** Unix ms. */
  readonly expiresAt?: number;
}

/** An open connection. */
export interface Connection extends Identity {
  readonly id: string;
  readonly channels: ReadonlySet<string>;
  /** When the next ping is due, in unix ms. */
  readonly pingAt: number;
  /** How many pings went out since the last pong. */
  readonly unanswered: number;
}

/** A command as understood, `channel` being a list of one; or what is wrong with it. */
export type Command =
  | { readonly do: 'subscribe' | 'unsubscribe'; readonly channels: readonly string[] }
  | { readonly do: 'ping' }
  | { readonly do: 'bad'; readonly problem: BadInput };

/** What is wrong, by the names that the promised errors have. */
export type Trouble = 'unauthenticated' | 'malformed-channel' | 'not-authorized' | 'bad-input';

/** What becomes of one channel of a command. */
export interface Ruling {
  readonly channel: string;
  readonly refusal?: Trouble;
}

/** Why a connection is told something that is no event. */
export type Cause = { readonly do: 'greet' | 'refuse' | 'expire' } | Command;

/** An event about to be published. */
export interface Published {
  readonly name: string;
  readonly of: Kind;
  /** The name's second half: `paid`. */
  readonly what: string;
  readonly id: string;
  readonly data: Json;
}

/** What the commerce server decides, each by a small pure function. */
export interface Decisions {
  /** Whom a credential lets in, its expiry left aside; nobody: the connection is refused. */
  readonly credential: (credential: Credential) => Identity | undefined;
  /** Whether a token that ends at an instant is over, asked when it connects and at that instant, both in unix ms. */
  readonly expired: (expiresAt: number, now: number, when: 'connecting' | 'connected') => boolean;
  /** What a text frame asks for. */
  readonly command: (text: string) => Command;
  /** Whether a connection outlives bad input; if not, it is closed after the answer. */
  readonly survives: (problem: BadInput) => boolean;
  /** The channel a text names, or `undefined` where it is malformed. */
  readonly channel: (text: string) => Channel | undefined;
  /** Whether a user may subscribe to a channel. */
  readonly may: (
    user: string,
    roles: readonly string[],
    channel: Channel,
    world: World,
    connection: Connection,
  ) => boolean;
  /** What becomes of the channels of one command, in order; effect and answers both follow from it. */
  readonly rulings: (command: Command, rulings: readonly Ruling[]) => readonly Ruling[];
  /** The channels that a connection has after a command, of which these were confirmed. */
  readonly holds: (held: ReadonlySet<string>, command: Command, confirmed: readonly string[]) => ReadonlySet<string>;
  /** What an error says: its fields beside `type`. */
  readonly explain: (trouble: Trouble, item: string | undefined, world: World) => Json;
  /** The frames that a connection is sent for a cause, in order. */
  readonly answers: (cause: Cause, frames: readonly Json[]) => readonly Json[];
  /** The channels an event goes out on, the world being as it is after the event. */
  readonly routes: (event: Published, world: World) => readonly string[];
  /** The ids of the connections an event is sent to; an id listed twice gets it twice. */
  readonly recipients: (
    event: Published,
    routes: readonly string[],
    connections: readonly Connection[],
  ) => readonly string[];
  /** Why an event must not be published now, or `undefined` where it may be. */
  readonly objection: (event: Published, world: World) => string | undefined;
  /** When the ping is due that follows an instant (of connecting, of the ping before), both in unix ms. */
  readonly pingAfter: (instant: number) => number;
  /** Whether a connection whose next ping is due counts as alive; if not, it is terminated. */
  readonly alive: (connection: Connection) => boolean;
}
