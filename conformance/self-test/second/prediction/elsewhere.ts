/** What happens in markets without anybody of ours asking for it: their past, and what becomes of others meanwhile. */
import type { Publication } from './forms.ts';
import type { Data, Logged } from './streams.ts';

const INSTANT = '2025-11-05T12:00:00Z';
const LATER = '2026-11-05T12:00:00.5Z';

/** Trading as it goes on: a bid that changes, and a trade, again and again. */
const trading = (name: string, outcome: Data, rounds: number): readonly (readonly [Logged, Data])[] =>
  Array.from({ length: rounds }, (_, round): readonly (readonly [Logged, Data])[] => {
    const change = { action: 'modify', side: 'bid', price: '0.4', quantity: `${round + 1}` };
    const price = `0.${50 + (round % 9) + 1}`.replace(/0$/, '');
    return [
      ['orders.delta', { ...outcome, mutations: [change] }],
      ['trades.executed', { ...executed(`trade-${name}-${round}`), ...outcome, price, quantity: '1.5' }],
    ];
  }).flat();

const executed = (trade: string): Data => ({
  trade_id: trade,
  maker_order_id: `maker-${trade}`,
  taker_order_id: `taker-${trade}`,
  timestamp: INSTANT,
});

/** The life of one event with one market, in one possible order, with so many rounds of trading in its middle. */
export const life = (name: string, rounds: number): readonly Publication[] => {
  const event = { event_id: `event-${name}` };
  const market = { market_id: `market-${name}` };
  const yes = { ...market, outcome_id: 'yes' };
  const no = { ...market, outcome_id: 'no' };
  const discovered = {
    ...event,
    event_name: `Rain in ${name}`,
    event_description: 'Will it rain?',
    event_type: 'binary',
    event_category: 'weather',
    event_tags: ['rain'],
    start_date: INSTANT,
    expiry_date: LATER,
    resolution_source: 'a gauge',
  };
  const move = (previous_state: string, new_state: string): readonly [Logged, Data] => [
    'market.state.updated',
    { ...market, previous_state, new_state, timestamp: INSTANT, reason: 'it was time' },
  ];
  const resolved = (finality_status: string): readonly [Logged, Data] => [
    'events.resolved',
    { ...event, resolution_time: LATER, resolved_outcome: 'yes', resolution_source: 'a gauge', finality_status },
  ];
  const settled = (confidence_level: number): readonly [Logged, Data] => [
    'markets.resolved',
    { ...market, resolved_outcome_id: 'yes', payout_value: '1', resolution_time: LATER, confidence_level },
  ];
  const ask = { action: 'add', side: 'ask', price: '0.61', quantity: '0.25' };
  const bid = { action: 'add', side: 'bid', price: '0.4', quantity: '10' };
  const steps: readonly (readonly [Logged, Data])[] = [
    ['events.discovered', discovered],
    [
      'markets.discovered',
      {
        ...market,
        ...event,
        venue_id: 'elsewhere',
        market_description: 'Rain or not',
        market_type: 'binary',
        open_time: INSTANT,
        close_time: LATER,
        settlement_rule: 'what the gauge says',
        initial_state: 'PRE_OPEN',
      },
    ],
    ['events.discovered', { ...discovered, event_tags: ['rain', 'corrected'] }],
    ['orders.delta', { ...yes, mutations: [bid, ask, { ...ask, price: '0.6' }] }],
    move('PRE_OPEN', 'OPEN'),
    ['trades.executed', { ...executed(`trade-${name}-yes`), ...yes, price: '0.6', quantity: '0.25' }],
    ['orders.delta', { ...yes, mutations: [{ action: 'remove', side: 'ask', price: '0.6' }] }],
    ['trades.executed', { ...executed(`trade-${name}-no`), ...no, price: '0.4', quantity: '7' }],
    ['orders.delta', { ...no, mutations: [{ ...bid, price: '0.39' }] }],
    ['markets.updated', { ...market, settlement_rule: 'what both gauges say' }],
    move('OPEN', 'HALTED'),
    move('HALTED', 'OPEN'),
    ...trading(name, yes, rounds),
    move('OPEN', 'RESOLVED'),
    settled(0.5),
    resolved('tentative'),
    move('RESOLVED', 'DISPUTED'),
    resolved('disputed'),
    move('DISPUTED', 'RESOLVED'),
    settled(1),
    resolved('final'),
  ];
  return steps.map(([stream, data]) => ({ stream, data }));
};

/** What happened before anybody connected: lives that ended, and lives that go on; one of them perhaps a busy one. */
export const past = (rounds: number): readonly Publication[] => [
  ...life('past-busy', rounds).slice(0, -8),
  ...[20, 17, 14, 9, 4, 1].flatMap((length) => life(`past-${length}`, 0).slice(0, length)),
];

/** Gives what happens next: one life after the other. */
export const createElsewhere = (): (() => Publication | undefined) => {
  let lives = 0;
  let ahead: readonly Publication[] = [];
  return () => {
    if (ahead.length === 0) ahead = life(`meanwhile-${++lives}`, 2);
    const [next, ...rest] = ahead;
    ahead = rest;
    return next;
  };
};
