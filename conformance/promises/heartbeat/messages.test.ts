/** The heartbeat by message, on histories told by hand. */
import { judging } from '../../self-test/judging.ts';
import { paced } from '../../self-test/paced.ts';
import { told, type Told } from '../../self-test/told.ts';

const protocol = paced();
const period = 30_000;
const late = 1500;
const beat = (open: number) => ({ event: 'beat', data: { open } });
const here = { event: 'here', data: { at: 1 } };
const bye = { event: 'bye', data: { reason: 'silence' } };

/** A connection that gets a beat after each gap, and answers it. */
const beaten = (...gaps: readonly number[]): Told =>
  gaps.reduce(
    (history, gap, nth) =>
      history
        .passes(gap)
        .gets('a', beat(gaps.slice(0, nth + 1).reduce((sum, one) => sum + one, 0)))
        .sends('a', here),
    told(protocol).opens('a'),
  );
/** A client that answers nothing, with so many beats behind it; another of its user answers. */
const silent = (beats: number): Told =>
  Array.from({ length: beats }, (_, nth) => (nth + 1) * period).reduce(
    (history, open) => history.passes(period).gets('a', beat(open)),
    told(protocol).opens('a', { pongs: false }),
  );
/** Another connection of the same user gets more beats than are forgiven, and is kept. */
const kept = (history: Told): Told =>
  [1, 2, 3]
    .reduce(
      (longer, nth) =>
        longer
          .passes(period)
          .gets('z', beat(nth * period))
          .sends('z', here),
      history.opens('z', { user: 'did:a' }),
    )
    .ends();
/** Is told why it is ended, when its third beat is due. */
const ended = (history: Told): Told => history.gets('a', bye).closes('a', 4002);

judging(
  'heartbeat',
  {
    first: {
      holds: {
        'it comes after a period': beaten(period).ends(),
        'it comes as early as a timer may be': beaten(period - late).ends(),
      },
      breaks: {
        'it comes at once': beaten(0).ends(),
        'it is late': beaten(period + late + 1).ends(),
        'it never comes': told(protocol)
          .opens('a')
          .passes(period + late + 1)
          .ends(),
      },
      passesOver: { 'there was no time for it': told(protocol).opens('a').passes(period).ends() },
    },
    'on-time': {
      holds: { 'a period lies between two': beaten(period, period).ends() },
      breaks: {
        'one is left out': beaten(period, 2 * period).ends(),
        'they come twice as often': beaten(period, period / 2).ends(),
      },
      passesOver: { 'there is but one': beaten(period).ends() },
    },
    uptime: {
      holds: {
        'it is the time since the greeting': beaten(period).ends(),
        'it is hardly off': told(protocol)
          .opens('a')
          .passes(period)
          .gets('a', beat(period + 400))
          .ends(),
      },
      breaks: {
        'it is in seconds': told(protocol).opens('a').passes(period).gets('a', beat(30)).ends(),
        'it is that of another connection': told(protocol)
          .opens('a')
          .passes(5000)
          .opens('b')
          .passes(period)
          .gets('b', beat(period + 5000))
          .ends(),
      },
      passesOver: { 'no beat came': told(protocol).opens('a').ends() },
    },
    'ends-the-silent': {
      holds: { 'it ends when the third is due': ended(silent(2).passes(period)) },
      beside: kept,
      breaks: { 'beats go on': silent(3).passes(period).ends() },
      passesOver: { 'it leaves in time': silent(2).ends() },
    },
    'ends-so': {
      holds: { 'it is told why': ended(silent(2).passes(period)) },
      beside: kept,
      breaks: {
        'nothing is said': silent(2).passes(period).closes('a', 4002).ends(),
        'something else is said': silent(2)
          .passes(period)
          .gets('a', { event: 'bye', data: { reason: 'whim' } })
          .closes('a', 4002)
          .ends(),
        'it is closed with another code': silent(2).passes(period).gets('a', bye).closes('a', 1000).ends(),
      },
      ignores: { 'it is ended for no reason': silent(1).gets('a', bye).closes('a', 4002).ends() },
    },
    'keeps-the-answering': {
      holds: { 'they get more beats than are forgiven': beaten(period, period, period).ends() },
      breaks: { 'they are ended': beaten(period, period).passes(period).closes('a', 4002).ends() },
      passesOver: {
        'two beats came': beaten(period, period).ends(),
        'an answer may have been above the limit': ended(
          [1, 2, 3, 4, 5]
            .reduce((history) => history.sends('a', here), beaten(period).passes(period))
            .gets('a', beat(2 * period))
            .sends('a', here)
            .passes(period),
        ),
      },
    },
    forgiving: {
      holds: {
        'every second beat is answered': silent(2)
          .passes(10_000)
          .sends('a', here)
          .passes(20_000)
          .gets('a', beat(90_000))
          .ends(),
      },
      breaks: {
        'one unanswered beat is enough': silent(1).passes(period).closes('a', 4002).ends(),
        'what was answered long since counts': ended(
          silent(2).passes(10_000).sends('a', here).passes(20_000).gets('a', beat(90_000)).passes(period),
        ).ends(),
      },
      passesOver: {
        'the answer came too late to be certain': ended(silent(2).passes(period).sends('a', here)),
      },
      ignores: { 'nothing is answered': silent(3).ends() },
    },
  },
  [],
  protocol,
);
