/** Legal plans: what an examiner may perform, and nothing else. */
import { describe, expect, it } from 'vitest';
import { commerce } from '../../schemas/commerce/protocol.ts';
import { HOOKS } from '../../schemas/hooks.ts';
import { plan, type Plan, type Step } from '../engine/plan.ts';
import { createPool } from '../engine/pool.ts';
import { suiteOf } from '../suites/index.ts';
import { legal } from './legal.ts';
import { createStory } from './story.ts';

const suite = suiteOf(commerce);
const ping = (client: string): Step => ({ do: 'send', client, frame: { type: 'ping' } });
const connect = (client: string): Step => ({ do: 'connect', client, user: '⟨user1⟩' });
const publish = (event: string, n = 1, parent = 1): Step => {
  // The story of another thing in each step: what may come is what is asked here.
  const { body } = (createStory(commerce).publish('order.created', n) ?? {}) as {
    readonly body: Readonly<Record<string, unknown>>;
  };
  const own = event.startsWith('order') ? {} : { disputeId: `⟨dispute${n}⟩`, orderId: `⟨order${parent}⟩` };
  return { do: 'publish', event, body: { ...body, ...own } };
};
const keeps = (...steps: readonly Step[]) => legal(commerce, steps).steps;

describe('what is legal', () => {
  it('stays legal: making a plan legal twice is making it so once', () => {
    const pool = createPool(suite, 3, new Set(HOOKS));
    const first = suite.requirements.length * 2;
    for (let n = 0; n < 60; n++) {
      const { steps } = pool.at(first + n) ?? { steps: [] };
      const maimed = steps.filter((_, index) => (index * 7 + n) % 3 !== 0).toReversed();
      const once = legal(commerce, maimed);
      expect(legal(commerce, once.steps)).toEqual(once);
      const third = legal(
        commerce,
        steps.filter((_, index) => (index + n) % 3 !== 0),
      );
      expect(legal(commerce, third.steps)).toEqual(third);
    }
  });
  it('is left as it is', () => {
    const whole = plan(
      connect('a'),
      ping('a'),
      publish('order.created'),
      { do: 'settle' },
      { do: 'leave', client: 'a' },
      connect('a'),
      ping('a'),
    );
    expect(legal(commerce, whole.steps)).toEqual(whole);
  });
  it('touches everybody only when it is alone', () => {
    const ending: Plan = legal(commerce, [connect('a'), { do: 'end', reason: 'shutdown' }]);
    expect(ending.alone).toBe(true);
    expect(legal(commerce, [connect('a'), { do: 'end', user: '⟨user1⟩', reason: 'shutdown' }]).alone).toBeUndefined();
  });
});

describe('what is left out', () => {
  it('is what a client does before it connects, or after it has left', () => {
    expect(
      keeps(ping('a'), connect('a'), { do: 'leave', client: 'a' }, ping('a'), { do: 'settle', client: 'a' }),
    ).toEqual([connect('a'), { do: 'leave', client: 'a' }]);
  });
  it('is a second connecting, and a second leaving', () => {
    expect(keeps(connect('a'), connect('a'), { do: 'leave', client: 'a' }, { do: 'leave', client: 'a' })).toEqual([
      connect('a'),
      { do: 'leave', client: 'a' },
    ]);
  });
  it('is a publication that breaks a lifecycle', () => {
    const [created, paid, shipped] = [publish('order.created'), publish('order.paid'), publish('order.shipped')];
    expect(keeps(paid, created, shipped, created, paid)).toEqual([created, paid]);
  });
  it('is a thing that belongs to nothing', () => {
    expect(keeps(publish('dispute.filed'), publish('order.created'), publish('dispute.filed', 1, 2))).toEqual([
      publish('order.created'),
    ]);
    expect(keeps(publish('order.created'), publish('dispute.filed'))).toHaveLength(2);
  });
  it('is a list of steps of which nothing is left', () => {
    expect(
      keeps({ do: 'together', steps: [ping('a')] }, connect('a'), {
        do: 'repeat',
        times: 3,
        steps: [ping('b'), ping('a')],
      }),
    ).toEqual([connect('a'), { do: 'repeat', times: 3, steps: [ping('a')] }]);
  });
});
