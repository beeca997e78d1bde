/** What happens to users of whom nobody of ours has heard: their past, and what becomes of them meanwhile. */
import type { Publication } from './forms.ts';
import type { Data } from './ledger.ts';

const INSTANT = '2025-11-05T12:00:00Z';

/** Some trading of one user, in one possible order. */
const life = (user: string): readonly Publication[] => {
  const told = (event: string, fields: Data): Publication => ({
    event,
    data: { ...(event === 'market.quote' ? {} : { userId: user }), ...fields, timestamp: INSTANT },
    ...(event === 'market.quote' ? {} : { user }),
  });
  const symbol = `SYM-${user}`;
  const trade = { tradeId: `trade-${user}`, symbol, quantity: 4 };
  const held = { positionId: `position-${user}`, symbol };
  const position = {
    ...{ id: held.positionId, symbol, quantity: 4, averageEntryPrice: 2.5, currentPrice: 2.5, unrealizedPnL: 0 },
    stopLossPrice: 2,
  };
  return [
    told('portfolio.balanceChanged', {
      ...{ oldBalance: 0, newBalance: 100, change: 100, currency: 'EUR', reason: 'FUNDS_DEPOSITED' },
    }),
    told('trade.submitted', {
      ...{ ...trade, orderType: 'limit', side: 'buy', brokerOrderId: 'b', status: 'submitted', limitPrice: 3 },
      submittedAt: INSTANT,
    }),
    told('market.quote', { symbol, bid: 2.4, ask: 2.6, last: 2.5, volume: 10, change: 0, changePercent: 0 }),
    told('trade.partialFill', {
      ...{ tradeId: trade.tradeId, symbol, requestedQuantity: 4, filledQuantity: 1, remainingQuantity: 3 },
      ...{ averageFillPrice: 2.5, partialFillAt: INSTANT },
    }),
    told('trade.filled', {
      ...{ ...trade, fillPrice: 2.5, side: 'buy', totalCost: 10, filledAt: INSTANT, executionTime: 7 },
    }),
    told('portfolio.positionAdded', { position }),
    told('portfolio.positionUpdated', { ...held, updates: { currentPrice: 3, unrealizedPnL: 2 } }),
    told('portfolio.positionClosed', {
      ...{ ...held, quantity: 4, entryPrice: 2.5, exitPrice: 3, realizedPnL: 2, holdingPeriod: 60, closedAt: INSTANT },
    }),
  ];
};

/** What happened before anybody connected: to some much, to some little. */
export const past = (): readonly Publication[] =>
  [8, 7, 4, 2].flatMap((length) => life(`past-${length}`).slice(0, length));

/** Gives what happens next: to one user after the other. */
export const createElsewhere = (): (() => Publication | undefined) => {
  let lives = 0;
  let ahead: readonly Publication[] = [];
  return () => {
    if (ahead.length === 0) ahead = life(`meanwhile-${++lives}`);
    const [next, ...rest] = ahead;
    ahead = rest;
    return next;
  };
};
