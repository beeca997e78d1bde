/** The streams that move markets: from state to state, and to what they pay. */
import { Type } from '@sinclair/typebox';
import { message } from '../protocol.ts';
import { Iso, Text } from '../types.ts';
import { Decimal, MarketId, State } from './fields.ts';

const opened = {
  market_id: 'market-1',
  previous_state: 'PRE_OPEN',
  new_state: 'OPEN',
  timestamp: '2026-02-01T00:00:00Z',
  reason: 'scheduled',
} as const;

const resolved = {
  market_id: 'market-1',
  resolved_outcome_id: 'yes',
  payout_value: '1',
  resolution_time: '2026-03-02T09:00:00Z',
  confidence_level: 0.98,
};

/** Both streams that move markets, by name. */
export const transitions = {
  'market.state.updated': message(
    'A market has gone from one state to another. Every such step is told, and each begins where the one before it ended.',
    Type.Object({
      market_id: MarketId,
      previous_state: State('The state before.'),
      new_state: State('The state from now on.'),
      timestamp: Iso('When it happened.'),
      reason: Text('Why it happened.'),
    }),
    {
      examples: [opened, { ...opened, previous_state: 'RESOLVED', new_state: 'DISPUTED', reason: 'appeal' }],
      invalid: [
        { body: { ...opened, new_state: 'CLOSED' }, at: '/new_state', keyword: 'enum' },
        { body: { ...opened, previous_state: null }, at: '/previous_state', keyword: 'type' },
        { body: { ...opened, reason: '' }, at: '/reason', keyword: 'minLength' },
      ],
    },
  ),
  'markets.resolved': message(
    'What a market pays. It comes once, and once more after each dispute.',
    Type.Object({
      market_id: MarketId,
      resolved_outcome_id: Text('The outcome that has come true.'),
      payout_value: Decimal('What is paid for one share of that outcome.'),
      resolution_time: Iso('When it was decided.'),
      confidence_level: Type.Number({ minimum: 0, maximum: 1, description: 'How sure that is, from 0 to 1.' }),
    }),
    {
      examples: [resolved, { ...resolved, market_id: 'market-2', payout_value: '0.5', confidence_level: 1 }],
      invalid: [
        { body: { ...resolved, payout_value: 1 }, at: '/payout_value', keyword: 'type' },
        { body: { ...resolved, payout_value: '1.0' }, at: '/payout_value', keyword: 'pattern' },
        { body: { ...resolved, confidence_level: 1.5 }, at: '/confidence_level', keyword: 'maximum' },
      ],
    },
  ),
};
