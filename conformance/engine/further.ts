/**
 * Further plans: what came up in too few histories is brought up again, by the plans that its requirement gives,
 * woven in pairs, until every requirement has been exercised as often as was asked for.
 */
import { flatten, isByItself, type Plan, waits } from './plan.ts';
import type { Numbered, Pool } from './pool.ts';
import type { Listed } from './requirement.ts';

/** After so many rounds that exercised it no more, a requirement is left as it is. */
const PATIENCE = 2;

/** Tells the plans of the next round; none when all is done. */
export type Further = () => readonly Numbered[];

/** What further plans are made from. */
export interface FurtherOptions {
  readonly pool: Pool;
  readonly requirements: readonly Listed[];
  /** How many histories are to exercise each. */
  readonly runs: number;
  /** How many histories have exercised a requirement; those that were found broken need no more. */
  readonly histories: (id: string) => number;
  readonly isBroken: (id: string) => boolean;
  /** Whether plans that wait cost nothing, because time passes at once. */
  readonly waiting: boolean;
  /** How many plans the first round makes for each requirement at the most; later ones as many as it has shown to be needed. */
  readonly first: number;
  /** How many plans a round makes for each requirement at the most: a round ends when its slowest plan does. */
  readonly round: number;
  /** How many plans of a pair are woven at the most; the others stay single. */
  readonly woven: number;
}

interface Group {
  readonly id: string;
  readonly given: string;
  /** Whether it may be woven with others. */
  readonly alone: boolean;
  /** Whether its plans are performed only when the rounds are over, so that these cannot show what they come to. */
  readonly late: boolean;
  /** Whether its plans ask for everything there is. */
  readonly asksForAll: boolean;
  made: number;
  /** How many histories had exercised it before any of these plans. */
  readonly start: number;
  before: number;
  inVain: number;
}

/** Whether a plan asks a resource for all that it has: the longer an examination lasts, the more that is. */
const asksForAll = ({ steps }: Plan): boolean =>
  [...flatten(steps)].some((step) => step.do === 'fetch' && step.query === undefined);

/** Rounds of further plans. */
export const createFurther = (options: FurtherOptions): Further => {
  const { pool, requirements, runs, histories, isBroken, waiting, first, round: most, woven } = options;
  const groups = new Map<string, Group>();
  const groupOf = ({ id }: Listed): Group | undefined => {
    const known = groups.get(id);
    if (known) return known;
    const given = pool.family(id);
    const plan = given === undefined ? undefined : pool.further(id, undefined, 0)?.plan;
    if (given === undefined || !plan) return undefined;
    const rests = waits(plan.steps) > 0;
    if (rests && !waiting) return undefined;
    const group = {
      id,
      given,
      alone: rests || isByItself(plan),
      late: waiting && plan.apart === true && !plan.alone,
      asksForAll: asksForAll(plan),
      start: histories(id),
      made: 0,
      before: -1,
      inVain: 0,
    };
    groups.set(id, group);
    return group;
  };
  /** How many late plans have been made, by their first text: as many histories are yet to come of each requirement that has them. */
  const planned = new Map<string, number>();
  const lacks = (id: string): number => {
    const group = groups.get(id);
    const coming = group?.late ? (planned.get(group.given) ?? 0) : 0;
    return isBroken(id) ? 0 : Math.max(0, runs - histories(id) - coming);
  };

  /** How many more plans it takes, by what those made so far have come to. */
  const needed = ({ id, made, start, ...group }: Group): number => {
    const lacking = lacks(id);
    // While there is little yet.
    if (made === 0 && group.asksForAll) return lacking;
    if (made === 0) return Math.min(first, lacking);
    const gained = Math.max(1, histories(id) - start);
    return Math.min(most, lacking * 3, Math.ceil((lacking * made) / gained));
  };

  /** One of those that their plans exercise together: the one that lacks most. */
  const lacking = (): readonly Group[] => {
    const byPlan = new Map<string, Group>();
    for (const requirement of requirements.filter(({ id }) => lacks(id) > 0)) {
      const group = groupOf(requirement);
      if (!group || group.inVain >= PATIENCE || lacks(requirement.id) === 0) continue;
      const other = byPlan.get(group.given);
      if (!other || lacks(other.id) < lacks(group.id)) byPlan.set(group.given, group);
    }
    return [...byPlan.values()].sort(
      (a, b) => Number(b.asksForAll) - Number(a.asksForAll) || lacks(b.id) - lacks(a.id),
    );
  };

  return () => {
    const left = [...lacking()];
    for (const group of left) {
      if (group.late) continue;
      const now = histories(group.id);
      group.inVain = now > group.before ? 0 : group.inVain + 1;
      group.before = now;
    }
    const round: Numbered[] = [];
    const add = (one: Group, two?: Group): void => {
      const [ofOne, ofTwo] = [needed(one), two ? needed(two) : 0];
      const times = Math.max(ofOne, ofTwo);
      const k = Math.max(one.made, two?.made ?? 0);
      const push = (id: string, other: string | undefined, nth: number): void => {
        const numbered = pool.further(id, other, k + nth);
        if (numbered) round.push(numbered);
      };
      for (let nth = 0; nth < times; nth++) {
        if (two && k + nth < woven) push(one.id, two.id, nth);
        else {
          if (nth < ofOne) push(one.id, undefined, nth);
          if (two && nth < ofTwo) push(two.id, undefined, nth);
        }
      }
      one.made = k + times;
      if (two) two.made = k + times;
    };
    for (const group of left.filter(({ alone }) => alone)) {
      if (group.late) group.made = planned.get(group.given) ?? 0;
      add(group);
      if (group.late) planned.set(group.given, group.made);
    }
    const pairs = left.filter(({ alone }) => !alone);
    for (let index = 0; index < pairs.length; index += 2) {
      const one = pairs[index];
      if (one) add(one, pairs[index + 1]);
    }
    return round;
  };
};
