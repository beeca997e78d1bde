/** Why a server ends connections, and what is to be done then. */
import type { Ending, Shut } from './endings.ts';
import type { BadInput } from './errors.ts';

/** What a client does after an end. */
export type NextStep = 'reconnect' | 'new token' | 'fix the client' | 'stay away' | 'nothing';

/** How the server ends connections for one reason. */
export interface ClosingReason<Control extends string = string> extends Ending<Control> {
  /** What a client does next, where no code says it. */
  readonly next?: NextStep;
  /** Whether the server may have this reason by itself, at any time once it has greeted; else only what calls for it brings it. */
  readonly unasked?: true;
}

/** How the server ends connections on its own account, and what a client does then. */
export interface ClosingPromise<Command extends string = string, Control extends string = string> {
  /** By the reason that the `close` hook takes. */
  readonly reasons: Readonly<Record<string, ClosingReason<Control>>>;
  /** By command: how the server ends a connection whose client asks for it. */
  readonly asked?: Readonly<Partial<Record<Command, Ending<Control>>>>;
  /** By way of bad input: how it ends the connection, where no error answers; what is in neither place is left open. */
  readonly input?: Readonly<Partial<Record<BadInput, Shut>>>;
  /** By close code: what it means, and what the client shall do next. */
  readonly codes: Readonly<Record<number, { readonly means: string; readonly next: NextStep }>>;
}
