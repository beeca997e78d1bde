/** Examining: performs a suite's plans on a server, judges every history, confirms and shrinks what is broken. */
import { suiteOf } from '../suites/index.ts';
import type { Suite } from '../suites/suite.ts';
import { createConfirmer } from './confirm.ts';
import type { ExamineOptions } from './examine-options.ts';
import { type Numbered, createPool, type Pool } from './pool.ts';
import { greet } from './preflight.ts';
import { createPerformer, type Performance, type Performer } from './performer.ts';
import { waits } from './plan.ts';
import type { RequirementReport, Report } from './report.ts';
import type { Listed } from './requirement.ts';
import { follow } from './shrink.ts';
import { Trouble } from './trouble.ts';
import { addUp, countStatuses, nothing, statusOf, type Sum, verdictOf } from './verdict.ts';
import { kit } from './kit-version.ts';

/** Random plans of an examination unless it asks for another number. */
const RUNS = 100;
const PATIENCE = 10_000;
/** Plans under way at once, unless told otherwise. */
const AT_ONCE = { 'in process': 16, advance: 8, real: 8 } as const;
/** A plan that waits longer than this, in ms, runs beside all others. */
const LONG = 5000;

/** How many plans an examination performs, and how long that will take, in ms. */
export interface Expectation {
  readonly plans: number;
  readonly ms: number;
}

interface Selection {
  readonly plans: readonly Numbered[];
  readonly requirements: readonly Listed[];
}

/** Whether an id is asked for: by itself, or by a prefix that ends in `*`. */
export const wanted =
  (only: readonly string[] | undefined) =>
  (id: string): boolean =>
    only === undefined ||
    only.length === 0 ||
    only.some((name) => (name.endsWith('*') ? id.startsWith(name.slice(0, -1)) : id === name));

const select = (suite: Suite, pool: Pool, options: ExamineOptions): Selection => {
  const asked = wanted(options.only);
  const requirements = suite.requirements.filter(({ id }) => asked(id));
  if (requirements.length === 0)
    throw new Trouble(
      'USAGE',
      `No requirement of ${suite.protocol.id} is called ${options.only?.join(', ')}; "wireproof list ${suite.protocol.id}" prints them all.`,
    );
  if (options.plan) return { requirements, plans: [{ number: 0, plan: options.plan }] };
  if (options.path === undefined) return { requirements, plans: pool.chosen(asked, options.runs ?? RUNS) };
  const [number = Number.NaN, ...turns] = options.path.split(':').map(Number);
  const root = Number.isInteger(number) && number >= 0 ? pool.at(number) : undefined;
  const plan = root && follow(suite.protocol, root, turns);
  if (!plan)
    throw new Trouble(
      'USAGE',
      `The path ${options.path} leads to no plan; paths hold for one seed, one version of wireproof and one set of hooks.`,
    );
  return { requirements, plans: [{ number, turns, plan }] };
};

/** What a plan costs beside its waiting, in ms; a guess that errs on the long side. */
const costOf = (clock: ExamineOptions['driver']['clock']['kind'], roundTrip: number): number =>
  clock === 'in process' ? 4 : (20 * Math.max(roundTrip, 2)) / AT_ONCE[clock];

const expect = ({ plans }: Selection, options: ExamineOptions, roundTrip: number): Expectation => {
  const { kind } = options.driver.clock;
  const longest = Math.max(0, ...plans.map(({ plan }) => waits(plan.steps)));
  const waiting = kind === 'real' ? longest : kind === 'advance' ? longest / 8 : 0;
  return { plans: plans.length, ms: Math.ceil(waiting + 500 + plans.length * costOf(kind, roundTrip)) };
};

/** Examines a server. Throws {@link Trouble} for misuse, and for a server that cannot be examined at all. */
export const examine = async (options: ExamineOptions): Promise<Report> => {
  const { driver, seed, onProgress = () => {} } = options;
  const { clock } = driver;
  const suite = suiteOf(options.protocol);
  const pool = createPool(suite, seed, driver.hooks);
  const selection = select(suite, pool, options);
  const performer = createPerformer(suite, options, options.patience ?? PATIENCE);
  const roundTrip = await greet(suite, performer, options);

  const expected = expect(selection, options, roundTrip);
  const budget = options.budget ?? Math.max(10_000, 2 * expected.ms);
  onProgress({ phase: 'begin', plans: expected.plans, expectedMs: expected.ms, budgetMs: budget });
  const stop = performer.limit(budget);

  const sums = new Map<string, Sum>();
  const breaches = new Map<string, { readonly source: Numbered; readonly performance: Performance }>();
  let done = 0;
  const note = (source: Numbered, performance: Performance): void => {
    done++;
    for (const [id, tally] of performance.tallies) {
      sums.set(id, addUp(sums.get(id) ?? nothing, tally));
      const known = breaches.get(id);
      if (tally.broken && (!known || source.plan.steps.length < known.source.plan.steps.length))
        breaches.set(id, { source, performance });
    }
    onProgress({ phase: 'plan', done, of: expected.plans, broken: breaches.size });
  };
  await performAll(selection, performer, options.concurrency ?? AT_ONCE[clock.kind], note);

  const confirmer = createConfirmer(suite, performer, options, expected.ms);
  const findings = await confirmer.all(breaches);
  stop();

  const requirements = selection.requirements.map((requirement): RequirementReport => {
    const { id, level, statement, source } = requirement;
    const sum = sums.get(id) ?? nothing;
    const base = { id, level, statement, source, judgements: sum.held + sum.broken + sum.unsure };
    return { ...base, ...(findings.get(id) ?? statusOf(requirement, sum, driver.hooks)) };
  });
  return {
    kit,
    protocol: suite.protocol.id,
    target: options.target,
    seed,
    startedAt: options.startedAt,
    durationMs: Math.round(performer.elapsed()),
    clock: clock.kind,
    verdict: verdictOf(requirements),
    counts: countStatuses(requirements),
    requirements,
    effort: { plans: done, entries: performer.entries(), shrinking: confirmer.executions() },
    notes: performer.notes(),
  };
};

/** Performs plans: long ones beside the others, a few at once, those that must be alone at the end. */
const performAll = async (
  { plans, requirements }: Selection,
  performer: Performer,
  atOnce: number,
  note: (source: Numbered, performance: Performance) => void,
): Promise<void> => {
  const run = async (numbered: Numbered): Promise<void> => {
    if (performer.over()) return performer.skipped();
    note(numbered, await performer.perform(numbered.plan, requirements));
  };
  const alone = plans.filter(({ plan }) => plan.alone);
  const long = plans.filter(({ plan }) => !plan.alone && waits(plan.steps) > LONG);
  const queue = plans.filter((numbered) => !alone.includes(numbered) && !long.includes(numbered));
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next; next = queue.shift()) await run(next);
  };
  await Promise.all([...long.map(run), ...Array.from({ length: atOnce }, worker)]);
  for (const numbered of alone) await run(numbered);
};

/** How many plans an examination will perform, and how long that will take. */
export const expectation = (options: ExamineOptions): Expectation => {
  const suite = suiteOf(options.protocol);
  const pool = createPool(suite, options.seed, options.driver.hooks);
  return expect(select(suite, pool, options), options, 2);
};
