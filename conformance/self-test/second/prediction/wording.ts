/** How this server puts things: errors, answers, records and snapshots, the order of members, and what it adds. */
import { latest, levelsOf, type Page, sideOf } from './books.ts';
import type { Takes } from './freedoms.ts';
import type { Data, Entry, Stream } from './streams.ts';
import type { Market } from './world.ts';

/** The errors of the protocol: two texts for each code. */
const ERRORS = {
  INVALID_MESSAGE: ['That is not a message of this protocol.', 'Pardon?'],
  UNKNOWN_STREAM: ['There is no such stream.', 'Never heard of that stream.'],
  UNKNOWN_MARKET: ['There is no such market.', 'Never heard of that market.'],
  OFFSET_OUT_OF_RANGE: ['There is no such offset.', 'Too early, or too late.'],
} as const;

/** The code of an error. */
export type Code = keyof typeof ERRORS;

/** A message in the making. */
export type Frame = Data;

const reversed = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).reverse();
  return Object.fromEntries(members.map(([name, member]) => [name, reversed(member)]));
};

/** The same instant with three digits of fraction; one that is finer stays as it is. */
const inMilliseconds = (instant: string): string =>
  /\.\d{4,}Z$/.test(instant) ? instant : new Date(instant).toISOString();

/** The words of a server that takes these freedoms. */
export const createWording = (takes: Takes) => {
  let said = 0;
  const constant = takes('undeclared-fields') ? { served_by: 'second' } : {};
  /** What nobody declared: beside a record it may tell of the connection, or of the frame; in it, it is the same for all. */
  const more = (): Frame => (takes('undeclared-fields') ? { ...constant, frame: ++said } : {});
  // What was an object stays one.
  const finished = (frame: Frame): Frame => (takes('reversed-keys') ? (reversed(frame) as Frame) : frame);
  const control = (op: string, id: string | null, fields: Frame = {}): Frame =>
    finished({ op, id, ...fields, ...more() });
  const told = (stream: string, data: Data, beside: Frame = {}): Frame =>
    finished({ stream, ...beside, data: { ...data, ...constant }, ...more() });
  const listed = (streams: readonly string[]): readonly string[] =>
    takes('lists-in-its-own-order') ? [...new Set(streams)].sort() : streams;

  const lastTradeOf = ({ lastTrade }: Market): Data => {
    if (!lastTrade || takes('bare-markets') || takes('no-last-trade')) return {};
    const { price, time } = lastTrade;
    return {
      last_trade_price: price,
      last_trade_time: takes('trade-times-in-milliseconds') ? inMilliseconds(time) : time,
    };
  };
  const outcomesOf = ({ books }: Market): Data => {
    if (takes('bare-markets') || takes('no-outcomes')) return {};
    const outcomes = [...books.values()].map((book) => {
      const levels = levelsOf(latest(book));
      const [bid] = sideOf(levels, 'bid')[0] ?? [];
      const [ask] = sideOf(levels, 'ask')[0] ?? [];
      return { outcome_id: book.outcome, ...(bid ? { best_bid: bid } : {}), ...(ask ? { best_ask: ask } : {}) };
    });
    return { outcomes };
  };

  return {
    notice: (): Frame => finished({ op: 'notice', text: 'Welcome', ...more() }),
    pong: (id: string): Frame => control('pong', id),
    subscribed: (id: string, streams: readonly string[], next: ReadonlyMap<Stream, number>): Frame =>
      control('subscribed', id, { streams: listed(streams), next: Object.fromEntries(next) }),
    unsubscribed: (id: string, streams: readonly string[]): Frame =>
      control('unsubscribed', id, { streams: listed(streams) }),
    error: (id: string | null, code: Code): Frame => {
      const isNameless = code === 'INVALID_MESSAGE' && takes('bad-input-has-no-id');
      const [plain, other] = ERRORS[code];
      return control('error', isNameless ? null : id, { code, message: takes('other-words') ? other : plain });
    },
    record: ({ stream, offset, data }: Entry): Frame => told(stream, data, { offset }),
    /** A book, for whoever asked for it, or without an id. */
    book: (page: Page, id?: string): Frame => {
      const { market, outcome } = page.book;
      const levels = levelsOf(page);
      const data = {
        market_id: market,
        outcome_id: outcome,
        bids: sideOf(levels, 'bid'),
        asks: sideOf(levels, 'ask'),
        sequence_start: page.deltas,
      };
      return told('orders.snapshot', data, id === undefined ? {} : { id });
    },
    market: (market: Market): Frame =>
      told('markets.snapshots', {
        market_id: market.id,
        market_state: market.state,
        ...lastTradeOf(market),
        ...outcomesOf(market),
      }),
  };
};

/** The words of a server. */
export type Wording = ReturnType<typeof createWording>;
