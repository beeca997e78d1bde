/** Filters of what there is, and of what there is not, on histories told by hand. */
import { describe, expect, it } from 'vitest';
import { marketplace } from '../../../schemas/marketplace/protocol.ts';
import { judging } from '../../self-test/judging.ts';
import { begun, error, market, old, subscribe, subscribed } from '../../self-test/prediction-frames.ts';
import { told, type Told } from '../../self-test/told.ts';
import { suiteOf } from '../../suites/index.ts';
import { prediction } from '../../../schemas/prediction/protocol.ts';

const TRADES = ['trades.executed'];
const here = (): Told => begun().opens('a');
const other = 'wp:market2';
const refused = (history: Told, code: string, streams: readonly string[], more: object = {}): Told =>
  history
    .sends('a', subscribe(streams, { ...more }))
    .gets('a', error(code, 's'))
    .ends();
const confirmed = (history: Told, streams: readonly string[], more: object = {}): Told =>
  history
    .sends('a', subscribe(streams, { ...more }))
    .gets('a', subscribed(streams, Object.fromEntries(streams.map((stream) => [stream, 1]))))
    .ends();
const confirmedHere = (): Told =>
  here()
    .sends('a', subscribe(TRADES))
    .gets('a', subscribed(TRADES, { [TRADES[0] ?? '']: 1 }));
const unsubscribed = (tells: object): Told =>
  here()
    .sends('a', { op: 'unsubscribe', id: 's', streams: [...TRADES, 'orders.delta'] })
    .gets('a', { op: 'unsubscribed', id: 's', ...tells })
    .ends();
const born = { market_id: other, event_id: 'wp:event1', initial_state: 'OPEN' };

const others = (about: typeof marketplace | typeof prediction, ...keys: readonly string[]): readonly string[] =>
  suiteOf(about)
    .requirements.filter(({ family, id }) => family === 'filters' && !keys.some((key) => id.endsWith(`/${key}`)))
    .map(({ id }) => id.slice(`${about.id}/filters/`.length));

judging(
  'filters',
  {
    known: {
      holds: {
        'a stream is confirmed': confirmed(here(), TRADES),
        'it is confirmed for a market that has begun': confirmed(here(), TRADES, { markets: [market] }),
      },
      breaks: {
        'a stream is refused': refused(here(), 'UNKNOWN_STREAM', TRADES),
        'a market that has begun is refused': refused(here(), 'UNKNOWN_MARKET', TRADES, { markets: [market] }),
        'the second of two is refused': refused(
          here().publishes('markets.discovered', born),
          'UNKNOWN_MARKET',
          TRADES,
          { markets: [market, other] },
        ),
        'the earliest is refused': refused(here(), 'OFFSET_OUT_OF_RANGE', TRADES, { from: 'earliest' }),
        'a stream cannot be ended': here()
          .sends('a', { op: 'unsubscribe', id: 's', streams: ['orders.delta'] })
          .gets('a', error('UNKNOWN_STREAM', 's'))
          .ends(),
      },
      passesOver: {
        'nobody knows the stream': refused(here(), 'UNKNOWN_STREAM', [...TRADES, 'weather']),
        'nobody knows the market': refused(here(), 'UNKNOWN_MARKET', TRADES, { markets: ['wp:nobody'] }),
        'the market begins meanwhile': here()
          .asks('markets.discovered', born)
          .sends('a', subscribe(TRADES, { markets: [other] }))
          .gets('a', error('UNKNOWN_MARKET', 's'))
          .says()
          .ends(),
        'the market is somebody else’s': refused(here(), 'UNKNOWN_MARKET', TRADES, { markets: ['theirs'] }),
        'a number is asked for that is not there': refused(here(), 'OFFSET_OUT_OF_RANGE', TRADES, {
          from: { offset: 9 },
        }),
        'books are asked for without a market': refused(old(), 'INVALID_MESSAGE', ['orders.delta']),
      },
    },
    unknown: {
      holds: {
        'what comes along with books is refused by itself': refused(
          confirmedHere(),
          'UNKNOWN_STREAM',
          ['orders.snapshot'],
          { markets: [market] },
        ),
      },
      breaks: {
        'it is confirmed': confirmed(here(), ['orders.snapshot'], { markets: [market] }),
        'it is refused with another error': refused(here(), 'UNKNOWN_MARKET', ['orders.snapshot'], {
          markets: [market],
        }),
      },
      passesOver: {
        'it is asked for beside the books that it comes with': refused(
          here(),
          'UNKNOWN_STREAM',
          ['orders.delta', 'orders.snapshot'],
          { markets: [market] },
        ),
      },
    },
    ended: {
      holds: { 'it tells what was listed': unsubscribed({ streams: ['orders.delta', ...TRADES] }) },
      breaks: {
        'it tells of something else': unsubscribed({ streams: ['markets.discovered'] }),
        'it tells of a part': unsubscribed({ streams: TRADES }),
      },
      passesOver: { 'it tells nothing': unsubscribed({}) },
    },
  },
  others(prediction, 'known', 'unknown', 'ended'),
  prediction,
);

