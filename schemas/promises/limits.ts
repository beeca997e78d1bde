/** How much a client may send. */
import type { BadInput } from './errors.ts';
import type { Pointer } from './terms.ts';

/** How many messages a client may send. */
export interface LimitsPromise<Control extends string = string, Event extends string = string> {
  /** Whose messages are counted together. */
  readonly per: 'connection' | 'user';
  /** So many messages are taken in any window of so many ms, `[t, t + within)`. */
  readonly most: number;
  readonly within: number;
  /** Ways of bad input that servers may count, or leave uncounted; all else counts. */
  readonly free?: readonly BadInput[];
  /** What comes as the count reaches a number, on every connection whose messages are counted; as it grows further, it may come again. */
  readonly warning?: {
    readonly at: number;
    readonly message: Control | Event;
    /** Where it tells the limit, the count, and when the oldest message counted leaves the window, as an instant. */
    readonly limit: Pointer;
    readonly current: Pointer;
    readonly resets: Pointer;
  };
  /** What a message above the limit brings; it has no effect. */
  readonly over: {
    /** The error kind that answers it. */
    readonly error: string;
    /** `goes on`: messages refused count for nothing. `ends`: its connection ends, and new ones of the same count are refused. */
    readonly connection: 'goes on' | 'ends';
    /** For how many ms new connections are refused then, with the same error. */
    readonly coolDown?: number;
  };
}
