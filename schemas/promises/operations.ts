/** Commands that bring several messages, until one of them is the last. */
import type { Shut } from './endings.ts';
import type { Pointer } from './terms.ts';

/** An operation by which an examiner tries one sort of them. */
export interface Sample {
  /** The body of the command that begins it; its id is put in. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** A sample that goes on until its client cancels it. */
export interface Endless<Event extends string = string> extends Sample {
  /** What makes its items: an event that is published, which they carry at a place of theirs. */
  readonly event: Event;
  readonly carried: Pointer;
  /** Where in the event a mark of its own stands, by which it is known again. */
  readonly mark: Pointer;
  /** What it is about: where the command says so, and where the event does; it brings no others. */
  readonly about: { readonly asked: Pointer; readonly told: Pointer };
}

/** Operations that a client begins under ids of its own choice, and whose messages are told apart by these. */
export interface OperationsPromise<
  Command extends string = string,
  Control extends string = string,
  Event extends string = string,
> {
  /** The commands that begin one, and end it before it is over. */
  readonly begin: Command;
  readonly cancel: Command;
  /** The control messages that tell an item of one, that it is over, and that it has failed, which is its end as well. */
  readonly item: Control;
  readonly done: Control;
  readonly failed: Control;
  /** Where all of them say its id. */
  readonly id: Pointer;
  /** How a connection ends on which one is begun under the id of another that goes on. */
  readonly taken?: Shut;
  /** One with a single item, one that fails for what it asks, and one that goes on. */
  readonly samples: {
    readonly single?: Sample;
    readonly failing?: Sample;
    readonly endless?: Endless<Event>;
  };
}