const sub = (events: readonly string[], competitions: readonly string[] = []) => ({
  ...{ action: 'SUB', events, competitions },
});
const answer = (events: readonly string[], competitions: readonly string[] = []) => ({
  ...{ type: 'subscribed', events, competitions },
});
const sets = (events: readonly string[]): Told => told(marketplace).opens('a').sends('a', sub(events));
/** Somebody listed trades of one competition, and then sends this. */
const then = (command: object, tells: object): Told =>
  told(marketplace)
    .opens('a')
    .sends('a', sub(['listing_cancelled'], ['c1']))
    .gets('a', answer(['listing_cancelled'], ['c1']))
    .sends('a', { action: 'SUB', ...command })
    .gets('a', { ...answer([]), ...tells });
const mark = 'wp:somebody';
const reaches = (history: Told, comes: boolean, competition_id?: string): Told => {
  const body = { user: mark, score: 3, delta: 1, ...(competition_id !== undefined && { competition_id }) };
  const asked = history.asks('leaderboard_delta', body);
  return (comes ? asked.gets('a', { type: 'leaderboard_delta', ...body, seq: 1, ts: 1_762_344_000_000 }) : asked)
    .says()
    .fences('a')
    .ends();
};
const asksByAddress = (): Told => told(marketplace).opens('a', { query: { events: 'trade,weather,tides' } });
const no = { type: 'error', code: 'UNKNOWN_EVENT', message: 'No.' };

judging(
  'filters',
  {
    known: {
      holds: {
        'an event is confirmed, planned ones as well': sets(['trade', 'anomaly_score'])
          .gets('a', answer(['anomaly_score', 'trade']))
          .ends(),
        'nothing is named': told(marketplace).opens('a').sends('a', { action: 'SUB' }).gets('a', answer([])).ends(),
      },
      breaks: {
        'an event is refused': sets(['trade']).gets('a', no).ends(),
        'the end is refused': told(marketplace).opens('a').sends('a', { action: 'UNSUB' }).gets('a', no).ends(),
      },
      passesOver: { 'there is no such event': sets(['trade', 'weather']).gets('a', no).ends() },
    },
    'left-out': {
      holds: {
        'all names come where none is listed': reaches(then({ competitions: ['c1'] }, { competitions: ['c1'] }), true),
        'all names come where the list is empty': reaches(then({ events: [] }, {}), true),
        'all values come where none is listed': reaches(
          then({ events: ['leaderboard_delta'] }, { events: ['leaderboard_delta'] }),
          true,
        ),
      },
      breaks: {
        'names left out are kept': reaches(then({ competitions: ['c1'] }, { competitions: ['c1'] }), false),
        'nothing is listed, and nothing comes': reaches(then({}, {}), false),
      },
      passesOver: {
        'nothing was listed before': reaches(
          told(marketplace).opens('a').sends('a', { action: 'SUB' }).gets('a', answer([])),
          true,
        ),
        'as much is listed as before': reaches(
          then({ events: ['trade'], competitions: ['c2'] }, { events: ['trade'], competitions: ['c2'] }),
          false,
        ),
      },
    },
    'unknown-in-address': {
      holds: { 'one error comes for two names': asksByAddress().gets('a', no).fences('a').ends() },
      breaks: {
        'two come': asksByAddress().gets('a', no).gets('a', no).fences('a').ends(),
        'none comes': asksByAddress().fences('a').ends(),
      },
    },
  },
  others(marketplace, 'known', 'left-out', 'unknown-in-address'),
  marketplace,
);

describe('the answer to subscribe', () => {
  const asked = ['trades.executed', 'markets.discovered'];
  const answering = (streams: readonly string[]): readonly string[] =>
    here()
      .sends('a', subscribe(asked))
      .gets('a', subscribed(streams, { 'trades.executed': 1, 'markets.discovered': 2 }))
      .ends()
      .judge('replies/subscribe').broken;

  it('tells the streams that were listed, in any order', () => {
    expect(answering(asked)).toEqual([]);
    expect(answering(asked.toReversed())).toEqual([]);
  });
  it('is wrong when it tells of others, or of none', () => {
    expect(answering(['trades.executed'])).not.toEqual([]);
    expect(answering([])).not.toEqual([]);
  });
});
