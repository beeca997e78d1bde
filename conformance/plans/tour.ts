/** The tour: a plan in which every thing lives its whole life before the eyes of everybody entitled to see it. */
import type { Protocol } from '../../schemas/protocol.ts';
import { symbol } from '../engine/names.ts';
import { type Plan, plan, type Step } from '../engine/plan.ts';
import type { Kit } from './kit.ts';
import { raise } from './raise.ts';
import { isMadeForOne } from '../scene/numbers.ts';
import { openings } from './rights.ts';
import type { Story } from './story.ts';

/** What events say, by their names; those that are not there say what their examples do. */
export type Bodies = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** One life of the n-th thing of a machine, from its first event to the last; the longest way, or another by `choose`. */
export const life = (
  story: Story,
  machine: string,
  n: number,
  choose: (events: readonly string[]) => string = (events) => events[0] ?? '',
  bodies: Bodies = {},
): readonly Step[] => {
  const steps: Step[] = [];
  for (let left = 12; left > 0; left--) {
    const next = story.next(machine, n);
    const fresh = next.filter((event) => !steps.some((step) => step.do === 'publish' && step.event === event));
    if (fresh.length === 0) break;
    const event = choose(fresh);
    const body = bodies[event];
    const step = story.publish(event, n, body ? { body } : {});
    if (step) steps.push(step);
  }
  return steps;
};

/** Machines, those that others belong to first. */
export const machinesInOrder = ({ promises }: Protocol): readonly string[] =>
  Object.entries(promises.lifecycle ?? {})
    .sort(([, a], [, b]) => Number(a.belongsTo !== undefined) - Number(b.belongsTo !== undefined))
    .map(([name]) => name);

/** The events that tell of no thing. */
const looseEvents = ({ promises, events }: Protocol, { world }: Story): readonly string[] =>
  Object.keys(events).filter(
    (event) =>
      world.machineOf(event) === undefined && event !== promises.books?.delta && !isMadeForOne(promises, event),
  );

/** One who wants everything watches a thing of each machine live, and every event that belongs to no machine. */
const openTour = (protocol: Protocol, kit: Kit, choose?: (events: readonly string[]) => string): Plan => {
  const story = kit.story();
  const { lifecycle = {}, books, filters } = protocol.promises;
  const loose = looseEvents(protocol, story);
  const market = symbol(books?.belongsTo.machine ?? '', 1);
  const above = books ? raiseFor(protocol, story, books.belongsTo.machine) : [];
  /** Books are begun when what they belong to is there, and changed while it lives. */
  const scoped: readonly (Step | undefined)[] = books
    ? [
        kit.listen('a', undefined, { names: [books.delta], values: [market] }),
        kit.settle('a'),
        ...[0, 1, 2, 3].map((die) => story.publish(books.delta, 1, { dice: [die, die + 1, die + 2, die] })),
      ]
    : [];
  const machines = machinesInOrder(protocol);
  const isAbove = (name: string) => Object.values(lifecycle).some(({ belongsTo }) => belongsTo?.machine === name);
  return plan(
    kit.connect('a'),
    ...(filters?.initially === 'all' ? [] : [kit.listen('a')]),
    kit.settle(),
    ...above,
    ...kit.steps(...scoped),
    ...kit.steps(...loose.map((event) => story.publish(event, 1))),
    ...machines
      .toSorted((one, two) => Number(isAbove(one)) - Number(isAbove(two)))
      .flatMap((machine) => [...raise(protocol, story, machine, 1), ...life(story, machine, 1, choose)]),
    kit.settle(),
  );
};

/** Brings the first thing of a machine into being, with what stands above it. */
const raiseFor = (protocol: Protocol, story: Story, name: string): readonly Step[] => {
  const above = raise(protocol, story, name, 1);
  const [birth] = story.next(name, 1);
  const step = birth === undefined ? undefined : story.publish(birth, 1);
  return step ? [...above, step] : above;
};

/** Two users and a bystander watch every machine's things live, on their own channels and on the things' channels. */
export const tour = (
  protocol: Protocol,
  kit: Kit,
  choose?: (events: readonly string[]) => string,
  bodies: Bodies = {},
): Plan => {
  if (protocol.promises.filters) return openTour(protocol, kit, choose);
  const story = kit.story();
  const [first, second] = [symbol('user', 1), symbol('user', 2)];
  const roles = [
    ...new Set(Object.values(protocol.promises.rights?.channels ?? {}).flatMap((right) => right.roles ?? [])),
  ];
  return plan(
    kit.connect('a', first, { roles }),
    kit.connect('b', second),
    kit.connect('c', symbol('user', 3)),
    kit.subscribe('a', kit.ownChannel(first)),
    kit.subscribe('b', kit.ownChannel(second)),
    kit.subscribe('c', kit.ownChannel(symbol('user', 3))),
    ...openings(protocol).map((channel) => kit.subscribe('c', channel)),
    kit.settle(),
    ...machinesInOrder(protocol).flatMap((machine) => {
      const [birth, ...rest] = life(story, machine, 1, choose, bodies);
      const own = thingChannel(protocol, machine);
      return [
        ...(birth ? [birth] : []),
        ...(own === undefined ? [] : [kit.subscribe('a', own), kit.settle('a')]),
        ...rest,
      ];
    }),
    ...kit.steps(
      ...looseEvents(protocol, story).map((event) =>
        story.publish(event, 1, bodies[event] ? { body: bodies[event] } : {}),
      ),
    ),
  );
};

/** The channel of the first thing of a machine, if things of it have channels. */
export const thingChannel = (protocol: Protocol, machine: string, n = 1): string | undefined => {
  const found = Object.entries(protocol.promises.rights?.channels ?? {}).find(([, right]) => right.exists === machine);
  return found?.[0].replace(/\{[^}]+\}/, symbol(machine, n));
};
