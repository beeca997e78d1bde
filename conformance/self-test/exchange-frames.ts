/** What clients and servers of an exchange say, for histories told by hand. */
import { protocol } from '../../docs/examples/exchange/protocol.ts';
import { told, type Told } from './told.ts';

/** A symbol of our own. */
export const symbol = 'wp:btc';

/** A mutation of the bids. */
export const add = (price: string, quantity = '1') => ({ action: 'add', side: 'bid', price, quantity });
export const remove = (price: string) => ({ action: 'remove', side: 'bid', price });

/** An event, by the subscription that brings it. */
export const by = (sid: number, seq: number, type: string, data: object) => ({ type, sid, seq, data });
export const snapshot = (sid: number, seq: number, bids: readonly (readonly string[])[] = [], of = symbol) =>
  by(sid, seq, 'snapshot', { symbol: of, bids, asks: [] });
export const delta = (sid: number, seq: number, ...mutations: readonly object[]) =>
  by(sid, seq, 'delta', { symbol, mutations });
export const trade = (sid: number, seq: number, n: number) =>
  by(sid, seq, 'trade', { trade_id: `wp:${n}`, symbol, price: '0.6', quantity: '2', taker: 'bid' });

export const subscribe = (id: number, ...channels: readonly string[]) => ({
  ...{ op: 'subscribe', id, channels },
  ...(channels.includes('book') && { symbols: [symbol] }),
});
export const subscribed = (id: number, sids: Readonly<Record<string, number>>) => ({ type: 'subscribed', id, sids });

/** A client is there, and something is traded. */
export const open = (): Told => told(protocol).opens('a').publishes('listed', { symbol });

/** It subscribes to some channels, and is confirmed. */
export const asks = (history: Told, id: number, sids: Readonly<Record<string, number>>): Told =>
  history.sends('a', subscribe(id, ...Object.keys(sids))).gets('a', subscribed(id, sids));

/** A delta is published. */
export const changes = (history: Told, ...mutations: readonly object[]): Told =>
  history.publishes('delta', { symbol, mutations });

/** A trade is published. */
export const trades = (history: Told, n: number): Told => history.publishes('trade', { trade_id: `wp:${n}`, symbol });
