/**
 * The promises a protocol can make, as JSON: strings, numbers and JSON pointers, never functions.
 * Each is read by the reference server (its numbers), the oracles, the documents and the diff.
 *
 * Templates such as `user:{order.buyerDid}` name a field of the event's own body (`{orderId}`), or a field of the
 * thing that the body refers to (`{order.buyerDid}`: the order is found by its lifecycle's key).
 */

/** An RFC 2119 level. */
export type Level = 'MUST' | 'SHOULD' | 'MAY';

/** A JSON pointer (RFC 6901) into a message's body. */
export type Pointer = '' | `/${string}`;

/** An event's name, or a family of events: `order.*`. */
export type Pattern<Event extends string> = Event | (Event extends `${infer Head}.${string}` ? `${Head}.*` : never);

/** How the server ends a connection. */
export interface Ending {
  /** The RFC 6455 close code that the client receives. */
  readonly close: number;
  /** The error kind (see {@link ErrorsPromise}) that may or should come before the close. */
  readonly error?: { readonly kind: string; readonly level: Level };
}

/** The first message on a connection. */
export interface HandshakePromise<Control extends string = string> {
  readonly greeting: Control;
  /** Where the greeting names the connected user. */
  readonly user?: Pointer;
}

/** Who may connect. The token is a JWT signed with HS256 whose claims are `sub`, `exp` and perhaps `roles`. */
export interface CredentialsPromise {
  readonly in: { readonly query: string };
  /** What a missing or bad token brings. */
  readonly refusal: Ending;
  /** What the token's expiry brings to an open connection. */
  readonly expiry: Ending & {
    /** How far `exp` may be rounded, in ms. */
    readonly tolerance: number;
  };
}

/** What a command is answered with. */
export interface Reply<Control extends string = string> {
  /** The control message that answers it, or the event that does. */
  readonly answer: Control;
  /** Where the answer repeats what the command says there, such as its id. */
  readonly echoes?: readonly Pointer[];
  /** Where the command lists items that are answered one by one; a value that is no list counts as a list of one. */
  readonly each?: readonly Pointer[];
  /** Where the answer names the item it is for. */
  readonly item?: Pointer;
  /** The error kinds that may come instead, for an item or for the whole command. */
  readonly refusals?: readonly string[];
}

/** Answers to commands, in the order in which the commands were sent. */
export interface RepliesPromise<Command extends string = string, Control extends string = string> {
  /** A command without effect whose answer proves that all that came before it has been sent. */
  readonly fence: Command;
  readonly to: Readonly<Record<Command, Reply<Control>>>;
}

/** The ways in which input can be bad. */
export const BAD_INPUT = ['not-json', 'binary', 'not-object', 'unknown-command', 'bad-field'] as const;
/** One way in which input can be bad. */
export type BadInput = (typeof BAD_INPUT)[number];

/** The protocol's error message and its kinds. */
export interface ErrorsPromise<Control extends string = string> {
  readonly message: Control;
  /** Where the text for people stands. */
  readonly text: Pointer;
  /** Where the stable code stands, and how firmly it is promised. */
  readonly code?: { readonly at: Pointer; readonly level: Level };
  /** Where it repeats the id of the command that it answers, or says `null` where that cannot be told. */
  readonly id?: Pointer;
  /** Each kind with its exact text (`{item}` is the refused item) and its code, where they are given. */
  readonly kinds: Readonly<Record<string, { readonly text?: string; readonly code?: string }>>;
  /** The kind that answers each way of bad input. */
  readonly input: Readonly<Record<BadInput, string>>;
}

/** Channels that a client subscribes to one by one, and the events that go out on them. */
export interface DeliveryPromise<Command extends string = string, Event extends string = string> {
  readonly subscribe: Command;
  readonly unsubscribe: Command;
  /** The channels each event goes out on, as templates. */
  readonly routes: Readonly<Partial<Record<Pattern<Event>, readonly string[]>>>;
}

