/** How often the newest value is told. */
import type { Pointer } from './terms.ts';

/** How often an event goes out, however often something is published. */
export type Pace =
  /** At most one in any period, counted from the last one sent; what comes meanwhile is held, and the newest wins. */
  | {
      readonly kind: 'spaced';
      readonly every: number;
      /** The fields that together name what is paced by itself; the event as a whole, where none are. */
      readonly key?: readonly Pointer[];
      /** Whether the first comes at once; else within one period. */
      readonly atOnce?: true;
    }
  /** One in every period while it is wanted and there is a value, carrying the newest; the first within one period. */
  | { readonly kind: 'steady'; readonly every: number };

/** By event: its pace, in ms. Where a client begins to want one that is spaced, it may get the newest there is. */
export type PacingPromise<Event extends string = string> = Readonly<Partial<Record<Event, Pace>>>;
