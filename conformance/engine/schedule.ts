/** Schedules: which plans an examination performs, how many at once, and how long that will take. */
import type { Protocol } from '../../schemas/protocol.ts';
import { createKit } from '../plans/kit.ts';
import { observation } from '../plans/observation.ts';
import type { Suite } from '../suites/suite.ts';
import type { ExamineOptions } from './examine-options.ts';
import { follow } from './shrink.ts';
import { flatten, hooksOf, isByItself, waits } from './plan.ts';
import type { Numbered, Pool } from './pool.ts';
import type { Listed } from './requirement.ts';
import { Trouble } from './trouble.ts';

/** Histories that exercise each requirement, and random plans, unless an examination asks for another number. */
export const RUNS = 100;
/** How often a plan is replayed at the most, until it shows a breach. */
const REPLAYS = 100;
/** Plans under way at once, unless told otherwise. */
const AT_ONCE = { least: 8, most: 128 } as const;
/** The same where everybody gets everything: plans side by side cost each other work, which only waiting is worth. */
const AT_ONCE_SHARED = { least: 2, most: 32 } as const;
/** How many round trips the longest plans make, one after the other. */
const LONGEST = 14;
/** A plan that waits longer than this, in ms, runs beside all others. */
export const LONG = 5000;
/** What further plans come to, as a multiple of the runs, and what the work of one costs, in ms: measured on servers that keep their promises. */
const FURTHER = { plans: 8, work: 8 } as const;
/** The same where everybody gets everything. */
const FURTHER_SHARED = { plans: 13, work: 14 } as const;

/** How many plans an examination performs, and how long that will take, in ms. */
export interface Expectation {
  readonly plans: number;
  readonly ms: number;
}

/** What is performed first, and judged. */
export interface Selection {
  readonly plans: readonly Numbered[];
  readonly requirements: readonly Listed[];
  /** The one plan was asked for, by itself or by its path. */
  readonly replaying: boolean;
}

/** Whether an id is asked for: by itself, or by a prefix that ends in `*`. */
export const wanted =
  (only: readonly string[] | undefined) =>
  (id: string): boolean =>
    only === undefined ||
    only.length === 0 ||
    only.some((name) => (name.endsWith('*') ? id.startsWith(name.slice(0, -1)) : id === name));

/** Selects by what the options ask for; throws {@link Trouble} `USAGE` where nothing answers to that. */
export const select = (suite: Suite, pool: Pool, options: ExamineOptions): Selection => {
  const asked = wanted(options.only);
  const requirements = suite.requirements.filter(({ id }) => asked(id));
  if (requirements.length === 0)
    throw new Trouble(
      'USAGE',
      `No requirement of ${suite.protocol.id} is called ${options.only?.join(', ')}; "wireproof list ${suite.protocol.id}" prints them all.`,
    );
  const given =
    options.observe === undefined
      ? options.plan
      : observation(createKit(suite.protocol, suite.reader), options.observe);
  if (given) {
    const missing = [
      ...hooksOf(
        given,
        suite.protocol.promises.credentials !== undefined && (options.driver.identity ? 'one user' : true),
      ),
    ].filter((hook) => !options.driver.hooks.has(hook));
    if (missing.length > 0) {
      throw new Trouble(
        'USAGE',
        options.observe === undefined
          ? `This plan needs the hook${missing.length > 1 ? 's' : ''} ${missing.join(' and ')}, which ${options.target} does not offer; give --control URL.`
          : `Nothing can be observed behind a login without a token; give --token TOKEN, or the hook token by --control URL.`,
      );
    }
    const once = { number: 0, plan: given };
    return { requirements, plans: options.observe === undefined ? again(once, options) : [once], replaying: true };
  }
  if (options.path === undefined)
    return { requirements, plans: pool.chosen(asked, options.runs ?? RUNS), replaying: false };
  const [number = Number.NaN, ...turns] = options.path.split(':').map(Number);
  const root = Number.isInteger(number) && number >= 0 ? pool.at(number) : undefined;
  const plan = root && follow(suite.protocol, root, turns);
  if (!plan)
    throw new Trouble(
      'USAGE',
      `The path ${options.path} leads to no plan; paths hold for one seed, one version of wireproof and one set of hooks.`,
    );
  return { requirements, plans: again({ number, turns, plan }, options), replaying: true };
};

