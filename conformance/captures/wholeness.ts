/** Wholeness: what the lines of a whole history say of themselves must fit together, or else nothing is judged by them. */
import type { Item } from './capture.ts';

/** Looks at item after item; says what does not fit, in words. */
export type Look = (item: Item) => string | undefined;

const MISSING = '"at" is missing, and durations are told here; give it, or leave out "resolution".';
const falls = (before: number, at: number): string =>
  `"at" falls from ${before} to ${at}; write lines in the order in which things happened, by a clock that never goes back.`;

/** So many connections are remembered at once. */
const REMEMBERED = 1000;

/** The instants of each connection outside whole histories are there, and never fall. */
export const createInstantsOutside = (): Look => {
  const latest = new Map<number, number>();
  return ({ plan, at, told }) => {
    if (plan !== undefined || !('connection' in told)) return undefined;
    if (at === undefined) return MISSING;
    const { connection } = told;
    const before = latest.get(connection) ?? at;
    if (at < before) return falls(before, at);
    latest.set(connection, at);
    if (told.kind === 'closed' || told.kind === 'refused') latest.delete(connection);
    const [oldest] = latest.size > REMEMBERED ? latest.keys() : [];
    if (oldest !== undefined) latest.delete(oldest);
    return undefined;
  };
};

/** The instants of whole histories whose durations are told are there, and never fall. */
export const createInstants = (): Look => {
  const latest = new Map<number, number>();
  return ({ plan, at, told, resolution }) => {
    if (plan === undefined) return undefined;
    const before = latest.get(plan);
    if (before === undefined && resolution === undefined) return undefined;
    if (at === undefined) return MISSING;
    if (before !== undefined && at < before) return falls(before, at);
    if (told.kind === 'end') latest.delete(plan);
    else latest.set(plan, at);
    return undefined;
  };
};

/** What is wrong where a number follows another that is not the one before it. */
const amiss = (plan: number, before: number, nth: number): string => {
  const next = before + 1;
  const lost = nth - 1 === next ? `line ${next}` : `lines ${next} to ${nth - 1}`;
  const what =
    nth > next
      ? `between it and the line before it ${lost} of the whole history ${plan} ${nth - 1 === next ? 'is' : 'are'} missing`
      : `the lines of the whole history ${plan} stand twice, or in another order than they were written in`;
  return `"nth" goes from ${before} to ${nth}: ${what}; check the file as it was written, or record it again.`;
};

/** The lines of histories that are numbered follow each other; where the first is, it may be that nobody knows. */
export const createCounting = (): Look => {
  /** The number of the latest line, by history; undefined where lines have none. */
  const latest = new Map<number, number | undefined>();
  return ({ plan, nth, told }) => {
    if (plan === undefined) return undefined;
    const before = told.kind === 'begin' ? undefined : latest.get(plan);
    const isNew = told.kind === 'begin' || !latest.has(plan);
    if (!isNew && before !== undefined) {
      if (nth === undefined)
        return `"nth" is missing, and the lines of the whole history ${plan} are numbered; give it, or leave it out of all of them.`;
      if (nth !== before + 1) return amiss(plan, before, nth);
    }
    if (told.kind === 'end') latest.delete(plan);
    else if (isNew || before !== undefined) latest.set(plan, nth);
    return undefined;
  };
};
