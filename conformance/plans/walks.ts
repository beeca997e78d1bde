/** Walks: plans in which things live so that every promised transition, and every pair of them in turn, is seen. */
import type { Machine } from '../../schemas/promises.ts';
import type { Protocol } from '../../schemas/protocol.ts';
import { symbol } from '../engine/names.ts';
import { type Plan, plan, type Step } from '../engine/plan.ts';
import type { Kit } from './kit.ts';
import { openings } from './rights.ts';

interface Transition {
  readonly event: string;
  readonly from: readonly (string | null)[];
  readonly to: string;
}

const transitionsOf = ({ transitions }: Machine): readonly Transition[] =>
  Object.entries(transitions).flatMap(([event, transition]) => (transition ? [{ event, ...transition }] : []));

/** The shortest life that ends in a state; undefined when none does. */
const lifeTo = (all: readonly Transition[], state: string | null): readonly Transition[] | undefined => {
  const known = new Map<string | null, readonly Transition[]>([[null, []]]);
  for (const [reached, life] of known) {
    if (reached === state) return life;
    for (const next of all) if (next.from.includes(reached) && !known.has(next.to)) known.set(next.to, [...life, next]);
  }
  return undefined;
};

const eachPair = (life: readonly Transition[]): readonly string[] =>
  life.map(({ event }, index) => `${life[index - 1]?.event ?? ''} ${event}`);

/** Lives that between them hold every transition and every pair, the longest first, none of them for nothing. */
const lives = (machine: Machine): readonly (readonly Transition[])[] => {
  const all = transitionsOf(machine);
  const wanted = all.flatMap((one) =>
    one.from.flatMap((state) => {
      const before = lifeTo(all, state);
      if (!before) return [];
      const after = all.filter(({ from }) => from.includes(one.to));
      return [[...before, one], ...after.map((two) => [...before, one, two])];
    }),
  );
  const seen = new Set<string>();
  return wanted
    .sort((a, b) => b.length - a.length)
    .filter((life) => {
      const fresh = eachPair(life).filter((pair) => !seen.has(pair));
      for (const pair of fresh) seen.add(pair);
      return fresh.length > 0;
    });
};

/** One plan for each machine, watched by those whom its things concern and by those who may watch everything. */
export const walks = (protocol: Protocol, kit: Kit): readonly Plan[] =>
  Object.entries(protocol.promises.lifecycle ?? {}).map(([, machine]) => {
    const story = kit.story();
    const parent = machine.belongsTo && story.next(machine.belongsTo.machine, 1)[0];
    const births = parent === undefined ? [] : [story.publish(parent, 1)];
    const told: (Step | undefined)[] = lives(machine).flatMap((life, index) =>
      life.map(({ event }) => story.publish(event, index + 1, { parent: 1 })),
    );
    const watchers = [symbol('user', 1), symbol('user', 2)].flatMap((user, index) => [
      kit.connect(`${'ab'[index]}`, user),
      kit.subscribe(`${'ab'[index]}`, kit.ownChannel(user), ...openings(protocol)),
    ]);
    return plan(...watchers, kit.settle(), ...kit.steps(...births, ...told), kit.settle());
  });
