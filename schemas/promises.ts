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
  readonly answer: Control;
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
  /** Each kind with its exact text (`{item}` is the refused item) and its code, where they are given. */
  readonly kinds: Readonly<Record<string, { readonly text?: string; readonly code?: string }>>;
  /** The kind that answers each way of bad input. */
  readonly input: Readonly<Record<BadInput, string>>;
}

/** Which connections an event reaches. */
export interface DeliveryPromise<Command extends string = string, Event extends string = string> {
  readonly subscribe: Command;
  readonly unsubscribe: Command;
  /** The channels each event goes out on, as templates. */
  readonly routes: Readonly<Partial<Record<Pattern<Event>, readonly string[]>>>;
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

/** One machine: which event of a thing may follow which. */
export interface Machine<Event extends string = string> {
  /** Where every event of this machine names the thing. */
  readonly key: Pointer;
  /** By event: the states it may come in (`null`: before the thing exists) and the state it leads to. */
  readonly transitions: Readonly<
    Partial<Record<Event, { readonly from: readonly (string | null)[]; readonly to: string }>>
  >;
  /** The thing it belongs to, which must exist before it. */
  readonly belongsTo?: { readonly machine: string; readonly by: Pointer };
}

/** A relation that holds in every event of a pattern. */
export interface Fact<Event extends string = string> {
  readonly statement: string;
  readonly of: Pattern<Event>;
  /** Fields that equal what the template gives. */
  readonly equal: Readonly<Record<`/${string}`, string>>;
}

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
  readonly replies?: RepliesPromise<Command, Control>;
  readonly errors?: ErrorsPromise<Control>;
  readonly rights?: RightsPromise;
  readonly delivery?: DeliveryPromise<Command, Event>;
  readonly heartbeat?: HeartbeatPromise;
  readonly lifecycle?: Readonly<Record<string, Machine<Event>>>;
  readonly facts?: Readonly<Record<string, Fact<Event>>>;
  readonly closing?: ClosingPromise;
  readonly size?: SizePromise;
}
