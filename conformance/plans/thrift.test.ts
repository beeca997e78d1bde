/** Thrift: no plan exceeds a limit by accident. */
import { describe, expect, it } from 'vitest';
import { type Plan, plan, type Step, waits } from '../engine/plan.ts';
import { FIVE, paced } from '../self-test/paced.ts';
import { suiteOf } from '../suites/index.ts';
import { createKit } from './kit.ts';
import { thrifty } from './thrift.ts';

// Twelve in ten seconds, of which answers to beats may take two.
const protocol = paced({ ...FIVE, most: 12 });
const kit = createKit(protocol, suiteOf(protocol).reader);
const say = kit.fence('a');
const many = (times: number): readonly Step[] => Array.from({ length: times }, () => say);
const sent = ({ steps }: Plan): number => steps.filter((step) => step === say).length;

describe('a plan that sends much', () => {
  it('stays as it is below the limit', () => {
    const few = plan(kit.connect('a'), ...many(8), kit.settle());
    expect(thrifty(protocol, few)).toEqual(few);
  });
  it('waits until there is room', () => {
    const thrifted = thrifty(protocol, plan(kit.connect('a'), ...many(25)));
    expect(sent(thrifted)).toBe(25);
    expect(waits(thrifted.steps)).toBe(2 * 11_000);
  });
  it('does without what is too much, where it may', () => {
    const thrifted = thrifty(protocol, plan(kit.connect('a'), ...many(25)), true);
    expect(sent(thrifted)).toBe(10);
    expect(waits(thrifted.steps)).toBe(0);
  });
  it('repeats less often', () => {
    const thrifted = thrifty(protocol, plan(kit.connect('a'), { do: 'repeat', times: 100, steps: [say] }));
    expect(thrifted.steps).toContainEqual({ do: 'repeat', times: 10, steps: [say] });
  });
  it('need not wait on a connection of its own', () => {
    const apart = plan(
      kit.connect('a'),
      ...many(8),
      kit.connect('b'),
      ...Array.from({ length: 8 }, () => kit.fence('b')),
    );
    expect(thrifty(protocol, apart)).toEqual(apart);
    const shared = paced({ ...FIVE, per: 'user', most: 12 });
    expect(waits(thrifty(shared, apart).steps)).toBeGreaterThan(0);
  });
  it('may, if it is about limits', () => {
    const much: Plan = { ...plan(kit.connect('a'), ...many(25)), exceeds: true };
    expect(thrifty(protocol, much)).toEqual(much);
  });
  it('is the same once it is thrifty', () => {
    const once = thrifty(protocol, plan(kit.connect('a'), ...many(25), kit.settle()));
    expect(thrifty(protocol, once)).toEqual(once);
  });
});
