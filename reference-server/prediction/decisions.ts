/** The decisions of the prediction server about commands and streams; a fault replaces one of them. */
import type { BadInput } from '../../schemas/promises/errors.ts';
import type { Json } from '../json.ts';
import type { BookDecisions } from './book-decisions.ts';
import type { RuleDecisions } from './rule-decisions.ts';
import type { Entry, Published, World } from './world.ts';

/** Where a subscription is to begin. */
export type From = 'latest' | 'earliest' | { readonly offset: number };

/** A command as understood; or what is wrong with it, and its id where that can be told. */
export type Command =
  | {
      readonly do: 'subscribe';
      readonly id: string;
      readonly streams: readonly string[];
      readonly markets?: readonly string[];
      readonly from: From;
    }
  | { readonly do: 'unsubscribe'; readonly id: string; readonly streams: readonly string[] }
  | { readonly do: 'ping'; readonly id: string }
  | { readonly do: 'resync'; readonly id: string; readonly market: string; readonly outcome: string }
  | { readonly do: 'bad'; readonly problem: BadInput; readonly id?: string | null };

/** What is wrong, by the names that the promised errors have. */
export type Trouble = 'invalid-message' | 'unknown-stream' | 'unknown-market' | 'offset-out-of-range';

/** What one stream or one market of a command comes to. */
export interface Ruling {
  readonly of: 'stream' | 'market';
  readonly name: string;
  readonly trouble?: Trouble;
}

/** What a whole command comes to: the streams for which it takes effect, and what it is refused for. */
export interface Verdict {
  readonly streams: readonly string[];
  readonly refusal?: Ruling & { readonly trouble: Trouble };
}

/** One stream of one connection. */
export interface Subscription {
  readonly stream: string;
  /** The first offset that it covers; of no meaning where the stream has none. */
  readonly first: number;
  /** The only markets that are wanted. */
  readonly markets?: ReadonlySet<string>;
}

/** An open connection, and what it is subscribed to, by stream. */
export interface Connection {
  readonly id: string;
  readonly held: ReadonlyMap<string, Subscription>;
}

/** What a subscription begins with, each in its own order. */
export interface Opening {
  readonly answer: readonly Json[];
  readonly summaries: readonly Json[];
  readonly snapshots: readonly Json[];
  readonly records: readonly Json[];
}

/** How commands are understood and answered. */
export interface CommandDecisions {
  /** What a text frame asks for. */
  readonly command: (text: string) => Command;
  /** Whether a connection outlives bad input; if not, it is closed after the answer. */
  readonly survives: (problem: BadInput) => boolean;
  /** What an error says: its fields beside `op`; the item is the stream, the market or the offset that is refused. */
  readonly explain: (trouble: Trouble, item: string | undefined, id: string | null) => Json;
  /** The frames that answer a command, in order, without what a subscription goes on with. */
  readonly answers: (cause: Command, frames: readonly Json[]) => readonly Json[];
  /** Whether there is a stream of that name that can be subscribed to. */
  readonly subscribable: (name: string) => boolean;
  /** Whether a stream can be subscribed to only with markets. */
  readonly needsMarkets: (stream: string) => boolean;
  /** Whether a market can be named in a subscription. */
  readonly knows: (market: string, world: World) => boolean;
  /** Whether these streams together can begin at a number. */
  readonly countable: (streams: readonly string[]) => boolean;
  /** Whether a stream that has come so far has, or will have next, a record with that offset. */
  readonly inRange: (offset: number, last: number) => boolean;
  /** What a command comes to whose streams and markets are judged; effect and answer both follow from it. */
  readonly verdict: (command: Command, rulings: readonly Ruling[]) => Verdict;
}

/** How streams are counted, kept, replayed and sent out. */
export interface StreamDecisions {
  /** The first offset that a subscription covers to a stream that has come so far. */
  readonly firstCovered: (from: From, last: number) => number;
  /** What the answer tells about where subscriptions begin, by stream. */
  readonly next: (begun: readonly Subscription[]) => Readonly<Record<string, number>>;
  /** What becomes of a subscription when its stream is asked for again; `last` is how far the stream has come. */
  readonly resubscribed: (held: Subscription | undefined, asked: Subscription, last: number) => Subscription;
  /** The subscriptions that a connection has after a command that these were confirmed of. */
  readonly holds: (
    held: Connection['held'],
    command: Command,
    confirmed: readonly Subscription[],
  ) => Connection['held'];
  /** The old records that a subscription brings, unfiltered; those of a stream come in the order of their offsets. */
  readonly replayed: (records: readonly Entry[], first: number) => readonly Entry[];
  /** The frames that a subscription begins with, in order. */
  readonly opening: (opening: Opening) => readonly Json[];
  /** The offset of the next record of a stream; the counts are the last offsets of all streams that have any. */
  readonly offsetAfter: (stream: string, last: number, counts: ReadonlyMap<string, number>) => number;
  /** Whether a publication that is refused for an objection uses up an offset all the same. */
  readonly spends: (record: Published, objection: string) => boolean;
  /** Whether what a stream brings, of old or now, passes the markets that a subscription wants. */
  readonly passes: (
    frame: Pick<Entry, 'stream' | 'data'>,
    markets: ReadonlySet<string> | undefined,
    when: 'old' | 'live',
  ) => boolean;
  /** The ids of the connections a record is sent to, of which these have a subscription that it passes. */
  readonly recipients: (
    record: Published,
    listening: readonly string[],
    connections: readonly Connection[],
  ) => readonly string[];
  /** The frames that each of them is sent, in order: the record, and the snapshot of its book where one precedes it. */
  readonly sends: (entry: Entry, before: readonly Json[]) => readonly Json[];
}

/** What the prediction server decides, each by a small pure function. */
export interface Decisions extends CommandDecisions, StreamDecisions, BookDecisions, RuleDecisions {}
