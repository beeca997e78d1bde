/** The streams of markets: a directory of them, what changed in it, and how each one stands. */
import { Type } from '@sinclair/typebox';
import { message } from '../protocol.ts';
import { Iso, Text } from '../types.ts';
import { EventId, MarketId, OutcomeId, Price, State } from './fields.ts';

const metadata = {
  market_description: Text('What is traded here, for people.'),
  market_type: Text('How it is traded, such as binary.'),
  open_time: Iso('When trading is to begin.'),
  close_time: Iso('When trading is to end.'),
  settlement_rule: Text('How the outcome decides what is paid.'),
};
const { market_description, market_type, open_time, close_time, settlement_rule } = metadata;

const discovered = {
  market_id: 'market-1',
  event_id: 'event-1',
  venue_id: 'venue-1',
  market_description: 'Will it rain in Bergen on 1 March?',
  market_type: 'binary',
  open_time: '2026-02-01T00:00:00Z',
  close_time: '2026-03-01T00:00:00Z',
  settlement_rule: 'Pays 1 for yes if the station measures any rain.',
  initial_state: 'PRE_OPEN',
} as const;

const updated = { market_id: 'market-1', close_time: '2026-03-01T06:00:00Z' };

const summary = {
  market_id: 'market-1',
  market_state: 'OPEN' as const,
  last_trade_price: '0.61',
  last_trade_time: '2026-02-11T09:30:00Z',
  outcomes: [{ outcome_id: 'yes', best_bid: '0.6', best_ask: '0.62' }, { outcome_id: 'no' }],
};

/** What no update is like: one that brings none of these fields, or that carries a state under any name states have. */
const not = {
  anyOf: [
    { type: 'object', properties: Object.fromEntries(Object.keys(metadata).map((field) => [field, { not: {} }])) },
    ...['initial_state', 'market_state', 'previous_state', 'new_state'].map((field) => ({
      type: 'object',
      properties: { [field]: {} },
      required: [field],
    })),
  ],
};

/** The three streams of markets that do not move them from state to state, by name. */
export const markets = {
  'markets.discovered': message(
    'A market on an event that was discovered before. It comes once.',
    Type.Object({
      market_id: MarketId,
      event_id: EventId,
      venue_id: Text('The venue that runs the market.'),
      ...metadata,
      initial_state: State('The state in which the market begins.'),
    }),
    {
      examples: [discovered, { ...discovered, market_id: 'market-2', initial_state: 'OPEN' }],
      invalid: [
        { body: { ...discovered, initial_state: 'CLOSED' }, at: '/initial_state', keyword: 'enum' },
        { body: { ...discovered, venue_id: '' }, at: '/venue_id', keyword: 'minLength' },
        { body: { ...discovered, open_time: 'soon' }, at: '/open_time', keyword: 'pattern' },
        { body: { market_id: 'market-1' }, at: '', keyword: 'required' },
      ],
    },
  ),
  'markets.snapshots': message(
    'How one market stands, made for one subscriber: on subscribing, and again whenever the server likes. It says what the other streams add up to, and has no offset.',
    Type.Object({
      market_id: MarketId,
      market_state: State('The state of the market.'),
      last_trade_price: Type.Optional(Price('What was paid last.')),
      last_trade_time: Type.Optional(Iso('When that was.')),
      outcomes: Type.Optional(
        Type.Array(
          Type.Object({
            outcome_id: OutcomeId,
            best_bid: Type.Optional(Price('The highest price that somebody offers to pay.')),
            best_ask: Type.Optional(Price('The lowest price that somebody asks for.')),
          }),
          { description: 'The best prices in the books of the market.' },
        ),
      ),
    }),
    {
      examples: [summary, { market_id: 'market-2', market_state: 'PRE_OPEN' }],
      invalid: [
        { body: { market_id: 'market-1' }, at: '', keyword: 'required' },
        { body: { ...summary, last_trade_price: 0.61 }, at: '/last_trade_price', keyword: 'type' },
        { body: { ...summary, last_trade_price: '0.610' }, at: '/last_trade_price', keyword: 'pattern' },
        { body: { ...summary, outcomes: [{ best_bid: '0.6' }] }, at: '/outcomes/0', keyword: 'required' },
      ],
    },
    {},
  ),
  'markets.updated': message(
    'A change to what a market was discovered with. It never moves the market to another state.',
    Type.Object(
      {
        market_id: MarketId,
        market_description: Type.Optional(market_description),
        market_type: Type.Optional(market_type),
        open_time: Type.Optional(open_time),
        close_time: Type.Optional(close_time),
        settlement_rule: Type.Optional(settlement_rule),
      },
      { not },
    ),
    {
      examples: [updated, { market_id: 'market-2', market_type: 'scalar', settlement_rule: 'Pays by the millimetre.' }],
      invalid: [
        { body: { market_id: 'market-1' }, at: '', keyword: 'not' },
        { body: { market_id: 'market-1', note: 'nothing new' }, at: '', keyword: 'not' },
        { body: { ...updated, market_state: 'OPEN' }, at: '', keyword: 'not' },
        { body: { ...updated, close_time: '2026-03-01T06:00:00' }, at: '/close_time', keyword: 'pattern' },
        { body: { close_time: '2026-03-01T06:00:00Z' }, at: '', keyword: 'required' },
      ],
    },
  ),
};
