/** Confirming: runs what was found broken again, shrinks what comes again, and says how often it came. */
import type { Suite } from '../suites/suite.ts';
import type { ExamineOptions } from './examine-options.ts';
import type { Entry } from './history.ts';
import type { Performance, Performer } from './performer.ts';
import { type Plan, waits } from './plan.ts';
import type { Numbered } from './pool.ts';
import type { RequirementReport } from './report.ts';
import type { Listed } from './requirement.ts';
import { shrink } from './shrink.ts';

type Outcome = Pick<RequirementReport, 'status' | 'finding' | 'history' | 'again' | 'replay' | 'note'>;
/** A plan that showed a breach, and what came of it. */
export interface Breach {
  readonly source: Numbered;
  readonly performance: Performance;
}

/** How often a failure is run again, and how many executions its shrinking may take. */
const AGAIN = 3;
const EXECUTIONS = 200;
/** Candidates tried side by side. */
const SIDE_BY_SIDE = 4;
/** In real time, plans that wait longer than this, in ms, are run again once and not shrunk. */
const TOO_LONG = 5000;

/** Confirms breaches. */
export interface Confirmer {
  readonly all: (breaches: ReadonlyMap<string, Breach>) => Promise<ReadonlyMap<string, Outcome>>;
  readonly executions: () => number;
}

/** A confirmer for one examination whose plans were expected to take so many ms. */
export const createConfirmer = (
  suite: Suite,
  performer: Performer,
  { driver, seed, shrinking = EXECUTIONS, onProgress = () => {} }: ExamineOptions,
  expectedMs: number,
): Confirmer => {
  let executions = 0;
  const fixed = new Map(suite.requirements.map((requirement) => [requirement.id, requirement]));

  const confirm = async (requirement: Listed, { source, performance }: Breach, share: number): Promise<Outcome> => {
    const { id } = requirement;
    const slow = driver.clock.kind === 'real' && waits(source.plan.steps) > TOO_LONG;
    let shown = performance;
    let best: Plan = source.plan;
    const breaksAgain = async (plan: Plan): Promise<boolean> => {
      if (performer.over()) return false;
      executions++;
      const again = await performer.perform(plan, [requirement]);
      if (performer.over() || !again.tallies.get(id)?.broken) return false;
      if (JSON.stringify(plan).length <= JSON.stringify(best).length) {
        best = plan;
        shown = again;
      }
      return true;
    };
    let times = 0;
    let of = 0;
    while (of < (slow ? 1 : AGAIN) && !performer.over()) {
      if (await breaksAgain(source.plan)) times++;
      of++;
    }
    onProgress({ phase: 'confirm', id, executions });
    if (of === 0 && requirement.timed) {
      return {
        status: 'inconclusive',
        note: 'It was found broken once, and time ran out before it could be run again.',
      };
    }
    if (times === 0 && of > 0 && !performer.over() && requirement.timed) {
      return {
        status: 'inconclusive',
        note: `It was found broken once and never again in ${of} runs: ${performance.tallies.get(id)?.broken?.because ?? ''}`,
      };
    }
    const deadline = performer.elapsed() + share;
    const shrunk =
      times > 0 && !slow && shrinking > 0
        ? await shrink(suite.protocol, source.plan, breaksAgain, {
            executions: shrinking,
            atOnce: driver.clock.kind === 'in process' ? 1 : SIDE_BY_SIDE,
            over: () => performer.over() || performer.elapsed() > deadline,
          })
        : { plan: source.plan, path: [], executions: 0 };
    onProgress({ phase: 'shrink', id, executions });
    if (JSON.stringify(best) !== JSON.stringify(shrunk.plan)) await breaksAgain(shrunk.plan);
    const finding = findingOf(shown, id);
    return {
      status: 'fail',
      finding,
      history: forReport(shown.entries, finding.frame),
      again: { times, of },
      replay: { seed, path: [source.number, ...(source.turns ?? []), ...shrunk.path].join(':'), plan: shrunk.plan },
    };
  };

  return {
    executions: () => executions,
    all: async (breaches) => {
      const outcomes = new Map<string, Outcome>();
      const share = Math.max(4000, expectedMs / Math.max(1, breaches.size));
      const slowFirst = [...breaches].sort(([, a], [, b]) => waits(b.source.plan.steps) - waits(a.source.plan.steps));
      const one = async ([id, breach]: readonly [string, Breach]): Promise<void> => {
        const requirement = fixed.get(id);
        if (requirement) outcomes.set(id, await confirm(requirement, breach, share));
      };
      const slow = slowFirst.filter(
        ([, { source }]) => driver.clock.kind === 'real' && waits(source.plan.steps) > TOO_LONG,
      );
      const waiting = Promise.all(slow.map(one));
      for (const breach of slowFirst) if (!slow.includes(breach)) await one(breach);
      await waiting;
      return outcomes;
    },
  };
};

const findingOf = ({ tallies }: Performance, id: string): NonNullable<RequirementReport['finding']> => {
  const broken = tallies.get(id)?.broken;
  return { because: broken?.because ?? '', frame: broken?.seq ?? -1 };
};

/** How many entries of a history a report shows: from its beginning, and before and after the one that matters. */
const SHOWN = { first: 200, around: 100 } as const;

/** A history as a report shows it: what matters of it, without secrets, and without asking for tokens. */
const forReport = (entries: readonly Entry[], frame: number): readonly Entry[] => {
  const secrets = entries.flatMap((entry) =>
    entry.kind === 'opening' && entry.badge.secret ? [entry.badge.secret] : [],
  );
  const hide = (text: string): string => secrets.reduce((left, secret) => left.replaceAll(secret, '(redacted)'), text);
  const at = entries.findIndex(({ seq }) => seq === frame);
  return entries.flatMap((entry, index): readonly Entry[] => {
    if (index >= SHOWN.first && Math.abs(index - at) > SHOWN.around) return [];
    if ((entry.kind === 'asked' || entry.kind === 'told') && entry.hook === 'token') return [];
    if (entry.kind === 'sent' || entry.kind === 'received') return [{ ...entry, text: hide(entry.text) }];
    if (entry.kind !== 'opening') return [entry];
    const { secret: _, ...badge } = entry.badge;
    return [{ ...entry, badge }];
  });
};
