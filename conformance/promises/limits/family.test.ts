/** Limits, on histories told by hand: per connection going on, and per user ending with a cool-down. */
import { describe } from 'vitest';
import { judging } from '../../self-test/judging.ts';
import { paced } from '../../self-test/paced.ts';
import { told, type Told } from '../../self-test/told.ts';

const within = 10_000;
const want = { event: 'want', data: { names: [] } };
const wanted = { event: 'wanted', data: { names: [] } };
const asked = (...names: readonly string[]) => ({ event: 'want', data: { names } });
const tooMany = { event: 'fail', data: { code: 'TOO_MANY', text: 'Slowly.' } };
const bad = { event: 'fail', data: { code: 'BAD', text: 'What?' } };

const times = (count: number, history: Told, once: (so: Told) => Told): Told =>
  Array.from({ length: count }).reduce<Told>((so) => once(so), history);
const taken =
  (client: string, count = 1) =>
  (history: Told) =>
    times(count, history, (so) => so.sends(client, want).gets(client, wanted));
const refused =
  (client: string, count = 1) =>
  (history: Told) =>
    times(count, history, (so) => so.sends(client, want).gets(client, tooMany));
const passing = (ms: number) => (history: Told) => history.passes(ms);
const then = (history: Told, ...parts: readonly ((so: Told) => Told)[]): Told =>
  parts.reduce((so, part) => part(so), history);

describe('a limit per connection, which goes on', () => {
  const protocol = paced();
  const open = () => told(protocol).opens('a');
  judging(
    'limits',
    {
      takes: {
        holds: { 'five are taken': then(open(), taken('a', 5)).ends() },
        breaks: { 'the fifth is refused': then(open(), taken('a', 4), refused('a')).ends() },
        passesOver: { 'four are taken': then(open(), taken('a', 4)).ends() },
      },
      refuses: {
        holds: { 'the sixth is refused': then(open(), taken('a', 5), refused('a')).ends() },
        breaks: {
          'the sixth is taken': then(open(), taken('a', 6)).ends(),
          'a window begins anew': then(
            open(),
            taken('a'),
            passing(6000),
            taken('a', 4),
            passing(5000),
            taken('a', 2),
          ).ends(),
        },
        passesOver: {
          'it may have been heard in time or not': then(
            open().sends('a', want).passes(3000).gets('a', wanted),
            taken('a', 4),
          )
            .passes(8000)
            .sends('a', want)
            .gets('a', wanted)
            .ends(),
        },
      },
      slides: {
        holds: {
          'one is taken at the very instant': then(
            open(),
            taken('a'),
            passing(4000),
            taken('a', 4),
            passing(6000),
            taken('a'),
          ).ends(),
        },
        breaks: {
          'one is still refused then': then(
            open(),
            taken('a'),
            passing(4000),
            taken('a', 4),
            passing(6000),
            refused('a'),
          ).ends(),
          'one is taken a millisecond before': then(open(), taken('a', 5), passing(within - 1), taken('a')).ends(),
        },
        passesOver: { 'there was room all the time': then(open(), taken('a', 3), passing(within), taken('a')).ends() },
      },
      'forgets-refused': {
        holds: {
          'one is taken beside many that were refused': then(
            open(),
            taken('a', 5),
            passing(5000),
            refused('a', 5),
            passing(5000),
            taken('a'),
          ).ends(),
        },
        breaks: {
          'one is refused for them': then(
            open(),
            taken('a', 5),
            passing(5000),
            refused('a', 5),
            passing(5000),
            refused('a'),
          ).ends(),
        },
        passesOver: { 'nothing was refused': then(open(), taken('a', 5)).ends() },
      },
      'counts-bad-input': {
        holds: {
          'bad input fills the window': then(
            open(),
            (so) => times(5, so, (one) => one.sends('a', '{').gets('a', bad)),
            refused('a'),
            passing(within),
            taken('a'),
          ).ends(),
        },
        breaks: {
          'one more is taken after bad input': then(
            open(),
            (so) => times(2, so, (one) => one.sends('a', '{').gets('a', bad)),
            taken('a', 4),
          ).ends(),
        },
        passesOver: { 'nothing was bad': then(open(), taken('a', 5), refused('a')).ends() },
      },
      'no-effect': {
        holds: {
          'what was asked for too late stays away': then(
            open().opens('b'),
            (so) => so.sends('b', asked('note')).gets('b', { event: 'wanted', data: { names: ['note'] } }),
            taken('a', 5),
            (so) => so.sends('a', asked('note')).gets('a', tooMany),
            passing(within),
          )
            .publishes('note', { text: 'wp:abcdef1' })
            .receives('b', 'note', { text: 'wp:abcdef1' })
            .fences('a')
            .ends(),
        },
        breaks: {
          'it comes all the same': then(
            open().opens('b'),
            taken('a', 5),
            (so) => so.sends('a', asked('note')).gets('a', tooMany),
            passing(within),
          )
            .publishes('note', { text: 'wp:abcdef1' })
            .receives('a', 'note', { text: 'wp:abcdef1' })
            .ends(),
        },
        passesOver: { 'nothing was refused': then(open(), taken('a', 4)).publishes('note').fences('a').ends() },
      },
      'lives-on': {
        holds: {
          'it is answered again': then(open(), taken('a', 5), refused('a'), passing(within), taken('a')).ends(),
        },
        breaks: { 'it is ended': then(open(), taken('a', 5), refused('a')).closes('a', 1008).ends() },
        passesOver: { 'nothing is sent after that': then(open(), taken('a', 5), refused('a')).ends() },
      },
      apart: {
        holds: {
          'another is taken meanwhile': then(
            open().opens('b', { user: 'did:a' }),
            taken('a', 5),
            refused('a'),
            taken('b'),
          ).ends(),
        },
        breaks: {
          'another is refused as well': then(open().opens('b'), taken('a', 5), refused('a'), refused('b')).ends(),
        },
        passesOver: { 'nobody sends too much': then(open().opens('b'), taken('a', 5), taken('b')).ends() },
      },
    },
    [],
    protocol,
  );
});

