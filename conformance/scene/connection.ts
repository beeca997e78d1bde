/** A connection as an examiner knows it: who it is, what it is subscribed to, what is due to it, why it may end. */
import type { Ending } from '../../schemas/promises/endings.ts';
import type { Badge, EntryOf } from '../engine/history.ts';
import type { Inbox } from './deliveries.ts';
import type { Queue } from './exchanges.ts';
import type { Leave } from './farewells.ts';
import type { Interest } from './interest.ts';
import type { Operations } from './operations.ts';

/** A reason for which the server may, or must, end a connection. */
export interface Cause {
  readonly why:
    | 'refusal'
    | 'expiry'
    | 'asked'
    | 'wished'
    | 'own accord'
    | 'oversize'
    | 'transport'
    | 'no pong'
    | 'bad utf-8'
    | 'limit'
    | 'cool-down'
    | 'trespass'
    | 'unopened';
  /** The codes it may be ended with; absent when any way will do. */
  readonly codes?: readonly number[];
  /** Whether it must end, or may. */
  readonly must: boolean;
  /** Where the cause stands in the history. */
  readonly seq: number;
  /** The reason for which the server was asked to end it, or has ended it by itself; the command by which its client wished so, or its trespass. */
  readonly by?: string;
}

/** The codes by which a connection may be ended in one of these ways; undefined where any will do. */
export const codesOf = (...endings: readonly (Ending | undefined)[]): readonly number[] | undefined => {
  const codes = endings.flatMap((ending) => ending?.close ?? []);
  return codes.length === endings.length ? codes : undefined;
};

/** Whether a connection was closed as an ending has it: in any way, where it names no code. */
export const isEndedBy = ({ close }: Pick<Ending, 'close'>, { code }: Pick<EntryOf<'closed'>, 'code'>): boolean =>
  close === undefined || code === close;

/** A beat of the server: when it came, and where it stands in the history. */
export type Beat = Pick<EntryOf<'ping' | 'received'>, 'at' | 'seq'>;

/** One connection. */
export interface Connection {
  readonly number: number;
  /** The how-manieth it is of its plan, from 0 up. */
  readonly nth: number;
  readonly badge: Badge;
  readonly openingAt: number;
  state: 'opening' | 'open' | 'leaving' | 'closed';
  openedAt?: number;
  greeted: boolean;
  greetedAt?: number;
  /** The command by which its client spoke first, where it must. */
  openedBy?: { readonly seq: number; readonly at: number };
  /** Operations begun under ids of its own, where there are any. */
  readonly operations?: Operations;
  /** Nobody waits any more for an end that must come. */
  givenUp?: true;
  /** The client has begun to leave: what ends the connection from then on is its own doing. */
  left: boolean;
  /** The longest that an answer took, or the greeting, in ms: whatever else comes may be as long under way. */
  slowest: number;
  /** What comes now was certainly sent after this instant, in ms: a command that was sent then was answered before it. */
  sentSince: number;
  /** Messages received so far. */
  received: number;
  /** Answers that came, events that were due, and events of other plans: what a server that is slow has to get through. */
  served: number;
  readonly queue: Queue;
  readonly inbox: Inbox;
  /** Channels in force by the answers received so far. */
  readonly channels: Set<string>;
  /** Channels that were in force once, were given up, and have not been granted since. */
  readonly former: Set<string>;
  /** Channels that were refused, and have not been granted since. */
  readonly refused: Set<string>;
  /** The seq of the last question about a channel that is still without an answer. */
  readonly asking: Map<string, number>;
  /** What it wants, where it sets filters. */
  readonly interest?: Interest;
  /** By count: the latest number that it has been sent, or was told of as it began. */
  readonly numbers: Map<string, number>;
  /** By count: the latest number that an event of this plan's own had on it. */
  readonly own: Map<string, number>;
  /** The seq of the latest answer to a command that sets a filter; events asked for before it may be replayed. */
  settled: number;
  readonly causes: Cause[];
  /**
   * A hook asked for an end just when the server took leave of this connection in words that it may use of its own accord:
   * whether one came of the other, or both by chance, shows only where it is done again.
   */
  coincident?: true;
  /** Everything was to be forgotten since it was opened: what still comes is of before, with numbers that are given anew. */
  outdated: boolean;
  /** By reason: the seq of the latest call that asked the server to end others for it and not this one, or of its refusal to end this one. */
  readonly spared: Map<string, number>;
  /** The beats of the server so far, in order. */
  readonly beats: Beat[];
  /** How many of them, the last ones, have not been answered. */
  unanswered: number;
  /** Its client's own pings that have no pong yet, by their numbers, with what they hold. */
  readonly pings: Map<number, string>;
  /** When the latest answer was sent, by a command. */
  answeredAt?: number;
  /** That answer, where it may be above a limit and so be none, with how many had not been answered of how many beats. */
  doubtful?: { readonly seq: number; readonly unanswered: number; readonly beats: number } | undefined;
  /** A message that nobody asked for and that only a close can explain. */
  farewell?: EntryOf<'received'>;
  /** The marks of the sentinels that have come. */
  readonly sentinels: Set<unknown>;
  /** The latest leave that the server has taken of it. */
  leave?: Leave;
}

