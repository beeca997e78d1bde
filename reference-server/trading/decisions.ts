/** The decisions of the trading server by name, with what they see; a fault replaces one of them. */
import type { BadInput } from '../../schemas/promises/errors.ts';
import type { Credential } from '../../schemas/server.ts';
import type { Json } from '../json.ts';
import type { Account, Happening } from './accounts.ts';

/** The user behind a credential. */
export interface Identity {
  readonly user: string;
  /** Unix ms. */
  readonly expiresAt?: number;
}

/** An open connection. */
export interface Connection extends Identity {
  readonly id: string;
  /** The symbols that it watches. */
  readonly watched: ReadonlySet<string>;
  /** When it is to be warned of its token's end, in unix ms, until it has been. */
  readonly warnAt?: number;
}

/** The parts of a state, as a client asks for them. */
export type Part = 'portfolio' | 'positions' | 'trades';

/** A command as understood; or what is wrong with it. */
export type Command =
  | { readonly do: 'watch' | 'unwatch'; readonly symbols: readonly string[] }
  | { readonly do: 'sync'; readonly parts: readonly Part[] }
  | { readonly do: 'bad'; readonly problem: BadInput };

/** What is wrong, by the names that the promised errors have. */
export type Trouble = 'authentication-failed' | 'rate-limit-exceeded' | 'invalid-payload';

/** Why the server ends a connection on its own account. */
export type Reason = 'logout' | 'token_expired' | 'duplicate_connection' | 'server_shutdown';

/** Why a connection is told something that is no event of its user; what a command brings, beside its acknowledgement. */
export type Cause =
  | { readonly do: 'greet' | 'warn' | 'over' | 'near' }
  | { readonly do: 'refuse'; readonly trouble: Trouble }
  | { readonly do: 'end'; readonly reason: Reason }
  | Command;

/** How connections begin and end. */
export interface ConnectionDecisions {
  /** Whom a credential lets in, its expiry left aside; nobody: the connection is refused. */
  readonly credential: (credential: Credential) => Identity | undefined;
  /** Whether a token that ends at an instant is over, asked when it connects and at that instant, both in unix ms. */
  readonly expired: (expiresAt: number, now: number, when: 'connecting' | 'connected') => boolean;
  /** When a connection that begins now is to be warned of its token's end, if ever; in unix ms. */
  readonly warnAt: (expiresAt: number, now: number) => number | undefined;
  /** The whole seconds that a warning tells. */
  readonly secondsLeft: (expiresAt: number, now: number) => number;
  /** Whether a refusal is told by the transport's own error, in place of a message and a disconnect. */
  readonly byTransport: (trouble: Trouble) => boolean;
  /** Whether a connection that is told so is ended then. */
  readonly ends: (cause: Cause) => boolean;
  /** What a `connection.error` says beside the instant. */
  readonly explain: (trouble: Trouble) => Json;
  /** The frames that a connection is sent for a cause, in order. */
  readonly answers: (cause: Cause, frames: readonly Json[]) => readonly Json[];
}

/** How commands are understood, acknowledged and counted. */
export interface CommandDecisions {
  /** What a text frame asks for. */
  readonly command: (text: string) => Command;
  /** Whether a connection outlives bad input; if not, it is ended after the answer. */
  readonly survives: (problem: BadInput) => boolean;
  /** What acknowledges a command, or what was wrong with it; nothing, where it is not acknowledged. */
  readonly acknowledged: (command: Command, trouble: Trouble | undefined) => Json | undefined;
  /** Whose messages are counted together: the name of a count. */
  readonly countOf: (connection: Connection) => string;
  /** Whether a message counts. */
  readonly counts: (command: Command) => boolean;
  /** Whether a message that came at an instant still counts; both in unix ms. */
  readonly recent: (instant: number, now: number) => boolean;
  /** Whether a message is one too many, with so many before it that count. */
  readonly over: (before: number) => boolean;
  /** Whether to warn, now that so many count. */
  readonly warns: (count: number) => boolean;
  /** When the oldest of the messages that count counts no more, as a warning tells it; in unix ms. */
  readonly resetAt: (oldest: number) => number;
  /** Until when a user is refused who went over now; `until` is for how long already. In unix ms. */
  readonly coolUntil: (now: number, until: number | undefined) => number;
  /** Whether a user who is refused until an instant is refused now; both in unix ms. */
  readonly cooling: (until: number, now: number) => boolean;
  /** Until when a user is refused who has just been refused. */
  readonly coolAfterAttempt: (until: number, now: number) => number;
}

/** Who gets what, and when. */
export interface DeliveryDecisions {
  /** The symbols that a connection watches after a command. */
  readonly watchedAfter: (watched: ReadonlySet<string>, command: Command) => ReadonlySet<string>;
  /** Whether a connection gets the quotes of a symbol. */
  readonly wants: (connection: Connection, symbol: string, account: Account) => boolean;
  /** From when on a quote of the same symbol may follow one that was sent at an instant, both in unix ms. */
  readonly nextAt: (sentAt: number) => number;
  /** What is held once another quote comes while one waits. */
  readonly held: (waiting: Json | undefined, next: Json) => Json;
  /** Whether what is held is dropped once its symbol is wanted no more. */
  readonly drops: (symbol: string) => boolean;
  /** Why an event cannot happen now, or `undefined` where it can. */
  readonly objection: (account: Account, event: Happening) => string | undefined;
  /** The account of a user after an event. */
  readonly account: (account: Account, event: Happening) => Account;
  /** The connections that an event of a user is sent to; one that is listed twice gets it twice. */
  readonly recipients: (user: string, event: Happening, connections: readonly Connection[]) => readonly string[];
  /** The connections that are told of a limit that is near. */
  readonly warned: (connection: Connection, connections: readonly Connection[]) => readonly string[];
  /** The parts of an account that a client is told. */
  readonly parts: (asked: readonly Part[], account: Account) => Json;
  /** The connections that are told the state that one has asked for. */
  readonly told: (connection: Connection, connections: readonly Connection[]) => readonly string[];
}

/** What the trading server decides, each by a small pure function. */
export interface Decisions extends ConnectionDecisions, CommandDecisions, DeliveryDecisions {}
