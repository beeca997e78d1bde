/** Verdicts: what the tallies of all plans come to, requirement by requirement and as a whole. */
import fc from 'fast-check';
import { HOOKS, type HookName } from '../../schemas/hooks.ts';
import { hooksOf } from './plan.ts';
import type { Tally } from './judge.ts';
import type { Report, RequirementReport, Status, Verdict } from './report.ts';
import type { Listed } from './requirement.ts';

/** The tallies of all plans, added up. */
export interface Sum {
  held: number;
  unsure: number;
  declined: number;
  broken: number;
  /** What was excused, where anything was. */
  excused?: Tally['excused'];
  /** How many histories exercised it. */
  histories: number;
}

/** Adds a plan's tally to a sum. */
export const addUp = (sum: Sum, { held, unsure, declined, excused, broken }: Tally): Sum => ({
  held: sum.held + held,
  unsure: sum.unsure + unsure,
  declined: sum.declined + declined,
  broken: sum.broken + (broken ? 1 : 0),
  ...together(sum.excused, excused),
  histories: sum.histories + (held > 0 || unsure > 0 || broken ? 1 : 0),
});

const together = (one: Tally['excused'], two: Tally['excused']): Pick<Sum, 'excused'> => {
  const first = one ?? two;
  return first ? { excused: { because: first.because, times: (one?.times ?? 0) + (two?.times ?? 0) } } : {};
};

/** Two sums as one. */
export const addSums = (one: Sum, two: Sum): Sum => ({
  held: one.held + two.held,
  unsure: one.unsure + two.unsure,
  declined: one.declined + two.declined,
  broken: one.broken + two.broken,
  ...together(one.excused, two.excused),
  histories: one.histories + two.histories,
});

/** The sum of nothing. */
export const nothing: Sum = { held: 0, unsure: 0, declined: 0, broken: 0, histories: 0 };

/** The hooks without which a requirement cannot be exercised: those it names, and those its own plans use. */
const hooksFor = ({ needs = [], given, tokens }: Listed): readonly HookName[] => {
  const plans = given ? fc.sample(given, { numRuns: 1, seed: 1 }) : [];
  const needed = new Set<HookName>([...needs, ...plans.flatMap((plan) => [...hooksOf(plan, tokens)])]);
  return HOOKS.filter((hook) => needed.has(hook));
};

/** The status of a requirement that nothing was found against. */
export const statusOf = (
  requirement: Listed,
  sum: Sum,
  hooks: ReadonlySet<HookName>,
): Pick<RequirementReport, 'status' | 'missing' | 'note'> => {
  const missing = hooksFor(requirement).filter((hook) => !hooks.has(hook));
  const { times = 0, because = '' } = sum.excused ?? {};
  // Who excuses itself more often than not has not shown much.
  if (times > sum.held)
    return {
      status: 'inconclusive',
      note: `It held ${sum.held} times, and ${times} times there was nothing to judge: ${because}.`,
    };
  if (sum.held > 0) return { status: 'pass' };
  if (sum.unsure > 0)
    return {
      status: 'inconclusive',
      note: 'What was measured could be our own imprecision; run it again on a quieter machine.',
    };
  if (sum.declined > 0)
    return { status: 'notApplicable', note: 'The server had occasion to take this option, and did not.' };
  if (missing.length > 0)
    return {
      status: 'untested',
      missing,
      note: `Needs the hook${missing.length > 1 ? 's' : ''} ${missing.join(' and ')}.`,
    };
  return { status: 'unexercised', note: 'Nothing came up that could be judged.' };
};

/** What a report says of everything that was excused. */
export const excusesIn = (sums: Iterable<Sum>): Report['notes'] =>
  [...sums].flatMap(({ excused }) =>
    excused
      ? [
          {
            about: 'server',
            text: `On ${excused.times} connection${excused.times > 1 ? 's' : ''} ${excused.because}. What that cut short was not judged.`,
          },
        ]
      : [],
  );

/** The verdict on a whole examination. */
export const verdictOf = (requirements: readonly Pick<RequirementReport, 'level' | 'status'>[]): Verdict => {
  const musts = requirements.filter(({ level }) => level === 'MUST');
  if (musts.some(({ status }) => status === 'fail')) return 'nonconformant';
  return musts.every(({ status }) => status === 'pass' || status === 'notApplicable') ? 'conformant' : 'incomplete';
};

/** How many requirements have each status. */
export const countStatuses = (
  requirements: readonly Pick<RequirementReport, 'status'>[],
): Readonly<Record<Status, number>> => {
  const count = (status: Status) => requirements.filter((requirement) => requirement.status === status).length;
  return {
    pass: count('pass'),
    fail: count('fail'),
    unexercised: count('unexercised'),
    untested: count('untested'),
    inconclusive: count('inconclusive'),
    notApplicable: count('notApplicable'),
  };
};
