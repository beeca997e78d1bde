/** Tests of the advance clock on a fake hook: who is woken when, and what time waits for. */
import { describe, expect, it } from 'vitest';
import type { HookAnswer } from '../../schemas/hooks.ts';
import type { Clock } from '../engine/clock.ts';
import { createAdvanceClock } from './advance-clock.ts';
import type { Traffic } from './under-way.ts';

/** Real time that passes only as far as somebody waits for it. */
const createPassing = (resolution: number): Clock => {
  let now = 0;
  let stopped = false;
  return {
    kind: 'real',
    watch: () => 0,
    stopped: () => false,
    now: () => now,
    until: (instant) => {
      now = Math.max(now, instant);
      return Promise.resolve();
    },
    patiently: (_, watch) => (stopped ? Promise.resolve(false) : new Promise((resolve) => watch(() => resolve(true)))),
    enter: () => {},
    leave: () => {},
    stop: () => {
      stopped = true;
    },
    resolution: () => resolution,
    passes: (ms) => ms,
  };
};

/** A clock over a hook that notes each call with the real instant at which it came. */
const make = (stride = 1000, advance?: (ms: number) => HookAnswer, unsteady = 0) => {
  const calls: { readonly ms: number; readonly at: number }[] = [];
  const real = createPassing(unsteady);
  const clock = createAdvanceClock({
    stride,
    longest: stride,
    real,
    advance: (ms) => {
      calls.push({ ms, at: real.now() });
      return Promise.resolve(advance?.(ms) ?? { status: 'done', answer: { now: 0 } });
    },
  });
  return { clock, real, calls, advanced: () => calls.map(({ ms }) => ms) };
};

/** Lets everything go on that can. */
const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
};

it('stops the time first of all, and then moves it only when everybody waits', async () => {
  const { clock, advanced } = make();
  await clock.begin();
  clock.enter(true);
  clock.enter(true);
  const first = clock.until(11);
  let answer = () => {};
  const answered = clock.patiently(20, (resolve) => {
    answer = resolve;
  });
  await settled();
  expect(advanced()).toEqual([1]);
  answer();
  expect(await answered).toBe(true);
  await Promise.all([first, clock.until(21)].map((wait) => wait.then(() => clock.leave(true))));
  expect(advanced()).toEqual([1, 10, 10]);
  expect(clock.now()).toBe(21);
});

it('wakes sleepers in the order of their instants, those that fall asleep on waking too', async () => {
  const { clock, advanced } = make();
  const order: string[] = [];
  const plan = async (name: string, ...instants: readonly number[]): Promise<void> => {
    clock.enter(true);
    for (const instant of instants) {
      await clock.until(instant);
      order.push(`${name} ${clock.now()}`);
    }
    clock.leave(true);
  };
  await Promise.all([plan('a', 30, 35), plan('b', 10, 30, 31), plan('c', 30, 20)]);
  expect(order).toEqual(['b 10', 'a 30', 'c 30', 'b 30', 'c 30', 'b 31', 'a 35']);
  expect(advanced()).toEqual([10, 20, 1, 4]);
});

it('never moves by more than the stride, nor by parts of a ms, and says how exact it is', async () => {
  const { clock, advanced } = make(40);
  expect(clock.resolution()).toBe(0);
  clock.enter(true);
  await clock.until(9.5);
  expect(clock.resolution()).toBe(15);
  await clock.until(100);
  clock.leave(true);
  expect(advanced()).toEqual([10, 40, 40, 10]);
  expect(clock.resolution()).toBe(45);
});

it('leaves real time for a pong, and for what was sent and has brought nothing yet', async () => {
  const waited = async (...traffic: readonly Traffic[]) => {
    const { clock, calls } = make();
    const line = {};
    clock.enter(true);
    for (const what of traffic) clock.notice(what, line);
    await clock.until(5);
    return calls[0]?.at;
  };
  expect(await waited()).toBe(5);
  expect(await waited('spoke')).toBe(50);
  expect(await waited('spoke', 'heard')).toBe(5);
  expect(await waited('last word', 'heard')).toBe(50);
});

it('waits longer for a server whose answers usually take longer', async () => {
  const { clock, real, calls } = make();
  clock.enter(true);
  for (const delay of [100, 100, 900, 100, 0]) {
    const line = {};
    clock.notice('spoke', line);
    await real.until(real.now() + delay);
    clock.notice('heard', line);
  }
  clock.notice('last word', {});
  const since = real.now();
  await clock.until(5);
  expect((calls[0]?.at ?? 0) - since).toBe(150);
});

