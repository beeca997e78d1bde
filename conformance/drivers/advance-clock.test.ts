/** Tests of the advance clock on a fake hook: who is woken when, and what time waits for. */
import { expect, it } from 'vitest';
import type { HookAnswer } from '../../schemas/hooks.ts';
import type { Clock } from '../engine/clock.ts';
import { createAdvanceClock } from './advance-clock.ts';
import type { Traffic } from './under-way.ts';

/** Real time that passes only as far as somebody waits for it. */
const createPassing = (): Clock => {
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
    resolution: () => 0,
    passes: (ms) => ms,
  };
};

/** A clock over a hook that notes each call with the real instant at which it came. */
const make = (stride = 1000, advance?: (ms: number) => HookAnswer) => {
  const calls: { readonly ms: number; readonly at: number }[] = [];
  const real = createPassing();
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
