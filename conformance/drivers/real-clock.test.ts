/** Tests of the real clock; the waits are as short as they can be. */
import { expect, it } from 'vitest';
import { allow, createRealClock } from './real-clock.ts';

const stallFor = (ms: number): void => {
  const end = performance.now() + ms;
  while (performance.now() < end);
};

it('waits until an instant, never less', async () => {
  const clock = createRealClock();
  const instant = clock.now() + 5;
  await clock.until(instant);
  expect(clock.now()).toBeGreaterThanOrEqual(instant);
  await clock.until(0);
  clock.stop();
});

it('has patience until a signal fires or the time is over', async () => {
  const clock = createRealClock();
  let fire = () => {};
  const waiting = clock.patiently(60_000, (resolve) => {
    fire = resolve;
  });
  fire();
  fire();
  expect(await waiting).toBe(true);
  expect(await clock.patiently(60_000, (resolve) => resolve())).toBe(true);
  expect(await clock.patiently(5, () => {})).toBe(false);
  clock.stop();
});

it('ends all waiting when it is stopped, now and from now on', async () => {
  const clock = createRealClock();
  const waiting = [clock.until(60_000), clock.patiently(60_000, () => {})];
  clock.stop();
  expect(await Promise.all(waiting)).toEqual([undefined, false]);
  expect(await clock.patiently(60_000, (resolve) => resolve())).toBe(false);
  await clock.until(60_000);
});

it('reports a stall of our own process, and knows itself less exact from then on', async () => {
  const clock = createRealClock();
  expect(clock.resolution()).toBe(20);
  const stalled = new Promise<number>((resolve) => clock.onStall(resolve));
  stallFor(260);
  expect(await stalled).toBeGreaterThan(100);
  expect(clock.resolution()).toBe(120);
  clock.roundTrip(30);
  expect(clock.resolution()).toBeGreaterThan(140);
  clock.stop();
});

it('allows again what a stall of our own took', async () => {
  let spent = false;
  const over = new Promise<void>((resolve) => {
    allow(100, () => {
      spent = true;
      resolve();
    });
  });
  stallFor(250);
  await new Promise((resolve) => setTimeout(resolve, 0));
  await new Promise((resolve) => setImmediate(resolve));
  expect(spent).toBe(false);
  await over;
});

it('can be called off', async () => {
  let spent = 0;
  const cancel = allow(0, () => spent++);
  cancel();
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  expect(spent).toBe(0);
});
