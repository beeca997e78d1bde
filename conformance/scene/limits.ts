/**
 * Limits: how many messages count at any moment, as far as that is certain. The server hears a message between our
 * sending it and its answer; so for each there is the least and the most that may have counted before it.
 */
import type { LimitsPromise } from '../../schemas/promises/limits.ts';
import type { Connection } from './connection.ts';
import type { Context } from './context.ts';
import type { Command } from './exchanges.ts';

/** What became of a message, and what was counted as it was heard. */
export interface Fate {
  readonly command: Command;
  /** It was refused for the limit. */
  readonly refused: boolean;
  /** So many at the least, and at the most, counted before it. */
  readonly least: number;
  readonly most: number;
  /** Of those that certainly did: how many were bad input, and how many came on its own connection. */
  readonly bad: number;
  readonly own: number;
  /** How many may have been refused for the limit within the window, and how many counted that have left it since. */
  readonly refusals: number;
  readonly gone: number;
}

/** An instant that is not known exactly: from when on it may have been, and by when it was. */
export interface Between {
  readonly from: number;
  readonly to: number;
}

/** A message, when it may have been heard, and whether it counts. */
interface Heard {
  readonly command: Command;
  readonly connection: number;
  readonly sent: number;
  latest: number;
  /** Its place, and that of its answer, among all that is sent and answered. */
  readonly place: number;
  answered: number;
  counts: 'yes' | 'no' | 'unsure';
  refused: boolean;
  /** As it was sent, it may have been one too many. */
  excess: boolean;
  readonly bad: boolean;
  readonly free: boolean;
}

/** The messages of one count, in the order in which they were sent. */
interface Count {
  heard: Heard[];
  readonly coolDowns: Between[];
}

/** How far apart two clocks may drift within a window, in ms; where ours is exact they do not. */
const DRIFT = 20;
/** The most messages of one count that are remembered. */
const REMEMBERED = 10_000;

/** What one scene knows of a limit. */
export interface Limits {
  /** A message was sent; gives whether it may be one too many. */
  readonly sent: (command: Command, connection: Connection) => boolean;
  /** A message was answered; gives what became of it, the first time. */
  readonly answered: (command: Command, connection: Connection, at: number) => Fate | undefined;
  /** An error came that refuses a message for the limit; gives which. */
  readonly refused: (connection: Connection, at: number) => Fate | undefined;
  /** Whether whoever has a connection may be shut out for what was sent on it before, or on others, where that may not be known yet. */
  readonly mayBeCooling: (connection: Pick<Connection, 'number' | 'badge'>, at: number) => boolean;
  /** How many may have counted as something that comes to a connection now was sent, and when the oldest of them was heard. */
  readonly count: (connection: Connection, at: number) => Counted;
}

/** What counts at an instant. */
export interface Counted {
  readonly least: number;
  readonly most: number;
  /** When the oldest was heard; absent where nothing counts. */
  readonly oldest?: Between;
  /** When the n-th of them was sent, by the order in which they were; that of the last where there are not so many. */
  readonly sentAt: (n: number) => number;
}

