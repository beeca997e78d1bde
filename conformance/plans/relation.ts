/** A relation between an event's fields, as everybody needs it: held against a body, made true in one, broken in one, and in words. */
import type { World } from '../scene/world.ts';

/** The body of an event. */
export type Fields = Readonly<Record<string, unknown>>;

/** Whether a relation holds in a body and, where it does not, what is wrong. */
export interface Held {
  readonly holds: boolean;
  /** As the end of a sentence that begins with the event's name. */
  readonly because: () => string;
}

/** A way to break a relation that would hold. */
export interface Spoiling {
  /** What a server does that breaks it so. */
  readonly story: string;
  readonly spoil: (body: Fields) => Fields;
  /** Events that create a thing are left as they are. */
  readonly sparesBirths?: true;
}

/** A relation. */
export interface Way {
  /** Undefined where nothing can be said of a body. */
  readonly held: (event: string, body: unknown, world: World) => Held | undefined;
  /** The body in which it is true. */
  readonly made: (event: string, body: Fields, world: World) => Fields;
  /** Bodies that are like an example and have other values in the fields concerned; none, where the example is enough. */
  readonly others: (example: Fields) => readonly Fields[];
  readonly spoilings: Readonly<Record<string, Spoiling>>;
  /** It in words; `code` marks what stands in a message. */
  readonly words: (code: (text: string) => string) => string;
}
