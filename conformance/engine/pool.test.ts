/** The pool of plans: equal for equal seeds, legal throughout, and reaching what the promises hold. */
import { movesOf } from '../../schemas/moves.ts';
import { describe, expect, it } from 'vitest';
import { commerce } from '../../schemas/commerce/protocol.ts';
import { HOOKS, type HookName } from '../../schemas/hooks.ts';
import { legal } from '../plans/legal.ts';
import { suiteOf } from '../suites/index.ts';
import { flatten, hooksOf, type Plan, waits } from './plan.ts';
import { createPool } from './pool.ts';

const suite = suiteOf(commerce);
const everyHook: ReadonlySet<HookName> = new Set(HOOKS);
const first = suite.requirements.length * 2 + Object.keys(commerce.promises.lifecycle ?? {}).length;
const pool = createPool(suite, 7, everyHook);
const random: readonly Plan[] = Array.from({ length: 200 }, (_, n) => pool.at(first + n)).filter(
  (plan) => plan !== undefined,
);
const chosen = pool.chosen(() => true, 100);
const publications = (plan: Plan) => [...flatten(plan.steps)].flatMap((step) => (step.do === 'publish' ? [step] : []));

describe('a pool', () => {
  it('is equal for equal seeds, and another for another', () => {
    expect(createPool(suite, 7, everyHook).chosen(() => true, 100)).toEqual(chosen);
    expect(createPool(suite, 8, everyHook).at(first + 1)).not.toEqual(pool.at(first + 1));
  });
  it('gives a number the same plan, whatever was asked for before', () => {
    const late = createPool(suite, 7, everyHook);
    for (const n of [150, 3, 420, 99])
      expect(late.at(first + n)).toEqual(createPool(suite, 7, everyHook).at(first + n));
  });
  it('finds each plan again by its number', () => {
    for (const { number, plan } of chosen) expect(pool.at(number)).toEqual(plan);
  });
  it('begins with the plans that wait longest, and ends with those that must be alone', () => {
    const weights = chosen.map(({ plan }) => (plan.alone ? -1 : waits(plan.steps)));
    expect(weights).toEqual(weights.toSorted((a, b) => b - a));
  });
  it('exercises every requirement that has plans of its own', () => {
    for (const { id, given } of suite.requirements) {
      if (given) expect([id, pool.chosen((other) => other === id, 0).length]).not.toEqual([id, 0]);
    }
  });
  it.each<readonly HookName[]>([[], ['token'], ['publish'], ['token', 'publish']])(
    'needs no hook that the server lacks (%s, %s)',
    (...hooks) => {
      const offered = new Set(hooks);
      for (const { plan } of createPool(suite, 7, offered).chosen(() => true, 30)) {
        expect([...hooksOf(plan)].filter((hook) => !offered.has(hook))).toEqual([]);
      }
    },
  );
});

describe('its plans', () => {
  it('are equal after a round trip through JSON', () => {
    for (const plan of [...random, ...chosen.map(({ plan }) => plan)])
      expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
  });
  it('are legal, every one', () => {
    for (const plan of [...random, ...chosen.map(({ plan }) => plan)])
      expect(legal(commerce, plan.steps)).toEqual(plan);
  });
  it('publish only what fits the schemas', () => {
    for (const plan of random) {
      for (const { event, body } of publications(plan)) {
        const frame = suite.reader.frame('event', event, body, { timestamp: '2026-01-01T00:00:00Z' });
        expect([event, suite.reader.problems('event', event, frame)]).toEqual([event, []]);
      }
    }
  });
  it('reach every transition of every lifecycle', () => {
    const reached = new Set<string>();
    for (const { plan } of chosen) {
      const states = new Map<string, string>();
      for (const { event, body } of publications(plan)) {
        for (const [name, machine] of Object.entries(commerce.promises.lifecycle ?? {})) {
          const transition = (machine.transitions as Readonly<Record<string, { readonly to: string } | undefined>>)[
            event
          ];
          const key = `${name} ${String(body[machine.key.slice(1)])}`;
          if (!transition) continue;
          reached.add(`${states.get(key) ?? 'null'} ${event}`);
          states.set(key, transition.to);
        }
      }
    }
    const all = Object.values(commerce.promises.lifecycle ?? {}).flatMap(({ transitions }) =>
      movesOf({ transitions }).flatMap(({ event, from }) => from.map((state) => `${state ?? 'null'} ${event}`)),
    );
    expect(all.filter((transition) => !reached.has(transition))).toEqual([]);
  });
  it('have several clients and users, bad input, and steps that go side by side', () => {
    const steps = random.map(({ steps: own }) => [...flatten(own)]);
    expect(steps.filter((own) => own.filter(({ do: what }) => what === 'connect').length > 1).length).toBeGreaterThan(
      100,
    );
    for (const what of ['repeat', 'together', 'leave', 'text', 'binary', 'wait', 'settle'])
      expect(steps.some((own) => own.some((step) => step.do === what))).toBe(true);
  });
});