/** Whether a plan waits so long that it runs beside all others. */
export const isLong = ({ plan }: Numbered): boolean => !isByItself(plan) && waits(plan.steps) > LONG;

/** Whether a plan publishes what is told at a pace, so that nothing which runs apart may run beside it. */
export const isLoud = ({ promises: { pacing } }: Protocol, { plan }: Numbered): boolean =>
  pacing !== undefined &&
  [...flatten(plan.steps)].some((step) => step.do === 'publish' && Object.hasOwn(pacing, step.event));

/** A plan to replay, as often as it may take one that does not show its breach every time. */
const again = (numbered: Numbered, { driver }: ExamineOptions): readonly Numbered[] =>
  driver.clock.kind === 'real' && isLong(numbered) ? [numbered] : Array.from({ length: REPLAYS }, () => numbered);

/** Whether everybody gets everything, save what they filter out. */
export const isShared = ({ promises }: Protocol): boolean => promises.filters !== undefined;

/** A slow server is kept busy by more plans at once, so that its slowness costs little. `roundTrip` in ms. */
export const atOnce = ({ driver, concurrency, protocol }: ExamineOptions, roundTrip: number): number => {
  if (concurrency !== undefined) return concurrency;
  // Whoever is one and the same user in every plan gets in each what the others cause.
  if (driver.identity !== undefined) return 1;
  const shared = isShared(protocol);
  if (driver.clock.kind === 'in process') return shared ? 2 : 16;
  const { least, most } = shared ? AT_ONCE_SHARED : AT_ONCE;
  return Math.min(most, Math.max(least, Math.ceil(roundTrip / 2)));
};

/** A round trip at which over sockets each requirement is exercised by as many histories as there are runs, in ms. */
const BRISK = 20;
/** How many histories exercise a requirement at the least, however slow the server is. */
const LEAST = 2;

/**
 * How many histories are to exercise each requirement: as many as there are runs, but on a server that takes its time
 * fewer, so that its slowness costs little. Asking for runs asks for all of them. `roundTrip` in ms.
 */
export const historiesFor = ({ driver, runs }: ExamineOptions, roundTrip: number): number => {
  if (runs !== undefined || driver.clock.kind === 'in process') return runs ?? RUNS;
  return Math.round(Math.max(LEAST, Math.min(RUNS, (RUNS * BRISK) / roundTrip)));
};

/** What a plan costs beside its waiting, in ms: its work, and its round trips, of which it makes some ten. */
const costOf = (options: ExamineOptions, roundTrip: number, work: number): number =>
  options.driver.clock.kind === 'in process' ? 3 : work + (10 * roundTrip) / atOnce(options, roundTrip);

/** How long a selection will take, with all that follows from it. */
export const expectationOf = (
  { plans, replaying }: Selection,
  options: ExamineOptions,
  roundTrip: number,
): Expectation => {
  const longest = (some: readonly Numbered[]) => Math.max(0, ...some.map(({ plan }) => waits(plan.steps)));
  const sum = (some: readonly Numbered[]) => some.reduce((all, { plan }) => all + waits(plan.steps), 0);
  const together = plans.filter(({ plan }) => !isByItself(plan));
  const loud = together.filter((numbered) => !isLong(numbered) || isLoud(options.protocol, numbered));
  // What runs apart waits for what is loud, beside what is not; what must be alone waits until all else is over.
  const apart = sum(plans.filter(({ plan }) => plan.apart && !plan.alone));
  const alone = sum(plans.filter(({ plan }) => plan.alone));
  const waiting = options.driver.clock.passes(Math.max(longest(together), longest(loud) + apart) + alone, roundTrip);
  const further = isShared(options.protocol) ? FURTHER_SHARED : FURTHER;
  const all = plans.length + (replaying || options.only ? 0 : further.plans * historiesFor(options, roundTrip));
  const working = all * costOf(options, roundTrip, further.work);
  return { plans: all, ms: Math.ceil(waiting + 500 + LONGEST * roundTrip + working) };
};
