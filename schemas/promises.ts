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

/** A value for some of the names there are; whatever is listed, where names can be any text. */
export type Some<Name extends string, Value> = string extends Name
  ? Readonly<Record<string, Value>>
  : Readonly<Partial<Record<Name, Value>>>;

/** The message that takes leave of a connection before the server ends it. */
export interface Farewell<Control extends string = string> {
  readonly message: Control;
  readonly level: Level;
  /** What it says, by pointer into its body. */
  readonly says?: Readonly<Record<`/${string}`, string>>;
  /** Where it tells within how many ms the close follows; at once, where it does not. */
  readonly delay?: Pointer;
}

/** How the server ends a connection. */
export interface Ending<Control extends string = string> {
  /** The RFC 6455 close code that the client receives; left out where the transport has none. */
  readonly close?: number;
  /** The error kind (see {@link ErrorsPromise}) that may or should come before the close. */
  readonly error?: { readonly kind: string; readonly level: Level };
  /** The message that takes leave before the close, and after the error if there is one. */
  readonly farewell?: Farewell<Control>;
}

/** A connection is ended without another word, by the close code that the client receives. */
export interface Shut {
  readonly close: number;
}

/** How a client begins, on a connection where it must speak first. */
export interface Opening<Command extends string = string> {
  /** The command that the greeting answers. */
  readonly command: Command;
  /** Within how many ms of connecting it must have come, and how a connection ends on which it has not. */
  readonly within?: Shut & { readonly ms: number };
  /** How a connection ends on which it comes again. */
  readonly again?: Shut;
  /** How a connection ends on which any but these other commands comes before it. */
  readonly early?: Shut & { readonly but?: readonly Command[] };
}

/** The first message on a connection. */
export interface HandshakePromise<Control extends string = string, Command extends string = string> {
  readonly greeting: Control;
  /** Where the greeting names the connected user. */
  readonly user?: Pointer;
  /** What the client must say first; where nothing, it is greeted as it connects. */
  readonly opening?: Opening<Command>;
  /** Control messages that may come at any time, before the greeting too. */
  readonly anytime?: readonly Control[];
  /** The WebSocket subprotocol that a client must offer, and the code with which any other is closed, unless it is refused. */
  readonly subprotocol?: Shut & { readonly name: string };
}

/** Who may connect. The token is a JWT signed with HS256 whose claims are `sub`, `exp` and perhaps `roles`. */
export interface CredentialsPromise<Control extends string = string> {
  /** The query parameter that holds the token, or its place in the command that opens (see {@link Opening}). */
  readonly in: { readonly query: string } | { readonly opening: Pointer };
  /** What a missing or bad token brings. */
  readonly refusal: Ending<Control> & {
    /** Within how many ms of connecting the refused connection has ended; by patience alone, where it is left out. */
    readonly within?: number;
    /** Whether the transport may refuse the connection instead, and where it then holds the error's code. */
    readonly instead?: { readonly code: Pointer };
  };
  /** What a token that has expired already brings, where that is told otherwise. */
  readonly expired?: Ending<Control>;
  /** What the token's expiry brings to an open connection; left out, it goes on. */
  readonly expiry?: Ending<Control> & {
    /** How far `exp` may be rounded, in ms. */
    readonly tolerance: number;
  };
  /** What warns a connection of its token's expiry: so many ms before it, or at once if fewer are left. */
  readonly warning?: {
    readonly message: Control;
    readonly before: number;
    /** Where it tells the whole seconds that are left. */
    readonly seconds: Pointer;
  };
}

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
  readonly kinds: Readonly<
    Record<
      string,
      {
        readonly text?: string;
        readonly code?: string;
        /** The control message that tells it, where it is another than the usual one. */
        readonly message?: Control;
      }
    >
  >;
  /** The kind that answers each way of bad input. */
  readonly input: Readonly<Record<BadInput, string>>;
  /** Ways of bad input that a server may also pass over in silence. */
  readonly ignorable?: readonly BadInput[];
}

/** Things by which a user's connections are on a channel for as long as these are in certain states. */
export interface Holding {
  readonly in: readonly string[];
  /** Where the event with which such a thing begins names its user, and the item that stands for the channel. */
  readonly user: Pointer;
  readonly item: Pointer;
}

