/** Outcomes: what all scopes of a capture come to, requirement by requirement. */
import type { HookName } from '../../schemas/hooks.ts';
import type { Entry } from '../engine/history.ts';
import type { Breach } from '../engine/judge.ts';
import type { RequirementReport } from '../engine/report.ts';
import type { Listed } from '../engine/requirement.ts';
import { addUp, nothing, statusOf, type Sum } from '../engine/verdict.ts';
import type { Judged } from './scope.ts';

/** A breach as it was found first. */
interface Exhibited extends Breach {
  readonly history: readonly Entry[];
}

/** Adds up what scopes come to. */
export interface Outcomes {
  readonly add: (judged: Judged) => void;
  readonly of: (requirement: Listed, about: About) => RequirementReport;
}

/** What else decides about a requirement. */
export interface About {
  readonly hooks: ReadonlySet<HookName>;
  /** Whether any whole history was there. */
  readonly whole: boolean;
  /** Whether it was said how exact the instants outside whole histories are. */
  readonly exact: boolean;
  /** Whether what was published reached nobody at all, so that nothing is held against the server for it. */
  readonly inVain: boolean;
}

type Outcome = Pick<RequirementReport, 'status' | 'missing' | 'note' | 'finding' | 'history'>;

const findingOf = ({ because, seq, history }: Exhibited): Outcome => ({
  status: 'fail',
  finding: { because, frame: seq },
  history,
});

/** Nothing yet. */
export const createOutcomes = (): Outcomes => {
  const sums = new Map<string, Sum>();
  const breaches = new Map<string, Exhibited>();

  const outcomeOf = (requirement: Listed, sum: Sum, { hooks, whole, exact, inVain }: About): Outcome => {
    const breach = breaches.get(requirement.id);
    const isExcused = inVain && requirement.needs?.includes('publish');
    if (breach && ((requirement.timed && sum.broken === 1) || breach.coincident))
      return {
        status: 'inconclusive',
        note: `It was found broken once, in a capture that cannot be run again: ${breach.because}`,
      };
    if (breach && !isExcused) return findingOf(breach);
    const found = statusOf(requirement, breach ? nothing : sum, hooks);
    const isNothing = found.status === 'unexercised' || found.status === 'untested';
    if (isNothing && requirement.timed && requirement.reach !== undefined && !whole && !exact)
      return { status: 'untested', note: 'It takes to know how exact the instants of a capture are (`resolution`).' };
    if (found.status === 'inconclusive' && !whole)
      return {
        ...found,
        note: 'What was seen may come of delays on the way; commands with answers around it would show.',
      };
    return found.status === 'unexercised' && requirement.reach === undefined && !whole
      ? {
          status: 'untested',
          note: 'It takes a whole history: who connected, and what the hooks did; this capture does not show that.',
        }
      : found;
  };

  return {
    add: ({ tallies, exhibit }) => {
      for (const [id, tally] of tallies) {
        sums.set(id, addUp(sums.get(id) ?? nothing, tally));
        const known = breaches.get(id);
        if (tally.broken && (!known || (known.coincident && !tally.broken.coincident)))
          breaches.set(id, { ...tally.broken, history: exhibit(id) });
      }
    },
    of: (requirement, about) => {
      const { id, level, statement, source } = requirement;
      const sum = sums.get(id) ?? nothing;
      const judgements = sum.held + sum.broken + sum.unsure;
      return {
        id,
        level,
        statement,
        source,
        judgements,
        histories: sum.histories,
        ...outcomeOf(requirement, sum, about),
      };
    },
  };
};
