/** The decisions of the telemetry server by name, with what they see; a fault replaces one of them. */
import type { BadInput } from '../../schemas/promises/errors.ts';
import type { Credential, Output } from '../../schemas/server.ts';
import type { Json } from '../json.ts';

/** Why a connection is ended. */
export type Reason =
  | 'client_disconnect'
  | 'server_shutdown'
  | 'session_expired'
  | 'error'
  | 'server_restart'
  | 'session_refresh';

/** The user behind a session. */
export interface Identity {
  readonly user: string;
  /** Unix ms. */
  readonly expiresAt?: number;
}

/** Where a connection stands with an event that is told at a pace. */
export interface Slot {
  /** The earliest instant at which the event may go out, in unix ms. */
  readonly next: number;
  /** The number of the value that went out last since the channel was started. */
  readonly told?: number;
}

/** The newest value of an event that is told at a pace; values are numbered as they are published. */
export interface Value {
  readonly number: number;
  readonly data: Json;
}

/** An open connection. Instants are in unix ms. */
export interface Connection extends Identity {
  readonly id: string;
  readonly greetedAt: number;
  readonly channels: ReadonlySet<string>;
  /** When the next heartbeat is due. */
  readonly beatAt: number;
  /** How many heartbeats went out since the last that was answered. */
  readonly unanswered: number;
  /** When it is closed, where a reconnect has been announced, and why. */
  readonly leaves?: { readonly at: number; readonly reason: Reason };
  /** By event. */
  readonly slots: ReadonlyMap<string, Slot>;
}

/** A command about channels. */
export interface Listing {
  readonly do: 'subscribe' | 'unsubscribe';
  readonly channels: readonly string[];
}

/** A command as understood, or what is wrong with it. */
export type Command =
  | Listing
  | { readonly do: 'heartbeat:ack' | 'disconnect' }
  | { readonly do: 'bad'; readonly problem: BadInput };

/** What is wrong, by the names that the promised errors have. */
export type Trouble = 'auth-required' | 'session-expired' | 'subscription-error' | 'rate-limited' | 'invalid-message';

/** What a command about channels comes to: those for which it takes effect, or the one for which it is refused. */
export interface Verdict {
  readonly channels: readonly string[];
  readonly refused?: string;
}

/** Why a connection is told something that is no event. */
export type Cause =
  | { readonly do: 'greet' | 'refuse' | 'beat' }
  | { readonly do: 'end' | 'announce'; readonly reason: Reason }
  | { readonly do: 'limit'; readonly command: Command }
  | Command;

/** Who is let in, and how connections end. */
export interface ConnectionDecisions {
  /** Whom a credential lets in, its expiry left aside; nobody: the connection is refused. */
  readonly credential: (credential: Credential) => Identity | undefined;
  /** Whether a session that ends at an instant is over, asked when it connects and at that instant, both in unix ms. */
  readonly expired: (expiresAt: number, now: number, when: 'connecting' | 'connected') => boolean;
  /** When the heartbeat is due that follows an instant (of the greeting, of the one before), asked when that is over. */
  readonly beatAfter: (instant: number, now: number) => number;
  /** For how many whole ms a connection that was greeted at an instant has been open. */
  readonly uptime: (greetedAt: number, now: number) => number;
  /** Whether a connection whose next heartbeat is due counts as alive; if not, it is ended. */
  readonly alive: (connection: Connection) => boolean;
  /** How many heartbeats are left unanswered by an answer. */
  readonly answered: (unanswered: number) => number;
  /** What a connection is sent as it ends, in order: the farewell, if there is one, and the close. */
  readonly parting: (reason: Reason, outputs: readonly Output[]) => readonly Output[];
  /** How many ms after a reconnect was announced with a delay the connection is closed. */
  readonly lingers: (delay: number) => number;
}

/** How commands are understood, limited and answered. */
export interface CommandDecisions {
  /** What a text frame asks for. */
  readonly command: (text: string) => Command;
  /** Whether a connection outlives bad input, or a message above the limit; if not, it is closed after the answer. */
  readonly survives: (problem: BadInput | 'rate-limited') => boolean;
  /** What an error says: its data. The item is the channel that is refused. */
  readonly explain: (trouble: Trouble, item?: string) => Json;
  /** The frames that a connection is sent for a cause, in order. */
  readonly answers: (cause: Cause, frames: readonly Json[]) => readonly Json[];
  /** With whom the messages of a connection are counted: those of one name are counted together. */
  readonly meter: (connection: Connection) => string;
  /** Of the instants at which messages were taken, those that count against one that comes now. */
  readonly counted: (taken: readonly number[], now: number) => readonly number[];
  /** Whether one more is above the limit, where so many count. */
  readonly over: (count: number) => boolean;
  /** Whether a message counts, itself above the limit or not. */
  readonly counts: (command: Command, isOver: boolean) => boolean;
  /** Whether a message above the limit has its effect all the same. */
  readonly obeyed: (command: Command) => boolean;
}

/** What channels there are, who hears what, and when. */
export interface ChannelDecisions {
  /** Whether there is a channel of that name. */
  readonly knows: (channel: string) => boolean;
  /** What a command comes to that names these channels which there are not; effect and answer both follow from it. */
  readonly verdict: (command: Listing, unknown: readonly string[]) => Verdict;
  /** The channels that a connection has after a command that these were confirmed of. */
  readonly holds: (held: ReadonlySet<string>, command: Listing, confirmed: readonly string[]) => ReadonlySet<string>;
  /** What the answer to a command says, beside its instant. */
  readonly confirms: (command: Listing, confirmed: readonly string[]) => Json;
  /** Whether a connection hears an event. */
  readonly hears: (connection: Connection, event: string) => boolean;
  /** The ids of the connections that an event without a pace is sent to, of which these hear it. */
  readonly recipients: (
    event: string,
    hearing: readonly string[],
    connections: readonly Connection[],
  ) => readonly string[];
  /** Why an event must not be published, or `undefined` where it may be. */
  readonly objection: (event: string, data: Json) => string | undefined;
  /** The newest value, once another has been published. */
  readonly newest: (held: Value | undefined, published: Value) => Value;
  /** What is told of a value. */
  readonly tells: (event: string, value: Value, now: number) => Json;
  /** Where a connection stands with an event whose channel it starts. */
  readonly started: (event: string, slot: Slot | undefined, now: number) => Slot;
  /** When an event is due to a connection that hears it; never, where there is nothing to tell. */
  readonly due: (event: string, slot: Slot, value: Value | undefined) => number | undefined;
  /** When an event may go out again that was due at one instant, and went out at another. */
  readonly next: (event: string, due: number, now: number) => number;
}

/** What the telemetry server decides, each by a small pure function. */
export interface Decisions extends ConnectionDecisions, CommandDecisions, ChannelDecisions {}
