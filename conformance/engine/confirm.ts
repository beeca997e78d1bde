/** Confirming: runs what was found broken again, shrinks what comes again, and says how often it came. */
import type { Suite } from '../suites/suite.ts';
import type { ExamineOptions } from './examine-options.ts';
import type { Entry } from './history.ts';
import type { Performance, Performer } from './performer.ts';
import { isByItself, waits } from './plan.ts';
import type { Numbered } from './pool.ts';
import type { RequirementReport } from './report.ts';
import type { Listed } from './requirement.ts';
import { shrink } from './shrink.ts';

/** What came of running it again. */
export type Outcome = Pick<RequirementReport, 'status' | 'finding' | 'history' | 'again' | 'replay' | 'note'>;
/** A plan that showed a breach, and what came of it. */
export interface Breach {
  readonly source: Numbered;
  readonly performance: Performance;
  /** When its plan ended, in ms of real time since any instant. */
  readonly at: number;
}

/** How often a failure is run again, and how many executions it may take in all until it is short. */
const AGAIN = 3;
const EXECUTIONS = 200;
/** Breaches no further apart than this, in ms of real time, may come of one hiccup: of the server, the network or ourselves. */
const HICCUP = 10_000;
/** How many of the plans that showed a breach are run so often. */
const TRIED = 3;
/** Candidates tried side by side. */
const SIDE_BY_SIDE = 4;
/** Executions kept back for the last look at the shortest plan, and for what is under way. */
const CLOSING = 2 * SIDE_BY_SIDE;
/** In real time, plans that wait longer than this, in ms, are run again once and not shrunk. */
const TOO_LONG = 5000;

/** A breach, and how often it came when it was run again. */
interface Rerun {
  readonly breach: Breach;
  readonly times: number;
  readonly of: number;
}

/** Confirms breaches. */
export interface Confirmer {
  /** Confirms them all, and tells each outcome as soon as it is there. */
  readonly all: (
    breaches: ReadonlyMap<string, readonly Breach[]>,
    tell: (id: string, outcome: Outcome) => void,
  ) => Promise<void>;
  readonly executions: () => number;
}

