/** The seam between the engine and a server under examination; everything with I/O stands behind it. */
import type { HookAnswer, HookName } from '../../schemas/hooks.ts';
import type { TransportError } from '../../schemas/server.ts';
import type { Clock } from './clock.ts';
import type { BrokenFrame, TokenKind } from './plan.ts';

/** What a line tells its owner, in the order in which it happened. */
export type Signal =
  | { readonly kind: 'opened' }
  /** `error` is what the transport itself was told, where it can be told anything. */
  | { readonly kind: 'refused'; readonly status?: number; readonly error?: TransportError; readonly because: string }
  | { readonly kind: 'received'; readonly form: 'text' | 'binary'; readonly text: string; readonly bytes: number }
  | { readonly kind: 'ping' }
  /** A pong came, in return for a ping of a plan or for none. */
  | { readonly kind: 'ponged'; readonly text: string }
  | {
      readonly kind: 'closed';
      readonly code?: number;
      readonly reason: string;
      readonly polling?: true;
      readonly trouble?: string;
    };

/** In how many frames a text is sent, and what a ping holds that goes behind the first of them. */
export interface InFrames {
  readonly fragments: number;
  readonly ping?: string;
}

/** One connection to the server, from the client's side. */
export interface Line {
  /** Sends text; what is the `last word` is itself never answered. */
  readonly text: (text: string, last?: 'last word', frames?: InFrames) => void;
  /** Sends a ping frame that holds this text. */
  readonly ping: (text: string) => void;
  /** Whether it is carried by frames of a WebSocket; over HTTP polling there are none. */
  readonly framed: () => boolean;
  readonly binary: (text: string) => void;
  readonly break: (how: BrokenFrame) => void;
  readonly pong: () => void;
  /** Begins the closing handshake with code 1000. */
  readonly close: () => void;
  /** Cuts the connection without a word. */
  readonly drop: () => void;
}

/** A token that is there without a hook, and the user whose token it is. */
export interface Identity {
  readonly token: string;
  readonly user: string;
}

/** A server under examination. */
export interface Driver {
  readonly clock: Clock;
  /** The hooks it offers. */
  readonly hooks: ReadonlySet<HookName>;
  /** Whose good token there is, where no hook makes any: the first user of every plan is that one. */
  readonly identity?: Identity;
  /**
   * Opens a connection; the token is shown where the protocol wants it, or left out. Durations are told on timed ones.
   * `query` holds further parameters of the address; `offers` is the subprotocol offered in the place of the protocol's
   * own, none where it is empty.
   */
  readonly connect: (
    token: string | undefined,
    listener: (signal: Signal) => void,
    timed: boolean,
    query?: Readonly<Record<string, string>>,
    offers?: string,
  ) => Line;
  /** Asks for a resource of the same server over HTTP; without a status, nothing came, and the text says why. */
  readonly fetch: (path: string, query: string) => Promise<{ readonly status?: number; readonly text: string }>;
  readonly call: (hook: HookName, request: unknown) => Promise<HookAnswer>;
  /** Spoils a good token in one respect, or makes a bad one up where there is none to spoil. */
  readonly spoil: (kind: TokenKind, good: string | undefined, user: string) => string | undefined;
  /** Hears of stalls of our own process. */
  readonly onStall: (listener: (ms: number) => void) => void;
  /** Gives up hook calls and requests under way: each of them has failed. */
  readonly giveUp: () => void;
  readonly close: () => Promise<void>;
}
