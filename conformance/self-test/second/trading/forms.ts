/** The events of trading as MESSAGES names them, written down by hand: which fields each has, and of what kind. */
import type { Data } from './ledger.ts';

type Check = (value: unknown) => boolean;
type Fields = Readonly<Record<string, Check>>;

const one =
  (...words: readonly string[]): Check =>
  (value) =>
    typeof value === 'string' && words.includes(value);
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);

const text: Check = (value) => typeof value === 'string' && value !== '';
const num: Check = (value) => typeof value === 'number';
const amount: Check = (value) => typeof value === 'number' && value >= 0;
const int: Check = (value) => Number.isSafeInteger(value) && Number(value) >= 0;
const iso: Check = (value) =>
  typeof value === 'string' &&
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/.test(value) &&
  !Number.isNaN(Date.parse(value.replace(/:60(?=\.|Z)/, ':59')));

const fits = (value: unknown, fields: Fields): value is Data =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  // Whatever an object holds can be looked up by name.
  Object.entries(fields).every(([name, check]) => check((value as Data)[name]));

const changeable = {
  quantity: num,
  averageEntryPrice: amount,
  currentPrice: amount,
  unrealizedPnL: num,
  stopLossPrice: optional(amount),
  openedAt: optional(iso),
};
const position: Check = (value) => fits(value, { id: text, symbol: text, ...changeable });
const patch = Object.fromEntries(Object.entries(changeable).map(([name, check]) => [name, optional(check)]));
const updates: Check = (value) =>
  fits(value, patch) &&
  value['id'] === undefined &&
  value['symbol'] === undefined &&
  Object.keys(changeable).some((name) => value[name] !== undefined);

const side = one('buy', 'sell');
const user = { userId: text, timestamp: iso };
const trade = { ...user, tradeId: text, symbol: text };
const held = { ...user, positionId: text, symbol: text };

const FORMS = new Map<string, Fields>([
  [
    'portfolio.balanceChanged',
    {
      ...{ ...user, oldBalance: num, newBalance: num, currency: text, change: num },
      reason: one('TRADE_EXECUTED', 'FUNDS_DEPOSITED', 'FUNDS_WITHDRAWN', 'EXTERNAL_SYNC'),
    },
  ],
  ['portfolio.positionAdded', { ...user, position }],
  ['portfolio.positionUpdated', { ...held, updates }],
  [
    'portfolio.positionClosed',
    {
      ...{ ...held, quantity: num, entryPrice: amount, exitPrice: amount, realizedPnL: num },
      ...{ holdingPeriod: int, closedAt: iso },
    },
  ],
  [
    'trade.submitted',
    {
      ...{ ...trade, quantity: num, orderType: one('market', 'limit', 'stop', 'stop_limit'), side },
      ...{ brokerOrderId: text, status: one('submitted'), limitPrice: optional(amount), submittedAt: iso },
    },
  ],
  [
    'trade.filled',
    { ...trade, quantity: num, fillPrice: amount, side, totalCost: num, filledAt: iso, executionTime: int },
  ],
  [
    'trade.partialFill',
    {
      ...{ ...trade, requestedQuantity: num, filledQuantity: num, remainingQuantity: num },
      ...{ averageFillPrice: amount, partialFillAt: iso },
    },
  ],
  [
    'trade.rejected',
    {
      ...{ ...trade, quantity: num, side, message: text, rejectedAt: iso },
      reason: one('INSUFFICIENT_FUNDS', 'INVALID_SYMBOL', 'MARKET_CLOSED', 'RISK_LIMIT_EXCEEDED'),
    },
  ],
  [
    'trade.cancelled',
    { ...trade, quantity: num, cancelledBy: one('user', 'system', 'broker'), reason: text, cancelledAt: iso },
  ],
  [
    'market.quote',
    {
      ...{ symbol: text, bid: amount, ask: amount, last: amount, volume: int },
      ...{ change: num, changePercent: num, timestamp: iso },
    },
  ],
  [
    'error.brokerDisconnected',
    { brokerType: text, brokerConnectionId: text, reason: text, action: text, timestamp: iso },
  ],
]);

/** An event that fits its form, and whom it concerns; nobody by name, where it is a quote. */
export interface Publication {
  readonly event: string;
  readonly data: Data;
  readonly user?: string;
}

/** The event that a request to publish asks for; `undefined` where it is none, does not fit, or says not whom it concerns. */
export const publicationIn = (body: unknown): Publication | undefined => {
  if (!fits(body, { event: text, subject: optional(text) })) return undefined;
  const { event, payload, subject } = body;
  const form = FORMS.get(String(event));
  if (!form || !fits(payload, form)) return undefined;
  const published = { event: String(event), data: payload };
  if (event === 'market.quote') return published;
  const concerned = payload['userId'] ?? subject;
  return typeof concerned === 'string' ? { ...published, user: concerned } : undefined;
};
