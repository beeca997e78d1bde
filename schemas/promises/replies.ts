/** What answers a command, and in which order. */
import type { Pointer, Some } from './terms.ts';

/** What a command is answered with. */
export interface Reply<Control extends string = string> {
  /** The control message that answers it, or the event that does. */
  readonly answer: Control;
  /** Where the answer repeats what the command says there, such as its id; lists are repeated in any order. */
  readonly echoes?: readonly Pointer[];
  /** Where the command lists items that are answered one by one; a value that is no list counts as a list of one. */
  readonly each?: readonly Pointer[];
  /** The items are answered together, by one answer. */
  readonly together?: true;
  /** Where the answer names the item it is for. */
  readonly item?: Pointer;
  /** The error kinds that may come instead, for an item or for the whole command. */
  readonly refusals?: readonly string[];
  /** It may also come when nobody has asked for it. */
  readonly unasked?: true;
}

/** An event that stands in for a fence: published for a user, it comes behind all that was published for them before. */
export interface Sentinel<Event extends string = string> {
  readonly event: Event;
  /** Where in its body a mark of its own stands, by which it is known again. */
  readonly mark: Pointer;
}

/** What the transport itself answers every command with, as a control message in the history. */
export interface Acknowledgement<Control extends string = string> {
  readonly message: Control;
  /** Where it says whether the command was carried out, and else the code of the error, which is told as well. */
  readonly ok: Pointer;
  readonly error: Pointer;
}

/** Answers to commands, in the order in which the commands were sent. */
export interface RepliesPromise<
  Command extends string = string,
  Control extends string = string,
  Event extends string = string,
> {
  /** A command without effect whose answer proves that all that came before it has been sent; none, where all cost something. */
  readonly fence?: Command;
  /** The body of that command, where its first example would do something. */
  readonly fenceBody?: Readonly<Record<string, unknown>>;
  /** What proves it where no command does. */
  readonly sentinel?: Sentinel<Event>;
  /** What comes beside the answer of each command, where that is not the answer itself; before it or after it. */
  readonly acknowledgement?: Acknowledgement<Control>;
  /** By command; one that is left out is not answered. */
  readonly to: Some<Command, Reply<Control | Event>>;
  /** What the server asks at any time, by control message: the command with which a client answers it at once. */
  readonly questions?: Some<Control, Command>;
  /** Whether the server may take fields that it does not know for bad input; unless given, it ignores them. */
  readonly extras?: 'free';
}
