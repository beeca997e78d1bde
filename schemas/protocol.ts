/** The vocabulary: what a protocol, a message and an envelope are. A protocol is data and survives JSON. */
import type { Static, TSchema } from '@sinclair/typebox';
import type { Promises } from './promises.ts';

/** A body that a schema must refuse, with the problem it must cause. */
export interface Invalid {
  readonly body: unknown;
  /** JSON pointer of the faulty value within the body; `''` is the body itself. */
  readonly at: string;
  /** The JSON Schema keyword that refuses it. */
  readonly keyword: string;
}

/** Members of a frame beside its tag and its body. */
export interface Beside {
  /** Those of every frame. */
  readonly beside?: Readonly<Record<string, TSchema>>;
  /** Those that may be left out. */
  readonly optional?: Readonly<Record<string, TSchema>>;
}

/** One command, control message or event: the schema of its body and what it looks like. */
export interface Message<Body extends TSchema = TSchema> {
  readonly description: string;
  readonly body: Body;
  readonly examples: readonly unknown[];
  readonly invalid: readonly Invalid[];
  /** The members of its frame beside tag and body, where they are others than its envelope has. */
  readonly frame?: Beside;
  /** Its frame may leave the body out, which then is an empty object. */
  readonly bare?: true;
}

/** Declares a message; the examples are checked against the body's own type. */
export const message = <Body extends TSchema>(
  description: string,
  body: Body,
  samples: {
    readonly examples: readonly NoInfer<Static<Body>>[];
    readonly invalid: readonly Invalid[];
    readonly bare?: true;
  },
  frame?: Beside,
): Message<Body> => ({ description, body, ...samples, ...(frame && { frame }) });

/** Where in a frame the name of a message and its body stand. */
export interface Envelope extends Beside {
  /** The member that holds the message's name. */
  readonly tag: string;
  /** The member that holds the body; absent when the body's fields stand beside the tag. */
  readonly body?: string;
}

const others = (beside?: Beside['beside'], optional?: Beside['optional']): Beside => ({
  ...(beside && { beside }),
  ...(optional && { optional }),
});

/** An envelope whose body stands beside the tag: `{"type":"ping", ..}`. */
export const flat = (tag: string, beside?: Beside['beside'], optional?: Beside['optional']): Envelope => ({
  tag,
  ...others(beside, optional),
});

/** An envelope with a member for the body: `{"event":"order.paid","data":{..}}`. */
export const tagged = (
  tag: string,
  body: string,
  beside?: Beside['beside'],
  optional?: Beside['optional'],
): Envelope => ({ tag, body, ...others(beside, optional) });

/** The three catalogs: client to server; server to one client about its connection; server to clients about the world. */
export type Kind = 'command' | 'control' | 'event';

/** The messages of one kind, by name. */
export type Catalog = Readonly<Record<string, Message>>;

/** A real-time protocol as data: its messages and what a server promises to do over time. */
export interface Protocol {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  /** What carries the messages; a bare WebSocket unless given. */
  readonly transport?: 'socket.io';
  /** The path that is upgraded to a WebSocket. */
  readonly path: string;
  readonly envelope: Readonly<Record<Kind, Envelope>>;
  readonly commands: Catalog;
  readonly controls: Catalog;
  readonly events: Catalog;
  readonly promises: Promises;
}

type Name<T> = Extract<keyof T, string>;

/**
 * Closes a protocol's declaration: a promise that names a message which the catalogs lack does not compile. That what is
 * declared is a {@link Protocol} shows wherever it is used as one.
 */
export const protocol = <const C extends Catalog, const S extends Catalog, const E extends Catalog>(
  declared: Omit<Protocol, 'commands' | 'controls' | 'events' | 'promises'> & {
    readonly commands: C;
    readonly controls: S;
    readonly events: E;
    readonly promises: Promises<Name<C>, Name<S>, Name<E>>;
  },
) => declared;

/** The catalog of one kind. */
export const catalogOf = (from: Pick<Protocol, 'commands' | 'controls' | 'events'>, kind: Kind): Catalog => {
  switch (kind) {
    case 'command':
      return from.commands;
    case 'control':
      return from.controls;
    case 'event':
      return from.events;
  }
};

/** One message of a protocol, if it has it; a name that every object inherits is no message. */
export const messageOf = (from: Pick<Protocol, 'commands' | 'controls' | 'events'>, kind: Kind, name: string) => {
  const catalog = catalogOf(from, kind);
  return Object.hasOwn(catalog, name) ? catalog[name] : undefined;
};

/** The envelope of one message: its kind's, save where the message has members of its own. */
export const envelopeOf = (
  from: Pick<Protocol, 'commands' | 'controls' | 'events' | 'envelope'>,
  kind: Kind,
  name: string,
): Envelope => {
  const { tag, body, ...usual } = from.envelope[kind];
  return { tag, ...(body !== undefined && { body }), ...(messageOf(from, kind, name)?.frame ?? usual) };
};

/** The static types of a catalog's bodies, by name. */
export type Bodies<C extends Catalog> = { readonly [Name in keyof C]: Static<C[Name]['body']> };

/** The three kinds, in the order documents list them. */
export const KINDS = ['command', 'control', 'event'] as const satisfies readonly Kind[];
