/** Filters of what there is, and of what there is not, on histories told by hand. */
import { marketplace } from '../../schemas/marketplace/protocol.ts';
import { judging } from '../self-test/judging.ts';
import { begun, error, market, old, subscribe, subscribed } from '../self-test/prediction-frames.ts';
import { told, type Told } from '../self-test/told.ts';
import { suiteOf } from '../suites/index.ts';
import { prediction } from '../../schemas/prediction/protocol.ts';

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
  },
  others(prediction, 'known'),
  prediction,
);

const sub = (events: readonly string[], competitions: readonly string[] = []) => ({
  ...{ action: 'SUB', events, competitions },
});
const answer = (events: readonly string[], competitions: readonly string[] = []) => ({
  ...{ type: 'subscribed', events, competitions },
});
const sets = (events: readonly string[]): Told => told(marketplace).opens('a').sends('a', sub(events));
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
  },
  others(marketplace, 'known'),
  marketplace,
);
