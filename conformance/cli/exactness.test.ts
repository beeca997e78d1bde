import { expect, it } from 'vitest';
import { createExactness } from './exactness.ts';

it('instants are as exact as the clock is, until the machine has slept', () => {
  const [clock, wall] = [{ now: 0 }, { now: 1000 }];
  const exactness = createExactness(
    () => clock.now,
    () => wall.now,
  );
  expect(exactness()).toBe(2);
  clock.now = 5000;
  wall.now = 6000.4;
  expect(exactness()).toBe(3);
  wall.now = 66_000;
  expect(exactness()).toBe(60_002);
  // What was told before may have been wrong by as much.
  clock.now = 65_000;
  expect(exactness()).toBe(60_002);
});