describe('a limit per user, which ends connections and warns', () => {
  const protocol = paced({
    per: 'user',
    most: 5,
    within,
    warning: { at: 4, message: 'warn', limit: '/limit', current: '/current', resets: '/resets' },
    over: { error: 'too many', connection: 'ends', coolDown: 60_000 },
  });
  const user = { user: 'did:a' };
  const open = () => told(protocol).opens('a', user);
  const instant = (ms: number) => new Date(Date.UTC(2026, 0, 1) + ms).toISOString();
  /** A warning that is sent so many ms after the history began. */
  const warn = (fields: {
    readonly limit?: number;
    readonly current?: number;
    readonly resets?: number;
    readonly now?: number;
  }) => {
    const { limit = 5, current = 4, resets = within, now = 0 } = fields;
    return { event: 'warn', data: { limit, current, resets: instant(resets), timestamp: instant(now) } };
  };
  const warned = (history: Told): Told => history.sends('a', want).gets('a', warn({})).gets('a', wanted);
  const full = (history: Told): Told => then(history, taken('a', 3), warned, taken('a'));
  const ended = (history: Told): Told => then(full(history), refused('a')).closes('a', 1008);
  const shutOut = (client: string) => (history: Told) =>
    history.knocks(client, user).gets(client, tooMany).closes(client, 1008);
  const shared = (so: Told): Told => then(so.opens('b', user), taken('b', 3), warned, taken('a'));

  judging(
    'limits',
    {
      takes: {
        holds: { 'five are taken': full(open()).ends() },
        breaks: { 'the fifth is refused': then(open(), taken('a', 3), warned, refused('a')).closes('a', 1008).ends() },
      },
      refuses: {
        holds: { 'the sixth is refused': ended(open()).ends() },
        breaks: { 'the sixth is taken': then(full(open()), taken('a')).ends() },
      },
      slides: {
        holds: {
          'one is taken when the oldest has left': then(
            open(),
            taken('a'),
            passing(5000),
            taken('a', 2),
            (so) =>
              so
                .sends('a', want)
                .gets('a', warn({ now: 5000 }))
                .gets('a', wanted),
            taken('a'),
            passing(5000),
            taken('a'),
          ).ends(),
        },
        breaks: {
          'one is refused then': then(open(), taken('a'), passing(5000), taken('a', 4), passing(5000), refused('a'))
            .closes('a', 1008)
            .ends(),
        },
      },
      'counts-bad-input': {
        holds: {
          'bad input fills the window': then(
            open(),
            (so) => so.sends('a', '{').gets('a', bad),
            taken('a', 2),
            warned,
            taken('a'),
            refused('a'),
          )
            .closes('a', 1008)
            .ends(),
        },
        breaks: { 'it does not': then(open(), (so) => so.sends('a', '{').gets('a', bad), taken('a', 5)).ends() },
      },
      ends: {
        holds: { 'the connection ends': ended(open()).ends() },
        breaks: {
          'it stays open': then(full(open()), refused('a')).ends(),
          'it goes on being answered': then(full(open()), refused('a'), passing(within), taken('a')).ends(),
        },
      },
      apart: {
        holds: { 'another user is taken': then(ended(open()).opens('z'), taken('z')).ends() },
        breaks: {
          'another user is refused': then(ended(open().opens('z')), refused('z'))
            .closes('z', 1008)
            .ends(),
        },
      },
      shared: {
        holds: { 'two connections fill the window': then(shared(open()), refused('a')).closes('a', 1008).ends() },
        breaks: { 'each has a count of its own': then(shared(open()), taken('a')).ends() },
        passesOver: { 'one connection fills it alone': ended(open()).ends() },
      },
      'cools-down': {
        holds: {
          'it is refused at once': then(ended(open()), shutOut('b')).ends(),
          'it is refused at the last': then(ended(open()), passing(59_999), shutOut('b')).ends(),
        },
        breaks: {
          'it is let in': ended(open()).passes(59_000).opens('b', user).ends(),
          'it is refused without a word': ended(open()).knocks('b', user).closes('b', 1008).ends(),
        },
        passesOver: { 'it comes back later': ended(open()).passes(60_000).opens('b', user).ends() },
      },
      'cool-down-ends': {
        holds: {
          'it is let in a minute later': then(ended(open()), passing(30_000), shutOut('b'), passing(30_000))
            .opens('c', user)
            .ends(),
        },
        breaks: {
          'trying lengthens it': then(
            ended(open()),
            passing(30_000),
            shutOut('b'),
            passing(30_000),
            shutOut('c'),
          ).ends(),
        },
      },
      'cool-down-spares-others': {
        holds: { 'another is let in meanwhile': ended(open()).opens('z').ends() },
        breaks: { 'another is refused as well': ended(open()).knocks('z').gets('z', tooMany).closes('z', 1008).ends() },
      },
      warns: {
        holds: {
          'it comes before the answer': then(open(), taken('a', 3), warned).ends(),
          'it comes after it': then(open(), taken('a', 4)).gets('a', warn({})).ends(),
        },
        breaks: { 'it does not come': then(open(), taken('a', 5)).ends() },
        passesOver: { 'three are sent': then(open(), taken('a', 3)).ends() },
      },
      'warns-everywhere': {
        holds: {
          'it comes on both before a later answer': then(
            open().opens('b', user),
            taken('a', 3),
            warned,
            (so) => so.gets('b', warn({})),
            taken('b'),
          ).ends(),
          'it comes on the other before the answer on the first': then(open().opens('b', user), taken('a', 3))
            .sends('a', want)
            .gets('b', warn({}))
            .gets('a', warn({}))
            .gets('a', wanted)
            .ends(),
        },
        breaks: {
          'it comes on the first alone': then(open().opens('b', user), taken('a', 3), warned, taken('b')).ends(),
        },
        passesOver: {
          'nothing shows that it has not come': then(open().opens('b', user), taken('a', 3), warned).ends(),
          'what is answered was asked for before': then(
            open().opens('b', user),
            taken('a', 2),
            (so) => so.sends('b', want),
            (so) => so.sends('a', want).gets('a', warn({})).gets('a', wanted).gets('b', wanted),
          ).ends(),
          'the other is let in when it has come': then(
            open(),
            taken('a', 3),
            warned,
            (so) => so.opens('b', user),
            taken('b'),
          ).ends(),
          'the other is of somebody else': then(open().opens('z'), taken('a', 3), warned, taken('z')).ends(),
          'the other leaves': then(open().opens('b', user), taken('a', 3), warned).leaves('b').closes('b', 1000).ends(),
        },
      },
      'warns-not-before': {
        holds: { 'it comes with the fourth': then(open(), taken('a', 3), warned).ends() },
        breaks: {
          'it comes with the third': then(open(), taken('a', 2))
            .sends('a', want)
            .gets('a', warn({ current: 3 }))
            .ends(),
        },
      },
      'warns-truly': {
        holds: {
          'it tells what is so': then(open(), taken('a', 3), warned).ends(),
          'of two connections, one is told of the fourth when the fifth has counted': then(
            open().opens('b', user),
            taken('a', 3),
          )
            .sends('b', want)
            .sends('a', want)
            .gets('a', warn({ current: 5 }))
            .gets('a', wanted)
            .gets('b', wanted)
            .gets('b', warn({ current: 4 }))
            .ends(),
          'both instants are rounded, away from each other': then(open().passes(500), taken('a', 3), passing(499))
            .sends('a', want)
            .gets('a', warn({ now: 0, resets: 11_000 }))
            .ends(),
        },
        breaks: {
          'it is more than a second off, and the instants are exact': then(
            open().passes(500),
            taken('a', 3),
            passing(499),
          )
            .sends('a', want)
            .gets('a', warn({ now: 999, resets: 12_000 }))
            .ends(),
          'the limit is another': then(open(), taken('a', 3))
            .sends('a', want)
            .gets('a', warn({ limit: 6 }))
            .ends(),
          'the count is another': then(open(), taken('a', 3))
            .sends('a', want)
            .gets('a', warn({ current: 3 }))
            .ends(),
          'it tells when the latest leaves': then(open(), taken('a'), passing(3000), taken('a', 2))
            .sends('a', want)
            .gets('a', warn({ now: 3000, resets: 13_000 }))
            .ends(),
        },
      },
    },
    [],
    protocol,
  );
});
