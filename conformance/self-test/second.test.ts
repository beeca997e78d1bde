/** A second correct server raises no alarm: with each freedom that the text leaves, and with all of them. */
import { expect, it, onTestFinished } from 'vitest';
import type { Report } from '../engine/report.ts';
import { correctServers, oneFreedomEach, onSockets, variations } from './matrix.ts';
import { examineHere, examineThere, failing, notPassed, protocol } from './servers.ts';

/** Everything passes but the SHOULDs that warn, and these do fail. */
const expectNoAlarm = (report: Report, warns: readonly string[]): void => {
  expect(failing(report)).toEqual(report.requirements.map(({ id }) => id).filter((id) => warns.includes(id)));
  expect(notPassed(report)).toHaveLength(warns.length);
  expect(report.verdict).toBe('conformant');
  expect(report.notes).toEqual([]);
};

it.each(correctServers.filter(({ name }) => name !== 'reference'))('$name, in process', async ({ make, warns }) => {
  expectNoAlarm(await examineHere(make(protocol), { seed: 41, runs: 10 }), warns);
});

// The directed plans alone; with random ones, and more seeds, each is examined by the proof.
it.each(oneFreedomEach)('$name, in process', async ({ make, warns }) => {
  expectNoAlarm(await examineHere(make(protocol), { seed: 42, runs: 0 }), warns);
});

it.each([['compressed'], ['split'], ['in fragments']])('plain, on real sockets, %s', async (name) => {
  const server = correctServers.find((one) => one.name === 'second, plain');
  const variation = variations.find((one) => one.name === name);
  const there = server && variation && (await onSockets(server, variation, 43, protocol));
  if (!there) throw new Error(`no variation ${name} on sockets`);
  onTestFinished(there.close);
  expectNoAlarm(await examineThere(there, { seed: 43, runs: 0 }), server.warns);
});
