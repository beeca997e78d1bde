/**
 * The feed of a small exchange over ws: it is told what happens, keeps the books, and tells whoever has subscribed.
 */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';

type Fields = Readonly<Record<string, unknown>>;

/** One change to one level. */
export interface Change {
  readonly action: 'add' | 'modify' | 'remove';
  readonly side: 'bid' | 'ask';
  readonly price: string;
  readonly quantity?: string;
}

/** What happens on the exchange. */
export type Happening =
  | { readonly type: 'listed'; readonly data: { readonly symbol: string } }
  | { readonly type: 'delisted'; readonly data: { readonly symbol: string } }
  | { readonly type: 'trade'; readonly data: { readonly symbol: string; readonly trade_id: string } }
  | { readonly type: 'delta'; readonly data: { readonly symbol: string; readonly mutations: readonly Change[] } };

/** The quantity at each price of each side. */
type Book = Readonly<Record<Change['side'], Map<string, string>>>;

/** A subscription of one connection to one channel; to these symbols, or to all. */
interface Subscription {
  readonly sid: number;
  seq: number;
  readonly symbols?: ReadonlySet<string>;
}

const CHANNELS = ['instruments', 'book', 'trades'] as const;
type Channel = (typeof CHANNELS)[number];

const channelOf = (type: Happening['type']): Channel =>
  type === 'delta' ? 'book' : type === 'trade' ? 'trades' : 'instruments';

/** Below, at or above 0 as one decimal is to another, by their digits: as numbers of JavaScript, two that differ may be equal. */
const compare = (one: string, two: string): number => {
  const [[a = '', b = ''], [c = '', d = '']] = [one.split('.'), two.split('.')];
  if (a.length !== c.length) return a.length - c.length;
  if (a !== c) return a < c ? -1 : 1;
  return b === d ? 0 : b < d ? -1 : 1;
};

/** What breaks a rule. */
export class Against extends Error {}

/** The exchange: what is listed, the books, the trades; it refuses what breaks a rule. */
export const createExchange = () => {
  const books = new Map<string, { isOpen: boolean; book: Book }>();
  const trades = new Set<string>();
  const listeners = new Set<(happening: Happening) => void>();

  /** What hooks are told to publish need not be what it should be. */
  const changed = (book: Book, mutations: readonly Change[]): Book => {
    if (mutations.length === 0) throw new Against('nothing changes');
    const next: Book = { bid: new Map(book.bid), ask: new Map(book.ask) };
    for (const { action, side, price, quantity } of mutations) {
      const levels = next[side];
      if (!levels) throw new Against(`there is no side ${side}`);
      if (levels.has(price) === (action === 'add')) throw new Against(`${side} ${price} cannot ${action}`);
      if (action === 'remove') levels.delete(price);
      else if (quantity === undefined) throw new Against(`${side} ${price} has no quantity`);
      else levels.set(price, quantity);
    }
    return next;
  };

  const happen = (happening: Happening): void => {
    const { symbol } = happening.data;
    const known = books.get(symbol);
    if (happening.type === 'listed') {
      if (known) throw new Against(`${symbol} is listed already`);
      books.set(symbol, { isOpen: true, book: { bid: new Map(), ask: new Map() } });
    } else {
      if (!known?.isOpen) throw new Against(`${symbol} is not traded`);
      if (happening.type === 'delisted') known.isOpen = false;
      if (happening.type === 'delta') known.book = changed(known.book, happening.data.mutations);
      if (happening.type === 'trade') {
        if (trades.has(happening.data.trade_id)) throw new Against(`${happening.data.trade_id} was told already`);
        trades.add(happening.data.trade_id);
      }
    }
    for (const hear of listeners) hear(happening);
  };

  return {
    happen,
    listeners,
    knows: (symbol: string): boolean => books.has(symbol),
    /** The book of a symbol, best prices first. */
    book: (symbol: string): Fields => {
      const levels = (side: Change['side'], sign: number): readonly (readonly string[])[] =>
        [...(books.get(symbol)?.book[side] ?? [])].sort(([one], [two]) => sign * compare(one, two));
      return { symbol, bids: levels('bid', -1), asks: levels('ask', 1) };
    },
    forget: (): void => {
      books.clear();
      trades.clear();
    },
  };
};

/** An exchange. */
export type Exchange = ReturnType<typeof createExchange>;

