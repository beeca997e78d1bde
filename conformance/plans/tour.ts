/** The tour: a plan in which every thing lives its whole life before the eyes of everybody entitled to see it. */
import type { Protocol } from '../../schemas/protocol.ts';
import { symbol } from '../engine/names.ts';
import { type Plan, plan, type Step } from '../engine/plan.ts';
import type { Kit } from './kit.ts';
import { openings } from './rights.ts';
import type { Story } from './story.ts';

/** One life of the n-th thing of a machine, from its first event to the last; the longest way, or another by `choose`. */
export const life = (
  story: Story,
  machine: string,
  n: number,
  choose: (events: readonly string[]) => string = (events) => events[0] ?? '',
): readonly Step[] => {
  const steps: Step[] = [];
  for (let left = 12; left > 0; left--) {
    const next = story.next(machine, n);
    const fresh = next.filter((event) => !steps.some((step) => step.do === 'publish' && step.event === event));
    if (fresh.length === 0) break;
    const step = story.publish(choose(fresh), n);
    if (step) steps.push(step);
  }
  return steps;
};

/** Machines, those that others belong to first. */
export const machinesInOrder = ({ promises }: Protocol): readonly string[] =>
  Object.entries(promises.lifecycle ?? {})
    .sort(([, a], [, b]) => Number(a.belongsTo !== undefined) - Number(b.belongsTo !== undefined))
    .map(([name]) => name);

/** Two users and a bystander watch every machine's things live, on their own channels and on the things' channels. */
export const tour = (protocol: Protocol, kit: Kit, choose?: (events: readonly string[]) => string): Plan => {
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
      const [birth, ...rest] = life(story, machine, 1, choose);
      const own = thingChannel(protocol, machine);
      return [
        ...(birth ? [birth] : []),
        ...(own === undefined ? [] : [kit.subscribe('a', own), kit.settle('a')]),
        ...rest,
      ];
    }),
  );
};

/** The channel of the first thing of a machine, if things of it have channels. */
export const thingChannel = (protocol: Protocol, machine: string, n = 1): string | undefined => {
  const found = Object.entries(protocol.promises.rights?.channels ?? {}).find(([, right]) => right.exists === machine);
  return found?.[0].replace(/\{[^}]+\}/, symbol(machine, n));
};
