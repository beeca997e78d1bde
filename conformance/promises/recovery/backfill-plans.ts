/** The plans of backfill: things live while one client is cut off, comes back as another, and fetches what it has missed. */
import fc from 'fast-check';
import type { Backfill } from '../../../schemas/promises/recovery.ts';
import { type Plan, plan, type Seen, type Step } from '../../engine/plan.ts';
import type { Setting } from '../../engine/requirement.ts';
import { abreast } from '../../plans/abreast.ts';
import type { Story } from '../../plans/story.ts';

/** When something happens: before the cut, during the absence, while the answer is under way, or when it is there. */
type Phase = 0 | 1 | 2 | 3;

/** One life: when the thing is born, when it goes on, and the dice by which it does. */
interface Lived {
  readonly machine: string;
  readonly born: Phase;
  readonly later: readonly number[];
  readonly die: number;
}

/** How many publications are started at once at the most. */
const ABREAST = 48;
/** How many things of each machine a storm has: so many that 300 events come of two machines. */
const STORM = 110;

/** What is no integer from 0 up. */
export const BAD = ['x', '-1', '1.5', ''] as const;

const phase = fc.constantFrom<Phase[]>(0, 1, 2, 3);

/** The plans for one protocol and its resources, by machine. */
export const backfillPlans = (
  { kit, protocol }: Pick<Setting<unknown>, 'kit' | 'protocol'>,
  resources: Readonly<Record<string, Backfill>>,
) => {
  const { filters, lifecycle = {} } = protocol.promises;
  const machines = Object.keys(resources);
  const isSilent = filters !== undefined && filters.initially !== 'all';
  const arrive = (client: string): readonly Step[] => [
    kit.connect(client),
    ...(isSilent ? [kit.listen(client), kit.settle(client)] : []),
  ];
  const fetch = (client: string, machine: string, since?: string | Seen): readonly Step[] => {
    const resource = resources[machine];
    if (!resource) return [];
    return [
      { do: 'fetch', client, path: resource.path, ...(since !== undefined && { query: { [resource.since]: since } }) },
    ];
  };
  const everywhere = (client: string, since?: string | Seen): readonly Step[] =>
    machines.flatMap((machine) => fetch(client, machine, since));

  /** What comes next for a thing, as one of the examples of its event tells it. */
  const next = (story: Story, machine: string, n: number, die: number): readonly Step[] => {
    const events = story.next(machine, n);
    const event = events[die % Math.max(1, events.length)];
    const examples = protocol.events[event ?? '']?.examples ?? [];
    // Every example fits its schema, and is an object.
    const body = examples[die % Math.max(1, examples.length)] as Readonly<Record<string, unknown>> | undefined;
    const step = event === undefined ? undefined : story.publish(event, n, { ...(body && { body }) });
    return step ? [step] : [];
  };

  const concerns = (machine: string, event: string): boolean =>
    Object.hasOwn(lifecycle[machine]?.transitions ?? {}, event);

  /** What happens in each phase, in no order but that of each life; things of several machines may share a name. */
  const tell = (lives: readonly Lived[]): ((now: Phase) => readonly Step[]) => {
    const story = kit.story();
    const happening = lives.flatMap(({ machine, born, later, die }, index) => {
      const rest = later.map((after, nth) => ({ when: Math.min(3, born + after), rank: (die >> (nth + 1)) % 7 }));
      return [{ when: born as number, rank: die % 7 }, ...rest].map((one, nth) => ({
        ...one,
        machine,
        index,
        die,
        nth,
      }));
    });
    return (now) => {
      const due = happening.filter(({ when }) => when === now);
      const steps = due
        .sort((one, two) => one.nth - two.nth || one.rank - two.rank)
        .flatMap(({ machine, index, die, nth }) =>
          next(story, machine, index + 1, die + nth).map((step) => ({ step, thing: `${machine} ${index}` })),
        );
      return abreast(steps, ABREAST);
    };
  };

  const around = (happens: (now: Phase) => readonly Step[]): Plan => {
    /** Each resource is asked right before something happens to one of its things, if that may be. */
    const racing = (step: Step): Step => {
      const others = step.do === 'together' ? [...step.steps] : [step];
      const asking = machines.flatMap((machine) => {
        const mine = others.findIndex((other) => other.do === 'publish' && concerns(machine, other.event));
        return [...fetch('b', machine, { seen: 'a' }), ...(mine < 0 ? [] : others.splice(mine, 1))];
      });
      return { do: 'together', steps: [...asking, ...others] };
    };
    return plan(
      ...[arrive('w'), arrive('a'), happens(0)],
      kit.settle(),
      { do: 'leave', client: 'a', abruptly: true },
      ...[happens(1), arrive('b')],
      ...[happens(2).map(racing), happens(3)],
      kit.settle(),
      ...everywhere('b', { seen: 'b' }),
      kit.settle(),
    );
  };

  const lived: fc.Arbitrary<Lived> = fc.record({
    machine: fc.constantFrom(...machines),
    born: phase,
    later: fc.oneof({ weight: 1, arbitrary: fc.constant([]) }, { weight: 3, arbitrary: fc.tuple(fc.nat(3)) }),
    die: fc.nat(0xffff),
  });

  /**
   * Three things of each machine, of which one goes on, another in one way than in the other; of machines after the first
   * another goes on as well, whose name a thing of the first has too. Requests right behind each event, and behind them all.
   */
  const probes = (behind: Seen | undefined, sinces: readonly (string | Seen | undefined)[]): Plan => {
    const story = kit.story();
    const told = (machine: string, n: number, die: number): readonly Step[] => [
      ...next(story, machine, n, die),
      ...(behind ? fetch('a', machine, behind) : []),
    ];
    return plan(
      ...[arrive('w'), arrive('a')],
      ...machines.flatMap((machine) => [1, 2, 3].flatMap((n) => told(machine, n, n))),
      ...machines.flatMap((machine, nth) => [...told(machine, 1, 1 + nth), ...(nth > 0 ? told(machine, 3, nth) : [])]),
      kit.settle(),
      ...sinces.flatMap((since) => everywhere('a', since)),
      kit.settle(),
      ...machines.flatMap((machine) => told(machine, 2, 0)),
      kit.settle(),
    );
  };

  return {
    /** A few dozen lives, some of them at their turning points while the answer is under way. */
    lives: fc.array(lived, { minLength: 10, maxLength: 40, size: 'max' }).map((lives) => around(tell(lives))),
    /** So many events that nothing which has room for a hundred holds them; most of them while the client is away. */
    storm: around(
      tell(
        machines.flatMap((machine) =>
          Array.from(
            { length: STORM },
            (_, n): Lived => ({
              machine,
              born: n % 8 === 0 ? 0 : n % 9 === 0 ? 2 : 1,
              later: n % 2 === 0 ? [n % 3] : [],
              die: n,
            }),
          ),
        ),
      ),
    ),
    /** Lives that end in every way, before the cut, during the absence and while the answer is under way. */
    endings: around(
      tell(
        machines.flatMap((machine) =>
          [0, 1, 2, 3].flatMap((die) =>
            (
              [
                [0, 0],
                [0, 1],
                [1, 0],
                [1, 1],
                [0, 2],
              ] as const
            ).map(([born, later]): Lived => ({ machine, born, later: [later], die })),
          ),
        ),
      ),
    ),
    leavingOut: probes(undefined, [undefined, '0']),
    /** The same again: answers tell all that there ever was, also before this plan, so that they are long. */
    leavingOutAgain: fc.oneof(
      { weight: 3, arbitrary: fc.constant(probes(undefined, [undefined])) },
      { weight: 1, arbitrary: fc.constant(probes(undefined, [undefined, '0'])) },
    ),
    /** Since the latest number, which is after all that happened; and since numbers that nobody has used yet. */
    nothingNew: probes({ seen: 'a', own: true }, [
      ...[0, -1, -2, 1, 1000].map((plus) => ({ seen: 'a', plus })),
      String(Number.MAX_SAFE_INTEGER),
    ]),
    bad: probes(undefined, [...BAD, { seen: 'a', plus: -2 }]),
  };
};
