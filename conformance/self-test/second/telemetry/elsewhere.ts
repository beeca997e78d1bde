/** What happens in the world without anybody of ours asking for it: how things stand at first, and what goes on meanwhile. */
import type { Happening } from './catalog.ts';

const positions = (nth: number, timestamp: number): Happening => ({
  event: 'positions:update',
  data: {
    positions: [
      {
        ...{ symbol: 'ELSE', qty: -nth, side: 'short', entryPrice: 9.5, currentPrice: 9 + nth },
        ...{ unrealizedPL: 0.5 * nth, unrealizedPLPercent: 5.26, marketValue: -9 * nth },
      },
    ],
    timestamp,
  },
});
const account = (nth: number, timestamp: number): Happening => ({
  event: 'account:update',
  data: {
    ...{ equity: 1000 + nth, cash: -12.25, buyingPower: 0, portfolioValue: 1012.25 },
    ...{ dayPL: nth, dayPLPercent: 0.1, totalPL: -40, totalPLPercent: -3.85, timestamp },
  },
});
const market = (nth: number, timestamp: number): Happening => ({
  event: 'market:update',
  data: { symbols: { ELSE: { price: 9 + nth, change: -0.5, changePercent: -5.26, volume: nth } }, timestamp },
});
const health = (nth: number, timestamp: number): Happening => ({
  event: 'health:update',
  data: {
    ...{ cpu: nth % 100, memory: 61.5, latency: 0.25, uptime: 1000 * nth },
    ...{ lastHeartbeat: timestamp, status: 'degraded', timestamp },
  },
});

const VALUES = [positions, market, account, health] as const;

/** How things stand before anybody connects. */
export const past = (): readonly Happening[] => VALUES.map((value, nth) => value(nth, 1_700_000_000_000));

/** A value that changes by itself, one after the other. */
export const changing = (nth: number, now: number): Happening =>
  (VALUES[nth % VALUES.length] ?? health)(nth, Math.floor(now));

const STEPS = [
  ['new', 'new', 0],
  ['partial_fill', 'partially_filled', 2.5],
  ['filled', 'filled', 7],
] as const;

/** Something that happens meanwhile: an order in three steps, and a line in the log. */
export const happeningMeanwhile = (nth: number, now: number): Happening => {
  const timestamp = Math.floor(now);
  const life = Math.floor(nth / 4);
  const step = STEPS[nth % 4];
  if (!step)
    return {
      event: 'activity:log',
      data: { id: `elsewhere-${life}`, type: 'order_filled', severity: 'info', message: 'Elsewhere', timestamp },
    };
  const [type, status, filledQty] = step;
  const order = {
    ...{ id: `elsewhere-${life}`, symbol: 'ELSE', side: 'sell', type: 'market', qty: 7, filledQty, price: null },
    ...{ status, createdAt: 0, updatedAt: timestamp },
  };
  return { event: 'orders:update', data: { type, order, timestamp } };
};
