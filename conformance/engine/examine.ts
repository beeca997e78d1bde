/** Examining: performs a suite's plans on a server, judges every history, confirms and shrinks what is broken. */
import type { HookName } from '../../schemas/hooks.ts';
import { suiteOf } from '../suites/index.ts';
import type { Suite } from '../suites/suite.ts';
import { createConfirmer, type Outcome } from './confirm.ts';
import { createCoverage } from './coverage.ts';
import { type Conduct, createExamination, type Examination } from './examination.ts';
import type { ExamineOptions } from './examine-options.ts';
import { createFirst, firstPlans } from './first.ts';
import { createFurther } from './further.ts';
import { createGathering } from './gathering.ts';
import { kit } from './kit-version.ts';
import { isNonce } from './names.ts';
import { createPerformer, type Performance, type Performer } from './performer.ts';
import { type Numbered, type Pool, poolOf } from './pool.ts';
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
  type Selection,
  select,
} from './schedule.ts';
import { Trouble } from './trouble.ts';
import { countStatuses, excusesIn, nothing, statusOf, verdictOf } from './verdict.ts';

const PATIENCE = 10_000;
/** How many further plans for each requirement show what more of them would come to. */
const FIRST = 4;
/** A round of further plans has room for so many of each requirement as are under way at once, so many times over. */
const ROUND = 4;
/** Where everybody gets everything, two plans woven cost more than both: so many show what comes of it. */
const WOVEN = 8;
/** A budget that nobody gave is never shorter than this, in ms: shrinking takes its time, and machines are noisy. */
const LEAST_BUDGET = 120_000;

/**
 * Examines a server: `await` gives the report, `for await` each verdict as soon as it is final. Rejects with a
 * {@link Trouble} for misuse, and for a server that cannot be examined at all.
 */
export const examine = (options: ExamineOptions): Examination =>
  createExamination((conduct) => carryOut(options, conduct), options.signal);

/** Carries an examination out, and leaves no timer and no connection of a plan behind, however it ends. */
const carryOut = async (options: ExamineOptions, conduct: Conduct): Promise<Report> => {
  const { signal } = conduct;
  if (!isNonce(options.nonce))
    throw new Trouble(
      'USAGE',
      `The nonce is ${JSON.stringify(options.nonce)}, by which names are not told from others'; give six or more of a-z and 0-9, new each time.`,
    );
  const suite = suiteOf(options.protocol);
  const pool = poolOf(suite, options.seed, options.driver);
  const selection = select(suite, pool, options);
  // Time is counted from here on: drawing the plans costs the budget nothing.
  const performer = createPerformer(suite, options, options.patience ?? PATIENCE);
  const limits: (() => void)[] = [];
  signal.addEventListener('abort', performer.stop);
  try {
    const limit = (ms: number) => void limits.push(performer.limit(ms));
    return await goThrough({ suite, pool, selection, performer, options, conduct, limit });
  } catch (error) {
    // What goes wrong because all was stopped is no matter of the server's.
    throw signal.aborted ? signal.reason : error;
  } finally {
    signal.removeEventListener('abort', performer.stop);
    for (const lift of limits) lift();
  }
};

/** What going through an examination takes. */
interface Undertaking {
  readonly suite: Suite;
  readonly pool: Pool;
  readonly selection: Selection;
  readonly performer: Performer;
  readonly options: ExamineOptions;
  readonly conduct: Conduct;
  /** Bounds all that follows to so many ms from the beginning. */
  readonly limit: (ms: number) => void;
}

