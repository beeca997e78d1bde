/** Draining: time waits for every pong, and for nobody who never gives one. */
import { expect, it } from 'vitest';
import { createDraining, type Drainable } from './draining.ts';

/** A line whose pongs come when they are let. */
const createLine = () => {
  const waiting: ((answered: boolean) => void)[] = [];
  let pings = 0;
  const line: Drainable = {
    drained: (over) => {
      pings++;
      waiting.push(over);
    },
  };
  return { line, pings: () => pings, pong: () => waiting.shift()?.(true) };
};

/** Patience that ends when it is told to. */
const createPatience = () => {
  let end = (_came: boolean): void => {};
  return {
    patiently: (_: number, watch: (resolve: () => void) => void) =>
      new Promise<boolean>((resolve) => {
        end = resolve;
        watch(() => resolve(true));
      }),
    end: () => end(false),
  };
};

it('waits for the pong of every line', async () => {
  const [one, two] = [createLine(), createLine()];
  const { patiently } = createPatience();
  let drained = false;
  const draining = createDraining(new Set([one.line, two.line]), patiently)().then(() => {
    drained = true;
  });
  one.pong();
  await new Promise((resolve) => setImmediate(resolve));
  expect(drained).toBe(false);
  two.pong();
  await draining;
});

it('does not ask a line again that let patience pass, and others are asked on', async () => {
  const [one, two] = [createLine(), createLine()];
  const { patiently, end } = createPatience();
  const drain = createDraining(new Set([one.line, two.line]), patiently);
  const first = drain();
  one.pong();
  end();
  await first;
  const second = drain();
  one.pong();
  await second;
  expect([one.pings(), two.pings()]).toEqual([2, 1]);
});

it('asks nobody any more where no ping is ever answered', async () => {
  const lines = new Set<Drainable>();
  const { patiently, end } = createPatience();
  const drain = createDraining(lines, patiently);
  lines.add(createLine().line);
  const first = drain();
  end();
  await first;
  const late = createLine();
  lines.add(late.line);
  await drain();
  expect(late.pings()).toBe(0);
});