/** A confirmer for one examination whose plans were expected to take so many ms. */
export const createConfirmer = (
  suite: Suite,
  performer: Performer,
  { driver, seed, observe, shrinking = EXECUTIONS, onProgress = () => {} }: ExamineOptions,
  expectedMs: number,
): Confirmer => {
  let executions = 0;
  const fixed = new Map(suite.requirements.map((requirement) => [requirement.id, requirement]));

  const isSlow = ({ source }: Breach) => driver.clock.kind === 'real' && waits(source.plan.steps) > TOO_LONG;
  /** In process nothing is gained by it, and what must be by itself would disturb whatever runs beside it. */
  const atOnce = ({ source }: Breach): number =>
    driver.clock.kind === 'in process' || isByItself(source.plan) ? 1 : SIDE_BY_SIDE;

  /** Performs a plan and says whether it shows the breach; the shortest that does is remembered. */
  const trial = (requirement: Listed, first: Breach, count: () => void) => {
    let shown = first;
    return {
      shown: () => shown,
      breaks: async (source: Numbered): Promise<boolean> => {
        if (performer.over()) return false;
        executions++;
        count();
        const performance = await performer.perform(source.plan, [requirement]);
        if (performer.over() || !performance.tallies.get(requirement.id)?.broken) return false;
        shown = { source, performance, at: performer.elapsed() };
        return true;
      },
    };
  };

  /** Runs breaches again, the shortest first, until one comes every time. */
  const rerun = async (
    requirement: Listed,
    breaches: readonly Breach[],
    count: () => void,
  ): Promise<Rerun | undefined> => {
    let best: Rerun | undefined;
    // What other plans did at the time may have been the reason: of plans that show nothing at once, others are tried first.
    let promising: Breach | undefined;
    for (const breach of breaches) {
      if (promising || performer.over()) break;
      if (isSlow(breach) || (await trial(requirement, breach, count).breaks(breach.source))) promising = breach;
    }
    const others = breaches.filter((breach) => breach !== promising);
    for (const breach of [...(promising ? [promising] : []), ...others].slice(0, TRIED)) {
      const { breaks } = trial(requirement, breach, count);
      let [times, of] = [0, 0];
      while (of < (isSlow(breach) ? 1 : AGAIN) && !performer.over()) {
        if (await breaks(breach.source)) times++;
        of++;
      }
      if (!best || times > best.times) best = { breach, times, of };
      if (times === of || performer.over()) break;
    }
    return best;
  };

  /** What became of running it again. */
  const since = (of: number): string => {
    if (of > 0) return `it never came again in ${of} runs`;
    return performer.gaveUp()
      ? 'the server was gone before it could be run again'
      : 'time ran out before it could be run again';
  };

  const confirm = async (
    requirement: Listed,
    breaches: readonly Breach[],
    share: number,
  ): Promise<Outcome | undefined> => {
    const { id } = requirement;
    const [seen] = breaches;
    if (observe !== undefined && seen) {
      const finding = findingOf(seen.performance, id);
      // A duration may be the network's doing, or ours, and two things at once be chance, which only running it again would tell.
      if (requirement.timed || isCoincidence(seen, id))
        return {
          status: 'inconclusive',
          note: `It was found broken once, and what is only observed cannot be run again: ${finding.because}`,
        };
      return { status: 'fail', finding, history: forReport(seen.performance.entries, finding.frame) };
    }
    let mine = 0;
    const again = await rerun(requirement, breaches, () => mine++);
    onProgress({ phase: 'confirm', id, executions });
    if (!again) return undefined;
    const { breach, times, of } = again;
    const isHiccup = driver.clock.kind !== 'in process' && (of > 0 || performer.gaveUp()) && isOneSilence(breaches, id);
    const isVague = requirement.timed || isHiccup;
    const { because } = findingOf(breach.performance, id);
    const isChance = breaches.every((one) => isCoincidence(one, id));
    // The server left by itself just when a hook was called: nothing is held against it for that.
    if (isChance && times === 0 && of > 0) return undefined;
    if (isChance && times < of)
      return {
        status: 'inconclusive',
        note: `It was found broken, and came again in ${times} of ${of} runs: ${because}`,
      };
    if (times === 0 && (isVague || isChance))
      return { status: 'inconclusive', note: `It was found broken once, and ${since(of)}: ${because}` };
    const { breaks, shown } = trial(requirement, breach, () => mine++);
    const deadline = performer.elapsed() + share;
    const always = times === of;
    const shrunk =
      times > 0 && !isSlow(breach) && shrinking > 0
        ? await shrink(
            suite.protocol,
            breach.source.plan,
            // What comes every time must go on doing so: a shorter plan that breaks by luck is no better.
            async (plan) => (await breaks({ number: 0, plan })) && (!always || (await breaks({ number: 0, plan }))),
            {
              executions: shrinking,
              atOnce: atOnce(breach),
              over: () => performer.over() || performer.elapsed() > deadline || mine >= shrinking - CLOSING,
            },
          )
        : { plan: breach.source.plan, path: [] };
    onProgress({ phase: 'shrink', id, executions });
    const { source } = breach;
    for (let tries = AGAIN; tries > 0 && shown().source.plan !== shrunk.plan; tries--)
      await breaks({ number: 0, plan: shrunk.plan });
    const finding = findingOf(shown().performance, id);
    return {
      status: 'fail',
      finding,
      history: forReport(shown().performance.entries, finding.frame),
      again: { times, of },
      replay: {
        seed,
        ...(!source.isFirst && { path: [source.number, ...(source.turns ?? []), ...shrunk.path].join(':') }),
        plan: shrunk.plan,
        executions: mine,
      },
    };
  };

  return {
    executions: () => executions,
    all: async (breaches, tell) => {
      const share = Math.max(4000, expectedMs / Math.max(1, breaches.size));
      const one = async ([id, found]: readonly [string, readonly Breach[]]): Promise<void> => {
        const requirement = fixed.get(id);
        const outcome = requirement && (await confirm(requirement, found, share));
        if (outcome) tell(id, outcome);
      };
      // What waits long waits beside the others, which are taken one by one; what must be by itself comes behind them all.
      const solitary = [...breaches].filter(([, found]) => found.some(({ source }) => isByItself(source.plan)));
      const others = [...breaches].filter((breach) => !solitary.includes(breach));
      const slow = others.filter(([, [shortest]]) => shortest && isSlow(shortest));
      const waiting = Promise.all(slow.map(one));
      for (const breach of others) if (!slow.includes(breach)) await one(breach);
      await waiting;
      for (const breach of solitary) await one(breach);
    },
  };
};

const findingOf = ({ tallies }: Performance, id: string): NonNullable<RequirementReport['finding']> => {
  const broken = tallies.get(id)?.broken;
  return { because: broken?.because ?? '', frame: broken?.seq ?? -1 };
};

/** Whether a breach may come of two things that happened at once by chance. */
const isCoincidence = ({ performance: { tallies } }: Breach, id: string): boolean =>
  tallies.get(id)?.broken?.coincident === true;

/** Whether nothing speaks for breaches but that something had not come in time, and all of them came at one moment. */
const isOneSilence = (breaches: readonly Breach[], id: string): boolean => {
  const moments = breaches.map(({ at }) => at);
  return (
    Math.max(...moments) - Math.min(...moments) <= HICCUP &&
    breaches.every(({ performance }) => {
      const { frame } = findingOf(performance, id);
      const shown = performance.entries.find(({ seq }) => seq === frame);
      // A handshake without any answer: the other end may not have come to it, or we not to sending it.
      const isUnanswered = shown?.kind === 'refused' && shown.status === undefined && shown.error === undefined;
      return shown?.kind === 'silence' || isUnanswered;
    })
  );
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
