/** The fields that several messages of trading share, each with its one meaning. */
import { Type } from '@sinclair/typebox';
import { Amount, Iso, Num, OneOf, Text } from '../types.ts';

/** When the server said so; every message has it. */
export const stamped = { timestamp: Iso('When this happened, by the clock of the server.') };

/** Whom an event concerns. */
export const UserId = Text('The user whom this concerns: the `sub` of the token. Nobody else is told.');

/** Which trade. */
export const TradeId = Text('The trade this is about; every event of the trade carries the same id.');

/** Which position. */
export const PositionId = Text('The position this is about; every event of the position carries the same id.');

/** What is traded. */
export const Ticker = Text('What is traded, such as AAPL; compared exactly.');

/** How an order is to be carried out. */
export const OrderType = OneOf(['market', 'limit', 'stop', 'stop_limit'], {
  description: 'How the order is to be carried out.',
});

/** Which way a trade goes. */
export const Side = OneOf(['buy', 'sell'], { description: 'Whether this buys or sells.' });

/** The price of a limit order. */
export const LimitPrice = Amount('The price that the order is limited to.');

/** The codes of errors. */
export const CODES = ['AUTHENTICATION_FAILED', 'RATE_LIMIT_EXCEEDED', 'INTERNAL_ERROR', 'INVALID_PAYLOAD'] as const;

/** The code of an error. */
export const Code = OneOf(CODES, { description: 'What is wrong, for programs.' });

/** What may change about a position. */
export const changeable = {
  quantity: Num('How much is held; below 0 where it is owed.'),
  averageEntryPrice: Amount('What was paid for one, on the average.'),
  currentPrice: Amount('What one is worth now.'),
  unrealizedPnL: Num('What closing the position now would gain.'),
  stopLossPrice: Type.Optional(Amount('The price at which the position is to be closed.')),
  openedAt: Type.Optional(Iso('When the position was opened.')),
};

/** A position as a whole. */
export const Position = Type.Object(
  { id: PositionId, symbol: Ticker, ...changeable },
  { description: 'A position as it stands.' },
);
