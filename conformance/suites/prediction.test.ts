/** What is peculiar to prediction, on histories told by hand. */
import { describe, expect, it } from 'vitest';
import { judging } from '../self-test/judging.ts';
import {
  add,
  begun,
  change,
  changed,
  error,
  market,
  modify,
  ping,
  pong,
  record,
  subscribe,
  subscribed,
  summary,
} from '../self-test/prediction-frames.ts';
import type { Told } from '../self-test/told.ts';
import { createVersions } from './prediction-versions.ts';

const SUMMARIES = ['markets.snapshots'];
const STEPS = 'market.state.updated';
const other = 'wp:market2';

const asks = (history: Told, more: object = {}): Told => history.sends('a', subscribe(SUMMARIES, { ...more }));
const listens = (history: Told, more: object = {}): Told => asks(history, more).gets('a', subscribed(SUMMARIES));
const here = (...others: readonly string[]): Told => begun(...others).opens('a');
const step = (previous_state: string, new_state: string, market_id = market) => ({
  market_id,
  previous_state,
  new_state,
});
const halted = step('OPEN', 'HALTED');
const trade = (nth: number, market_id = market) => ({
  ...{ market_id, trade_id: `wp:trade${nth}`, outcome_id: 'yes', price: `0.${nth}` },
  timestamp: `2026-02-0${nth}T00:00:00Z`,
});
const lastTrade = (nth: number) => ({
  last_trade_price: `0.${nth}`,
  last_trade_time: `2026-02-0${nth}T00:00:00Z`,
});
const traded = (...trades: readonly number[]): Told =>
  trades.reduce<Told>((history, nth) => history.publishes('trades.executed', trade(nth)), here(other));
const best = (fields: object, outcome_id = 'yes') => ({ outcomes: [{ outcome_id, ...fields }] });
const offered = (): Told => changed(here(), [add('0.4'), add('0.405'), { ...add('0.6'), side: 'ask' }]);
const steps = (history: Told, offset: number, previous: string, next: string): Told =>
  history
    .publishes(STEPS, step(previous, next))
    .gets(
      'a',
      record(STEPS, offset, { ...step(previous, next), timestamp: '2026-02-01T00:00:00Z', reason: 'scheduled' }),
    );
const stepping = (): Told =>
  here()
    .sends('a', subscribe([STEPS]))
    .gets('a', subscribed([STEPS], { [STEPS]: 1 }));
const updated = (more: object = {}): Told =>
  here()
    .sends('a', subscribe(['markets.updated']))
    .gets('a', subscribed(['markets.updated'], { 'markets.updated': 1 }))
    .publishes('markets.updated', { market_id: market })
    .gets('a', record('markets.updated', 1, { market_id: market, close_time: '2026-03-01T06:00:00Z', ...more }));

