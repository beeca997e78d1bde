/** How a server ends connections: by which code, and in which words. */
import type { ErrorsPromise } from './errors.ts';
import type { Level, Pointer } from './terms.ts';

/** The message that takes leave of a connection before the server ends it. */
export interface Farewell<Control extends string = string> {
  readonly message: Control;
  readonly level: Level;
  /** What it says, by pointer into its body. */
  readonly says?: Readonly<Record<`/${string}`, string>>;
  /** Where it tells within how many ms the close follows; at once, where it does not. */
  readonly delay?: Pointer;
}

/** How the server ends a connection. */
export interface Ending<Control extends string = string> {
  /** The RFC 6455 close code that the client receives; left out where the transport has none. */
  readonly close?: number;
  /** The error kind (see {@link ErrorsPromise}) that may or should come before the close. */
  readonly error?: { readonly kind: string; readonly level: Level };
  /** The message that takes leave before the close, and after the error if there is one. */
  readonly farewell?: Farewell<Control>;
}

/** A connection is ended without another word, by the close code that the client receives. */
export interface Shut {
  readonly close: number;
}
