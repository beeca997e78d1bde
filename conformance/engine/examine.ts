/** Examining: performs a suite's plans on a server, judges every history, confirms and shrinks what is broken. */
import type { HookName } from '../../schemas/hooks.ts';
import { suiteOf } from '../suites/index.ts';
import type { Suite } from '../suites/suite.ts';
import { type Breach, createConfirmer } from './confirm.ts';
import { createCoverage } from './coverage.ts';
import type { ExamineOptions } from './examine-options.ts';
import { createFurther } from './further.ts';
import { kit } from './kit-version.ts';
import { createPerformer, type Performance, type Performer } from './performer.ts';
import { type Numbered, poolOf } from './pool.ts';
import { alive, greet, loosen } from './preflight.ts';
import type { Report, RequirementReport } from './report.ts';
import type { Listed } from './requirement.ts';
import { isByItself } from './plan.ts';
import {
  atOnce,
  type Expectation,
  expectationOf,
  historiesFor,
  isLong,
  isLoud,
  isShared,
  RUNS,
  select,
} from './schedule.ts';
import { addUp, countStatuses, nothing, statusOf, type Sum, verdictOf } from './verdict.ts';

const PATIENCE = 10_000;
/** How many further plans for each requirement show what more of them would come to. */
const FIRST = 4;
/** A round of further plans has room for so many of each requirement as are under way at once, so many times over. */
const ROUND = 4;
/** Where everybody gets everything, two plans woven cost more than both: so many show what comes of it. */
const WOVEN = 8;
/** How many of the plans that showed a breach are tried for one that shows it every time. */
const TRIED = 24;
/** A budget that nobody gave is never shorter than this, in ms: shrinking takes its time, and machines are noisy. */
const LEAST_BUDGET = 60_000;

/** Examines a server. Throws {@link Trouble} for misuse, and for a server that cannot be examined at all. */
export const examine = async (options: ExamineOptions): Promise<Report> => {
  const { driver, seed, onProgress = () => {} } = options;
  const suite = suiteOf(options.protocol);
  const pool = poolOf(suite, seed, driver);
  const selection = select(suite, pool, options);
  const { requirements, replaying } = selection;
  const performer = createPerformer(suite, options, options.patience ?? PATIENCE);
  const lift = options.budget === undefined ? () => {} : performer.limit(options.budget);
  const roundTrip = await pace(suite, performer, options);
  const expected = expectationOf(selection, options, roundTrip);
  const budget = options.budget ?? Math.max(LEAST_BUDGET, 2 * expected.ms);
  onProgress({ phase: 'begin', plans: expected.plans, expectedMs: expected.ms, budgetMs: budget });
  const stop = performer.limit(budget);

  const sums = new Map<string, Sum>();
  const breaches = new Map<string, readonly Breach[]>();
  const coverage = createCoverage(suite.protocol);
  let done = 0;
  const note = (source: Numbered, performance: Performance): void => {
    done++;
    coverage.take(performance.entries);
    for (const [id, tally] of performance.tallies) {
      sums.set(id, addUp(sums.get(id) ?? nothing, tally));
      if (!tally.broken) continue;
      const shortest = [...(breaches.get(id) ?? []), { source, performance }].sort(
        (a, b) => a.source.plan.steps.length - b.source.plan.steps.length,
      );
      breaches.set(id, shortest.slice(0, TRIED));
    }
    onProgress({ phase: 'plan', done, of: Math.max(done, expected.plans), broken: breaches.size });
  };
  const look = canary(suite, performer, options);
  const perform = (plans: readonly Numbered[]): Promise<void> =>
    performAll(plans, requirements, performer, replaying ? 1 : atOnce(options, roundTrip), async (source, came) => {
      note(source, came);
      await look(came);
      if (!replaying) return false;
      if (breaches.size === 0) await loosen(suite, performer, done);
      return breaches.size > 0;
    });

  const histories = replaying ? 0 : historiesFor(options, roundTrip);
  const further = createFurther({
    ...{ pool, requirements, runs: histories },
    histories: (id) => sums.get(id)?.histories ?? 0,
    isBroken: (id) => breaches.has(id),
    waiting: driver.clock.kind === 'in process',
    first: FIRST,
    round: driver.clock.kind === 'in process' ? 8 : ROUND * atOnce(options, roundTrip),
    woven: isShared(suite.protocol) ? WOVEN : Number.POSITIVE_INFINITY,
  });
  const rounds = histories < (options.runs ?? RUNS) ? 1 : Number.POSITIVE_INFINITY;
  const late = selection.plans.filter(({ plan }) => isByItself(plan));
  const brief = async (): Promise<void> => {
    await perform(selection.plans.filter((numbered) => !isByItself(numbered.plan) && !isLong(numbered)));
    for (let nth = 0; nth < rounds && !performer.over(); nth++) {
      const round = further();
      if (round.length === 0) break;
      late.push(...round.filter(({ plan }) => isByItself(plan)));
      await perform(round.filter(({ plan }) => !isByItself(plan)));
    }
  };
  // What waits long waits beside all this, and beside what runs apart; what must be alone comes when all else is over.
  const long = selection.plans.filter(isLong);
  const isLoudHere = (numbered: Numbered): boolean => isLoud(suite.protocol, numbered);
  const apart = async (): Promise<void> => {
    await Promise.all([perform(long.filter(isLoudHere)), brief()]);
    await perform(late.filter(({ plan }) => !plan.alone));
  };
  await Promise.all([perform(long.filter((numbered) => !isLoudHere(numbered))), apart()]);
  await perform(late.filter(({ plan }) => plan.alone));
  const confirmer = createConfirmer(suite, performer, options, expected.ms);
  const findings = await confirmer.all(breaches);
  for (const end of [lift, stop]) end();

  const reports = requirements.map((requirement): RequirementReport => {
    const { id, level, statement, source } = requirement;
    const sum = sums.get(id) ?? nothing;
    const judgements = sum.held + sum.broken + sum.unsure;
    const base = { id, level, statement, source, judgements, histories: sum.histories };
    const found = findings.get(id);
    if (found && !(performer.publishesInVain() && requirement.needs?.includes('publish'))) return { ...base, ...found };
    return { ...base, ...statusOf(requirement, found ? nothing : sum, workingHooks(driver, performer)) };
  });
  return {
    kit,
    protocol: suite.protocol.id,
    target: options.target,
    seed,
    startedAt: options.startedAt,
    durationMs: Math.round(performer.elapsed()),
    clock: driver.clock.kind,
    verdict: verdictOf(reports),
    counts: countStatuses(reports),
    requirements: reports,
    effort: { plans: done, entries: performer.entries(), shrinking: confirmer.executions() },
    coverage: coverage.covered(),
    notes: [...performer.notes(), ...standingStill(suite, reports, options)],
  };
};