/** The limits of one scene, before anything was sent. */
export const createLimits = (promise: LimitsPromise, { resolution }: Pick<Context, 'resolution'>): Limits => {
  const { per, most: limit, within, free = [], over } = promise;
  const counts = new Map<string, Count>();
  let places = 0;
  const countOf = ({ number, badge }: Pick<Connection, 'number' | 'badge'>): Count => {
    const key = per === 'user' ? badge.user : String(number);
    const known = counts.get(key) ?? { heard: [], coolDowns: [] };
    counts.set(key, known);
    return known;
  };
  /** Where no durations can be told, nothing is certain. */
  const slack = (): number => (Number.isFinite(resolution()) ? Math.min(resolution(), DRIFT) : resolution());

  /** What may have counted as a message was heard, some time until `at`. */
  const weigh = ({ heard }: Count, mine: Heard, at: number): Omit<Fate, 'command' | 'refused'> => {
    const tolerance = slack();
    const sum = { least: 0, most: 0, bad: 0, own: 0, refusals: 0, gone: 0 };
    for (const other of heard) {
      const isOwn = other.connection === mine.connection;
      if (other === mine) {
        if (per === 'connection') break;
        continue;
      }
      const isEarlier = isOwn && other.command.entry.seq < mine.command.entry.seq;
      if (isOwn && !isEarlier) continue;
      const isGone = mine.sent - other.latest - tolerance >= within;
      if (other.refused && !isGone) sum.refusals++;
      if (isGone && other.counts === 'yes') sum.gone++;
      if (isGone || other.counts === 'no') continue;
      sum.most++;
      const isSure = (isEarlier || other.answered < mine.place) && at - other.sent + tolerance < within;
      if (other.counts !== 'yes' || !isSure) continue;
      sum.least++;
      if (other.bad) sum.bad++;
      if (isOwn) sum.own++;
    }
    return sum;
  };

  const find = (count: Count, command: Command): Heard | undefined =>
    count.heard.findLast((one) => one.command.entry.seq === command.entry.seq);

  /** What was sent before and is not answered at all has been heard by now. */
  const hearSilent = (count: Count, upTo: Heard, at: number): void => {
    for (const one of count.heard) {
      if (one === upTo) return;
      if (one.connection !== upTo.connection || one.latest !== Number.POSITIVE_INFINITY) continue;
      const { least, most } = weigh(count, one, at);
      one.latest = at;
      one.answered = ++places;
      one.counts = one.free ? 'unsure' : most < limit ? 'yes' : least >= limit ? 'no' : 'unsure';
    }
  };

  const forget = (count: Count, now: number): void => {
    const tolerance = slack();
    const first = count.heard.findIndex(({ latest }) => now - latest - tolerance < 2 * within);
    if (first > 0) count.heard = count.heard.slice(first);
    if (count.heard.length > REMEMBERED) count.heard = count.heard.slice(-REMEMBERED);
  };

  const settle = (count: Count, mine: Heard, at: number, refused: boolean): Fate => {
    hearSilent(count, mine, at);
    const weighed = weigh(count, mine, at);
    mine.latest = at;
    mine.answered = ++places;
    mine.refused = refused;
    mine.counts = refused ? 'no' : mine.free ? 'unsure' : 'yes';
    if (refused && over.coolDown !== undefined) count.coolDowns.push({ from: mine.sent, to: at });
    return { command: mine.command, refused, ...weighed };
  };

  return {
    sent: (command, connection) => {
      const count = countOf(connection);
      const { at } = command.entry;
      forget(count, at);
      const isFree =
        command.bad.includes('invalid-utf-8') || command.bad.some((way) => free.some((uncounted) => uncounted === way));
      const mine: Heard = {
        command,
        connection: connection.number,
        sent: at,
        latest: Number.POSITIVE_INFINITY,
        place: ++places,
        answered: Number.POSITIVE_INFINITY,
        counts: 'unsure',
        refused: false,
        excess: false,
        bad: command.bad.length > 0,
        free: isFree,
      };
      count.heard.push(mine);
      mine.excess = weigh(count, mine, at).most >= limit;
      return mine.excess;
    },
    answered: (command, connection, at) => {
      const count = countOf(connection);
      const mine = find(count, command);
      return mine && mine.latest === Number.POSITIVE_INFINITY ? settle(count, mine, at, false) : undefined;
    },
    refused: (connection, at) => {
      const count = countOf(connection);
      const pending = new Set(connection.queue.pending().map(({ command }) => command.entry.seq));
      const mine = count.heard.find(
        (one) =>
          one.connection === connection.number &&
          one.latest === Number.POSITIVE_INFINITY &&
          // Who is never answered is told only what certainly was too many, or what nothing else can have been.
          (pending.has(one.command.entry.seq) || pending.size === 0 || weigh(count, one, at).least >= limit),
      );
      return mine && settle(count, mine, at, true);
    },
    mayBeCooling: (connection, at) => {
      if (over.coolDown === undefined) return false;
      const { heard, coolDowns } = countOf(connection);
      const most = 2 * over.coolDown;
      const isPending = (one: Heard) =>
        one.connection !== connection.number &&
        one.excess &&
        one.latest === Number.POSITIVE_INFINITY &&
        at - one.sent < most;
      return coolDowns.some(({ to }) => at - to < most) || heard.some(isPending);
    },
    count: (connection, at) => {
      const { heard } = countOf(connection);
      const tolerance = slack();
      const own = heard.filter((one) => one.connection === connection.number);
      // What comes now was sent behind the last answer here; what others were told since may have been later.
      const proven = Math.max(-1, ...own.filter(({ answered }) => Number.isFinite(answered)).map(({ place }) => place));
      const isProven = (one: Heard): boolean => one.connection === connection.number || one.answered < proven;
      const [sure, possible]: [Heard[], Heard[]] = [[], []];
      for (const one of heard) {
        if (one.counts === 'no' || at - one.latest - tolerance >= within) continue;
        possible.push(one);
        if (one.counts === 'yes' && isProven(one) && at - one.sent + tolerance < within) sure.push(one);
      }
      const [first] = possible;
      const oldest = first && {
        from: first.sent,
        to: Math.min(at, ...possible.slice(0, 1 + possible.indexOf(sure[0] ?? first)).map(({ latest }) => latest)),
      };
      const sentAt = (n: number): number => (possible[n - 1] ?? possible.at(-1))?.sent ?? at;
      return { least: sure.length, most: possible.length, sentAt, ...(oldest && { oldest }) };
    },
  };
};
