/** Examining: performs a suite's plans on a server, judges every history, confirms and shrinks what is broken. */
import type { HookName } from '../../schemas/hooks.ts';
import { suiteOf } from '../suites/index.ts';
import type { Suite } from '../suites/suite.ts';
import { type Breach, createConfirmer } from './confirm.ts';
import type { ExamineOptions } from './examine-options.ts';
import { type Numbered, createPool, type Pool } from './pool.ts';
import { alive, greet } from './preflight.ts';
import { createPerformer, type Performance, type Performer } from './performer.ts';
import { hooksOf, waits } from './plan.ts';
import type { RequirementReport, Report } from './report.ts';
import type { Listed } from './requirement.ts';
import { follow } from './shrink.ts';
import { Trouble } from './trouble.ts';
import { addUp, countStatuses, nothing, statusOf, type Sum, verdictOf } from './verdict.ts';
import { kit } from './kit-version.ts';

/** Random plans of an examination unless it asks for another number. */
const RUNS = 100;
const PATIENCE = 10_000;
/** How many of the plans that showed a breach are tried for one that shows it every time. */
const TRIED = 3;
/** How often a plan is replayed at the most, until it shows a breach. */
const REPLAYS = 20;
/** A budget that nobody gave is never shorter than this, in ms: shrinking takes its time, and machines are noisy. */
const LEAST_BUDGET = 60_000;
/** Plans under way at once, unless told otherwise. */
const AT_ONCE = { least: 8, most: 64 } as const;
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
  if (options.plan) {
    const missing = [...hooksOf(options.plan)].filter((hook) => !options.driver.hooks.has(hook));
    if (missing.length > 0) {
      throw new Trouble(
        'USAGE',
        `This plan needs the hook${missing.length > 1 ? 's' : ''} ${missing.join(' and ')}, which ${options.target} does not offer; give --control URL.`,
      );
    }
    return { requirements, plans: again({ number: 0, plan: options.plan }, options) };
  }
  if (options.path === undefined) return { requirements, plans: pool.chosen(asked, options.runs ?? RUNS) };
  const [number = Number.NaN, ...turns] = options.path.split(':').map(Number);
  const root = Number.isInteger(number) && number >= 0 ? pool.at(number) : undefined;
  const plan = root && follow(suite.protocol, root, turns);
  if (!plan)
    throw new Trouble(
      'USAGE',
      `The path ${options.path} leads to no plan; paths hold for one seed, one version of wireproof and one set of hooks.`,
    );
  return { requirements, plans: again({ number, turns, plan }, options) };
};

/** A plan to replay, as often as it may take one that does not show its breach every time. */
const again = (numbered: Numbered, { driver }: ExamineOptions): readonly Numbered[] =>
  driver.clock.kind === 'real' && waits(numbered.plan.steps) > LONG
    ? [numbered]
    : Array.from({ length: REPLAYS }, () => numbered);

/** A slow server is kept busy by more plans at once, so that its slowness costs little. `roundTrip` in ms. */
const atOnce = ({ driver, concurrency }: ExamineOptions, roundTrip: number): number =>
  concurrency ??
  (driver.clock.kind === 'in process' ? 16 : Math.min(AT_ONCE.most, Math.max(AT_ONCE.least, Math.ceil(roundTrip / 2))));

/** What a plan costs beside its waiting, in ms: its work, and its round trips, of which it makes some thirty. */
const costOf = (options: ExamineOptions, roundTrip: number): number =>
  options.driver.clock.kind === 'in process' ? 12 : 20 + (30 * roundTrip) / atOnce(options, roundTrip);

const expect = ({ plans }: Selection, options: ExamineOptions, roundTrip: number): Expectation => {
  const { kind } = options.driver.clock;
  const longest = Math.max(0, ...plans.map(({ plan }) => waits(plan.steps)));
  // An advancing clock goes a second at a time, and lets what is under way arrive before each.
  const waiting = kind === 'real' ? longest : kind === 'advance' ? (longest / 1000) * (25 + 1.5 * roundTrip) : 0;
  return { plans: plans.length, ms: Math.ceil(waiting + 500 + plans.length * costOf(options, roundTrip)) };
};