/** Channels that a client subscribes to one by one, and the events that go out on them. */
export interface DeliveryPromise<Command extends string = string, Event extends string = string> {
  readonly subscribe: Command;
  readonly unsubscribe: Command;
  /** The channel that an item of these commands stands for, as a template over `{item}`; the item itself unless given. */
  readonly channel?: string;
  /** Channels that a connection is on from its greeting, as templates over `{user}`. */
  readonly always?: readonly string[];
  /** By machine: things that keep their user's connections on a channel, subscribed or not. */
  readonly holding?: Readonly<Record<string, Holding>>;
  /** Events that do not say whom they concern: who publishes them does, and `{user}` in their routes is that user. */
  readonly addressed?: readonly Event[];
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
  /** The list of event names; left out or empty it means all, changes nothing, or is refused as bad input. */
  readonly names: FilterList & { readonly empty: 'all' | 'nothing' | 'refused' };
  /** What the lists call events, where that is not their own name. */
  readonly called?: Readonly<Partial<Record<Event, string>>>;
  /** Lists of values, by what they are called. An event passes whose field, as a string, is listed, or that lacks it. */
  readonly values: Readonly<Record<string, FilterList & { readonly field: Pointer; readonly unknown?: string }>>;
  /** What a connection gets that has not set any filter. */
  readonly initially: 'all' | 'nothing';
  /**
   * What may come first to whoever sets a filter, once its answer is on its way or before it: the latest of what was
   * published already and passes. Unless given, nothing old comes, save what is replayed or paced.
   */
  readonly begins?: 'with the latest';
  /** Whether the answer tells the filter now in force, in the command's own places. */
  readonly told?: true;
  /** Events that come with those of another name, and cannot be asked for themselves. */
  readonly along?: Readonly<Partial<Record<Event, Event>>>;
  /** Events that must be asked for with a list of values. */
  readonly scoped?: readonly Event[];
  /** The error kind that answers an unknown name. */
  readonly unknown: string;
}

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
  /**
   * In a snapshot: the number of the last delta that it contains, 0 where none; in a delta: its number, which counts from
   * 1 in each book. Both are left out where the count of the subscription joins them, which begins with the snapshots.
   */
  readonly start?: Pointer;
  readonly number?: Pointer;
  /** In a delta: its mutations. */
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
export interface HeartbeatPromise<Command extends string = string, Control extends string = string> {
  /** An RFC 6455 ping that the peer's pong answers, or a message. */
  readonly send: 'ping frame' | Control;
  /** The command that answers the message; one answers all beats so far. */
  readonly answer?: Command;
  /** The period in ms; the first beat comes within one period of connecting, or when one is over since the greeting. */
  readonly every: number;
  readonly from?: 'greeting';
  /** Where a beat tells for how many ms its connection has been open, since the greeting. */
  readonly uptime?: Pointer;
  /** How many beats in a row may go unanswered; after one more, the connection is ended in place of the next. */
  readonly forgives: number;
  /** How it is ended: in a way of the protocol's own, or `terminate`, with or without a close frame. */
  readonly ending: 'terminate' | Ending<Control>;
  /** How firmly that end is promised; MUST, where it is left out. Where it does not come, beats go on. */
  readonly level?: Level;
}

/** How many messages a client may send. */
export interface LimitsPromise<Control extends string = string, Event extends string = string> {
  /** Whose messages are counted together. */
  readonly per: 'connection' | 'user';
  /** So many messages are taken in any window of so many ms, `[t, t + within)`. */
  readonly most: number;
  readonly within: number;
  /** Ways of bad input that servers may count, or leave uncounted; all else counts. */
  readonly free?: readonly BadInput[];
  /** What comes as the count reaches a number, on every connection whose messages are counted; as it grows further, it may come again. */
  readonly warning?: {
    readonly at: number;
    readonly message: Control | Event;
    /** Where it tells the limit, the count, and when the oldest message counted leaves the window, as an instant. */
    readonly limit: Pointer;
    readonly current: Pointer;
    readonly resets: Pointer;
  };
  /** What a message above the limit brings; it has no effect. */
  readonly over: {
    /** The error kind that answers it. */
    readonly error: string;
    /** `goes on`: messages refused count for nothing. `ends`: its connection ends, and new ones of the same count are refused. */
    readonly connection: 'goes on' | 'ends';
    /** For how many ms new connections are refused then, with the same error. */
    readonly coolDown?: number;
  };
}

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