const texts = (value: unknown): readonly string[] | undefined =>
  Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'string' && item !== '')
    ? value
    : undefined;

const idIn = (frame: unknown): number | null => {
  const id = typeof frame === 'object' && frame !== null && 'id' in frame ? frame.id : null;
  return typeof id === 'number' && Number.isInteger(id) ? id : null;
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** What one connection hears and says; `text` is undefined for a binary frame. */
export const connect = (exchange: Exchange, send: (frame: Fields) => void) => {
  const subscriptions = new Map<Channel, Subscription>();
  let sids = 0;

  const bring = (subscription: Subscription, type: string, data: Fields): void => {
    send({ type, sid: subscription.sid, seq: ++subscription.seq, data });
  };
  const hear = ({ type, data }: Happening): void => {
    const subscription = subscriptions.get(channelOf(type));
    if (subscription && (!subscription.symbols || subscription.symbols.has(data.symbol)))
      bring(subscription, type, { ...data });
  };

  const subscribe = (id: number, channels: readonly Channel[], symbols: readonly string[] | undefined): void => {
    const begun = new Map(
      channels.map((channel): readonly [Channel, Subscription] => [
        channel,
        { sid: ++sids, seq: 0, ...(symbols && { symbols: new Set(symbols) }) },
      ]),
    );
    send({ type: 'subscribed', id, sids: Object.fromEntries([...begun].map(([channel, { sid }]) => [channel, sid])) });
    for (const [channel, subscription] of begun) subscriptions.set(channel, subscription);
    const book = begun.get('book');
    for (const symbol of book?.symbols ?? []) if (book) bring(book, 'snapshot', exchange.book(symbol));
  };

  /** What is wrong with a command, as its code; nothing, where all is well. */
  const wrongIn = ({ op, channels, symbols }: Fields): string | undefined => {
    if (op === 'ping') return undefined;
    const [asked, wanted] = [texts(channels), texts(symbols)];
    if ((op !== 'subscribe' && op !== 'unsubscribe') || !asked) return 'bad_message';
    if (op === 'subscribe' && symbols !== undefined && !wanted) return 'bad_message';
    if (asked.some((name) => !CHANNELS.some((channel) => channel === name))) return 'unknown_channel';
    if (op === 'unsubscribe') return undefined;
    if (asked.includes('book') && !wanted) return 'bad_message';
    return wanted?.some((symbol) => !exchange.knows(symbol)) ? 'unknown_symbol' : undefined;
  };

  const command = (frame: unknown): void => {
    const id = idIn(frame);
    const asked = frame as Fields; // what has an id is an object
    const code = id === null ? 'bad_message' : wrongIn(asked);
    if (id === null || code !== undefined) {
      send({ type: 'error', id, code, message: `This cannot be done: ${code}.` });
      return;
    }
    const listed = CHANNELS.filter((channel) => texts(asked.channels)?.includes(channel));
    if (asked.op === 'subscribe') subscribe(id, listed, texts(asked.symbols));
    else if (asked.op === 'ping') send({ type: 'pong', id });
    else {
      for (const channel of listed) subscriptions.delete(channel);
      send({ type: 'unsubscribed', id });
    }
  };

  exchange.listeners.add(hear);
  return {
    text: (text: string | undefined): void => command(text === undefined ? undefined : parsed(text)),
    end: (): void => void exchange.listeners.delete(hear),
  };
};

/** What one connection hears and says. */
export type Connect = typeof connect;

/** Serves an exchange. */
export const serveExchange = async (port = 0, connecting: Connect = connect) => {
  const exchange = createExchange();
  const sockets = new WebSocketServer({ port, host: '127.0.0.1', path: '/feed' });
  sockets.on('connection', (socket: WebSocket) => {
    const connection = connecting(exchange, (frame) => {
      if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(frame));
    });
    socket.on('message', (data, isBinary) => connection.text(isBinary ? undefined : String(data)));
    socket.once('close', connection.end);
    socket.on('error', () => {});
  });
  await once(sockets, 'listening');
  return {
    // A server that listens on a port has an address with one.
    url: `ws://127.0.0.1:${(sockets.address() as AddressInfo).port}/feed`,
    exchange,
    /** Ends all connections. */
    leave: (): void => {
      for (const socket of sockets.clients) socket.close(1001, 'Maintenance');
    },
    close: (): void => {
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
    },
  };
};
