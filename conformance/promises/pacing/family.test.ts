/** Paces, on histories told by hand. */
import { judging } from '../../self-test/judging.ts';
import { paced } from '../../self-test/paced.ts';
import { told, type Told } from '../../self-test/told.ts';

const protocol = paced({
  per: 'connection',
  most: 100,
  within: 10_000,
  over: { error: 'too many', connection: 'goes on' },
});
const second = 1000;
const period = 5000;

/** Asks for events, and is confirmed. */
const wants = (history: Told, client: string, ...names: readonly string[]): Told =>
  history.sends(client, { event: 'want', data: { names } }).gets(client, { event: 'wanted', data: { names } });
const leaves = (history: Told, client: string, ...names: readonly string[]): Told =>
  history.sends(client, { event: 'leave', data: { names } }).gets(client, { event: 'left', data: { names } });
const open = (...names: readonly string[]): Told => wants(told(protocol).opens('a'), 'a', ...names);
const level = (n: number) => ({ level: n * 1000, at: 7 });
const tick = (n: number) => ({ tick: n * 1000 });
const quote = (symbol: string, n: number) => ({ symbol, price: n * 1000 });
/** A level that is told at once. */
const levels = (...numbers: readonly number[]): Told =>
  numbers.reduce(
    (so, n) => so.publishes('level', level(n)).receives('a', 'level', level(n)).passes(second),
    open('level'),
  );
/** A level that is told at once, and no time since. */
const levelTold = (n: number): Told => open('level').publishes('level', level(n)).receives('a', 'level', level(n));
/** A value of what is steady, which then comes after each gap. */
const ticks = (...gaps: readonly number[]): Told =>
  gaps.reduce((so, gap) => so.passes(gap).receives('a', 'tick', tick(1)), open('tick').publishes('tick', tick(1)));
/** Asks something and is answered: what comes after that was sent after it. */
const asked = (history: Told): Told => history.fences('a');