/** A relation between the fields of an event. */
export type Relation =
  /** Fields that equal what the template gives. */
  | { readonly equal: Readonly<Record<`/${string}`, string>> }
  /** Where a field is there, so is another, which is not 0, and the field is the change from that to a third, in per cent. */
  | { readonly percent: { readonly change: Pointer; readonly from: Pointer; readonly to: Pointer } }
  /** Two fields say the same in different words: by what the one says, what the other does. */
  | {
      readonly agree: {
        readonly one: Pointer;
        readonly other: Pointer;
        readonly words: Readonly<Record<string, string>>;
      };
    }
  /** One number is no larger than another. */
  | { readonly atMost: { readonly less: Pointer; readonly more: Pointer } }
  /** One number is the sum of others. */
  | { readonly sum: { readonly total: Pointer; readonly parts: readonly Pointer[] } }
  /** One number is the product of others; a pair stands for its first less its second. */
  | {
      readonly product: {
        readonly total: Pointer;
        readonly factors: readonly (Pointer | readonly [Pointer, Pointer])[];
      };
    };

/** A relation that holds in every event of a pattern. */
export type Fact<Event extends string = string> = Relation & {
  readonly statement: string;
  readonly of: Pattern<Event>;
};

/** What a client does after an end. */
export type NextStep = 'reconnect' | 'new token' | 'fix the client' | 'stay away' | 'nothing';

/** How the server ends connections for one reason. */
export interface ClosingReason<Control extends string = string> extends Ending<Control> {
  /** What a client does next, where no code says it. */
  readonly next?: NextStep;
  /** Whether the server may have this reason by itself, at any time once it has greeted; else only what calls for it brings it. */
  readonly unasked?: true;
}

/** How the server ends connections on its own account, and what a client does then. */
export interface ClosingPromise<Command extends string = string, Control extends string = string> {
  /** By the reason that the `close` hook takes. */
  readonly reasons: Readonly<Record<string, ClosingReason<Control>>>;
  /** By command: how the server ends a connection whose client asks for it. */
  readonly asked?: Readonly<Partial<Record<Command, Ending<Control>>>>;
  /** By way of bad input: how it ends the connection, where no error answers; what is in neither place is left open. */
  readonly input?: Readonly<Partial<Record<BadInput, Shut>>>;
  /** By close code: what it means, and what the client shall do next. */
  readonly codes: Readonly<Record<number, { readonly means: string; readonly next: NextStep }>>;
}

/** How large a message may be, in bytes of UTF-8. */
export interface SizePromise {
  readonly takes: number;
  readonly refuses: number;
  readonly close: number;
}

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

/** All promises a protocol makes; the names of its messages are checked where it is declared. */
export interface Promises<
  Command extends string = string,
  Control extends string = string,
  Event extends string = string,
> {
  readonly handshake?: HandshakePromise<Control, Command>;
  readonly credentials?: CredentialsPromise<Control>;
  readonly replies?: RepliesPromise<Command, Control, Event>;
  readonly errors?: ErrorsPromise<Control>;
  readonly rights?: RightsPromise;
  readonly delivery?: DeliveryPromise<Command, Event>;
  readonly filters?: FiltersPromise<Command, Event>;
  readonly operations?: OperationsPromise<Command, Control, Event>;
  readonly sequence?: SequencePromise<Control, Event>;
  readonly recovery?: RecoveryPromise<Command>;
  readonly books?: BooksPromise<Command, Event>;
  readonly heartbeat?: HeartbeatPromise<Command, Control>;
  readonly limits?: LimitsPromise<Control, Event>;
  readonly pacing?: PacingPromise<Event>;
  readonly lifecycle?: Readonly<Record<string, Machine<Event>>>;
  readonly facts?: Readonly<Record<string, Fact<Event>>>;
  readonly closing?: ClosingPromise<Command, Control>;
  readonly size?: SizePromise;
}
