/** The decisions of the marketplace server by name, with what they see; a fault replaces one of them. */
import type { BadInput } from '../../schemas/promises/errors.ts';
import type { Json } from '../json.ts';

/** The things whose life is remembered. */
export type Kind = 'listing' | 'offer';

/** What is known of a listing or an offer. */
export interface Thing {
  readonly of: Kind;
  readonly id: string;
  readonly status: 'active' | 'filled' | 'accepted' | 'cancelled';
  /** The fields it was created with. */
  readonly fields: Json;
  /** The numbers of its creation and of its latest change. */
  readonly seq: number;
  readonly updated: number;
}

/** All things, by kind and id. */
export type World = Readonly<Record<Kind, ReadonlyMap<string, Thing>>>;

/** What a connection wants to be sent. */
export interface Filter {
  /** No business event at all. */
  readonly silent: boolean;
  /** The names that pass; empty: all of them. */
  readonly events: ReadonlySet<string>;
  /** The competitions that pass; empty: all of them. */
  readonly competitions: ReadonlySet<string>;
}

/** The lists of a filter as a client gave them, `undefined` where it left one out. */
export interface Wanted {
  readonly events: readonly string[] | undefined;
  readonly competitions: readonly string[] | undefined;
}

/** An open connection. */
export interface Connection {
  readonly id: string;
  readonly filter: Filter;
  /** Where the count stood when it was greeted. */
  readonly origin: number;
  /** The number of the event it was sent last, if any. */
  readonly last: number | undefined;
  /** How many events it was sent. */
  readonly sent: number;
}

/** A command as understood, or what is wrong with it. */
export type Command =
  | { readonly do: 'PING' | 'UNSUB' }
  | ({ readonly do: 'SUB' } & Wanted)
  | { readonly do: 'bad'; readonly problem: BadInput };

/** What is wrong, by the names that the promised errors have. */
export type Trouble = 'invalid-json' | 'invalid-command' | 'unknown-command' | 'unknown-event';

/** Why a connection is told something that is no event. */
export type Cause = { readonly do: 'greet' } | Command;

/** An event about to be published. */
export interface Published {
  readonly name: string;
  readonly fields: Json;
  /** The thing it is about, and the status it leads to, where it is about one that is remembered. */
  readonly thing?: Pick<Thing, 'of' | 'id' | 'status'>;
}

/** An event that has its place in the count. */
export interface Numbered extends Published {
  readonly seq: number;
  readonly ts: number;
  /** Its frame, but for the link to the event before. */
  readonly unlinked: Json;
}

/** A request over HTTP. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
}

/** The answer to a request over HTTP. */
export interface Answer {
  readonly status: number;
  readonly body: Json;
}

/** What the marketplace server decides, each by a small pure function. */
export interface Decisions {
  /** What a text frame asks for. */
  readonly command: (text: string) => Command;
  /** Whether a connection outlives bad input; if not, it is closed after the answer. */
  readonly survives: (problem: BadInput) => boolean;
  /** What is wrong about bad input. */
  readonly trouble: (problem: BadInput) => Trouble;
  /** What an error says: its fields beside `type`; the item is the name that nobody knows. */
  readonly explain: (trouble: Trouble, item: string | undefined) => Json;
  /** The frames that a connection is sent for a cause, in order. */
  readonly answers: (cause: Cause, frames: readonly Json[]) => readonly Json[];
  /** How many numbers are used up by what is no business event: a cause, or a publication that was objected to. */
  readonly spends: (cause: Cause | { readonly do: 'object' }) => number;

  /** The fields of a hello beside `type`, the count standing at a number; `now` in unix ms. */
  readonly greeting: (count: number, now: number, epoch: string) => Json;
  /** The name of the count, by how often it began anew and when the server started, in unix ms. */
  readonly epoch: (resets: number, startedAt: number) => string;

  /** The lists that the query of an address gives. */
  readonly query: (query: Readonly<Record<string, string>>) => Wanted;
  /** The names among those asked for that are no business events. */
  readonly unknown: (names: readonly string[], catalog: ReadonlySet<string>) => readonly string[];
  /** The filter with which a connection begins. */
  readonly filterFrom: (wanted: Wanted, unknown: readonly string[]) => Filter;
  /** The filter of a connection after a command that may name unknown events. */
  readonly filterAfter: (filter: Filter, command: Command, unknown: readonly string[]) => Filter;
  /** What a `subscribed` tells of the filter now in force: its fields beside `type`. */
  readonly confirms: (filter: Filter) => Json;
  /** Whether an event passes a filter. */
  readonly passes: (event: Numbered, filter: Filter) => boolean;
  /** The ids of the connections an event is sent to; an id listed twice gets it twice. */
  readonly recipients: (
    event: Numbered,
    passing: readonly Connection[],
    connections: readonly Connection[],
  ) => readonly string[];

  /** The number of an event that is published when the count stands at another. */
  readonly number: (count: number, event: Published) => number;
  /** When an event counts as published, the one before having been so at `last`; all in unix ms. */
  readonly stamp: (now: number, last: number) => number;
  /** The number of the event that a connection was sent before. */
  readonly previous: (connection: Connection) => number | undefined;
  /** The frame of an event on a connection. */
  readonly frame: (event: Numbered, previous: number | undefined, connection: Connection) => Json;
  /** Why an event must not be published now, or `undefined` where it may be. */
  readonly objection: (event: Published, world: World) => string | undefined;
  /** What is known of an event's thing after the event; nothing, where it was nothing before. */
  readonly thingAfter: (before: Thing | undefined, event: Numbered) => Thing | undefined;

  /** What `/events/schema` tells. */
  readonly catalog: (names: readonly string[], version: number) => Json;
  /** The number that a `since_seq` gives, or `undefined` where it gives none. */
  readonly since: (text: string | undefined) => number | undefined;
  /** The things that were created or changed after a number. */
  readonly changedSince: (things: readonly Thing[], since: number) => readonly Thing[];
  /** A thing as it is told. */
  readonly item: (thing: Thing) => Json;
  /** The number up to which a backfill tells everything, the count standing at another. */
  readonly upTo: (count: number, since: number, things: readonly Thing[]) => number;
  /** The answer to a request, given the one that is due. */
  readonly responds: (asked: Asked, answer: Answer) => Answer;

  /** Whether a reset makes the server forget its numbering, its listings and its offers. */
  readonly forgets: (what: 'numbering' | Kind) => boolean;
}
