/** Events and markets: what is remembered of them, and how a market is summed up. */
import type { About, OfMarket } from './book-decisions.ts';
import type { PredictionEvents } from '../../schemas/prediction/protocol.ts';
import type { Finality, Ladders, Market } from './world.ts';

/** What is known of an event after a record about it; a correction changes nothing about its outcome. */
export const eventAfter = (
  before: Finality | undefined,
  { name, data }: About<'events.discovered' | 'events.resolved'>,
): Finality => (name === 'events.resolved' ? data.finality_status : (before ?? 'known'));

/** What is known of a market after a record about it. */
export const marketAfter = (before: Market | undefined, { name, data }: OfMarket): Market => {
  const market: Market = before ?? { id: data.market_id, state: 'PRE_OPEN' };
  switch (name) {
    case 'markets.discovered':
      return { ...market, state: data.initial_state };
    case 'market.state.updated':
      return {
        ...market,
        state: data.new_state,
        ...(data.new_state === 'DISPUTED' && { settlement: 'disputed' as const }),
      };
    case 'markets.resolved':
      return { ...market, settlement: 'settled' };
    case 'trades.executed':
      return { ...market, lastTrade: { price: data.price, time: data.timestamp } };
    case 'markets.updated':
      return market;
  }
};

const outcomeOf = ({ outcome_id, bids, asks }: Ladders) => {
  const [[best_bid] = []] = bids;
  const [[best_ask] = []] = asks;
  return { outcome_id, ...(best_bid !== undefined && { best_bid }), ...(best_ask !== undefined && { best_ask }) };
};

/** What a market comes to: its state, the trade before, and the best prices of its books. */
export const summaryOf = (
  { id, state, lastTrade }: Market,
  books: readonly Ladders[],
): PredictionEvents['markets.snapshots'] => ({
  market_id: id,
  market_state: state,
  ...(lastTrade && { last_trade_price: lastTrade.price, last_trade_time: lastTrade.time }),
  ...(books.length > 0 && { outcomes: books.map(outcomeOf) }),
});
