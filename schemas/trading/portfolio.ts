/** The events of a portfolio: its cash, and the lives of its positions. */
import { Type } from '@sinclair/typebox';
import { message } from '../protocol.ts';
import { Amount, Int, Iso, Num, OneOf, Text } from '../types.ts';
import { changeable, Position, PositionId, stamped, Ticker, UserId } from './fields.ts';

const userId = '550e8400-e29b-41d4-a716-446655440000';

const changed = {
  userId,
  oldBalance: 50000,
  newBalance: 48200,
  currency: 'USD',
  change: -1800,
  reason: 'TRADE_EXECUTED',
  timestamp: '2024-03-15T14:23:15.000Z',
} as const;

const position = {
  id: 'pos_abc123',
  symbol: 'AAPL',
  quantity: 100,
  averageEntryPrice: 180,
  currentPrice: 180.5,
  unrealizedPnL: 50,
  stopLossPrice: 176.4,
  openedAt: '2024-03-15T14:23:15.000Z',
};
const added = { userId, position, timestamp: '2024-03-15T14:23:15.000Z' };
const updated = {
  userId,
  positionId: 'pos_abc123',
  symbol: 'AAPL',
  updates: { currentPrice: 182.5, unrealizedPnL: 250 },
  timestamp: '2024-03-15T14:25:00.000Z',
};
const closed = {
  userId,
  positionId: 'pos_abc123',
  symbol: 'AAPL',
  quantity: 100,
  entryPrice: 180,
  exitPrice: 185,
  realizedPnL: 500,
  holdingPeriod: 3600,
  closedAt: '2024-03-15T15:23:15.000Z',
  timestamp: '2024-03-15T15:23:15.000Z',
};
const { stopLossPrice: _, openedAt: __, ...bare } = position;

const fields = Object.keys(changeable);

/** What no update is like: one that brings none of these fields, or that names the position anew. */
const not = {
  anyOf: [
    { type: 'object', properties: Object.fromEntries(fields.map((field) => [field, { not: {} }])) },
    ...['id', 'symbol'].map((field) => ({ type: 'object', properties: { [field]: {} }, required: [field] })),
  ],
};

/** Every event of a portfolio, by name. */
export const portfolio = {
  'portfolio.balanceChanged': message(
    'The cash of a user has changed.',
    Type.Object({
      userId: UserId,
      oldBalance: Num('The cash before.'),
      newBalance: Num('The cash from now on.'),
      currency: Text('The currency, as a code such as USD.'),
      change: Num('What was added: the new balance less the old one.'),
      reason: OneOf(['TRADE_EXECUTED', 'FUNDS_DEPOSITED', 'FUNDS_WITHDRAWN', 'EXTERNAL_SYNC'], {
        description: 'Why the cash has changed.',
      }),
      ...stamped,
    }),
    {
      examples: [
        changed,
        { ...changed, newBalance: 50250.5, change: 250.5, reason: 'FUNDS_DEPOSITED' },
        { ...changed, newBalance: 49000, change: -1000, reason: 'FUNDS_WITHDRAWN' },
        { ...changed, newBalance: 50000, change: 0, reason: 'EXTERNAL_SYNC' },
      ],
      invalid: [
        { body: { ...changed, reason: 'FEES' }, at: '/reason', keyword: 'enum' },
        { body: { ...changed, change: '-1800' }, at: '/change', keyword: 'type' },
        { body: { ...changed, currency: '' }, at: '/currency', keyword: 'minLength' },
        { body: { ...changed, userId: undefined }, at: '', keyword: 'required' },
      ],
    },
  ),
  'portfolio.positionAdded': message(
    'A position has been opened. From now on quotes of its symbol reach its user, watched or not.',
    Type.Object({ userId: UserId, position: Position, ...stamped }),
    {
      examples: [added, { ...added, position: { ...bare, id: 'pos_2', quantity: -3, unrealizedPnL: -1.5 } }],
      invalid: [
        { body: { ...added, position: { ...position, symbol: '' } }, at: '/position/symbol', keyword: 'minLength' },
        { body: { ...added, position: { ...bare, quantity: undefined } }, at: '/position', keyword: 'required' },
        {
          body: { ...added, position: { ...position, currentPrice: -1 } },
          at: '/position/currentPrice',
          keyword: 'minimum',
        },
        { body: { ...added, position: null }, at: '/position', keyword: 'type' },
      ],
    },
  ),
  'portfolio.positionUpdated': message(
    'Something about a position has changed; what is not named stays as it was.',
    Type.Object({
      userId: UserId,
      positionId: PositionId,
      symbol: Ticker,
      updates: Type.Partial(Type.Object(changeable), {
        description: 'The fields that have changed, at least one, each with its new value.',
        not,
      }),
      ...stamped,
    }),
    {
      examples: [updated, { ...updated, updates: { quantity: 60, stopLossPrice: 179 } }],
      invalid: [
        { body: { ...updated, updates: {} }, at: '/updates', keyword: 'not' },
        { body: { ...updated, updates: { currentPrice: 1, symbol: 'TSLA' } }, at: '/updates', keyword: 'not' },
        { body: { ...updated, updates: { currentPrice: null } }, at: '/updates/currentPrice', keyword: 'type' },
        { body: { ...updated, positionId: undefined }, at: '', keyword: 'required' },
      ],
    },
  ),
  'portfolio.positionClosed': message(
    'A position has been closed; nothing follows it.',
    Type.Object({
      userId: UserId,
      positionId: PositionId,
      symbol: Ticker,
      quantity: Num('How much was held.'),
      entryPrice: Amount('What was paid for one.'),
      exitPrice: Amount('What one was sold for.'),
      realizedPnL: Num('What was gained: the difference of the prices times the quantity.'),
      holdingPeriod: Int('For how many seconds it was held.'),
      closedAt: Iso('When it was closed.'),
      ...stamped,
    }),
    {
      examples: [closed, { ...closed, quantity: 2.5, exitPrice: 170, realizedPnL: -25, holdingPeriod: 0 }],
      invalid: [
        { body: { ...closed, holdingPeriod: 0.5 }, at: '/holdingPeriod', keyword: 'type' },
        { body: { ...closed, exitPrice: -185 }, at: '/exitPrice', keyword: 'minimum' },
        { body: { ...closed, closedAt: '2024-03-15' }, at: '/closedAt', keyword: 'pattern' },
      ],
    },
  ),
};