/** How long a token is over for certain, in ms, before whoever shows it is known to show one that has expired; nearer is a matter of rounding. */
const OUTLIVED = 2500;

/** Whether the token it shows, which somebody had shown before, had expired by then. */
const isOutlived = ({ badge: { expires }, openingAt }: Pick<Connection, 'badge' | 'openingAt'>): boolean =>
  expires !== undefined && openingAt > expires.to + OUTLIVED;

/** Whether the token it shows is one that must be refused. */
export const isBad = (connection: Pick<Connection, 'badge' | 'openingAt'>): boolean => {
  const { token } = connection.badge;
  return typeof token === 'object' ? isExpired(connection) : token !== 'good';
};

/** Whether the token it shows had expired when it was made, or when it was shown again. */
export const isExpired = (connection: Pick<Connection, 'badge' | 'openingAt'>): boolean => {
  const { token } = connection.badge;
  return typeof token === 'object' && (token.expiresIn <= 0 || isOutlived(connection));
};

/** Whether answers are still due to it: then what comes after them, a close too, may be under way. */
export const isOwed = ({ queue }: Connection): boolean => queue.owed().length > 0;

/** Whether what is still to come on it is its end: it must end, or may be turned away in a cool-down. */
export const isEnding = ({ state, greeted, causes }: Connection): boolean =>
  state === 'open' && causes.some(({ why, must }) => must || (why === 'cool-down' && !greeted));

/** Whether its end must come, or something that no answer to another command stands for. */
export const isLingering = ({ causes, givenUp, greeted, queue, operations }: Connection): boolean =>
  (givenUp !== true && causes.some(({ why, must }) => why === 'trespass' && must)) ||
  (!greeted && queue.owed().length > 0) ||
  (operations?.owing() ?? []).length > 0;

/** How long whatever comes now may have been under way, in ms: as long as an answer ever took, or is due for. */
export const delayOf = ({ slowest, queue }: Connection, now: number): number =>
  Math.max(slowest, now - (queue.owed()[0]?.command.entry.at ?? now));

/** Whether nothing but the server itself, by its own word, has ended a connection, or is about to. */
export const isUnaskedFor = ({ causes }: Connection): boolean =>
  causes.length > 0 && causes.every(({ why }) => why === 'own accord');

/**
 * Whether an error may tell why this connection ends, or is about to: bad UTF-8 does so without a word, or not at all, and
 * of its own accord a server ends it in words of their own.
 */
export const endangered = ({ causes }: Connection): boolean =>
  causes.some(({ why }) => why !== 'bad utf-8' && why !== 'own accord');