/** One list of a filter. */
export interface FilterList {
  /** Where the command holds it. */
  readonly at: Pointer;
  /** The query parameter that sets it as a client connects, its items separated by commas. */
  readonly query?: string;
}

/** A filter that a client sets: which events it wants, by their names and by values in them. */
export interface FiltersPromise<Command extends string = string, Event extends string = string> {
  readonly set: Command;
  readonly unset: Command;
  /** `whole`: setting replaces the whole filter. `name by name`: it does so for the names that it lists, and no others. */
  readonly replaces: 'whole' | 'name by name';
  /** The list of event names; left out or empty it means all, or is refused as bad input. */
  readonly names: FilterList & { readonly empty: 'all' | 'refused' };
  /** Lists of values, by what they are called. An event passes whose field, as a string, is listed, or that lacks it. */
  readonly values: Readonly<Record<string, FilterList & { readonly field: Pointer; readonly unknown?: string }>>;
  /** What a connection gets that has not set any filter. */
  readonly initially: 'all' | 'nothing';
  /** Whether the answer tells the filter now in force, in the command's own places. */
  readonly told?: true;
  /** Events that come with those of another name, and cannot be asked for themselves. */
  readonly along?: Readonly<Partial<Record<Event, Event>>>;
  /** Events that must be asked for with a list of values. */
  readonly scoped?: readonly Event[];
  /** The error kind that answers an unknown name. */
  readonly unknown: string;
}

