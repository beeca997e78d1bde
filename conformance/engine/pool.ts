/**
 * The pool: every plan that an examination may perform, by number. First those that requirements give, then walks
 * through the promised lives, then random ones, then those that requirements give woven together in pairs. Equal seeds give equal pools.
 */
import fc from 'fast-check';
import type { HookName } from '../../schemas/hooks.ts';
import { createKit } from '../plans/kit.ts';
import { legal } from '../plans/legal.ts';
import { randomPlans } from '../plans/random.ts';
import { thrifty } from '../plans/thrift.ts';
import { walks } from '../plans/walks.ts';
import { weave } from '../plans/weave.ts';
import type { Suite } from '../suites/suite.ts';
import type { Driver } from './driver.ts';
import { flatten, hooksOf, isByItself, like, type Plan, type Step, waits } from './plan.ts';

/** How many plans are drawn from each requirement's own. */
const DIRECTED = 2;
/** How many plans are drawn from what a requirement gives for further ones, which take them in turns. */
const SAMPLED = 8;
/** More random plans than anybody will ask for. */
const RANDOM = 1_000_000;

/** A plan and its number in the pool. */
export interface Numbered {
  readonly number: number;
  /** The turns by which it was already shrunk when the examination began. */
  readonly turns?: readonly number[];
  /** It was given to be tried first: it is none of the pool, and its number means nothing. */
  readonly isFirst?: true;
  readonly plan: Plan;
}

/** The plans of an examination. */
export interface Pool {
  /** The plans to perform, those that wait longest first, those that must run alone last. */
  readonly chosen: (only: (id: string) => boolean, runs: number) => readonly Numbered[];
  /** The k-th further plan for one requirement, woven with that of another; it is by itself where one of them waits. */
  readonly further: (id: string, other: string | undefined, k: number) => Numbered | undefined;
  /** The text of the first further plan for a requirement: requirements of equal texts are exercised together. */
  readonly family: (id: string) => string | undefined;
  readonly at: (number: number) => Plan | undefined;
}

/** Whether connecting takes a token, and whether one user has one without a hook. */
type Tokens = boolean | 'one user';

const tokensOf = ({ protocol }: Suite, isAtHand: boolean): Tokens =>
  protocol.promises.credentials !== undefined && (isAtHand ? 'one user' : true);

const isWoven = (plan: Plan): boolean => !isByItself(plan) && plan.exceeds !== true && waits(plan.steps) === 0;

const latest = new WeakMap<Suite, { readonly key: string; readonly pool: Pool }>();

/** The same as {@link createPool}; a suite's latest pool is kept, for many servers are examined by one seed. */
export const poolOf = (suite: Suite, seed: number, { hooks, identity }: Pick<Driver, 'hooks' | 'identity'>): Pool => {
  const tokens = tokensOf(suite, identity !== undefined);
  const key = [seed, tokens, ...hooks].join(' ');
  const known = latest.get(suite);
  const pool = known?.key === key ? known.pool : createPool(suite, seed, hooks, tokens);
  latest.set(suite, { key, pool });
  return pool;
};

/** The pool of a suite for one seed, fitted to the hooks that there are. */
export const createPool = (
  suite: Suite,
  seed: number,
  hooks: ReadonlySet<HookName>,
  tokens = tokensOf(suite, false),
): Pool => {
  const { requirements, protocol, reader } = suite;
  const count = requirements.length;
  const walking = walks(protocol, createKit(protocol, reader)).map((plan) => thrifty(protocol, plan));
  const walk = count * DIRECTED;
  const first = walk + walking.length;
  const indexOf = new Map(requirements.map(({ id }, index) => [id, index]));
  /** By what they are drawn from, which several requirements share, and by how many. */
  const samples = new Map<fc.Arbitrary<Plan>, Map<number, readonly Plan[]>>();
  let random: readonly Plan[] = [];

  const sampled = (from: fc.Arbitrary<Plan> | undefined, count: number): readonly Plan[] => {
    if (!from) return [];
    const byCount = samples.get(from) ?? new Map<number, readonly Plan[]>();
    samples.set(from, byCount);
    const known =
      byCount.get(count) ?? fc.sample(from, { numRuns: count, seed }).map((plan) => thrifty(protocol, plan));
    byCount.set(count, known);
    return known;
  };
  const directed = (index: number, nth: number): Plan | undefined => sampled(requirements[index]?.given, DIRECTED)[nth];
  const more = (index: number, nth: number): Plan | undefined => {
    const { given, more: shared = given } = requirements[index] ?? {};
    return sampled(shared, SAMPLED)[nth % SAMPLED];
  };
  const drawn = (index: number): Plan | undefined => {
    if (index >= random.length)
      random = fc
        .sample(randomPlans(protocol, reader), { numRuns: Math.max(100, 2 * index), seed })
        .map((plan) => thrifty(protocol, plan, true));
    return random[index];
  };
  /** The number of a woven plan tells its parts: which requirements', and for the how-manieth time. */
  const wovenNumber = (one: number, two: number, k: number) =>
    first + RANDOM + (k * (count + 1) + one) * (count + 1) + two;
  const woven = (offset: number): Plan | undefined => {
    const two = offset % (count + 1);
    const rest = Math.floor(offset / (count + 1));
    const [one, k] = [rest % (count + 1), Math.floor(rest / (count + 1))];
    const [plan, other] = [more(one, k), more(two, k)];
    return plan && other && isWoven(plan) && isWoven(other)
      ? thrifty(protocol, weave(plan, other, seed + offset))
      : plan;
  };
  const made = (number: number): Plan | undefined => {
    if (number < walk) return directed(Math.floor(number / DIRECTED), number % DIRECTED);
    if (number < first) return walking[number - walk];
    return number < first + RANDOM ? drawn(number - first) : woven(number - first - RANDOM);
  };
  const at = (number: number): Plan | undefined => {
    const found = made(number);
    return found && within(suite, found, hooks, tokens);
  };

  return {
    at,
    family: (id) => {
      const plan = more(indexOf.get(id) ?? count, 0);
      return plan && JSON.stringify(plan);
    },
    further: (id, other, k) => {
      const number = wovenNumber(indexOf.get(id) ?? count, indexOf.get(other ?? '') ?? count, k);
      const plan = at(number);
      return plan && plan.steps.length > 0 ? { number, plan } : undefined;
    },
    chosen: (only, runs) => {
      const numbers = [
        ...requirements.flatMap(({ id, given }, index) =>
          given && only(id) ? Array.from({ length: DIRECTED }, (_, n) => index * DIRECTED + n) : [],
        ),
        ...walking.map((_, n) => walk + n),
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
      const weight = ({ plan }: Numbered) => (isByItself(plan) ? -1 : waits(plan.steps));
      return plans.sort((a, b) => weight(b) - weight(a) || a.number - b.number);
    },
  };
};

/** The plan without what the server has no hooks for. */
const within = (suite: Suite, plan: Plan, hooks: ReadonlySet<HookName>, tokens: Tokens): Plan => {
  if ([...hooksOf(plan, tokens)].every((hook) => hooks.has(hook))) return plan;
  const possible = (step: Step): boolean => [...hooksOf({ steps: [step] }, tokens)].every((hook) => hooks.has(hook));
  const left = like(plan, legal(suite.protocol, plan.steps.filter(possible)));
  return [...flatten(left.steps)].some(({ do: what }) => what === 'connect') ? left : { steps: [] };
};
