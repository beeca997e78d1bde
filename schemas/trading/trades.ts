/** The events of a trade: submitted, perhaps filled in parts, then filled, rejected or cancelled. */
import { Type } from '@sinclair/typebox';
import { message } from '../protocol.ts';
import { Amount, Int, Iso, Num, OneOf, Text } from '../types.ts';
import { LimitPrice, OrderType, Side, stamped, Ticker, TradeId, UserId } from './fields.ts';

const of = { userId: UserId, tradeId: TradeId, symbol: Ticker };
const Ordered = Num('How much was ordered.');

const ids = { userId: '550e8400-e29b-41d4-a716-446655440000', tradeId: 'trade_xyz789' };
const submitted = {
  ...ids,
  symbol: 'TSLA',
  quantity: 50,
  orderType: 'market',
  side: 'buy',
  brokerOrderId: 'alpaca_abc123',
  status: 'submitted',
  submittedAt: '2024-03-15T14:23:10.000Z',
  timestamp: '2024-03-15T14:23:10.000Z',
} as const;
const filled = {
  ...ids,
  symbol: 'TSLA',
  quantity: 50,
  fillPrice: 250.75,
  side: 'buy',
  totalCost: 12537.5,
  filledAt: '2024-03-15T14:23:15.000Z',
  executionTime: 5000,
  timestamp: '2024-03-15T14:23:15.000Z',
} as const;
const partly = {
  ...ids,
  symbol: 'NVDA',
  requestedQuantity: 100,
  filledQuantity: 60,
  remainingQuantity: 40,
  averageFillPrice: 475.25,
  partialFillAt: '2024-03-15T14:23:20.000Z',
  timestamp: '2024-03-15T14:23:20.000Z',
};
const rejected = {
  ...ids,
  symbol: 'AAPL',
  quantity: 200,
  side: 'buy',
  reason: 'INSUFFICIENT_FUNDS',
  message: 'Insufficient buying power: $20,000 available, $36,000 required',
  rejectedAt: '2024-03-15T14:23:05.000Z',
  timestamp: '2024-03-15T14:23:05.000Z',
} as const;
const cancelled = {
  ...ids,
  symbol: 'AAPL',
  quantity: 100,
  cancelledBy: 'user',
  reason: 'User requested cancellation',
  cancelledAt: '2024-03-15T14:25:00.000Z',
  timestamp: '2024-03-15T14:25:00.000Z',
} as const;

/** Every event of a trade, by name. */
export const trades = {
  'trade.submitted': message(
    'An order has been handed to the broker. The trade is pending until it is filled, rejected or cancelled.',
    Type.Object({
      ...of,
      quantity: Ordered,
      orderType: OrderType,
      side: Side,
      brokerOrderId: Text('What the broker calls the order.'),
      status: OneOf(['submitted'], { description: 'The order has been submitted.' }),
      limitPrice: Type.Optional(LimitPrice),
      submittedAt: Iso('When it was submitted.'),
      ...stamped,
    }),
    {
      examples: [submitted, { ...submitted, orderType: 'limit', side: 'sell', limitPrice: 245 }],
      invalid: [
        { body: { ...submitted, status: 'pending' }, at: '/status', keyword: 'const' },
        { body: { ...submitted, orderType: 'stop-limit' }, at: '/orderType', keyword: 'enum' },
        { body: { ...submitted, limitPrice: null }, at: '/limitPrice', keyword: 'type' },
        { body: { ...submitted, tradeId: '' }, at: '/tradeId', keyword: 'minLength' },
      ],
    },
  ),
  'trade.filled': message(
    'All of an order has been carried out; nothing follows it.',
    Type.Object({
      ...of,
      quantity: Num('How much has changed hands.'),
      fillPrice: Amount('What was paid for one.'),
      side: Side,
      totalCost: Num('What was paid for all: quantity times price.'),
      filledAt: Iso('When it was filled.'),
      executionTime: Int('For how many milliseconds it was pending.'),
      ...stamped,
    }),
    {
      examples: [filled, { ...filled, side: 'sell', quantity: 0.5, fillPrice: 200, totalCost: 100, executionTime: 0 }],
      invalid: [
        { body: { ...filled, executionTime: '5 s' }, at: '/executionTime', keyword: 'type' },
        { body: { ...filled, side: 'long' }, at: '/side', keyword: 'enum' },
        { body: { ...filled, totalCost: undefined }, at: '', keyword: 'required' },
      ],
    },
  ),
  'trade.partialFill': message(
    'Part of an order has been carried out; the trade stays pending.',
    Type.Object({
      ...of,
      requestedQuantity: Ordered,
      filledQuantity: Num('How much has changed hands so far, all in all.'),
      remainingQuantity: Num('How much is still wanted.'),
      averageFillPrice: Amount('What was paid for one, on the average.'),
      partialFillAt: Iso('When this part was filled.'),
      ...stamped,
    }),
    {
      examples: [partly, { ...partly, filledQuantity: 99.5, remainingQuantity: 0.5 }],
      invalid: [
        { body: { ...partly, remainingQuantity: null }, at: '/remainingQuantity', keyword: 'type' },
        { body: { ...partly, averageFillPrice: -1 }, at: '/averageFillPrice', keyword: 'minimum' },
        { body: { ...partly, symbol: undefined }, at: '', keyword: 'required' },
      ],
    },
  ),
  'trade.rejected': message(
    'An order has been turned down, by the broker or before it came so far; nothing follows it.',
    Type.Object({
      ...of,
      quantity: Ordered,
      side: Side,
      reason: OneOf(['INSUFFICIENT_FUNDS', 'INVALID_SYMBOL', 'MARKET_CLOSED', 'RISK_LIMIT_EXCEEDED'], {
        description: 'Why it was turned down.',
      }),
      message: Text('The same, for people.'),
      rejectedAt: Iso('When it was turned down.'),
      ...stamped,
    }),
    {
      examples: [
        rejected,
        { ...rejected, reason: 'INVALID_SYMBOL', message: 'No such symbol' },
        { ...rejected, reason: 'MARKET_CLOSED', message: 'The market is closed' },
        { ...rejected, reason: 'RISK_LIMIT_EXCEEDED', message: 'Too much at once' },
      ],
      invalid: [
        { body: { ...rejected, reason: 'OTHER' }, at: '/reason', keyword: 'enum' },
        { body: { ...rejected, message: '' }, at: '/message', keyword: 'minLength' },
      ],
    },
  ),
  'trade.cancelled': message(
    'What was still pending of an order has been called off; nothing follows it.',
    Type.Object({
      ...of,
      quantity: Ordered,
      cancelledBy: OneOf(['user', 'system', 'broker'], { description: 'Who has called it off.' }),
      // Elsewhere a reason is one of a few words; here it is for people.
      reason: Text('Why it was called off, for people.'),
      cancelledAt: Iso('When it was called off.'),
      ...stamped,
    }),
    {
      examples: [
        cancelled,
        { ...cancelled, cancelledBy: 'system', reason: 'End of day' },
        { ...cancelled, cancelledBy: 'broker', reason: 'Symbol halted' },
      ],
      invalid: [
        { body: { ...cancelled, cancelledBy: 'admin' }, at: '/cancelledBy', keyword: 'enum' },
        { body: { ...cancelled, cancelledAt: undefined }, at: '', keyword: 'required' },
      ],
    },
  ),
};