const goThrough = async (undertaking: Undertaking): Promise<Report> => {
  const { suite, pool, selection, performer, options, conduct, limit } = undertaking;
  const { tell, signal } = conduct;
  const { driver, seed, onProgress = () => {} } = options;
  const { requirements, replaying } = selection;
  const kept = replaying ? [] : firstPlans(suite, options);
  if (options.budget !== undefined) limit(options.budget);
  const roundTrip = await pace(suite, performer, options);
  const expected = expectationOf({ ...selection, plans: [...kept, ...selection.plans] }, options, roundTrip);
  const budget = options.budget ?? Math.max(LEAST_BUDGET, 2 * expected.ms);
  onProgress({ phase: 'begin', plans: expected.plans, expectedMs: expected.ms, budgetMs: budget });
  limit(budget);

  const gathered = createGathering();
  const coverage = createCoverage(suite.protocol);
  let done = 0;
  const count = ({ entries }: Performance): void => {
    done++;
    coverage.take(entries);
    const broken = new Set([...gathered.breaches.keys(), ...first.gathered.breaches.keys()]).size;
    onProgress({ phase: 'plan', done, of: Math.max(done, expected.plans), broken });
  };
  const look = canary(suite, performer, options);
  const perform = (plans: readonly Numbered[]): Promise<void> =>
    performAll(plans, requirements, performer, replaying ? 1 : atOnce(options, roundTrip), async (source, came) => {
      gathered.take(source, came);
      count(came);
      await look(came);
      if (!replaying) return false;
      if (gathered.breaches.size === 0) await loosen(suite, performer, done);
      return gathered.breaches.size > 0;
    });
  const first = createFirst(kept, requirements, performer, options, async (came) => {
    count(came);
    await look(came);
  });

  const histories = replaying ? 0 : historiesFor(options, roundTrip);
  const further = createFurther({
    ...{ pool, requirements, runs: histories },
    histories: (id) => gathered.sum(id).histories,
    isBroken: (id) => gathered.breaches.has(id),
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
  const waiting = async (loud: boolean): Promise<void> => {
    const these = (all: readonly Numbered[]) => all.filter((one) => isLoud(suite.protocol, one) === loud);
    await Promise.all([...these(first.beside).map(first.attempt), perform(these(long))]);
  };
  const apart = async (): Promise<void> => {
    await Promise.all([waiting(true), brief()]);
    await perform(late.filter(({ plan }) => !plan.alone));
  };
  for (const source of first.soon) await first.attempt(source);
  await Promise.all([waiting(false), apart()]);
  await perform(late.filter(({ plan }) => plan.alone));
  for (const source of first.last) await first.attempt(source);
  signal.throwIfAborted();
  gathered.join(
    first.gathered,
    requirements.map(({ id }) => id),
  );

  const final = new Map<string, RequirementReport>();
  const reportOf = (requirement: Listed, found?: Outcome): RequirementReport => {
    const { id, level, statement, source } = requirement;
    const sum = gathered.sum(id);
    const judgements = sum.held + sum.broken + sum.unsure;
    const base = { id, level, statement, source, judgements, histories: sum.histories };
    if (found && !(performer.publishesInVain() && isOfPublishing(requirement, found))) return { ...base, ...found };
    return { ...base, ...statusOf(requirement, found ? nothing : sum, workingHooks(driver, performer)) };
  };
  const settle = (requirement: Listed, found?: Outcome): void => {
    const verdict = reportOf(requirement, found);
    final.set(requirement.id, verdict);
    tell(verdict);
  };
  /** All plans have been performed: what nothing was found against stays so, unless the hooks turn out to be useless. */
  const settleUnbroken = (): void => {
    if (!performer.isPublishingProved()) return;
    for (const requirement of requirements)
      if (!final.has(requirement.id) && !gathered.breaches.has(requirement.id)) settle(requirement);
  };
  settleUnbroken();
  const confirmer = createConfirmer(suite, performer, options, expected.ms);
  const findings = new Map<string, Outcome>();
  const listed = new Map(requirements.map((requirement) => [requirement.id, requirement]));
  await confirmer.all(gathered.breaches, (id, outcome) => {
    findings.set(id, outcome);
    const requirement = listed.get(id);
    if (requirement && !signal.aborted && performer.isPublishingProved()) settle(requirement, outcome);
  });
  signal.throwIfAborted();
  for (const requirement of requirements)
    if (!final.has(requirement.id)) settle(requirement, findings.get(requirement.id));
  const reports = requirements.flatMap(({ id }) => final.get(id) ?? []);
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
    notes: [
      ...performer.notes(),
      ...excusesIn(requirements.map(({ id }) => gathered.sum(id))),
      ...standingStill(suite, reports, options),
    ],
  };
};

/** A server that takes longer than this to answer, in ms of real time, is looked at once only. */
const SLOW = 100;

/** How long the server takes to answer, in ms: the first look also warms everything up, the slower of two more tells. */
const pace = async (suite: Suite, performer: Performer, options: ExamineOptions): Promise<number> => {
  const first = await greet(suite, performer, options);
  if (first > SLOW && options.driver.clock.kind !== 'in process') return first;
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

/** Whether what was found may come of publications that never were: who was told that an order is there expects it to be. */
const isOfPublishing = ({ needs }: Listed, { history = [] }: Outcome): boolean =>
  needs?.includes('publish') === true || history.some((entry) => entry.kind === 'asked' && entry.hook === 'publish');

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
  const selection = select(suite, poolOf(suite, options.seed, options.driver), options);
  const first = selection.replaying ? [] : firstPlans(suite, options);
  return expectationOf({ ...selection, plans: [...first, ...selection.plans] }, options, 2);
};