/** Examines a server. Throws {@link Trouble} for misuse, and for a server that cannot be examined at all. */
export const examine = async (options: ExamineOptions): Promise<Report> => {
  const { driver, seed, onProgress = () => {} } = options;
  const suite = suiteOf(options.protocol);
  const pool = createPool(suite, seed, driver.hooks);
  const selection = select(suite, pool, options);
  const performer = createPerformer(suite, options, options.patience ?? PATIENCE);
  const lift = options.budget === undefined ? () => {} : performer.limit(options.budget);
  // The first look also warms everything up; the slower of two more tells how fast the server is.
  await greet(suite, performer, options);
  const roundTrip = Math.max(await greet(suite, performer, options), await greet(suite, performer, options));
  const expected = expect(selection, options, roundTrip);
  const budget = options.budget ?? Math.max(LEAST_BUDGET, 2 * expected.ms);
  onProgress({ phase: 'begin', plans: expected.plans, expectedMs: expected.ms, budgetMs: budget });
  const stop = performer.limit(budget);

  const sums = new Map<string, Sum>();
  const breaches = new Map<string, readonly Breach[]>();
  let done = 0;
  const note = (source: Numbered, performance: Performance): void => {
    done++;
    for (const [id, tally] of performance.tallies) {
      sums.set(id, addUp(sums.get(id) ?? nothing, tally));
      if (!tally.broken) continue;
      const shortest = [...(breaches.get(id) ?? []), { source, performance }].sort(
        (a, b) => a.source.plan.steps.length - b.source.plan.steps.length,
      );
      breaches.set(id, shortest.slice(0, TRIED));
    }
    onProgress({ phase: 'plan', done, of: expected.plans, broken: breaches.size });
  };
  const replaying = options.plan !== undefined || options.path !== undefined;
  const look = canary(suite, performer, options);
  await performAll(selection, performer, replaying ? 1 : atOnce(options, roundTrip), async (source, performance) => {
    note(source, performance);
    await look(performance);
    return replaying && breaches.size > 0;
  });
  const confirmer = createConfirmer(suite, performer, options, expected.ms);
  const findings = await confirmer.all(breaches);
  for (const end of [lift, stop]) end();

  const requirements = selection.requirements.map((requirement): RequirementReport => {
    const { id, level, statement, source } = requirement;
    const sum = sums.get(id) ?? nothing;
    const base = { id, level, statement, source, judgements: sum.held + sum.broken + sum.unsure };
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
    verdict: verdictOf(requirements),
    counts: countStatuses(requirements),
    requirements,
    effort: { plans: done, entries: performer.entries(), shrinking: confirmer.executions() },
    notes: [...performer.notes(), ...standingStill(requirements, options)],
  };
};

/** A server whose time was ever advanced stands still; in real time that looks like a fault of every timer. */
const standingStill = (
  requirements: readonly RequirementReport[],
  { driver, protocol }: ExamineOptions,
): Report['notes'] => {
  const timed = new Set(suiteOf(protocol).requirements.flatMap(({ id, timed }) => (timed ? [id] : [])));
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
  { plans, requirements }: Selection,
  performer: Performer,
  side: number,
  note: (source: Numbered, performance: Performance) => Promise<boolean>,
): Promise<void> => {
  let enough = false;
  const run = async (numbered: Numbered): Promise<void> => {
    if (performer.over()) return performer.skipped();
    if (!enough) enough = await note(numbered, await performer.perform(numbered.plan, requirements));
  };
  const alone = plans.filter(({ plan }) => plan.alone);
  const long = plans.filter(({ plan }) => !plan.alone && waits(plan.steps) > LONG);
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
  const pool = createPool(suite, options.seed, options.driver.hooks);
  return expect(select(suite, pool, options), options, 2);
};
