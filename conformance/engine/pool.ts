/** The pool: every plan of an examination, by number. Directed plans come first, random ones after; equal seeds give equal pools. */
import fc from 'fast-check';
import type { HookName } from '../../schemas/hooks.ts';
import { legal } from '../plans/legal.ts';
import { randomPlans } from '../plans/random.ts';
import type { Suite } from '../suites/suite.ts';
import { flatten, hooksOf, type Plan, type Step, waits } from './plan.ts';

/** How many plans are drawn from each requirement's own. */
const DIRECTED = 2;

/** A plan and its number in the pool. */
export interface Numbered {
  readonly number: number;
  /** The turns by which it was already shrunk when the examination began. */
  readonly turns?: readonly number[];
  readonly plan: Plan;
}

/** The plans of an examination. */
export interface Pool {
  /** The plans to perform, those that wait longest first, those that must run alone last. */
  readonly chosen: (only: (id: string) => boolean, runs: number) => readonly Numbered[];
  readonly at: (number: number) => Plan | undefined;
}

/** The pool of a suite for one seed, fitted to the hooks that there are. */
export const createPool = (suite: Suite, seed: number, hooks: ReadonlySet<HookName>): Pool => {
  const { requirements, protocol, reader } = suite;
  const first = requirements.length * DIRECTED;
  let random: readonly Plan[] = [];

  const directed = (number: number): Plan | undefined => {
    const given = requirements[Math.floor(number / DIRECTED)]?.given;
    return given && fc.sample(given, { numRuns: DIRECTED, seed })[number % DIRECTED];
  };
  const drawn = (index: number): Plan | undefined => {
    if (index >= random.length)
      random = fc.sample(randomPlans(protocol, reader), { numRuns: Math.max(100, 2 * index), seed });
    return random[index];
  };
  const at = (number: number): Plan | undefined => {
    const found = number < first ? directed(number) : drawn(number - first);
    return found && within(suite, found, hooks);
  };

  return {
    at,
    chosen: (only, runs) => {
      const numbers = [
        ...requirements.flatMap(({ id, given }, index) =>
          given && only(id) ? Array.from({ length: DIRECTED }, (_, n) => index * DIRECTED + n) : [],
        ),
        ...Array.from({ length: runs }, (_, n) => first + n),
      ];
      const seen = new Set<string>();
      const plans = numbers.flatMap((number): readonly Numbered[] => {
        const plan = at(number);
        const text = plan && JSON.stringify(plan);
        if (!plan || text === undefined || plan.steps.length === 0 || seen.has(text)) return [];
        seen.add(text);
        return [{ number, plan }];
      });
      const weight = ({ plan }: Numbered) => (plan.alone ? -1 : waits(plan.steps));
      return plans.sort((a, b) => weight(b) - weight(a) || a.number - b.number);
    },
  };
};

/** The plan without what the server has no hooks for. */
const within = (suite: Suite, plan: Plan, hooks: ReadonlySet<HookName>): Plan => {
  if ([...hooksOf(plan)].every((hook) => hooks.has(hook))) return plan;
  const possible = (step: Step): boolean => [...hooksOf({ steps: [step] })].every((hook) => hooks.has(hook));
  const left = legal(suite.protocol, plan.steps.filter(possible));
  return [...flatten(left.steps)].some(({ do: what }) => what === 'connect') ? left : { steps: [] };
};