it('waits for what keeps arriving, but not for ever', async () => {
  const { clock, calls } = make();
  clock.enter(true);
  let noise = true;
  const chatter = () => {
    clock.notice('heard', {});
    if (noise) setImmediate(chatter);
  };
  chatter();
  await clock.until(5);
  noise = false;
  expect(calls[0]?.at).toBe(1000);
});

it('notes what an advance brings at the end of it', async () => {
  const seen: number[] = [];
  const { clock } = make(1000, () => {
    seen.push(clock.now());
    return { status: 'done', answer: {} };
  });
  clock.enter(true);
  await clock.until(700);
  expect(seen).toEqual([700]);
});

describe('for whoever waits for what only time brings about', () => {
  const going = async (timed: boolean, unsteady = 0) => {
    const made = make(1000, undefined, unsteady);
    const stop = made.clock.goOn?.(timed, 60_000) ?? (() => {});
    await settled();
    return { ...made, stop };
  };

  it('moves time a little, and then more, until that is called off', async () => {
    const { clock, advanced, stop } = await going(false);
    stop();
    const before = advanced();
    expect(before.slice(0, 3)).toEqual([10, 20, 40]);
    await settled();
    expect(advanced()).toEqual(before);
    expect(clock.now()).toBe(before.reduce((sum, ms) => sum + ms, 0));
  });

  it('leaves 250 ms of real time for it first, in which time stands', async () => {
    const { calls } = await going(false);
    expect(calls[0]?.at).toBe(255);
    const { clock, advanced } = make();
    clock.goOn?.(false, 60_000)();
    await settled();
    expect(advanced()).toEqual([]);
  });

  it('leaves as much for it as anything took of late', async () => {
    const { calls } = await going(false, 2020);
    expect(calls[0]?.at).toBe(2025);
  });

  it('moves it by half a second at once, and by no more than is said', async () => {
    const { advanced } = await going(false);
    for (let time = 0; time < 40; time++) await settled();
    expect(Math.max(...advanced())).toBe(500);
    expect(advanced().reduce((sum, ms) => sum + ms, 0)).toBe(60_000);
  });

  it.each([true, false])('does not as long as a timed plan is busy; itself timed: %s', async (timed) => {
    const { clock, advanced } = make();
    clock.enter(true);
    if (timed) clock.enter(true);
    const stop = clock.goOn?.(timed, 60_000);
    await settled();
    expect(advanced()).toEqual([]);
    clock.leave(true);
    await settled();
    expect(advanced().slice(0, 2)).toEqual([10, 20]);
    stop?.();
  });

  it('does not take a plan that is not timed for a timed one that waits', async () => {
    const { clock, advanced } = make();
    clock.enter(true);
    clock.enter(true);
    clock.goOn?.(false, 60_000);
    const asleep = clock.until(5);
    await settled();
    expect(advanced()).toEqual([]);
    clock.leave(true);
    await asleep;
    expect(advanced()[0]).toBe(5);
  });

  it('holds time up again for a timed plan that has got it', async () => {
    const { clock, advanced } = make();
    clock.enter(true);
    const stop = clock.goOn?.(true, 60_000);
    await settled();
    stop?.();
    const before = advanced();
    expect(before.length).toBeGreaterThan(0);
    clock.goOn?.(false, 60_000);
    await settled();
    expect(advanced()).toEqual(before);
  });
});

it('stops everything with a clear note when the hook does not work', async () => {
  const broken: HookAnswer = { status: 'failed', error: 'The hook advance answered 500: nothing' };
  await expect(make(1000, () => broken).clock.begin()).rejects.toMatchObject({ code: 'DRIVER' });

  const { clock, advanced } = make(1000, () => broken);
  clock.enter(true);
  clock.enter(true);
  await Promise.all([clock.until(5), clock.until(50_000)]);
  await clock.until(60_000);
  expect(await clock.patiently(60_000, () => {})).toBe(false);
  expect(advanced()).toEqual([5]);
  expect(clock.trouble()).toBe(
    'Time cannot be moved on by 5 ms, so nothing more can be examined: The hook advance answered 500: nothing',
  );
});

it('ends all waiting when it is stopped', async () => {
  const { clock, advanced } = make();
  clock.enter(true);
  clock.enter(true);
  const waiting = clock.until(5);
  clock.stop();
  await waiting;
  expect(advanced()).toEqual([]);
  expect(clock.trouble()).toBeUndefined();
});
