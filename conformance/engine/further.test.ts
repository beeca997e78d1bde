/** Further plans: what lacks histories gets more, what cannot be exercised is left alone, and coverage counts what was taken. */
import { expect, it } from 'vitest';
import { commerce } from '../../schemas/commerce/protocol.ts';
import { HOOKS } from '../../schemas/hooks.ts';
import { marketplace } from '../../schemas/marketplace/protocol.ts';
import { suiteOf } from '../suites/index.ts';
import { createCoverage } from './coverage.ts';
import { createFurther } from './further.ts';
import type { Entry } from './history.ts';
import { createPool } from './pool.ts';

const suite = suiteOf(commerce);
const pool = createPool(suite, 3, new Set(HOOKS));
const begin = (histories: Map<string, number>, isBroken = (_: string) => false, woven = Number.POSITIVE_INFINITY) =>
  createFurther({
    ...{ pool, requirements: suite.requirements, runs: 10, isBroken, waiting: true, first: 4, round: 8, woven },
    histories: (id) => histories.get(id) ?? 0,
  });

it('goes on until every requirement has been exercised as often as was asked for', () => {
  const histories = new Map<string, number>();
  const further = begin(histories);
  let rounds = 0;
  let plans = 0;
  for (let round = further(); round.length > 0; round = further()) {
    rounds++;
    plans += round.length;
    for (const { number, plan } of round) expect(pool.at(number)).toEqual(plan);
    // As if each plan had exercised everything.
    for (const { id } of suite.requirements) histories.set(id, (histories.get(id) ?? 0) + round.length);
    expect(rounds).toBeLessThan(100);
  }
  expect(plans).toBeGreaterThan(0);
  expect(suite.requirements.every(({ id }) => (histories.get(id) ?? 0) >= 10)).toBe(true);
});

it('weaves as many of a pair as it may, and exercises both of it by single plans then', () => {
  const texts = (woven: number): ReadonlySet<string> => {
    const further = begin(new Map(), undefined, woven);
    const found = new Set<string>();
    for (let round = further(); round.length > 0; round = further())
      for (const { plan } of round) found.add(JSON.stringify(plan));
    return found;
  };
  const [single, some] = [texts(0), texts(2)];
  const own = suite.requirements.flatMap(({ id }) => pool.family(id) ?? []);
  expect(own.filter((text) => !single.has(text))).toEqual([]);
  expect([...some].filter((text) => !single.has(text)).length).toBeGreaterThan(0);
});

it('asks for everything there is in the first round, before there is much of it', () => {
  const other = suiteOf(marketplace);
  const further = createFurther({
    ...{ pool: createPool(other, 3, new Set(HOOKS)), requirements: other.requirements, runs: 10 },
    ...{ histories: () => 0, isBroken: () => false, waiting: true, first: 4, round: 8, woven: 0 },
  });
  const asking = further().map(
    ({ plan }) => plan.steps.filter((step) => step.do === 'fetch' && !step.query).length > 0,
  );
  // All that is needed of two families, where the first round holds four plans of any other; most others come behind them.
  expect(asking.filter((asks) => asks).length).toBeGreaterThan(2 * 8);
  expect(asking.slice(asking.lastIndexOf(true) + 1).length).toBeGreaterThan(asking.length / 2);
});

it('gives up what no plan exercises, and leaves alone what is broken or has had enough', () => {
  const further = begin(new Map());
  let rounds = 0;
  while (further().length > 0) expect(++rounds).toBeLessThan(300);
  expect(rounds).toBeGreaterThan(0);
  expect(begin(new Map(), () => true)()).toEqual([]);
  expect(begin(new Map(suite.requirements.map(({ id }) => [id, 10])))()).toEqual([]);
});

it('coverage counts what the server took, thing by thing', () => {
  const coverage = createCoverage(commerce);
  const told = (event: string, orderId: string, status: 'done' | 'refused'): Entry => ({
    ...{ kind: 'told', call: 1, hook: 'publish', request: { event, payload: { orderId } }, seq: 0, at: 0, plan: 1 },
    answer: status === 'done' ? { status, answer: {} } : { status, code: 409, error: 'no' },
  });
  coverage.take([
    told('order.created', '1', 'done'),
    told('order.created', '2', 'done'),
    told('order.paid', '1', 'done'),
    told('order.cancelled', '2', 'refused'),
  ]);
  const { states, transitions, pairs } = coverage.covered();
  expect([states.reached, transitions.reached, pairs.reached]).toEqual([2, 2, 1]);
  expect(pairs.missing).toContain('order.paid then order.shipped');
  expect(states.of).toBeGreaterThan(states.reached);
});
