/** Replay, on histories told by hand: where subscriptions of prediction begin, and what they bring. */
import { prediction } from '../../../schemas/prediction/protocol.ts';
import { type Cases, judging } from '../../self-test/judging.ts';
import { told, type Told } from '../../self-test/told.ts';

type Fields = Readonly<Record<string, unknown>>;

const TRADES = 'trades.executed';
// Examples are bodies, and bodies are objects.
const example = prediction.events[TRADES].examples[0] as Fields;
const trade = (n: number, market = 'm'): Fields => ({ ...example, trade_id: `wp:trade00${n}`, market_id: market });
const record = (offset: number, data: Fields = trade(offset)): Fields => ({ stream: TRADES, offset, data });

let ids = 0;
/** Asks for trades, or others, and is answered. */
const asks = (history: Told, client: string, from: unknown, more: Fields = {}): Told =>
  history.sends(client, {
    op: 'subscribe',
    id: `${++ids}`,
    streams: [TRADES],
    ...(from !== undefined && { from }),
    ...more,
  });
const isTold = (history: Told, client: string, next: Fields, streams: readonly string[] = [TRADES]): Told =>
  history.gets(client, { op: 'subscribed', id: `${ids}`, streams, next });
const subscribes = (history: Told, client: string, from: unknown, first: number, more: Fields = {}): Told =>
  isTold(asks(history, client, from, more), client, { [TRADES]: first });
const isRefused = (history: Told, client: string, code = 'OFFSET_OUT_OF_RANGE'): Told =>
  history.gets(client, { op: 'error', id: `${ids}`, code, message: 'no' });
const gets = (history: Told, client: string, ...records: readonly Fields[]): Told =>
  records.reduce((so: Told, one) => so.gets(client, one), history);

/** A trade is published, and comes to some. */
const happens = (history: Told, n: number, who: readonly string[] = ['w'], market = 'm'): Told =>
  who
    .reduce((so, client) => gets(so, client, record(n, trade(n, market))), history.asks(TRADES, trade(n, market)))
    .says();
/** Five trades, the fourth in another market, before the eyes of a witness; there were four before. */
const world = (): Told =>
  [5, 6, 7, 8, 9].reduce(
    (history, n) => happens(history, n, ['w'], n === 8 ? 'n' : 'm'),
    subscribes(told('prediction').opens('w'), 'w', undefined, 5),
  );
const joining = (): Told => world().opens('a');
const eighth = record(8, trade(8, 'n'));
const ends = (history: Told): Told => history.fences('w').fences('a').ends();

const from7 = () => subscribes(joining(), 'a', { offset: 7 }, 7);
const old = (history: Told): Told => gets(history, 'a', record(7), eighth, record(9));
const whole = ends(happens(old(from7()), 10, ['w', 'a']));
const mine = { markets: ['m'] };
const filtered = (history: Told): Told => subscribes(history, 'a', { offset: 6 }, 6, mine);
const passing = (history: Told): Told => gets(history, 'a', record(6), record(7), record(9));
const cut = from7().ends(true);

