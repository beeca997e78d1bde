/** The world that a prediction server tells of: its logs, and what may happen next in it. Nothing else ever happens. */
import { type Book, emptyBook, type Mutation, mutated } from './books.ts';
import type { Publication } from './forms.ts';
import { type Data, type Entry, LOGGED, type Logged } from './streams.ts';

/** One market. */
export interface Market {
  readonly id: string;
  /** By outcome. */
  readonly books: Map<string, Book>;
  state: string;
  /** It is resolved, and not disputed since. */
  settled: boolean;
  lastTrade?: { readonly price: string; readonly time: string };
}

/** What became of something that happened. */
export interface Happened {
  readonly entry: Entry;
  /** The book that came into being. */
  readonly born?: Book;
}

const AFTER: Readonly<Record<string, readonly string[]>> = {
  PRE_OPEN: ['OPEN'],
  OPEN: ['HALTED', 'RESOLVED'],
  HALTED: ['OPEN', 'RESOLVED'],
  RESOLVED: ['DISPUTED'],
  DISPUTED: ['RESOLVED'],
};
const STATES = ['state', 'market_state', 'initial_state', 'previous_state', 'new_state'];

// The forms have made sure of each field that is asked for, of the mutations too.
const named = (data: Data, field: string): string => String(data[field]);
const mutationsOf = (data: Data): readonly Mutation[] => data['mutations'] as readonly Mutation[];

/** A world in which nothing has happened; `early`: an outcome has a book from its first trade on. */
export const createWorld = (early: boolean) => {
  const logs = new Map<Logged, Entry[]>(LOGGED.map((stream) => [stream, []]));
  const events = new Map<string, string>();
  const markets = new Map<string, Market>();
  const trades = new Set<string>();
  let count = 0;

  const log = (stream: Logged): readonly Entry[] => logs.get(stream) ?? [];
  const bookOf = (data: Data): Book | undefined =>
    markets.get(named(data, 'market_id'))?.books.get(named(data, 'outcome_id'));

  /** Why a record about a known market cannot be. */
  const inMarket = (stream: Logged, data: Data, market: Market): string | undefined => {
    const isOver = market.state === 'RESOLVED' || market.state === 'DISPUTED';
    switch (stream) {
      case 'markets.updated':
        return STATES.some((field) => field in data) ? 'An update never carries a state.' : undefined;
      case 'market.state.updated': {
        if (named(data, 'previous_state') !== market.state) return `The market is ${market.state}.`;
        const next = named(data, 'new_state');
        return AFTER[market.state]?.includes(next) ? undefined : `${market.state} is not followed by ${next}.`;
      }
      case 'markets.resolved':
        return market.settled ? 'It is resolved, and nobody has disputed it since.' : undefined;
      case 'trades.executed':
        if (trades.has(named(data, 'trade_id'))) return 'A trade is executed once.';
        return isOver ? 'Trading is over.' : undefined;
      case 'orders.delta': {
        const levels = bookOf(data)?.states.at(-1) ?? new Map();
        if (!mutated(levels, mutationsOf(data))) return 'The book has no place for that.';
        return isOver ? 'Trading is over.' : undefined;
      }
      case 'events.discovered':
      case 'events.resolved':
      case 'markets.discovered':
        return undefined;
    }
  };

  const objection = ({ stream, data }: Publication): string | undefined => {
    if (stream === 'events.discovered') return undefined;
    const knowsEvent = events.has(named(data, 'event_id'));
    if (stream === 'events.resolved') {
      if (!knowsEvent) return 'No such event.';
      return events.get(named(data, 'event_id')) === 'final' ? 'What is final stays.' : undefined;
    }
    const market = markets.get(named(data, 'market_id'));
    if (stream !== 'markets.discovered') return market ? inMarket(stream, data, market) : 'No such market.';
    if (market) return 'A market is discovered once.';
    return knowsEvent ? undefined : 'No such event.';
  };

  const birth = (data: Data): Book | undefined => {
    const market = markets.get(named(data, 'market_id'));
    if (!market || bookOf(data)) return undefined;
    const book = emptyBook(market.id, named(data, 'outcome_id'));
    market.books.set(book.outcome, book);
    return book;
  };

  /** Takes a record in; gives the book that is born of it. */
  const absorb = ({ stream, data, offset }: Entry): Book | undefined => {
    const id = named(data, 'market_id');
    const market = markets.get(id);
    switch (stream) {
      case 'events.discovered':
        events.set(named(data, 'event_id'), events.get(named(data, 'event_id')) ?? 'open');
        return undefined;
      case 'events.resolved':
        events.set(named(data, 'event_id'), named(data, 'finality_status'));
        return undefined;
      case 'markets.discovered':
        markets.set(id, { id, books: new Map(), state: named(data, 'initial_state'), settled: false });
        return undefined;
      case 'market.state.updated':
        if (market) market.state = named(data, 'new_state');
        if (market?.state === 'DISPUTED') market.settled = false;
        return undefined;
      case 'markets.resolved':
        if (market) market.settled = true;
        return undefined;
      case 'trades.executed':
        trades.add(named(data, 'trade_id'));
        if (market) market.lastTrade = { price: named(data, 'price'), time: named(data, 'timestamp') };
        return early ? birth(data) : undefined;
      case 'orders.delta': {
        const born = birth(data);
        const book = bookOf(data);
        const next = mutated(book?.states.at(-1) ?? new Map(), mutationsOf(data));
        if (next) book?.states.push(next);
        book?.offsets.push(offset);
        return born;
      }
      case 'markets.updated':
        return undefined;
    }
  };

  return {
    log,
    market: (id: string): Market | undefined => markets.get(id),
    markets: (): readonly Market[] => [...markets.values()],
    bookOf,
    /** Lets something happen, or says why it cannot. */
    happen: (what: Publication): Happened | string => {
      const refused = objection(what);
      if (refused !== undefined) return refused;
      const { stream, data } = what;
      const market = stream.startsWith('events.') ? undefined : named(data, 'market_id');
      const numbered =
        stream === 'orders.delta' ? { ...data, sequence_number: (bookOf(data)?.offsets.length ?? 0) + 1 } : data;
      const entry: Entry = { stream, offset: log(stream).length + 1, nth: ++count, market, data: numbered };
      logs.get(stream)?.push(entry);
      const born = absorb(entry);
      return born ? { entry, born } : { entry };
    },
    clear: (): void => {
      for (const entries of logs.values()) entries.length = 0;
      for (const known of [events, markets, trades]) known.clear();
    },
  };
};

/** A world. */
export type World = ReturnType<typeof createWorld>;
