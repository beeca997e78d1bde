/** The reference server keeps every promise, in process and on real sockets, and in both the same requirements say so. */
import { expect, it } from 'vitest';
import { examineHere, examineThere, notPassed, reference, serveHere } from './servers.ts';

it.each([
  [1, 40],
  [2, 20],
  [3, 20],
])('is conformant in process, seed %i, %i runs', async (seed, runs) => {
  const report = await examineHere(reference(), { seed, runs });
  expect(notPassed(report)).toEqual([]);
  expect(report.verdict).toBe('conformant');
  expect(report.notes).toEqual([]);
});

it('is conformant on real sockets with a virtual clock, and remembers nothing that hurts a second examination', async () => {
  const served = await serveHere();
  for (const seed of [4, 5]) {
    const report = await examineThere(served, { seed, runs: 15 });
    expect(notPassed(report)).toEqual([]);
    expect(report.clock).toBe('advance');
    expect(report.verdict).toBe('conformant');
  }
});

it('is judged by the same plans in process and on real sockets', async () => {
  const here = await examineHere(reference(), { seed: 6, runs: 10 });
  const there = await examineThere(await serveHere(), { seed: 6, runs: 10 });
  // In process time costs nothing, so that plans which wait are performed more often there.
  expect(there.effort.plans).toBeLessThanOrEqual(here.effort.plans);
  expect(there.requirements.map(({ id, status }) => [id, status])).toEqual(
    here.requirements.map(({ id, status }) => [id, status]),
  );
});

it('without hooks is incomplete: what needs none is judged, the rest is untested, and the hook is named', async () => {
  const { url } = await serveHere();
  const report = await examineThere({ url }, { seed: 7 }, 'real');
  expect(report.verdict).toBe('incomplete');
  expect(report.counts.fail).toBe(0);
  // Nobody good can be let in, so that refusals show nothing but what they look like.
  expect(report.requirements.filter(({ status }) => status === 'pass').map(({ id }) => id)).toEqual([
    'commerce/messages/one-object',
    'commerce/messages/controls',
    'commerce/messages/declared',
    'commerce/messages/declared-fields',
    'commerce/credentials/says-why',
  ]);
  const rest = report.requirements.filter(({ status }) => status !== 'pass');
  expect(rest.map(({ status }) => status)).toEqual(rest.map(() => 'untested'));
  expect(rest.every(({ missing }) => missing && missing.length > 0)).toBe(true);
});
