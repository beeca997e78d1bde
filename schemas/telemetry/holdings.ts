/** The events about what is held and ordered: positions, orders, the account. */
import { Type } from '@sinclair/typebox';
import { message } from '../protocol.ts';
import { Amount, List, Num, OneOf, Text, UnixMillis } from '../types.ts';
import { Instrument, taken } from './fields.ts';

const Position = Type.Object(
  {
    symbol: Instrument,
    qty: Num('How much is held.'),
    side: OneOf(['long', 'short'], { description: 'Whether it was bought, or is owed.' }),
    entryPrice: Amount('The price at which it was opened.'),
    currentPrice: Amount('The price of the market now.'),
    unrealizedPL: Num('What closing it now would gain or, below 0, lose.'),
    unrealizedPLPercent: Num('The same, in per cent of what was paid.'),
    marketValue: Num('What it is worth now.'),
  },
  { description: 'One open position.' },
);

const Order = Type.Object(
  {
    id: Text('The order; every event about it carries the same id.'),
    symbol: Instrument,
    side: OneOf(['buy', 'sell'], { description: 'Whether it buys or sells.' }),
    type: OneOf(['market', 'limit', 'stop', 'stop_limit'], { description: 'What kind of order it is.' }),
    qty: Num('How much was ordered.'),
    filledQty: Num('How much of that has been filled so far, never more.'),
    price: Type.Union([Amount('The price it asks for.'), Type.Null({ description: 'It takes any price.' })], {
      description: 'The price it asks for, or null where it takes any.',
    }),
    status: OneOf(['new', 'partially_filled', 'filled', 'cancelled', 'rejected'], {
      description: 'Where it stands; it says the same as the type of the event.',
    }),
    createdAt: UnixMillis('When it was placed.'),
    updatedAt: UnixMillis('When it changed last.'),
  },
  { description: 'The order as it is now.' },
);

const reliance = {
  symbol: 'RELIANCE',
  qty: 50,
  side: 'long',
  entryPrice: 2400.5,
  currentPrice: 2450.75,
  unrealizedPL: 2512.5,
  unrealizedPLPercent: 2.09,
  marketValue: 122537.5,
} as const;
const positions = { positions: [reliance], timestamp: 1706400000000 };

const tcs = {
  id: 'order-abc123',
  symbol: 'TCS',
  side: 'buy',
  type: 'limit',
  qty: 10,
  filledQty: 5,
  price: 3750,
  status: 'partially_filled',
  createdAt: 1706399000000,
  updatedAt: 1706400000000,
} as const;
const filling = { type: 'partial_fill', order: tcs, timestamp: 1706400000000 } as const;

const account = {
  equity: 1050000,
  cash: 315000,
  buyingPower: 2100000,
  portfolioValue: 735000,
  dayPL: 12500,
  dayPLPercent: 1.19,
  totalPL: 50000,
  totalPLPercent: 5,
  timestamp: 1706400000000,
};

/** The events about what is held and ordered, by name. */
export const holdings = {
  'positions:update': message(
    'All open positions, as they are now. At most one comes in any second; where they change more often, the newest state comes within a second of the change, and what lay between is left out.',
    Type.Object({ positions: List(Position, 'Every open position.'), ...taken }),
    {
      examples: [
        positions,
        {
          positions: [
            reliance,
            { ...reliance, symbol: 'TCS', side: 'short', unrealizedPL: -40, unrealizedPLPercent: -0.1 },
          ],
          timestamp: 1706400001000,
        },
        { positions: [], timestamp: 1706400002000 },
      ],
      invalid: [
        { body: { ...positions, positions: {} }, at: '/positions', keyword: 'type' },
        { body: { positions: [{ ...reliance, side: 'buy' }], timestamp: 0 }, at: '/positions/0/side', keyword: 'enum' },
        { body: { positions: [reliance] }, at: '', keyword: 'required' },
      ],
    },
  ),
  'orders:update': message(
    'An order has come to a new state. Every one that is published comes.',
    Type.Object({
      type: OneOf(['new', 'partial_fill', 'filled', 'cancelled', 'rejected'], {
        description: 'What happened to the order.',
      }),
      order: Order,
      ...taken,
    }),
    {
      examples: [
        filling,
        { ...filling, type: 'new', order: { ...tcs, filledQty: 0, status: 'new' } },
        { ...filling, type: 'filled', order: { ...tcs, type: 'market', filledQty: 10, price: null, status: 'filled' } },
        { ...filling, type: 'cancelled', order: { ...tcs, status: 'cancelled' } },
        { ...filling, type: 'rejected', order: { ...tcs, filledQty: 0, status: 'rejected' } },
      ],
      invalid: [
        { body: { ...filling, type: 'partially_filled' }, at: '/type', keyword: 'enum' },
        { body: { ...filling, order: { ...tcs, status: 'partial_fill' } }, at: '/order/status', keyword: 'enum' },
        { body: { ...filling, order: { ...tcs, side: null } }, at: '/order/side', keyword: 'type' },
        { body: { ...filling, order: { ...tcs, price: -1 } }, at: '/order/price', keyword: 'anyOf' },
        { body: { type: 'new', timestamp: 0 }, at: '', keyword: 'required' },
      ],
    },
  ),
  'account:update': message(
    'What the account is worth, every five seconds, as it was known last.',
    Type.Object({
      equity: Num('What everything is worth: cash and positions.'),
      cash: Num('The cash, below 0 where it is owed.'),
      buyingPower: Num('For how much could be bought now.'),
      portfolioValue: Num('What the positions are worth.'),
      dayPL: Num('What this day has gained or, below 0, lost.'),
      dayPLPercent: Num('The same, in per cent.'),
      totalPL: Num('What has been gained or lost since the account was opened.'),
      totalPLPercent: Num('The same, in per cent.'),
      ...taken,
    }),
    {
      examples: [account, { ...account, cash: -250.5, dayPL: -12500, dayPLPercent: -1.19 }],
      invalid: [
        { body: { ...account, equity: '1050000.00' }, at: '/equity', keyword: 'type' },
        { body: { ...account, timestamp: '2024-01-28T00:00:00Z' }, at: '/timestamp', keyword: 'type' },
        { body: { equity: 1050000 }, at: '', keyword: 'required' },
      ],
    },
  ),
};