judging(
  'pacing',
  {
    spaced: {
      holds: {
        'a second lies between two': levels(1, 2).ends(),
        'the first was under way for longer than the second': open('level')
          .publishes('level', level(1))
          .passes(200)
          .receives('a', 'level', level(1))
          .passes(second - 200)
          .publishes('level', level(2))
          .receives('a', 'level', level(2))
          .ends(),
        'the second goes on while it is given up': wants(leaves(levelTold(1).passes(200), 'a', 'level'), 'a', 'level')
          .publishes('level', level(2))
          .passes(second - 200)
          .receives('a', 'level', level(2))
          .ends(),
        'different things come at once': open('quote')
          .publishes('quote', quote('X', 1))
          .receives('a', 'quote', quote('X', 1))
          .publishes('quote', quote('Y', 1))
          .receives('a', 'quote', quote('Y', 1))
          .passes(second)
          .publishes('quote', quote('Y', 2))
          .receives('a', 'quote', quote('Y', 2))
          .ends(),
      },
      breaks: {
        'two come at once': open('level')
          .publishes('level', level(1))
          .receives('a', 'level', level(1))
          .publishes('level', level(2))
          .receives('a', 'level', level(2))
          .ends(),
        'six tenths of a second lie between two': open('level')
          .publishes('level', level(1))
          .receives('a', 'level', level(1))
          .passes(600)
          .publishes('level', level(2))
          .receives('a', 'level', level(2))
          .ends(),
        'it is given up in between, and asked for again': wants(
          leaves(levelTold(1).passes(200), 'a', 'level'),
          'a',
          'level',
        )
          .publishes('level', level(2))
          .receives('a', 'level', level(2))
          .ends(),
      },
      passesOver: { 'there is but one': levels(1).ends() },
    },
    newest: {
      holds: {
        'it comes at once': levels(1).ends(),
        'it comes after a second': open('level')
          .publishes('level', level(1))
          .passes(second)
          .receives('a', 'level', level(1))
          .ends(),
        'a newer one comes in its place': open('level')
          .publishes('level', level(1))
          .publishes('level', level(2))
          .passes(second)
          .receives('a', 'level', level(2))
          .ends(),
      },
      breaks: {
        'it never comes': open('level').publishes('level', level(1)).passes(1501).ends(),
        'it comes late': open('level')
          .publishes('level', level(1))
          .passes(1501)
          .receives('a', 'level', level(1))
          .ends(),
        'an older one comes': open('level')
          .publishes('level', level(1))
          .publishes('level', level(2))
          .passes(second)
          .receives('a', 'level', level(1))
          .passes(1000)
          .ends(),
        'one of two connections is not told': wants(open('level').opens('b'), 'b', 'level')
          .publishes('level', level(1))
          .receives('a', 'level', level(1))
          .passes(2000)
          .ends(),
      },
      passesOver: {
        'somebody else has published meanwhile': open('level')
          .publishes('level', level(1))
          .passes(second)
          .receives('a', 'level', { level: 77, at: 7 })
          .ends(),
        'it is given up': leaves(open('level').publishes('level', level(1)), 'a', 'level')
          .passes(2000)
          .ends(),
        'it was published before': wants(told(protocol).opens('a').publishes('level', level(1)), 'a', 'level')
          .passes(2000)
          .ends(),
      },
    },
    'at-once': {
      holds: {
        'the next waits for its second, though it was given up and asked for again': wants(
          leaves(
            open('quote').publishes('quote', quote('X', 1)).receives('a', 'quote', quote('X', 1)).passes(100),
            'a',
            'quote',
          ),
          'a',
          'quote',
        )
          .publishes('quote', quote('X', 2))
          .passes(900)
          .receives('a', 'quote', quote('X', 2))
          .ends(),
        'nothing has come for long': open('quote')
          .publishes('quote', quote('X', 1))
          .receives('a', 'quote', quote('X', 1))
          .ends(),
      },
      breaks: {
        'it waits for a second': open('quote')
          .publishes('quote', quote('X', 1))
          .passes(second)
          .receives('a', 'quote', quote('X', 1))
          .ends(),
      },
      passesOver: {
        'it is another kind of pace': levels(1).ends(),
      },
    },
    'never-back': {
      holds: { 'newer ones follow': levels(1, 2).ends() },
      breaks: { 'an older one follows': levels(1, 2).receives('a', 'level', level(1)).ends() },
      passesOver: { 'the newest comes again': levels(1).receives('a', 'level', level(1)).ends() },
    },
    steady: {
      holds: { 'a period lies between two': ticks(100, period, period).ends() },
      breaks: {
        'one is left out': ticks(100, period, 2 * period).ends(),
        'it comes twice as often': ticks(100, period, period / 2).ends(),
        'it comes to an end': ticks(100, period)
          .passes(period + 501)
          .ends(),
      },
      passesOver: {
        'it is given up and asked for again': wants(leaves(ticks(100), 'a', 'tick').passes(20_000), 'a', 'tick').ends(),
      },
    },
    starts: {
      holds: { 'it comes within a period': ticks(period).ends(), 'it comes at once': ticks(0).ends() },
      breaks: {
        'it is late': ticks(period + 501).ends(),
        'it never comes': open('tick')
          .publishes('tick', tick(1))
          .passes(period + 501)
          .ends(),
      },
      passesOver: {
        'there is no value that anybody knows of': open('tick').passes(20_000).ends(),
        'it is not wanted': told(protocol).opens('a').publishes('tick', tick(1)).passes(20_000).ends(),
      },
    },
    'carries-newest': {
      holds: {
        'it tells what was published last': asked(ticks(100).publishes('tick', tick(2)).passes(period))
          .receives('a', 'tick', tick(2))
          .ends(),
      },
      breaks: {
        'it tells what was before': asked(ticks(100).publishes('tick', tick(2)).passes(period))
          .receives('a', 'tick', tick(1))
          .ends(),
      },
      passesOver: {
        'the newest may not have been known in time': asked(open('tick').passes(period).publishes('tick', tick(1)))
          .receives('a', 'tick', tick(1))
          .ends(),
        'it may have waited for its turn since before': ticks(100)
          .publishes('tick', tick(2))
          .passes(period)
          .receives('a', 'tick', tick(1))
          .ends(),
      },
    },
    unchanged: {
      holds: { 'it comes as it was published': levels(1).ends() },
      breaks: {
        'its instant is another': open('level')
          .publishes('level', level(1))
          .receives('a', 'level', { ...level(1), at: 8 })
          .ends(),
      },
      passesOver: { 'it is of somebody else': open('level').receives('a', 'level', { level: 5, at: 8 }).ends() },
    },
    unwanted: {
      holds: {
        'others get what was given up': wants(leaves(levels(1), 'a', 'level').opens('b'), 'b', 'level')
          .passes(100)
          .publishes('level', level(2))
          .receives('b', 'level', level(2))
          .passes(2 * second)
          .fences('a')
          .ends(),
      },
      breaks: {
        'it comes all the same': leaves(levels(1), 'a', 'level').receives('a', 'level', level(1)).ends(),
        'nobody has asked for it': told(protocol).opens('a').receives('a', 'level', level(1)).ends(),
      },
      passesOver: {
        'nobody gets it': leaves(levels(1), 'a', 'level')
          .passes(2 * second)
          .fences('a')
          .ends(),
      },
    },
  },
  [],
  protocol,
);
