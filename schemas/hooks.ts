/** The control interface: the hooks a server under examination may offer, as requests and answers. */

/** The hooks, by name. */
export const HOOKS = ['publish', 'token', 'advance', 'close', 'reset'] as const;
/** One hook's name. */
export type HookName = (typeof HOOKS)[number];

/** Asks the server to publish an event. */
export interface PublishRequest {
  readonly event: string;
  readonly payload: unknown;
  /** Whom it concerns, where the payload does not say. */
  readonly subject?: string;
}

/** Asks for a token. */
export interface TokenRequest {
  readonly subject: string;
  readonly roles?: readonly string[];
  /** Lifetime in ms, negative for a token that has expired already; left out: an hour. */
  readonly expiresIn?: number;
}

/** Asks for connections to be ended in the protocol's own way. */
export interface CloseRequest {
  readonly subject?: string;
  readonly reason: string;
}

/** What a server says of itself: its protocol, its hooks, and the numbers that differ in this build. */
export interface About {
  readonly protocol: string;
  readonly hooks: readonly string[];
  readonly promises?: Readonly<Record<string, unknown>>;
}

/** What a hook call came to. */
export type HookAnswer =
  | { readonly status: 'done'; readonly answer: Readonly<Record<string, unknown>> }
  /** The server's own rules refuse it (409), or it does not fit the schema (400). */
  | { readonly status: 'refused'; readonly code: number; readonly error: string }
  /** The hook itself did not work: the driver is to blame. */
  | { readonly status: 'failed'; readonly error: string };
