/** The directed plans of limits: just as much as is taken, one more, and what time makes of it. */
import type { BadInput } from '../../../schemas/promises/errors.ts';
import type { LimitsPromise } from '../../../schemas/promises/limits.ts';
import { symbol, symbolsIn } from '../../engine/names.ts';
import { type Plan, plan, type Step } from '../../engine/plan.ts';
import type { Setting } from '../../engine/requirement.ts';
import { badCommands } from '../../plans/bad-input.ts';
import { emit } from '../../plans/emit.ts';

/** How long after an instant it is over for certain, and how long before it is not, in ms of real time: of short windows a part. */
const SURELY = { least: 250, most: 2000, of: 4 } as const;
/** How long answers may take that something else waits for, in ms. */
const PAUSE = 1000;

/** The plans for one protocol. */
export const limitsPlans = ({ protocol, promises, promise, kit, reader }: Setting<LimitsPromise>) => {
  const { filters, heartbeat } = promises;
  const { most, within, per, free = [], over, warning } = promise;
  const half = Math.floor(within / 2);
  const surely = Math.min(SURELY.most, Math.max(SURELY.least, Math.floor(within / SURELY.of)));
  const other = symbol('user', 2);
  const wait = (ms: number): Step => ({ do: 'wait', ms });
  // Where settling says nothing that counts, answers are waited for, however long they take; durations are told where a plan waits.
  const settles = promises.replies?.fence === undefined;
  const paused = settles ? 1 : PAUSE;
  const pause: readonly Step[] = settles ? [kit.settle(), wait(paused)] : [wait(paused)];
  const say = (client: string): Step => kit.fence(client);
  const many = (client: string, times: number): readonly Step[] =>
    times > 0 ? [{ do: 'repeat', times, steps: [say(client)] }] : [];
  const exceeding = (...steps: readonly (Step | readonly Step[])[]): Plan => ({ ...plan(...steps), exceeds: true });
  const text = (said: string): Step => ({ do: 'text', client: 'a', text: said });
  const wrong = badCommands(protocol, reader, kit, 'a');
  const { tag } = protocol.envelope.command;
  const counted = (way: BadInput, ...steps: readonly Step[]): readonly Step[] => (free.includes(way) ? [] : steps);
  /** One of each kind of message that counts, beside the harmless command: bad input, and what is seldom said. */
  const kinds: readonly Step[] = [
    ...counted('not-json', text('{')),
    ...counted('binary', { do: 'binary', client: 'a', text: '{}' }),
    ...counted('bad-field', ...wrong('type').slice(0, 1), ...wrong('missing').slice(0, 1)),
    ...counted('unknown-command', text(JSON.stringify({ [tag]: 'no-such-command' }))),
    ...(filters?.names.empty === 'nothing' ? [kit.unlisten('a', undefined, [])] : []),
    ...(filters ? [kit.listen('a', undefined, { names: ['no-such-name'] })] : []),
    ...(heartbeat?.answer === undefined ? [] : [kit.say('a', heartbeat.answer, kit.safe(heartbeat.answer))]),
  ];
  /** Every command of the catalog. */
  const commands = Object.keys(protocol.commands).map((command) => kit.say('a', command, kit.safe(command)));
  /** What is above the limit, one by one: also what would end the connection. */
  const late = [
    ...kinds,
    ...Object.keys(promises.closing?.asked ?? {}).map((command) => kit.say('a', command, kit.safe(command))),
  ];
  const cycle = (kinds.length > 0 ? kinds : [text('[]')]).flatMap((kind) => [say('a'), kind]);
  /** So many messages of all kinds, every second of them the harmless one. */
  const mixed = (count: number): readonly Step[] => {
    const times = Math.floor(count / cycle.length);
    return [
      ...(times > 0 ? [{ do: 'repeat', times, steps: cycle } as const] : []),
      ...cycle.slice(0, count % cycle.length),
    ];
  };
  /** What can be published at any time, comes at once, and is known again. */
  const events = kit.names.filter((name) => promises.pacing?.[name] === undefined);
  const isKnownAgain = (name: string): boolean =>
    symbolsIn(JSON.stringify(kit.story().publish(name, 1)?.body ?? {})).length > 0;
  const known = events.filter(isKnownAgain);
  const [event = '', lasting = event] = known.length > 0 ? known : events;

  return {
    /** As many as are taken, and one more. */
    brim: exceeding(kit.connect('a'), many('a', most), say('a'), pause),
    /** As many as are taken; then their connection ends, and one more comes on another. */
    returning: exceeding(
      kit.connect('a'),
      many('a', most),
      pause,
      { do: 'leave', client: 'a' },
      wait(PAUSE),
      kit.connect('b'),
      say('b'),
      pause,
    ),
    /** As many as are taken, and one more when the first of them has almost left. */
    early: exceeding(kit.connect('a'), many('a', most), wait(within - surely), say('a'), pause),
    /** One long before the others, so that they leave one after the other: then one is taken, and no more. */
    sliding: exceeding(
      kit.connect('a'),
      say('a'),
      wait(half),
      many('a', most - 1),
      wait(half + surely),
      say('a'),
      pause,
      say('a'),
      pause,
    ),
    /** To the very instant at which the oldest leaves. */
    exactly: exceeding(
      kit.connect('a'),
      say('a'),
      wait(half),
      many('a', most - 1),
      ...(over.connection === 'goes on'
        ? [wait(within - half - surely), say('a'), wait(surely - 1), say('a'), wait(1)]
        : [wait(within - half)]),
      say('a'),
      pause,
    ),
    /** Knocks again and again while nothing is taken: whatever window begins anew meanwhile lets it in. */
    knocking: exceeding(
      kit.connect('a'),
      many('a', most),
      ...[1, 2, 3, 4].flatMap(() => [wait(Math.floor((within - surely) / 4)), say('a')]),
      wait(2 * surely),
      say('a'),
      pause,
    ),
    /** As many again are refused, and then there is room. */
    refusals: exceeding(
      kit.connect('a'),
      many('a', most),
      wait(half),
      many('a', most),
      wait(within - half + surely),
      say('a'),
      pause,
    ),
    /** Every second message is bad input, or something else that is seldom said. */
    bad: exceeding(kit.connect('a'), mixed(most), say('a'), pause),
    /** One sends too much, others speak. */
    beside: exceeding(
      kit.connect('a'),
      ...(per === 'connection' ? [kit.connect('b')] : []),
      kit.connect('c', other),
      many('a', most),
      say('a'),
      pause,
      ...(per === 'connection' ? [say('b')] : []),
      say('c'),
      // Whatever that leaves behind is over when the next plan begins.
      wait(surely),
    ),
    /** One user speaks on two connections. */
    shared: exceeding(
      kit.connect('a'),
      kit.connect('b'),
      many('b', Math.floor(most / 2)),
      pause,
      many('a', most - Math.floor(most / 2)),
      say('a'),
      pause,
    ),
    /** What is asked for too late does not come, what is given up too late goes on, and nothing else that comes too late does anything. */
    effect: (() => {
      const story = kit.story();
      const between = wait(Math.min(PAUSE, Math.floor(within / (4 * (late.length + 1)))));
      return exceeding(
        kit.connect('a'),
        kit.connect('b', other),
        kit.listen('b', other, { names: [event, lasting] }),
        kit.settle('b'),
        kit.listen('a', undefined, { names: [lasting] }),
        many('a', most - 1),
        between,
        ...(event === lasting ? [] : [kit.listen('a', undefined, { names: [event] })]),
        kit.unlisten('a', undefined, [lasting]),
        ...late.flatMap((step) => [between, step]),
        wait(within + surely),
        ...emit(protocol, story, event, 1),
        ...emit(protocol, story, lasting, 2),
        kit.settle(),
      );
    })(),
    /** Each message by which somebody may be the first to send too much, from a user of its own. */
    last: exceeding(
      ...[...commands, ...kinds].flatMap((step, nth): readonly Step[] =>
        'client' in step
          ? [
              kit.connect(`l${nth}`, symbol('user', 11 + nth)),
              many(`l${nth}`, most),
              { ...step, client: `l${nth}` },
            ].flat()
          : [],
      ),
      pause,
    ),
    /** All at once where a connection lives on: bad input, others beside, no effect, and as much refused as leaves no room, if it counts; then there is room at once. */
    whole: exceeding(
      kit.connect('a'),
      ...(per === 'connection' ? [kit.connect('b')] : []),
      kit.connect('c', other),
      kit.listen('c', other, { names: [event] }),
      kit.settle('c'),
      mixed(most),
      kit.listen('a', undefined, { names: [event] }),
      pause,
      ...(per === 'connection' ? [say('b')] : []),
      say('c'),
      wait(half),
      many('a', most),
      wait(within - half - paused),
      ...emit(protocol, kit.story(), event, 1),
      say('a'),
      kit.settle(),
    ),
    /** The same by as few messages as show it: the first has room left before it by nothing but its own leaving, so that one refused fills it, if it counts. */
    lean: exceeding(
      kit.connect('a'),
      ...(per === 'connection' ? [kit.connect('b')] : []),
      kit.connect('c', other),
      kit.listen('c', other, { names: [event] }),
      kit.settle('c'),
      say('a'),
      wait(half),
      mixed(most - 1),
      kit.listen('a', undefined, { names: [event] }),
      pause,
      ...(per === 'connection' ? [say('b')] : []),
      say('c'),
      wait(within - half - paused - 1),
      say('a'),
      wait(1),
      ...emit(protocol, kit.story(), event, 1),
      say('a'),
      kit.settle(),
    ),
    /** All at once where a connection ends and its user cools down: two connections, others beside, and then whoever comes back. */
    ending: exceeding(
      kit.connect('a'),
      kit.connect('b'),
      kit.connect('z', other),
      many('b', Math.floor(most / 2)),
      pause,
      many('a', most - Math.floor(most / 2)),
      say('a'),
      pause,
      say('z'),
      kit.connect('c'),
      kit.connect('y', other),
      wait((over.coolDown ?? 0) - 2 * paused - 200),
      kit.connect('d'),
      wait(200 + surely),
      kit.connect('e'),
      say('e'),
      pause,
    ),
    /** Whoever has sent too much comes back: too early, twice, and then in time. */
    coolDown: exceeding(
      kit.connect('a'),
      kit.connect('z', other),
      many('a', most),
      say('a'),
      pause,
      kit.connect('b'),
      kit.connect('y', other),
      wait(Math.floor((over.coolDown ?? 0) / 2) - (settles ? 1 : PAUSE)),
      kit.connect('c'),
      wait(Math.ceil((over.coolDown ?? 0) / 2) - 200),
      kit.connect('d'),
      wait(200 + surely),
      kit.connect('e'),
      say('e'),
      pause,
    ),
    /** Up to the message that brings the warning, long after the first, and beyond. */
    warning: exceeding(
      kit.connect('a'),
      say('a'),
      wait(Math.floor(within / 6)),
      many('a', (warning?.at ?? 1) - 2),
      wait(Math.floor(within / 6)),
      say('a'),
      pause,
      say('a'),
      pause,
    ),
    /** Up to the warning; and once all that has left the window, up to it again, by bad input where that counts. */
    warningAgain: exceeding(
      kit.connect('a'),
      many('a', warning?.at ?? 1),
      pause,
      wait(within + surely),
      many('a', (warning?.at ?? 1) - 1),
      pause,
      counted('bad-field', ...wrong('type').slice(0, 1))[0] ?? say('a'),
      pause,
      say('a'),
      pause,
    ),
  };
};
