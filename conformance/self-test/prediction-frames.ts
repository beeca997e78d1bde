/** The frames of prediction that histories told by hand are made of, and how some of these begin. */
import { told, type Told } from './told.ts';

type Fields = Readonly<Record<string, unknown>>;

/** A market and its event, with names that nobody else has. */
export const market = 'wp:market1';
const event_id = 'wp:event1';
const DELTAS = 'orders.delta';

export const subscribe = (streams: readonly string[], more: Fields = {}) => ({
  ...{ op: 'subscribe', id: 's', streams },
  ...more,
});
export const subscribed = (streams: readonly string[], next: Readonly<Record<string, number>> = {}) => ({
  ...{ op: 'subscribed', id: 's', streams, next },
});
export const resync = (outcome_id = 'yes', market_id = market) => ({ op: 'resync', id: 'r', market_id, outcome_id });
export const error = (code: string, id: string | null) => ({ op: 'error', id, code, message: 'No.' });
export const ping = (id: string) => ({ op: 'ping', id });
export const pong = (id: string) => ({ op: 'pong', id });

/** Changes of a bid. */
export const add = (price: string, quantity = '1') => ({ action: 'add', side: 'bid', price, quantity });
export const modify = (price: string, quantity: string) => ({ action: 'modify', side: 'bid', price, quantity });
export const remove = (price: string) => ({ action: 'remove', side: 'bid', price });

/** A record of a stream. */
export const record = (stream: string, offset: number, data: Fields) => ({ stream, offset, data });
/** A delta; its place in the stream is its number, unless books are mixed. */
export const delta = (number: number, mutations: readonly Fields[], outcome_id = 'yes', offset = number) =>
  record(DELTAS, offset, { market_id: market, outcome_id, mutations, sequence_number: number });
/** A book of bids, with the id of the command that it answers. */
export const snapshot = (start: number, bids: readonly (readonly string[])[], outcome_id = 'yes', id?: string) => ({
  ...{ stream: 'orders.snapshot', ...(id !== undefined && { id }) },
  data: { market_id: market, outcome_id, bids, asks: [], sequence_start: start },
});
/** The answer to a resync. */
export const answer = (start: number, bids: readonly (readonly string[])[], outcome_id = 'yes') =>
  snapshot(start, bids, outcome_id, 'r');
/** How a market stands. */
export const summary = (market_state: string, more: Fields = {}, market_id = market) => ({
  ...{ stream: 'markets.snapshots', data: { market_id, market_state, ...more } },
});

/** A market has begun, and is open. */
export const begun = (...others: readonly string[]): Told =>
  [market, ...others].reduce<Told>(
    (history, market_id) => history.publishes('markets.discovered', { market_id, event_id, initial_state: 'OPEN' }),
    told('prediction').publishes('events.discovered', { event_id }),
  );
/** The fields of a delta that is to be published. */
export const change = (mutations: readonly Fields[], outcome_id = 'yes') => ({
  ...{ market_id: market, outcome_id, mutations, sequence_number: undefined },
});
/** A delta is published. */
export const changed = (history: Told, mutations: readonly Fields[], outcome_id = 'yes'): Told =>
  history.publishes(DELTAS, change(mutations, outcome_id));
/** A client follows the books of the market from an offset on. */
export const listens = (history: Told, client: string, next: number, more: Fields = {}): Told =>
  history
    .sends(client, subscribe([DELTAS], { markets: [market], ...more }))
    .gets(client, subscribed([DELTAS], { [DELTAS]: next }));
/** A client has followed the book of an outcome since before its first delta, which adds a bid of 1 at 0.4. */
export const following = (): Told =>
  changed(listens(begun().opens('a'), 'a', 1), [add('0.4')])
    .gets('a', snapshot(0, []))
    .gets('a', delta(1, [add('0.4')]));
/** The next delta is published, and comes to who follows the book. */
export const goesOn = (
  history: Told,
  number: number,
  mutations: readonly Fields[],
  outcome = 'yes',
  offset = number,
): Told => changed(history, mutations, outcome).gets('a', delta(number, mutations, outcome, offset));
/** A book with a bid of 1 at 0.4 was there before anybody followed it. */
export const old = (): Told => changed(begun(), [add('0.4')]).opens('a');
