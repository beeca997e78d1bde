/** Shrinking: any part of a plan is a plan again, a path leads to the same one, and what matters is found soon. */
import { describe, expect, it } from 'vitest';
import { commerce } from '../../schemas/commerce/protocol.ts';
import { HOOKS } from '../../schemas/hooks.ts';
import { legal } from '../plans/legal.ts';
import { suiteOf } from '../suites/index.ts';
import { flatten, type Plan, type Step } from './plan.ts';
import { createPool } from './pool.ts';
import { candidates, follow, shrink } from './shrink.ts';

const suite = suiteOf(commerce);
const pool = createPool(suite, 11, new Set(HOOKS));
const first = suite.requirements.length * 2;
const plans: readonly Plan[] = Array.from({ length: 60 }, (_, n) => pool.at(first + n)).filter(
  (plan) => plan !== undefined,
);
const all = ({ steps }: Plan): readonly Step[] => [...flatten(steps)];
const published = (plan: Plan) => all(plan).flatMap((step) => (step.do === 'publish' ? [step] : []));
const never = () => false;

/** Shrinks a plan in memory; `breaks` says of what it must keep. */
const shrinking = async (plan: Plan, breaks: (plan: Plan) => boolean, atOnce = 1) => {
  let executions = 0;
  const stillBroken = (candidate: Plan): Promise<boolean> => {
    executions++;
    return Promise.resolve(breaks(candidate));
  };
  const shrunk = await shrink(commerce, plan, stillBroken, { executions: 200, atOnce, over: never });
  expect(executions).toBe(shrunk.executions);
  expect(executions).toBeLessThanOrEqual(200);
  return shrunk;
};

/** Somebody subscribes to a channel of an order after it was paid: three steps before the one that shows it. */
const paidThenAsked = (plan: Plan): boolean => {
  const steps = all(plan);
  const paid = steps.findIndex((step) => step.do === 'publish' && step.event === 'order.paid');
  return (
    paid >= 0 && steps.slice(paid).some((step) => step.do === 'send' && JSON.stringify(step.frame).includes('"order:'))
  );
};

describe('candidates', () => {
  it('are legal plans, every one, and none is larger than its plan', () => {
    for (const plan of plans.slice(0, 20)) {
      for (const candidate of candidates(commerce, plan)) {
        expect(legal(commerce, candidate.steps)).toEqual(candidate);
        expect(all(candidate).length).toBeLessThanOrEqual(all(plan).length);
      }
    }
  });
  it('come in an order that depends on the plan alone', () => {
    for (const plan of plans.slice(0, 5))
      expect([...candidates(commerce, plan)]).toEqual([
        ...candidates(commerce, JSON.parse(JSON.stringify(plan)) as Plan),
      ]);
  });
  it('of an empty plan there are none worth trying', () => {
    expect([...candidates(commerce, { steps: [] })].filter(({ steps }) => steps.length > 0)).toEqual([]);
  });
});

describe('shrinking', () => {
  const breached = plans.filter(paidThenAsked);

  it('is tried on plans that show the breach', () => expect(breached.length).toBeGreaterThan(3));

  it('finds a planted breach in few steps, one more than the least at most', async () => {
    for (const plan of breached) {
      const shrunk = await shrinking(plan, paidThenAsked);
      // The least is: order.created, order.paid, connect, subscribe.
      expect(paidThenAsked(shrunk.plan)).toBe(true);
      expect(shrunk.plan.steps.length).toBeLessThanOrEqual(5);
    }
  });
  it('leaves a path that leads to the same plan', async () => {
    for (const plan of breached) {
      for (const atOnce of [1, 4]) {
        const shrunk = await shrinking(plan, paidThenAsked, atOnce);
        expect(follow(commerce, plan, shrunk.path)).toEqual(shrunk.plan);
      }
    }
  });
  it('keeps two users where the breach needs two', async () => {
    const two = (plan: Plan) =>
      new Set(all(plan).flatMap((step) => (step.do === 'connect' ? [step.user] : []))).size > 1 &&
      published(plan).length > 0;
    const plan = plans.find((one) => two(one) && one.steps.length > 20);
    const shrunk = plan && (await shrinking(plan, two));
    // The least is: connect, connect, publish; one client that comes twice takes a step more.
    expect(shrunk?.plan.steps.length).toBeLessThanOrEqual(4);
  });
  it('shortens what is repeated to as often as the breach needs', async () => {
    const times = (plan: Plan) => Math.max(0, ...plan.steps.map((step) => (step.do === 'repeat' ? step.times : 0)));
    const plan: Plan = {
      steps: [
        { do: 'connect', client: 'a', user: '⟨user1⟩' },
        { do: 'repeat', times: 30, steps: [{ do: 'send', client: 'a', frame: { type: 'ping' } }] },
      ],
    };
    const shrunk = await shrinking(plan, (candidate) => times(candidate) >= 11);
    expect(times(shrunk.plan)).toBe(11);
  });
  it('gives the plan back when nothing smaller shows the breach', async () => {
    const [plan = { steps: [] }] = plans;
    const shrunk = await shrinking(plan, () => false);
    expect(shrunk).toMatchObject({ plan, path: [] });
  });
  it('stops when time has run out', async () => {
    const [plan = { steps: [] }] = plans;
    const shrunk = await shrink(commerce, plan, () => Promise.resolve(true), {
      executions: 200,
      atOnce: 4,
      over: () => true,
    });
    expect(shrunk).toEqual({ plan, path: [], executions: 0 });
  });
});

describe('a path', () => {
  it('that is empty leads to the plan itself', () =>
    expect(follow(commerce, { steps: [] }, [])).toEqual({ steps: [] }));
  it.each([[[100_000]], [[-1]], [[0.5]], [[Number.NaN]], [[0, 0, 0, 0, 0, 0, 0, 0, 0, 100_000]]])(
    '%j leads nowhere',
    (path) => {
      expect(follow(commerce, plans[0] ?? { steps: [] }, path)).toBeUndefined();
    },
  );
});
