/** Servers may take what is published at once in any order: no plan publishes at once what is legal in one order alone. */
import { expect, it } from 'vitest';
import { HOOKS } from '../../schemas/hooks.ts';
import type { Protocol } from '../../schemas/protocol.ts';
import { createPool } from '../engine/pool.ts';
import type { Step } from '../engine/plan.ts';
import { subjects } from '../self-test/subjects.ts';
import { suiteOf } from '../suites/index.ts';
import { createStory } from './story.ts';

type Publish = Extract<Step, { readonly do: 'publish' }>;

/** What was published before is told again for each group, so that it must not be too much. */
const LONGEST = 400;

/** Of a plan, what is published at once and cannot be in the opposite order, in which every two of them change places. */
const bound = (protocol: Protocol, steps: readonly Step[]): readonly (readonly Publish[])[] => {
  const before: Publish[] = [];
  const found: (readonly Publish[])[] = [];
  for (const step of steps) {
    const inner = step.do === 'together' ? step.steps : [step];
    const publications = inner.filter((one): one is Publish => one.do === 'publish' && one.refused !== true);
    if (publications.length > 1 && before.length < LONGEST) {
      const story = createStory(protocol);
      for (const publication of before) story.accept(publication);
      if (![...publications].reverse().every((publication) => story.accept(publication))) found.push(publications);
    }
    if (step.do === 'reset') before.length = 0;
    before.push(...publications);
  }
  return found;
};

it.each(Object.values(subjects).map(({ id, protocol }) => [id, protocol] as const))('%s', (_, protocol) => {
  const suite = suiteOf(protocol);
  const pool = createPool(suite, 1, new Set(HOOKS));
  const further = suite.requirements.flatMap(
    ({ id }, nth) => pool.further(id, suite.requirements[nth - 1]?.id, 1) ?? [],
  );
  const plans = [...pool.chosen(() => true, 4), ...further];
  expect(plans.length).toBeGreaterThan(100);
  expect(plans.flatMap(({ plan }) => bound(protocol, plan.steps))).toEqual([]);
});

it('finds what is bound to an order', () => {
  const { protocol } = subjects.commerce;
  const story = createStory(protocol);
  const [first, ...others] = ['order.created', 'order.paid', 'order.accepted'].flatMap(
    (event) => story.publish(event, 1) ?? [],
  );
  expect(first && others.length).toBeGreaterThan(0);
  expect(bound(protocol, [{ do: 'together', steps: first ? [first, ...others] : [] }])).toHaveLength(1);
});
