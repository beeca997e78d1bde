/** Weaving: two plans made one, step by step in turns, each with its own clients, users and things. */
import { flatten, type Plan, plan, type Step } from '../engine/plan.ts';

/** How far apart the numbers of two plans' symbols are; names keep their relations within a hundred. */
const APART = 100_000;
const LETTERS = [...'abcdefghijklmnopqrstuvwxyz'];

const clientsIn = (steps: readonly Step[]): readonly string[] => [
  ...new Set(
    [...flatten(steps)].flatMap((step) => ('client' in step && step.client !== undefined ? [step.client] : [])),
  ),
];

/** The plan with other clients, and with users and things of its own. */
const apart = (steps: readonly Step[], taken: readonly string[]): readonly Step[] => {
  const free = LETTERS.filter((letter) => !taken.includes(letter));
  const clients = new Map(clientsIn(steps).map((client, index) => [client, free[index] ?? `${client}${taken.length}`]));
  const other = (value: unknown): unknown => {
    if (typeof value === 'string')
      return value.replace(/⟨([^⟨⟩\d]+)(\d+)⟩/gu, (_, kind: string, n: string) => `⟨${kind}${Number(n) + APART}⟩`);
    if (Array.isArray(value)) return value.map(other);
    if (typeof value !== 'object' || value === null) return value;
    // The number that a client has seen is that of the client by its other name.
    if ('seen' in value && typeof value.seen === 'string')
      return { ...value, seen: clients.get(value.seen) ?? value.seen };
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, other(item)]));
  };
  const renamed = (step: Step): Step => {
    if (step.do === 'together' || step.do === 'repeat') return { ...step, steps: step.steps.map(renamed) };
    return 'client' in step && step.client !== undefined
      ? { ...step, client: clients.get(step.client) ?? step.client }
      : step;
  };
  // Renaming symbols leaves the form of every step as it is.
  return (other(steps) as readonly Step[]).map(renamed);
};

/** A sequence of numbers from 0 up to below 1 that depends on the seed alone. */
const numbers = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

/** Two plans as one: the steps of each stay in order, and how they take turns depends on the seed alone. */
export const weave = (one: Plan, two: Plan, seed: number): Plan => {
  const next = numbers(seed);
  const left: readonly [Step[], Step[]] = [[...one.steps], [...apart(two.steps, clientsIn(one.steps))]];
  const woven: Step[] = [];
  while (left[0].length + left[1].length > 0) {
    const [first, second] = left;
    const step = next() * (first.length + second.length) < first.length ? first.shift() : second.shift();
    if (step) woven.push(step);
  }
  return plan(woven);
};
