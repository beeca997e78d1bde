/** Trying plans first: what somebody kept is performed before what the seed draws, and counted apart from it. */
import type { Suite } from '../suites/suite.ts';
import type { ExamineOptions } from './examine-options.ts';
import { createGathering, type Gathered } from './gathering.ts';
import type { Performance, Performer } from './performer.ts';
import { hooksOf, isByItself, waits } from './plan.ts';
import type { Numbered } from './pool.ts';
import type { Listed } from './requirement.ts';
import { LONG } from './schedule.ts';

/** How often a plan is tried at the most until it shows a breach: not every one shows it every time. */
const TRIES = 3;

/** The plans that are to be tried first. */
export interface First {
  readonly gathered: Gathered;
  /** Those that come before all else, one after the other. */
  readonly soon: readonly Numbered[];
  /** Those that wait long in real time: beside what else does, or at the end where nothing may be beside them. */
  readonly beside: readonly Numbered[];
  readonly last: readonly Numbered[];
  /** Tries one, and tells what came of it. */
  readonly attempt: (source: Numbered) => Promise<void>;
}

/** The plans to try first for which there are hooks. */
export const firstPlans = ({ protocol }: Suite, { first = [], driver }: ExamineOptions): readonly Numbered[] => {
  const tokens = protocol.promises.credentials !== undefined && (driver.identity ? 'one user' : true);
  return first
    .filter((plan) => [...hooksOf(plan, tokens)].every((hook) => driver.hooks.has(hook)))
    .map((plan) => ({ number: 0, isFirst: true, plan }));
};

/** Prepares to try them; `heard` hears of each performance. */
export const createFirst = (
  plans: readonly Numbered[],
  requirements: readonly Listed[],
  performer: Performer,
  { driver, onProgress = () => {} }: ExamineOptions,
  heard: (performance: Performance) => Promise<void>,
): First => {
  const gathered = createGathering();
  const isPatient = ({ plan }: Numbered) => driver.clock.kind === 'real' && waits(plan.steps) > LONG;
  const isShown = ({ tallies }: Performance) => [...tallies.values()].some(({ broken }) => broken);
  const patient = plans.filter(isPatient);

  return {
    gathered,
    soon: plans.filter((numbered) => !isPatient(numbered)),
    beside: patient.filter(({ plan }) => !isByItself(plan)),
    last: patient.filter(({ plan }) => isByItself(plan)),
    attempt: async (source) => {
      const came: Performance[] = [];
      const tries = isPatient(source) ? 1 : TRIES;
      while (came.length < tries && !came.some(isShown) && !performer.over()) {
        const performance = await performer.perform(source.plan, requirements);
        came.push(performance);
        gathered.take(source, performance);
        await heard(performance);
      }
      // What time cut short says nothing about what a plan still shows.
      if (performer.over()) return;
      const broken = requirements
        .map(({ id }) => id)
        .filter((id) => came.some(({ tallies }) => tallies.get(id)?.broken));
      const whole = came.some(({ entries }) => entries.some((entry) => entry.kind === 'end' && !entry.cut));
      onProgress({ phase: 'first', plan: source.plan, of: plans.length, broken, whole });
    },
  };
};