/** How events are numbered. */
export interface SequencePromise<Control extends string = string, Event extends string = string> {
  /** Where in an event's frame its number stands. */
  readonly number: Pointer;
  /** What one count spans: the whole server, one connection, or the events whose frames agree at these pointers. */
  readonly scope: 'server' | 'connection' | readonly Pointer[];
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

/** A resource over HTTP that tells what was created or changed after a number. */
export interface Backfill {
  readonly path: string;
  /** The query parameter that holds the number; left out it is 0. */
  readonly since: string;
  /** In the answer: the number up to which it tells everything, and the items. */
  readonly number: Pointer;
  readonly items: Pointer;
  /** In an item: the status, and the numbers of the thing's creation and of its latest change. */
  readonly status: Pointer;
  readonly created: Pointer;
  readonly updated: Pointer;
  /** By state of the thing's machine: its status. */
  readonly statuses: Readonly<Record<string, string>>;
}

/** How a client learns what it has missed. */
export interface RecoveryPromise<Command extends string = string> {
  /** In band: a command that begins at an earlier number. */
  readonly replay?: {
    readonly command: Command;
    /** Where the command says from when on; `latest` where it does not. */
    readonly from: Pointer;
    readonly latest: string;
    readonly earliest: string;
    /** The member of an object in its place that holds a number; for one counted stream. */
    readonly number: string;
    /** Where the answer tells, by count, the first number that is covered. */
    readonly next: Pointer;
    /** The error kind for a number that is neither there nor the next. */
    readonly outOfRange: string;
  };
  /** Over HTTP: by machine, the resource that tells of its things. */
  readonly backfill?: Readonly<Record<string, Backfill>>;
}

/** One side of a book. */
export interface BookSide {
  /** Where a snapshot lists its levels, `[price, quantity]`, best first. */
  readonly at: Pointer;
  readonly best: 'highest' | 'lowest';
}

/** Books that a client folds from a snapshot and deltas; prices and quantities are decimal strings. */
export interface BooksPromise<Command extends string = string, Event extends string = string> {
  readonly snapshot: Event;
  readonly delta: Event;
  /** The fields that together name a book, in both. */
  readonly key: readonly Pointer[];
  /** By the name that mutations have for it. */
  readonly sides: Readonly<Record<string, BookSide>>;
  /** In a snapshot: the number of the last delta that it contains, 0 where none. */
  readonly start: Pointer;
  /** In a delta: its number, which counts from 1 in each book, and its mutations. */
  readonly number: Pointer;
  readonly mutations: Pointer;
  /** The thing that a book belongs to, and the states of it in which its book may change. */
  readonly belongsTo: { readonly machine: string; readonly by: Pointer; readonly in: readonly string[] };
  /** The command that brings a snapshot. */
  readonly resync?: { readonly command: Command; readonly unknown: string };
  /** The server refuses to publish a delta that breaks a rule. */
  readonly enforced?: true;
}

/** Who may subscribe to a channel; whoever matches any of the clauses. */
export interface Right {
  readonly anyone?: true;
  /** Users, as templates over the channel's own parameter and the thing it names. */
  readonly users?: readonly string[];
  /** Holders of one of these roles. */
  readonly roles?: readonly string[];
  /** The thing the channel belongs to must exist; until then everybody is refused. */
  readonly exists?: string;
}

/** Rights to channels, by channel template. */
export interface RightsPromise {
  readonly channels: Readonly<Record<string, Right>>;
  /** The error kind of a refusal, the same for what does not exist as for what belongs to somebody else. */
  readonly refusal: string;
  /** The error kind for a channel that fits no template. */
  readonly malformed: string;
}

/** A beat that the server sends and the client answers, or else is cut off. */
export interface HeartbeatPromise {
  /** An RFC 6455 ping that the peer's pong answers. */
  readonly send: 'ping frame';
  /** The period in ms; the first beat comes within one period. */
  readonly every: number;
  /** How many beats may go unanswered before the connection is ended. */
  readonly forgives: number;
  /** How it is ended: with a close code, or `terminate`, with or without a close frame. */
  readonly ending: 'terminate';
}

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

/** A relation between the fields of an event. */
export type Relation =
  /** Fields that equal what the template gives. */
  | { readonly equal: Readonly<Record<`/${string}`, string>> }
  /** Where a field is there, so is another, which is not 0, and the field is the change from that to a third, in per cent. */
  | { readonly percent: { readonly change: Pointer; readonly from: Pointer; readonly to: Pointer } };

/** A relation that holds in every event of a pattern. */
export type Fact<Event extends string = string> = Relation & {
  readonly statement: string;
  readonly of: Pattern<Event>;
};

/** How the server ends connections on its own account, and what a client does then. */
export interface ClosingPromise {
  /** By the reason that the `close` hook takes. */
  readonly reasons: Readonly<Record<string, Ending>>;
  /** By close code: what it means, and what the client shall do next. */
  readonly codes: Readonly<
    Record<
      number,
      { readonly means: string; readonly next: 'reconnect' | 'new token' | 'fix the client' | 'stay away' }
    >
  >;
}

/** How large a message may be, in bytes of UTF-8. */
export interface SizePromise {
  readonly takes: number;
  readonly refuses: number;
  readonly close: number;
}

/** All promises a protocol makes; the names of its messages are checked where it is declared. */
export interface Promises<
  Command extends string = string,
  Control extends string = string,
  Event extends string = string,
> {
  readonly handshake?: HandshakePromise<Control>;
  readonly credentials?: CredentialsPromise;
  readonly replies?: RepliesPromise<Command, Control | Event>;
  readonly errors?: ErrorsPromise<Control>;
  readonly rights?: RightsPromise;
  readonly delivery?: DeliveryPromise<Command, Event>;
  readonly filters?: FiltersPromise<Command, Event>;
  readonly sequence?: SequencePromise<Control, Event>;
  readonly recovery?: RecoveryPromise<Command>;
  readonly books?: BooksPromise<Command, Event>;
  readonly heartbeat?: HeartbeatPromise;
  readonly lifecycle?: Readonly<Record<string, Machine<Event>>>;
  readonly facts?: Readonly<Record<string, Fact<Event>>>;
  readonly closing?: ClosingPromise;
  readonly size?: SizePromise;
}
