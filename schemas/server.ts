/**
 * The seam between a protocol's reference server and whatever performs it: inputs in, outputs out.
 * A server has no clock, no socket and no randomness; time comes with each input. Faults wrap this seam.
 */
import type { HookName } from './hooks.ts';
import type { Protocol } from './protocol.ts';

/** What the host found out about a connection's token; the server judges `exp` itself. */
export type Credential =
  | { readonly status: 'valid'; readonly user: string; readonly roles: readonly string[]; readonly expiresAt?: number }
  | { readonly status: 'missing' | 'malformed' }
  /** Unsigned or badly signed, with what it claims all the same: a server that lets it in on that is wrong. */
  | { readonly status: 'bad signature'; readonly user?: string; readonly roles?: readonly string[] };

/** Something that happens to a server. */
export type Input =
  | {
      readonly do: 'connect';
      readonly connection: string;
      readonly path: string;
      readonly query: Readonly<Record<string, string>>;
      readonly credential: Credential;
    }
  /** `ack` is the name by which it is to be acknowledged, where the transport has acknowledgements and the client wants one. */
  | { readonly do: 'text'; readonly connection: string; readonly text: string; readonly ack?: number }
  | { readonly do: 'binary'; readonly connection: string; readonly size: number; readonly ack?: number }
  | { readonly do: 'pong'; readonly connection: string }
  | { readonly do: 'disconnect'; readonly connection: string }
  | {
      readonly do: 'request';
      readonly id: string;
      readonly method: string;
      readonly path: string;
      readonly query: Readonly<Record<string, string>>;
    }
  | { readonly do: 'hook'; readonly id: string; readonly hook: HookName; readonly body: unknown }
  | { readonly do: 'tick' };

/** How a transport says that a connection is not let in. */
export interface TransportError {
  readonly message: string;
  readonly data: unknown;
}

/** Something that a server does. */
export type Output =
  /** `ack` is what it acknowledges, where it travels as an acknowledgement. */
  | { readonly do: 'message'; readonly connection: string; readonly message: unknown; readonly ack?: number }
  | { readonly do: 'ping'; readonly connection: string }
  /** Without a code where the transport has none. */
  | { readonly do: 'close'; readonly connection: string; readonly code?: number; readonly reason: string }
  /** Tells a connection that it is not let in by the transport's own error; only in return for its `connect`. */
  | { readonly do: 'refuse'; readonly connection: string; readonly error: TransportError }
  | { readonly do: 'terminate'; readonly connection: string }
  | { readonly do: 'answer'; readonly id: string; readonly status: number; readonly body?: unknown };

/** A server without I/O: equal inputs at equal times give equal outputs. */
export interface Server {
  /** Takes one input at an instant (unix ms) and says what follows from it, in order. */
  readonly receive: (input: Input, now: number) => readonly Output[];
  /** The next instant at which a tick would do something, in unix ms. */
  readonly due: () => number | undefined;
}

/**
 * What a host does with what never reaches its server, in a data type of its own so that every host keeps it alike.
 * What is left out is done as the protocol has it; faults say otherwise.
 */
export interface Manners {
  /** The largest message that is taken, in bytes. */
  readonly maxMessage?: number;
  /** The message that takes leave of a client before it is closed for a larger one. */
  readonly oversizeNotice?: unknown;
  /** What text that is not UTF-8 brings: a close with another code, or nothing at all. */
  readonly invalidUtf8?: number | 'ignored';
  /** False: a client that closes is hung up on, without a close frame. */
  readonly answersClose?: false;
  /** True: a frame that breaks RFC 6455 ends every connection there is. */
  readonly crashes?: true;
  /** What a ping brings: no pong, one that holds nothing whatever the ping has held, or a close with some code. */
  readonly pongs?: false | 'empty' | number;
  /**
   * What a message comes to that is sent in several frames: a close with some code; its first frame alone; each frame for
   * itself; or, where a ping came between them, what came after that.
   */
  readonly fragments?: number | 'first' | 'each' | 'interrupted';
}

/** Replaces named decisions of a server, as a fault does; each replacement is given the original. */
export type Replacements<Decisions> = {
  readonly [Name in keyof Decisions]?: (original: Decisions[Name]) => Decisions[Name];
};

/** Makes a server of one protocol, with that protocol's numbers unless others are given. */
export type MakeServer<Decisions> = (options?: {
  readonly protocol?: Protocol;
  readonly decide?: Replacements<Decisions>;
}) => Server;
