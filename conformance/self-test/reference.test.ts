/** The reference servers keep every promise, in process and on real sockets, and in both the same requirements say so. */
import { describe, expect, it, onTestFinished } from 'vitest';
import { serve } from '../../reference-server/host.ts';
import { referenceServers } from '../../reference-server/index.ts';
import { withNumbers } from '../engine/merge.ts';
import { suiteOf } from '../suites/index.ts';
import { SHOWN_OTHERWISE } from './left.ts';
import { examineHere, examineThere, notPassed, serveHere } from './servers.ts';
import { allSubjects, subjects } from './subjects.ts';

/** What can be seen without hooks where nobody good can be let in: what refusals look like, and nothing more. */
const TO_STRANGERS = /^\w+\/(messages\/(?!events).*|credentials\/says-why)$/;

it.each([
  ['commerce', 1, 5],
  ['marketplace', 1, 2],
  ['prediction', 1, 3],
  ['telemetry', 1, 3],
  ['trading', 1, 3],
] as const)('%s is conformant in process, seed %i, %i runs', async (id, seed, runs) => {
  const { protocol, reference } = subjects[id];
  const report = await examineHere(protocol, reference(), { seed, runs });
  expect(notPassed(report)).toEqual([]);
  expect(report.verdict).toBe('conformant');
  expect(report.notes).toEqual([]);
});

describe.each(allSubjects)('$id', (subject) => {
  const { protocol, reference } = subject;

  it('is conformant on real sockets with a virtual clock, a second time too, by the same plans as in process', async () => {
    const served = await serveHere(subject);
    const first = await examineThere(protocol, served, { seed: 4, runs: 0 });
    expect(notPassed(first)).toEqual([]);
    expect(first.clock).toBe('advance');
    expect(first.verdict).toBe('conformant');
    const here = await examineHere(protocol, reference(), { seed: 6, runs: 0 });
    const there = await examineThere(protocol, served, { seed: 6, runs: 0 });
    expect(notPassed(there)).toEqual([]);
    // In process time costs nothing, so that plans which wait are performed more often there.
    if (protocol.promises.heartbeat) expect(there.effort.plans).toBeLessThanOrEqual(here.effort.plans);
    expect(there.requirements.map(({ id, status }) => [id, status])).toEqual(
      here.requirements.map(({ id, status }) => [id, status]),
    );
  });

  it('without hooks is incomplete: what needs none is judged, the rest is untested, and the hook is named', async () => {
    const { url } = await serveHere(subject);
    const report = await examineThere(protocol, { url }, { seed: 7, runs: 0 }, 'real');
    expect(report.verdict).toBe('incomplete');
    expect(report.counts.fail).toBe(0);
    const needless = suiteOf(protocol).requirements.filter(({ id, needs = [] }) =>
      protocol.promises.credentials ? TO_STRANGERS.test(id) : needs.length === 0,
    );
    const passed = report.requirements.filter(({ status }) => status === 'pass').map(({ id }) => id);
    expect(passed).toEqual(expect.arrayContaining(needless.map(({ id }) => id)));
    const others = passed.filter((id) => !needless.some((one) => one.id === id));
    expect(others.filter((id) => !SHOWN_OTHERWISE[subject.id].test(id.slice(protocol.id.length + 1)))).toEqual([]);
    const rest = report.requirements.filter(({ status }) => status !== 'pass');
    expect(rest.map(({ status }) => status)).toEqual(rest.map(() => 'untested'));
    expect(rest.every(({ missing }) => missing && missing.length > 0)).toBe(true);
  });
});

it('trading is conformant over polling as well', async () => {
  const { url, controlUrl } = await serveHere(subjects.trading);
  const polled = { url: `${url}?transport=polling`, ...(controlUrl !== undefined && { controlUrl }) };
  const report = await examineThere(subjects.trading.protocol, polled, { seed: 10, runs: 1 });
  // There are no frames.
  expect(notPassed(report)).toEqual([
    'trading/frames/answers-pings notApplicable ',
    'trading/frames/in-fragments notApplicable ',
  ]);
  expect(report.verdict).toBe('conformant');
});

const OTHER_NUMBERS = {
  telemetry: {
    heartbeat: { every: 3000 },
    limits: { most: 60, within: 2000 },
    pacing: { 'positions:update': { every: 500 }, 'account:update': { every: 2000 }, 'health:update': { every: 2000 } },
  },
  trading: {
    credentials: { warning: { before: 4000 } },
    limits: { within: 8000, over: { coolDown: 6000 } },
    pacing: { 'market.quote': { every: 500 } },
  },
} as const;

it.each(['telemetry', 'trading'] as const)('a build of %s with other numbers is conformant by these', async (id) => {
  const numbers = OTHER_NUMBERS[id];
  const { protocol } = withNumbers(subjects[id].protocol, numbers);
  const server = referenceServers[id]({ protocol });
  const served = await serve({ server, protocol, control: true, promises: numbers });
  onTestFinished(() => served.close());
  const report = await examineThere(protocol, served, { seed: 9, runs: 0 });
  expect(notPassed(report)).toEqual([]);
  expect(report.verdict).toBe('conformant');
});
