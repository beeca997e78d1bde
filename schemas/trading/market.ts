/** What happens in the market, and to the connection to a broker. */
import { Type } from '@sinclair/typebox';
import { message } from '../protocol.ts';
import { Amount, Int, Num, Text } from '../types.ts';
import { stamped, Ticker } from './fields.ts';

const quote = {
  symbol: 'AAPL',
  bid: 180.45,
  ask: 180.5,
  last: 180.48,
  volume: 52384756,
  change: 2.35,
  changePercent: 1.32,
  timestamp: '2024-03-15T14:23:30.000Z',
};
const disconnected = {
  brokerType: 'alpaca',
  brokerConnectionId: 'broker_abc123',
  reason: 'API authentication failed',
  action: 'Verify API keys in Settings → Brokers',
  timestamp: '2024-03-15T14:23:45.000Z',
};

/** Every event of the market and of brokers, by name. */
export const market = {
  'market.quote': message(
    'What a symbol is traded at. At most one a second for each symbol on each connection: what comes meanwhile waits, and the newest wins.',
    Type.Object({
      symbol: Ticker,
      bid: Amount('The highest price that somebody offers to pay.'),
      ask: Amount('The lowest price that somebody asks for.'),
      last: Amount('What was paid last.'),
      volume: Int('How much has changed hands today.'),
      change: Num('By how much the price has changed today.'),
      changePercent: Num('The same, in per cent.'),
      ...stamped,
    }),
    {
      examples: [quote, { ...quote, symbol: 'TSLA', change: -0.5, changePercent: -0.2, volume: 0 }],
      invalid: [
        { body: { ...quote, bid: -1 }, at: '/bid', keyword: 'minimum' },
        { body: { ...quote, volume: 1.5 }, at: '/volume', keyword: 'type' },
        { body: { ...quote, symbol: '' }, at: '/symbol', keyword: 'minLength' },
        { body: { ...quote, last: undefined }, at: '', keyword: 'required' },
      ],
    },
  ),
  'error.brokerDisconnected': message(
    'The connection to a broker of the user has broken. It does not name the user: whoever publishes it does.',
    Type.Object({
      brokerType: Text('Which broker.'),
      brokerConnectionId: Text('Which connection to it.'),
      reason: Text('Why it broke, for people.'),
      action: Text('What the user can do about it.'),
      ...stamped,
    }),
    {
      examples: [disconnected, { ...disconnected, brokerConnectionId: 'broker_2', reason: 'Timeout' }],
      invalid: [
        { body: { ...disconnected, action: '' }, at: '/action', keyword: 'minLength' },
        { body: { ...disconnected, brokerConnectionId: 7 }, at: '/brokerConnectionId', keyword: 'type' },
        { body: { ...disconnected, reason: undefined }, at: '', keyword: 'required' },
      ],
    },
  ),
};