const cases: Readonly<Record<string, Cases>> = {
  next: {
    holds: {
      'it is the number asked for': whole,
      'it is the first there ever was': ends(
        gets(
          subscribes(joining(), 'a', 'earliest', 1),
          'a',
          ...[1, 2, 3, 4, 5, 6, 7].map((n) => record(n)),
          eighth,
          record(9),
        ),
      ),
      'it is the one above all that were seen': ends(subscribes(joining(), 'a', 'latest', 10)),
      'more has happened than anybody has seen': ends(subscribes(joining(), 'a', undefined, 99)),
      'of what has no numbers it says nothing': ends(
        isTold(asks(joining(), 'a', undefined, { streams: ['markets.snapshots'] }), 'a', {}, ['markets.snapshots']),
      ),
    },
    breaks: {
      'the number is another': ends(subscribes(joining(), 'a', { offset: 7 }, 8)),
      'the first is the second': ends(subscribes(joining(), 'a', 'earliest', 2)),
      'the latest was there before': ends(subscribes(joining(), 'a', undefined, 9)),
      'it says nothing': ends(isTold(asks(joining(), 'a', undefined), 'a', {})),
      'it speaks of what was not asked for': ends(
        isTold(asks(joining(), 'a', { offset: 7 }), 'a', { [TRADES]: 7, 'events.resolved': 1 }),
      ),
    },
    passesOver: {
      'it is refused': told('prediction')
        .opens('a')
        .sends('a', { op: 'subscribe', id: '1', streams: ['none'] })
        .gets('a', { op: 'error', id: '1', code: 'UNKNOWN_STREAM', message: 'no' })
        .ends(),
    },
  },
  seam: {
    holds: {
      'old ones are followed by live ones': whole,
      'a live one came before the answer, and does not come again': ends(
        gets(
          isTold(happens(asks(subscribes(joining(), 'a', undefined, 10), 'a', { offset: 10 }), 10, ['w', 'a']), 'a', {
            [TRADES]: 10,
          }),
          'a',
        )
          .asks(TRADES, trade(11))
          .says()
          .gets('w', record(11))
          .gets('a', record(11)),
      ),
      'a live one came before the answer, and comes again': ends(
        gets(
          isTold(happens(asks(subscribes(joining(), 'a', undefined, 10), 'a', { offset: 10 }), 10, ['w', 'a']), 'a', {
            [TRADES]: 10,
          }),
          'a',
          record(10),
        ),
      ),
      'with a filter some are left out': ends(happens(passing(filtered(joining())), 10, ['w', 'a'])),
    },
    breaks: {
      'one is missing among the old ones': ends(gets(from7(), 'a', record(7), record(9))),
      'one is missing at the seam': ends(gets(old(from7()), 'a', record(11))),
      'one comes again at the seam': ends(gets(old(from7()), 'a', record(9))),
      'they come backwards': ends(gets(from7(), 'a', record(9), eighth, record(7))),
      'one comes that is not covered': ends(gets(from7(), 'a', record(6), record(7))),
      'the first live one is missing': ends(gets(subscribes(joining(), 'a', undefined, 10), 'a', record(11))),
      'with a filter one comes again': ends(gets(passing(filtered(joining())), 'a', record(9))),
    },
    passesOver: {
      'nothing is asked for but the latest': happens(world(), 10).fences('w').ends(),
      'time has run out': cut,
    },
  },
  'old-unchanged': {
    holds: { 'they are the same': whole },
    breaks: {
      'one bears another time': ends(gets(from7(), 'a', record(7, { ...trade(7), timestamp: '2026-03-01T00:00:00Z' }))),
      'one has lost a field': ends(gets(from7(), 'a', record(7, { ...trade(7), quantity: undefined }))),
      'one has got a field': ends(gets(from7(), 'a', record(7, { ...trade(7), old: true }))),
    },
    passesOver: {
      'nobody else has seen them': gets(
        subscribes(told('prediction').opens('a'), 'a', { offset: 3 }, 3),
        'a',
        record(3),
      )
        .fences('a')
        .ends(),
    },
  },
  replays: {
    holds: { 'all of them come': whole, 'those come that pass the filter': ends(passing(filtered(joining()))) },
    breaks: {
      'one does not come': ends(gets(from7(), 'a', record(7), eighth)),
      'none comes': ends(from7()),
      'one that passes the filter does not come': ends(gets(filtered(joining()), 'a', record(6), record(9))),
    },
    passesOver: {
      'the latest is asked for': ends(subscribes(joining(), 'a', undefined, 10)),
      'they are asked for anew before they have come': ends(subscribes(from7(), 'a', undefined, 10)),
      'they are given up before they have come': ends(
        from7()
          .sends('a', { op: 'unsubscribe', id: 'u', streams: [TRADES] })
          .gets('a', { op: 'unsubscribed', id: 'u' }),
      ),
      'time has run out': cut,
    },
  },
  filtered: {
    holds: { 'one between two that pass does not come': ends(passing(filtered(joining()))) },
    breaks: { 'one comes that does not pass': ends(gets(filtered(joining()), 'a', record(6), record(7), eighth)) },
    passesOver: { 'there is no filter': whole },
  },
  repositions: {
    holds: {
      'everything comes again': ends(
        gets(subscribes(old(from7()), 'a', { offset: 7 }, 7), 'a', record(7), eighth, record(9)),
      ),
      'it goes on with the next': ends(happens(subscribes(old(from7()), 'a', undefined, 10), 10, ['w', 'a'])),
    },
    breaks: {
      'nothing comes again': ends(happens(subscribes(old(from7()), 'a', { offset: 7 }, 7), 10, ['w', 'a'])),
      'nothing of it comes': ends(subscribes(old(from7()), 'a', { offset: 7 }, 7)),
      'the numbers begin anew': ends(subscribes(old(from7()), 'a', undefined, 1)),
      'it goes on where it was': ends(subscribes(old(from7()), 'a', { offset: 7 }, 10)),
    },
    passesOver: { 'it is asked for once': whole },
  },
  'out-of-range': {
    holds: Object.fromEntries(
      [0, -1, 1_000_009, 2 ** 53 - 1].map((offset) => [
        `the number is ${offset}`,
        isRefused(asks(joining(), 'a', { offset }), 'a'),
      ]),
    ),
    beside: (history) => ends(subscribes(history, 'a', { offset: 10 }, 10)),
    breaks: {
      'a number below the first is taken': ends(subscribes(joining(), 'a', { offset: 0 }, 1)),
      'a number that is too high is taken': ends(subscribes(joining(), 'a', { offset: 2 ** 53 - 1 }, 10)),
      'a number far ahead of what was seen is taken': ends(subscribes(joining(), 'a', { offset: 1_000_009 }, 10)),
      'it is refused for another reason': ends(isRefused(asks(joining(), 'a', { offset: 0 }), 'a', 'UNKNOWN_STREAM')),
      'the next number is refused': ends(isRefused(asks(joining(), 'a', { offset: 10 }), 'a')),
      'a number that is there is refused': ends(isRefused(asks(joining(), 'a', { offset: 9 }), 'a')),
      'what is refused takes effect': ends(
        happens(isRefused(asks(joining(), 'a', { offset: 0 }), 'a'), 10, ['w', 'a']),
      ),
      'what is refused ends what was before': ends(
        gets(isRefused(asks(subscribes(joining(), 'a', undefined, 10), 'a', { offset: 0 }), 'a'), 'a', record(5)),
      ),
    },
    passesOver: {
      'the number may be there by now': ends(subscribes(joining(), 'a', { offset: 12 }, 12)),
      'nobody has seen how far the count is': subscribes(
        told('prediction').opens('a'),
        'a',
        { offset: 1_000_009 },
        1_000_009,
      )
        .fences('a')
        .ends(),
      'what was before goes on': ends(
        happens(isRefused(asks(subscribes(joining(), 'a', undefined, 10), 'a', { offset: 0 }), 'a'), 10, ['w', 'a']),
      ),
    },
  },
  unnumbered: {
    holds: {
      'there are two counts': isRefused(
        asks(joining(), 'a', { offset: 1 }, { streams: [TRADES, 'events.resolved'] }),
        'a',
        'INVALID_MESSAGE',
      ),
      'there is none': isRefused(asks(joining(), 'a', { offset: 1 }, { streams: ['markets.snapshots'] }), 'a'),
    },
    beside: (history) => ends(subscribes(history, 'a', { offset: 10 }, 10)),
    breaks: {
      'it is taken for each of two': ends(
        isTold(asks(joining(), 'a', { offset: 1 }, { streams: [TRADES, 'events.resolved'] }), 'a', {
          [TRADES]: 1,
          'events.resolved': 1,
        }),
      ),
      'it is taken where there is none': ends(
        isTold(asks(joining(), 'a', { offset: 1 }, { streams: ['markets.snapshots'] }), 'a', {}, ['markets.snapshots']),
      ),
      'what is refused takes effect': ends(
        happens(isRefused(asks(joining(), 'a', { offset: 1 }, { streams: [TRADES, 'events.resolved'] }), 'a'), 10, [
          'w',
          'a',
        ]),
      ),
    },
    passesOver: {
      'one has numbers, and another has none': ends(
        gets(
          isTold(
            asks(joining(), 'a', { offset: 9 }, { streams: [TRADES, 'markets.snapshots'] }),
            'a',
            { [TRADES]: 9 },
            [TRADES, 'markets.snapshots'],
          ),
          'a',
          record(9),
        ),
      ),
    },
  },
};

judging('recovery', cases, [], prediction);
