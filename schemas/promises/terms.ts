/** The terms in which promises are made: levels, pointers, and the names of messages. */

/** An RFC 2119 level. */
export type Level = 'MUST' | 'SHOULD' | 'MAY';

/** A JSON pointer (RFC 6901) into a message's body. */
export type Pointer = '' | `/${string}`;

/** An event's name, or a family of events: `order.*`. */
export type Pattern<Event extends string> = Event | (Event extends `${infer Head}.${string}` ? `${Head}.*` : never);

/** A value for some of the names there are; whatever is listed, where names can be any text. */
export type Some<Name extends string, Value> = string extends Name
  ? Readonly<Record<string, Value>>
  : Readonly<Partial<Record<Name, Value>>>;
