/** How events are counted. */
import type { Pointer } from './terms.ts';

/** A count for each subscription: it begins with every one that is confirmed, and belongs to one connection. */
export interface PerSubscription {
  /** Where an event's frame names the subscription that brings it; on one connection, no two ever have the same name. */
  readonly subscription: Pointer;
  /** Where the answer that confirms a filter tells these names, by what it asked for. */
  readonly told?: Pointer;
}

/** How events are numbered. */
export interface SequencePromise<Control extends string = string, Event extends string = string> {
  /** Where in an event's frame its number stands. */
  readonly number: Pointer;
  /** What one count spans: the whole server, one connection, the events whose frames agree at these pointers, or one subscription. */
  readonly scope: 'server' | 'connection' | readonly Pointer[] | PerSubscription;
  /** The first number of a count. */
  readonly first: number;
  /** Events that are made for one client: they bear no number, and use up none. */
  readonly unnumbered?: readonly Event[];
  /** Where a frame tells when its event was published, in unix ms, never falling as the numbers grow. */
  readonly time?: Pointer;
  /** Where a frame may tell the number of the event delivered before on its connection. */
  readonly previous?: Pointer;
  /** The control message that tells the last number used before it and, perhaps, the epoch, which lasts as long as the count. */
  readonly origin?: { readonly message: Control; readonly number: Pointer; readonly epoch?: Pointer };
}
