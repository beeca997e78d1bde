/** The machines of trading: the life of a trade, and that of a position. */
import type { Machine } from '../promises/lifecycle.ts';

/** Every machine, by name. */
export const lifecycle = {
  trade: {
    key: '/tradeId',
    transitions: {
      'trade.submitted': { from: [null], to: 'submitted' },
      'trade.partialFill': { from: ['submitted', 'partly filled'], to: 'partly filled' },
      'trade.filled': { from: ['submitted', 'partly filled'], to: 'filled' },
      // Outright, where it is turned down before it comes to the broker.
      'trade.rejected': { from: [null, 'submitted', 'partly filled'], to: 'rejected' },
      'trade.cancelled': { from: ['submitted', 'partly filled'], to: 'cancelled' },
    },
  },
  position: {
    key: '/positionId',
    keys: { 'portfolio.positionAdded': '/position/id' },
    transitions: {
      'portfolio.positionAdded': { from: [null], to: 'open' },
      'portfolio.positionUpdated': { from: ['open'], to: 'open' },
      'portfolio.positionClosed': { from: ['open'], to: 'closed' },
    },
  },
} satisfies Readonly<Record<string, Machine>>;
