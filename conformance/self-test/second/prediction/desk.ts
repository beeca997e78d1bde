/** Where commands are carried out: what each changes at once, and all that it brings, in order. */
import { latest } from './books.ts';
import type { Caller } from './callers.ts';
import type { Command, Subscribe } from './commands.ts';
import type { Takes } from './freedoms.ts';
import { arranged, withBooks } from './replay.ts';
import { type Entry, isLogged, isStream, type Logged, type Stream } from './streams.ts';
import type { Code, Frame, Wording } from './wording.ts';
import type { World } from './world.ts';

/** All that a command brings. */
export interface Outcome {
  /** What comes before the answer. */
  readonly early: readonly Frame[];
  readonly answer: Frame;
  /** What comes behind it. */
  readonly late: readonly Frame[];
  /** What comes behind that, old records above all. */
  readonly replay: readonly Frame[];
}

/** Whether a connection wants to hear of a market, or of none in particular, on a stream. */
export const follows = ({ subscriptions }: Caller, stream: Stream, market: string | undefined): boolean =>
  subscriptions.has(stream) && (market === undefined || (subscriptions.get(stream)?.has(market) ?? true));

const bare = (answer: Frame): Outcome => ({ early: [], answer, late: [], replay: [] });

/** The desk of one server. */
export const createDesk = (tools: { readonly takes: Takes; readonly world: World; readonly wording: Wording }) => {
  const { takes, world, wording } = tools;

  const mistakeIn = ({ streams, markets = [], from }: Subscribe): Code | undefined => {
    const unknownStream = streams.every(isStream) ? undefined : 'UNKNOWN_STREAM';
    const unknownMarket = markets.every((id) => world.market(id)) ? undefined : 'UNKNOWN_MARKET';
    const unknown = takes('markets-looked-at-first')
      ? (unknownMarket ?? unknownStream)
      : (unknownStream ?? unknownMarket);
    if (unknown || typeof from === 'string') return unknown;
    const [stream, ...others] = new Set(streams.filter(isLogged));
    if (!stream || others.length > 0)
      return takes('one-offset-for-many-is-out-of-range') ? 'OFFSET_OUT_OF_RANGE' : 'INVALID_MESSAGE';
    return from.offset >= 1 && from.offset <= world.log(stream).length + 1 ? undefined : 'OFFSET_OUT_OF_RANGE';
  };

  const startOf = (stream: Logged, from: Subscribe['from']): number => {
    if (from === 'latest') return world.log(stream).length + 1;
    return from === 'earliest' ? 1 : from.offset;
  };

  /** Snapshots of markets and books for a new subscription, and the records before what is to come. */
  const bring = (caller: Caller, id: string, streams: readonly Stream[], next: ReadonlyMap<Stream, number>) => {
    const logs = [...next].map(([stream, start]): readonly Entry[] => {
      const old = isLogged(stream) ? world.log(stream).slice(start - 1) : [];
      return old.filter(({ market }) => follows(caller, stream, market));
    });
    const start = next.get('orders.delta');
    const concerned =
      start === undefined ? [] : world.markets().filter(({ id }) => follows(caller, 'orders.delta', id));
    const books = concerned.flatMap((market) => [...market.books.values()]);
    const { atOnce, frames } = withBooks(tools, books, start ?? 1, arranged(takes, logs));
    const markets = streams.includes('markets.snapshots')
      ? world.markets().filter(({ id }) => follows(caller, 'markets.snapshots', id))
      : [];
    const snapshots = [
      ...markets.map(wording.market),
      ...atOnce.map((page) => wording.book(page, takes('snapshots-bear-ids') ? id : undefined)),
    ];
    return { snapshots: takes('last-snapshots-first') ? snapshots.reverse() : snapshots, replay: frames };
  };

  const subscribe = (caller: Caller, command: Subscribe): Outcome => {
    const { id, markets, from } = command;
    const mistake = mistakeIn(command);
    if (mistake) return bare(wording.error(id, mistake));
    const streams = [...new Set(command.streams.filter(isStream))];
    for (const stream of streams) caller.subscriptions.set(stream, markets && new Set(markets));
    const next = new Map(streams.filter(isLogged).map((stream) => [stream, startOf(stream, from)]));
    const { snapshots, replay } = bring(caller, id, streams, next);
    const answer = wording.subscribed(id, command.streams, next);
    // A book from the past would be taken for the present one before its answer says where it begins.
    return from === 'latest' && takes('snapshots-before-the-answer')
      ? { early: snapshots, answer, late: [], replay }
      : { early: [], answer, late: snapshots, replay };
  };

  return {
    /** Carries a command out. */
    carryOut: (caller: Caller, command: Command): Outcome => {
      switch (command.op) {
        case 'bad':
          return bare(wording.error(command.id, 'INVALID_MESSAGE'));
        case 'ping':
          return bare(wording.pong(command.id));
        case 'resync': {
          const book = world.market(command.market)?.books.get(command.outcome);
          return bare(book ? wording.book(latest(book), command.id) : wording.error(command.id, 'UNKNOWN_MARKET'));
        }
        case 'unsubscribe': {
          const { id, streams } = command;
          if (!streams.every(isStream)) return bare(wording.error(id, 'UNKNOWN_STREAM'));
          for (const stream of streams) caller.subscriptions.delete(stream);
          return bare(wording.unsubscribed(id, streams));
        }
        case 'subscribe':
          return subscribe(caller, command);
      }
    },
  };
};