judging(
  'markets',
  {
    'snapshot-per-market': {
      holds: {
        'all come': listens(here(other))
          .gets('a', summary('OPEN'))
          .gets('a', summary('OPEN', {}, other))
          .fences('a')
          .ends(),
        'a market that begins meanwhile need not come': asks(here())
          .publishes('markets.discovered', { market_id: other, event_id: 'wp:event1' })
          .gets('a', subscribed(SUMMARIES))
          .gets('a', summary('OPEN'))
          .fences('a')
          .ends(),
        'they come before the answer': asks(here())
          .gets('a', summary('OPEN'))
          .gets('a', subscribed(SUMMARIES))
          .fences('a')
          .ends(),
        'those come that were asked for': listens(here(other), { markets: [other] })
          .gets('a', summary('OPEN', {}, other))
          .fences('a')
          .ends(),
      },
      breaks: {
        'none come': listens(here()).fences('a').ends(),
        'one of two comes': listens(here(other)).gets('a', summary('OPEN')).fences('a').ends(),
        'that of another comes': listens(here(other), { markets: [other] })
          .gets('a', summary('OPEN'))
          .fences('a')
          .ends(),
      },
      passesOver: {
        'nothing was asked later': listens(here()).ends(),
        'the subscription is refused': asks(here().fences('a').sends('a', ping('p')), {
          markets: ['wp:later1'],
        })
          .gets('a', pong('p'))
          .gets('a', error('UNKNOWN_MARKET', 's'))
          .fences('a')
          .ends(),
      },
    },
    'snapshot-state': {
      holds: {
        'it tells the state': listens(here().publishes(STEPS, halted)).gets('a', summary('HALTED')).ends(),
        'it tells the state before what is published meanwhile': asks(here())
          .publishes(STEPS, halted)
          .gets('a', subscribed(SUMMARIES))
          .gets('a', summary('OPEN'))
          .ends(),
        'it tells the state after it': asks(here())
          .asks(STEPS, halted)
          .gets('a', subscribed(SUMMARIES))
          .gets('a', summary('HALTED'))
          .says()
          .ends(),
      },
      breaks: {
        'it tells the state before the last': listens(here().publishes(STEPS, halted))
          .gets('a', summary('OPEN'))
          .ends(),
        'it tells a state that never was': listens(here()).gets('a', summary('RESOLVED')).ends(),
        'it tells what was no more when something was answered': listens(here())
          .publishes(STEPS, halted)
          .fences('a')
          .gets('a', summary('OPEN'))
          .ends(),
        'a later one tells what was no more': listens(
          listens(here()).gets('a', summary('OPEN')).publishes(STEPS, halted),
        )
          .gets('a', summary('OPEN'))
          .ends(),
      },
      passesOver: {
        'the market is somebody else’s': listens(here())
          .gets('a', summary('OPEN', {}, 'elsewhere'))
          .ends(),
        'whether a step was taken is not known': listens(
          here().asks(STEPS, halted).says({ status: 'failed', error: 'no answer' }),
        )
          .gets('a', summary('OPEN'))
          .ends(),
      },
    },
    'snapshot-trade': {
      holds: {
        'it tells the last trade': listens(traded(1, 2))
          .gets('a', summary('OPEN', lastTrade(2)))
          .ends(),
        'it tells the same instant in another form': listens(traded(1))
          .gets('a', summary('OPEN', { last_trade_time: '2026-02-01T00:00:00.000Z' }))
          .ends(),
        'it tells of a trade that is published meanwhile': asks(traded(1))
          .asks('trades.executed', trade(2))
          .gets('a', summary('OPEN', lastTrade(2)))
          .says()
          .ends(),
      },
      breaks: {
        'it tells the trade before': listens(traded(1, 2))
          .gets('a', summary('OPEN', lastTrade(1)))
          .ends(),
        'it tells the price of one and the time of another': listens(traded(1, 2))
          .gets('a', summary('OPEN', { ...lastTrade(2), ...{ last_trade_price: '0.1' } }))
          .ends(),
        'it tells the trade of another market': listens(traded(1))
          .gets('a', summary('OPEN', lastTrade(1), other))
          .ends(),
      },
      passesOver: { 'there was no trade': listens(here()).gets('a', summary('OPEN')).ends() },
      ignores: { 'there was one, and it says nothing': listens(traded(1)).gets('a', summary('OPEN')).ends() },
    },
    'snapshot-best': {
      holds: {
        'it tells the best prices': listens(offered())
          .gets('a', summary('OPEN', best({ best_bid: '0.405', best_ask: '0.6' })))
          .ends(),
        'it tells one of them': listens(offered())
          .gets('a', summary('OPEN', best({ best_ask: '0.6' })))
          .ends(),
        'it tells what many deltas at once have come to': listens(
          offered()
            .asks('orders.delta', change([add('0.5')]))
            .asks('orders.delta', change([add('0.45')]))
            .says()
            .says(),
        )
          .gets('a', summary('OPEN', best({ best_bid: '0.5' })))
          .ends(),
      },
      breaks: {
        'it takes the best ask for the best bid': listens(offered())
          .gets('a', summary('OPEN', best({ best_bid: '0.6', best_ask: '0.405' })))
          .ends(),
        'it tells the worst': listens(offered())
          .gets('a', summary('OPEN', best({ best_bid: '0.4' })))
          .ends(),
        'it tells a price of an outcome that has none': listens(offered())
          .gets('a', summary('OPEN', best({ best_bid: '0.405' }, 'no')))
          .ends(),
      },
      passesOver: {
        'there is no book': listens(here()).gets('a', summary('OPEN')).ends(),
        'it lists an outcome without prices': listens(here())
          .gets('a', summary('OPEN', best({})))
          .ends(),
        'deltas are under way': asks(
          offered()
            .asks('orders.delta', change([add('0.5')]))
            .asks('orders.delta', change([modify('0.4', '2')])),
        )
          .gets('a', summary('OPEN', best({ best_bid: '0.405' })))
          .says()
          .says()
          .ends(),
      },
    },
    chain: {
      holds: {
        'each step follows the one before': steps(steps(stepping(), 1, 'OPEN', 'HALTED'), 2, 'HALTED', 'OPEN').ends(),
      },
      breaks: {
        'one is left out': steps(
          stepping().gets('a', record(STEPS, 1, { ...halted, timestamp: '2026-02-01T00:00:00Z', reason: 'x' })),
          2,
          'OPEN',
          'RESOLVED',
        ).ends(),
      },
      passesOver: {
        'there is but one': steps(stepping(), 1, 'OPEN', 'HALTED').ends(),
        'two markets take a step each': steps(stepping(), 1, 'OPEN', 'HALTED')
          .gets(
            'a',
            record(STEPS, 2, {
              ...step('OPEN', 'RESOLVED', 'elsewhere'),
              timestamp: '2026-02-01T00:00:00Z',
              reason: 'x',
            }),
          )
          .ends(),
      },
      ignores: {
        'the client subscribes anew in between': steps(
          steps(stepping(), 1, 'OPEN', 'HALTED')
            .sends('a', subscribe([STEPS]))
            .gets('a', subscribed([STEPS], { [STEPS]: 3 })),
          3,
          'OPEN',
          'RESOLVED',
        ).ends(),
      },
    },
    correlated: {
      holds: {
        'an answer carries the id': here().sends('a', ping('p')).gets('a', pong('p')).ends(),
        'an error carries it': here()
          .sends('a', subscribe(['nowhere']))
          .gets('a', error('UNKNOWN_STREAM', 's'))
          .ends(),
        'what cannot be read is refused without one': here()
          .sends('a', '{')
          .gets('a', error('INVALID_MESSAGE', null))
          .ends(),
        'what is wrong is refused without one': here()
          .sends('a', subscribe([]))
          .gets('a', error('INVALID_MESSAGE', null))
          .ends(),
      },
      breaks: {
        'an answer carries that of a command whose answer came': here()
          .sends('a', ping('o'))
          .gets('a', pong('o'))
          .sends('a', ping('p'))
          .gets('a', pong('o'))
          .ends(),
        'an answer carries another': here().sends('a', ping('p')).gets('a', pong('q')).ends(),
        'an error carries none': here()
          .sends('a', subscribe(['nowhere']))
          .gets('a', error('UNKNOWN_STREAM', null))
          .ends(),
        'an error carries one that nobody gave': here()
          .sends('a', subscribe(['nowhere']))
          .gets('a', error('UNKNOWN_STREAM', 'q'))
          .ends(),
      },
      passesOver: { 'nothing is asked': here().ends() },
      ignores: {
        'an answer comes when nobody waits for it any more': here()
          .sends('a', ping('o'))
          .silence('a')
          .sends('a', ping('p'))
          .gets('a', pong('o'))
          .ends(),
      },
    },
    'updated-without-state': {
      holds: { 'it carries what has changed': updated().ends() },
      breaks: {
        'it carries a state': updated({ market_state: 'OPEN' }).ends(),
        'it carries a new state': updated({ new_state: 'OPEN' }).ends(),
      },
      passesOver: { 'no update comes': here().ends() },
    },
  },
  [],
  'prediction',
);

