/** What things go through. */
import type { Pointer } from './terms.ts';

/** What an event does to a thing. */
export interface Transition {
  /** The states it may come in; `null`: before the thing exists. */
  readonly from: readonly (string | null)[];
  /** The state it leads to. */
  readonly to: string;
  /** The fields of the event that say so, where events of one name do several things. */
  readonly when?: Readonly<Record<`/${string}`, string>>;
}

/** One machine: which event of a thing may follow which. */
export interface Machine<Event extends string = string> {
  /** Where every event of this machine names the thing. */
  readonly key: Pointer;
  /** Where it is named by events that do so elsewhere. */
  readonly keys?: Readonly<Partial<Record<Event, Pointer>>>;
  /** By event: what it does, by its name alone or by what it says. */
  readonly transitions: Readonly<Partial<Record<Event, Transition | readonly Transition[]>>>;
  /** Events that mostly concern another machine: where none of their transitions fits, this one stays as it is. */
  readonly watches?: readonly Event[];
  /** The thing it belongs to, which must exist before it and, where states are listed, be in one of them. */
  readonly belongsTo?: {
    readonly machine: string;
    readonly by: Pointer;
    readonly in?: readonly string[];
    /** The states in which an examiner brings it about, where the text leaves the others open. */
    readonly usually?: readonly string[];
  };
  /** The server refuses to publish what breaks it. */
  readonly enforced?: true;
}
