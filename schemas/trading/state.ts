/** The state of a user, as a client can ask for it: what the events of that user add up to. */
import { Type } from '@sinclair/typebox';
import { message } from '../protocol.ts';
import { List, Num, OneOf } from '../types.ts';
import { LimitPrice, OrderType, Position, stamped, Ticker, TradeId } from './fields.ts';

const Portfolio = Type.Object(
  {
    totalValue: Num('Cash and positions together.'),
    cashBalance: Num('The cash: the last `newBalance`, 0 before there is one.'),
    positionsValue: Num(
      'What the positions are worth: quantity times current price, summed up. Quotes do not move it.',
    ),
  },
  { description: 'What the user owns; wanted as `portfolio`.' },
);

const PendingTrade = Type.Object(
  {
    id: TradeId,
    symbol: Ticker,
    quantity: Num('How much was ordered.'),
    orderType: OrderType,
    status: OneOf(['submitted'], { description: 'It has been submitted, and is not over.' }),
    limitPrice: Type.Optional(LimitPrice),
  },
  { description: 'A trade that is not over.' },
);

const position = {
  id: 'pos_abc123',
  symbol: 'AAPL',
  quantity: 100,
  averageEntryPrice: 180,
  currentPrice: 182.5,
  unrealizedPnL: 250,
};
const trade = {
  id: 'trade_xyz789',
  symbol: 'TSLA',
  quantity: 50,
  orderType: 'limit',
  limitPrice: 245,
  status: 'submitted',
} as const;
const portfolio = { totalValue: 68450, cashBalance: 32000, positionsValue: 36450 };
const timestamp = '2024-03-15T14:23:35.000Z';

/** The answer to `state.requestSync`. */
export const state = message(
  'Tells the state of the user, on the connection that asked for it: the parts that were asked for, and no others.',
  Type.Object({
    portfolio: Type.Optional(Portfolio),
    positions: Type.Optional(List(Position, 'The open positions, in any order; wanted as `positions`.')),
    pendingTrades: Type.Optional(
      List(PendingTrade, 'The trades that were submitted and are not over, in any order; wanted as `trades`.'),
    ),
    ...stamped,
  }),
  {
    examples: [
      { portfolio, positions: [position], pendingTrades: [trade], timestamp },
      { portfolio: { totalValue: 0, cashBalance: 0, positionsValue: 0 }, timestamp },
      { positions: [], pendingTrades: [], timestamp },
    ],
    invalid: [
      { body: { portfolio }, at: '', keyword: 'required' },
      { body: { portfolio: { totalValue: 1 }, timestamp }, at: '/portfolio', keyword: 'required' },
      { body: { positions: [{ ...position, id: '' }], timestamp }, at: '/positions/0/id', keyword: 'minLength' },
      {
        body: { pendingTrades: [{ ...trade, status: 'filled' }], timestamp },
        at: '/pendingTrades/0/status',
        keyword: 'const',
      },
      { body: { positions: null, timestamp }, at: '/positions', keyword: 'type' },
    ],
  },
);