describe('what was true of something', () => {
  const versions = (meanwhile: 'either' | 'both') => {
    const made = createVersions('none', meanwhile);
    made.ask('one', 10);
    made.tell(20);
    made.ask('two', 30);
    made.ask('three', 31);
    made.tell(40);
    made.tell(50);
    return made;
  };
  it('is what was told before, and what was asked for since', () => {
    expect(versions('either').between(0, 5)).toEqual(['none']);
    expect(versions('either').between(15, 25)).toEqual(['none', 'one', 'one']);
    expect(versions('either').between(25, 28)).toEqual(['one']);
  });
  it('may be any of what was published at once', () => {
    expect(new Set(versions('either').between(60, 70))).toEqual(new Set(['two', 'three']));
  });
  it('is what all that was published at once comes to, and nobody knows what it was meanwhile', () => {
    expect(versions('both').between(60, 70)).toEqual(['three']);
    expect(versions('both').between(45, 70)).toBeUndefined();
    expect(versions('both').between(25, 28)).toEqual(['one']);
  });
  it('is not known any more where something was lost', () => {
    const made = versions('either');
    made.lose();
    expect(made.between(60, 70)).toBeUndefined();
  });
  it('is not known from too long ago', () => {
    const made = createVersions(0, 'either');
    for (let n = 1; n < 200; n++) {
      made.ask(n, 10 * n);
      made.tell(10 * n + 1);
    }
    expect(made.between(15, 5000)).toBeUndefined();
    expect(made.between(1985, 5000)).toEqual([198, 199, 199]);
  });
});
