/** Virtual time: everything in the order of its instant, and no time at all while somebody has something to do. */
import { describe, expect, it } from 'vitest';
import { createVirtualClock } from './virtual-clock.ts';

const idle = { due: () => undefined, tick: () => {} };

/** A server that is due at the given instants, and writes down when it was woken. */
const server = (...instants: readonly number[]) => {
  const left = [...instants];
  const woken: number[] = [];
  return {
    woken,
    add: (instant: number) => left.push(instant),
    due: () => (left.length === 0 ? undefined : Math.min(...left)),
    tick: (now: number) => {
      woken.push(now);
      for (const instant of left.splice(0)) if (instant > now) left.push(instant);
    },
  };
};

describe('waiting', () => {
  it('ends in the order of the instants, whatever the order of asking', async () => {
    const clock = createVirtualClock(idle);
    const ended: string[] = [];
    const wait = (instant: number) => clock.until(instant).then(() => ended.push(`${instant} at ${clock.now()}`));
    await Promise.all([wait(3000), wait(10), wait(60_000), wait(200)]);
    expect(ended).toEqual(['10 at 10', '200 at 200', '3000 at 3000', '60000 at 60000']);
  });
  it('ends in the order of asking where the instants are equal', async () => {
    const clock = createVirtualClock(idle);
    const ended: number[] = [];
    await Promise.all([1, 2, 3].map((n) => clock.until(50).then(() => ended.push(n))));
    expect(ended).toEqual([1, 2, 3]);
  });
  it('that begins while time advances ends between those that were there before', async () => {
    const clock = createVirtualClock(idle);
    const ended: string[] = [];
    const early = async () => {
      await clock.until(100);
      await clock.until(150);
      ended.push(`inner at ${clock.now()}`);
    };
    await Promise.all([clock.until(200).then(() => ended.push(`outer at ${clock.now()}`)), early()]);
    expect(ended).toEqual(['inner at 150', 'outer at 200']);
  });
  it('for the past or the present is over at once', async () => {
    const clock = createVirtualClock(idle);
    await clock.until(100);
    await clock.until(100);
    await clock.until(-5);
    expect(clock.now()).toBe(100);
  });
});

describe('patience', () => {
  it('ends without a signal when it is spent', async () => {
    const clock = createVirtualClock(idle);
    expect(await clock.patiently(10_000, () => {})).toBe(false);
    expect(clock.now()).toBe(10_000);
  });
  it('ends at a signal, and no time has passed for it', async () => {
    const clock = createVirtualClock(idle);
    expect(await clock.patiently(10_000, (resolve) => queueMicrotask(resolve))).toBe(true);
    expect(clock.now()).toBe(0);
    expect(await clock.patiently(5, (resolve) => resolve())).toBe(true);
  });
  it('hears only the first of two ends', async () => {
    const clock = createVirtualClock(idle);
    let signal = () => {};
    const patient = clock.patiently(10, (resolve) => {
      signal = resolve;
    });
    expect(await patient).toBe(false);
    signal();
    expect(await clock.patiently(20, () => {})).toBe(false);
    expect(clock.now()).toBe(30);
  });
});

describe('the server', () => {
  it('is woken at each instant that it asks for, before those who wait for the same one', async () => {
    const due = server(30, 10, 20);
    const clock = createVirtualClock(due);
    await clock.until(20);
    expect(due.woken).toEqual([10, 20]);
    await clock.until(100);
    expect(due.woken).toEqual([10, 20, 30]);
    expect(clock.now()).toBe(100);
  });
  it('may ask for another instant while it is woken', async () => {
    const due = server(10);
    const tick = (now: number): void => {
      due.tick(now);
      if (now < 40) due.add(now + 10);
    };
    const clock = createVirtualClock({ due: due.due, tick });
    await clock.until(35);
    expect(due.woken).toEqual([10, 20, 30]);
    expect(clock.now()).toBe(35);
  });
  it('that is overdue is woken now, and time does not go back', async () => {
    const due = server();
    const clock = createVirtualClock(due);
    await clock.until(100);
    due.add(40);
    await clock.until(101);
    expect(due.woken).toEqual([100]);
  });
  it('is not woken while nobody waits', async () => {
    const due = server(10);
    const clock = createVirtualClock(due);
    clock.enter(true);
    clock.leave(true);
    await new Promise(setImmediate);
    expect(due.woken).toEqual([]);
    expect(clock.now()).toBe(0);
  });
});

describe('plans', () => {
  it('pass no time while one of them has something to do', async () => {
    const clock = createVirtualClock(idle);
    clock.enter(true);
    clock.enter(true);
    let over = false;
    const waiting = clock.until(50).then(() => {
      over = true;
    });
    await new Promise(setImmediate);
    expect([over, clock.now()]).toEqual([false, 0]);
    clock.leave(true);
    await waiting;
    expect(clock.now()).toBe(50);
  });
  it('that wait side by side share one time', async () => {
    const clock = createVirtualClock(idle);
    const run = async (...waits: readonly number[]) => {
      clock.enter(true);
      for (const ms of waits) await clock.until(clock.now() + ms);
      clock.leave(true);
      return clock.now();
    };
    expect(await Promise.all([run(10, 10, 10), run(25), run(5, 40)])).toEqual([30, 25, 45]);
  });
  it('are all released when time has run out, and nobody waits from then on', async () => {
    const clock = createVirtualClock(idle);
    clock.enter(true);
    clock.enter(true);
    const waiting = Promise.all([clock.until(50), clock.patiently(70, () => {})]);
    clock.stop();
    expect(await waiting).toEqual([undefined, false]);
    await clock.until(1_000_000);
    expect(await clock.patiently(10, () => {})).toBe(false);
    expect(clock.now()).toBe(0);
  });
});
