/** The plans of replay: a witness hears everything from the beginning, and others come later and ask for what was before. */
import fc from 'fast-check';
import type { Plan } from '../../engine/plan.ts';
import type { Setting } from '../../engine/requirement.ts';
import type { Replay } from './commands.ts';
import { AHEAD } from './range-oracles.ts';
import { randomReplays } from './replay-random.ts';
import { type From, OTHERS, OURS, replayWorld } from './replay-world.ts';

/** No count comes so far. */
const HUGE = Number.MAX_SAFE_INTEGER;

/** One of some; of none, what there is not. */
const among = (some: readonly string[]): fc.Arbitrary<string> => fc.constantFrom(...(some.length > 0 ? some : ['']));

/** The plans for one protocol. */
export const replayPlans = (setting: Pick<Setting<unknown>, 'kit' | 'protocol'>, replay: Replay) => {
  const { kit, protocol } = setting;
  const { filters, sequence } = protocol.promises;
  const known = replayWorld(setting, replay);
  const { scoped, wide, narrow, rare, mine, valuesFor, ask, seen, world } = known;
  /** What may be asked for from its beginning, however long the server has lived: what a filter narrows, or what is rare. */
  const bounded = among([...narrow, rare]);
  const wideStream = among(wide);

  /** What has no past, and can be asked for beside what has. */
  const unnumbered = (sequence?.unnumbered ?? []).filter((event) => filters?.along?.[event] === undefined);
  /** Old events, then a client that asks for them while more are published, then others. */
  const joining = (stream: string, from: From, values: readonly string[], beside: readonly string[] = []): Plan =>
    world((publish) => [
      [OURS, OTHERS, OURS, OTHERS, OURS, OURS].flatMap((n) => publish(stream, n)),
      kit.settle(),
      kit.connect('a'),
      { do: 'together', steps: [ask('a', [stream, ...beside], from, values), ...publish(stream, OURS)] },
      [OURS, OTHERS, OURS].flatMap((n) => publish(stream, n)),
      kit.settle(),
      beside.length > 0 ? [ask('a', beside, from, values), kit.settle('a')] : [],
      [OURS, OURS].flatMap((n) => publish(stream, n)),
      kit.settle(),
    ]);

  /** The same stream again and again, from elsewhere each time. */
  const anew = (stream: string): Plan =>
    world((publish) => [
      [OURS, OTHERS, OURS].flatMap((n) => publish(stream, n)),
      kit.settle(),
      kit.connect('a'),
      ...(['earliest', 'earliest', seen('w', stream, 0), 'latest', 'earliest'] as const).flatMap((from) => [
        ask('a', [stream], from, scoped.includes(stream) || from === 'earliest' ? valuesFor(stream) : []),
        kit.settle('a'),
        ...publish(stream, OURS),
        ...publish(stream, OTHERS),
        kit.settle(),
      ]),
    ]);

  /** Numbers that are neither there nor next, of one who has nothing, and of one who has. */
  const outside = (stream: string): Plan =>
    world((publish) => [
      [OURS, OTHERS, OURS].flatMap((n) => publish(stream, n)),
      kit.settle(),
      kit.connect('a'),
      ...[0, -1, seen('w', stream, AHEAD), HUGE].map((number) => ask('a', [stream], number)),
      kit.settle('a'),
      publish(stream, OURS),
      ask('a', [stream], seen('w', stream, 1)),
      kit.settle('a'),
      publish(stream, OURS),
      ...[0, seen('w', stream, AHEAD), HUGE].map((number) => ask('a', [stream], number)),
      kit.settle('a'),
      [OURS, OURS].flatMap((n) => publish(stream, n)),
      ask('a', [stream], seen('w', stream, 0)),
      kit.settle(),
    ]);

  /** A number where there are several counts, or none. */
  const uncounted = (one: string, two: string): Plan =>
    world((publish) => [
      [one, two].flatMap((stream) => publish(stream, OURS)),
      kit.settle(),
      kit.connect('a'),
      ask('a', [one, two], 1),
      ...unnumbered.map((event) => ask('a', [event], 1)),
      kit.settle('a'),
      [one, two].flatMap((stream) => publish(stream, OURS)),
      ask('a', [one], seen('w', one, 0)),
      kit.settle(),
    ]);

  return {
    random: randomReplays(kit, known),
    joining: fc.oneof(
      bounded.map((stream) => joining(stream, 'earliest', valuesFor(stream))),
      wideStream.map((stream) => joining(stream, seen('w', stream, -2), [])),
    ),
    filtered: among(narrow).map((stream) => joining(stream, 'earliest', [mine], unnumbered)),
    anew: bounded.map(anew),
    /** For what comes up again: what a filter narrows does not grow while the server lives. */
    again: fc
      .oneof({ weight: 1, arbitrary: bounded }, { weight: 3, arbitrary: among(narrow.length > 0 ? narrow : [rare]) })
      .map(anew),
    outside: wideStream.map(outside),
    uncounted: fc
      .tuple(wideStream, wideStream)
      .map(([one, two]) => uncounted(one, one === two ? (wide.find((other) => other !== one) ?? '') : two)),
  };
};
