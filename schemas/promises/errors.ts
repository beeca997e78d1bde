/** What bad input brings. */
import type { Level, Pointer } from './terms.ts';

/** The ways in which input can be bad. */
export const BAD_INPUT = ['not-json', 'binary', 'not-object', 'unknown-command', 'bad-field'] as const;

/** One way in which input can be bad. */
export type BadInput = (typeof BAD_INPUT)[number];

/** The protocol's error message and its kinds. */
export interface ErrorsPromise<Control extends string = string> {
  readonly message: Control;
  /** Where the text for people stands. */
  readonly text: Pointer;
  /** Where the stable code stands, and how firmly it is promised. */
  readonly code?: { readonly at: Pointer; readonly level: Level };
  /** Where it repeats the id of the command that it answers, or says `null` where that cannot be told. */
  readonly id?: Pointer;
  /** Each kind with its exact text (`{item}` is the refused item) and its code, where they are given. */
  readonly kinds: Readonly<
    Record<
      string,
      {
        readonly text?: string;
        readonly code?: string;
        /** The control message that tells it, where it is another than the usual one. */
        readonly message?: Control;
      }
    >
  >;
  /** The kind that answers each way of bad input. */
  readonly input: Readonly<Record<BadInput, string>>;
  /** Ways of bad input that a server may also pass over in silence. */
  readonly ignorable?: readonly BadInput[];
}