/** A server that takes longer than this to answer, in ms, is looked at once only. */
const SLOW = 100;

/** How long the server takes to answer, in ms: the first look also warms everything up, the slower of two more tells. */
const pace = async (suite: Suite, performer: Performer, options: ExamineOptions): Promise<number> => {
  const first = await greet(suite, performer, options);
  if (first > SLOW || options.driver.clock.kind === 'in process') return first;
  return Math.max(await greet(suite, performer, options), await greet(suite, performer, options));
};

/** A server whose time was ever advanced stands still; in real time that looks like a fault of every timer. */
const standingStill = (
  suite: Suite,
  requirements: readonly RequirementReport[],
  { driver }: ExamineOptions,
): Report['notes'] => {
  const timed = new Set(suite.requirements.flatMap(({ id, timed }) => (timed ? [id] : [])));
  const late = requirements.some(({ id, status }) => status === 'fail' && timed.has(id));
  return driver.clock.kind === 'real' && driver.hooks.has('advance') && late
    ? [
        {
          about: 'run',
          text: 'If the hook advance was ever called on this server, its time stands still for good: start it anew before --clock real.',
        },
      ]
    : [];
};

/** The hooks that do what they say: events that nobody ever saw were not published. */
const workingHooks = ({ hooks }: ExamineOptions['driver'], performer: Performer): ReadonlySet<HookName> =>
  performer.publishesInVain() ? new Set([...hooks].filter((hook) => hook !== 'publish')) : hooks;

/** After a plan that could not connect: is the server still there? If not, nothing more is to be learnt. */
const canary = (suite: Suite, performer: Performer, options: ExamineOptions) => {
  let looking: Promise<boolean> | undefined;
  return async ({ entries }: Performance): Promise<void> => {
    const shutOut = entries.some(({ kind }) => kind === 'refused') && !entries.some(({ kind }) => kind === 'received');
    if (!shutOut || performer.over()) return;
    looking ??= alive(suite, performer, options);
    if (!(await looking)) performer.giveUp(`The server is gone: ${options.target} takes no more connections.`);
    looking = undefined;
  };
};

/** Performs plans: long ones beside the others, a few at once, those that must be alone at the end; `note` ends it by true. */
const performAll = async (
  plans: readonly Numbered[],
  requirements: readonly Listed[],
  performer: Performer,
  side: number,
  note: (source: Numbered, performance: Performance) => Promise<boolean>,
): Promise<void> => {
  let enough = false;
  const run = async (numbered: Numbered): Promise<void> => {
    if (performer.over()) return performer.skipped();
    if (!enough) enough = await note(numbered, await performer.perform(numbered.plan, requirements));
  };
  const alone = plans.filter(({ plan }) => isByItself(plan));
  const long = plans.filter(isLong);
  const queue = plans.filter((numbered) => !alone.includes(numbered) && !long.includes(numbered));
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next; next = queue.shift()) await run(next);
  };
  await Promise.all([...long.map(run), ...Array.from({ length: side }, worker)]);
  for (const numbered of alone) await run(numbered);
};

/** How many plans an examination will perform, and how long that will take. */
export const expectation = (options: ExamineOptions): Expectation => {
  const suite = suiteOf(options.protocol);
  const pool = poolOf(suite, options.seed, options.driver);
  return expectationOf(select(suite, pool, options), options, 2);
};
