/** Durations in captures of those who only look on: what a server breaks again and again is found, and no delay accuses one. */
import { describe, expect, it } from 'vitest';
import type { ProtocolId } from '../../schemas/index.ts';
import type { Server } from '../../schemas/server.ts';
import { suiteOf } from '../suites/index.ts';
import { createDice } from './dice.ts';
import { checkText, failing, record, timedFrom } from './recorded.ts';
import { subjects } from './subjects.ts';

const RESOLUTION = 2;
/** As much as a network is uneven, and as long as a connection may stand still, in ms. */
const [JITTER, STALL] = [300, 40_000];

/** What captures say of one requirement, as those have them who only looked on: without delays, with some, and with long ones. */
const seen = async (id: ProtocolId, key: string, server: Server) => {
  const { protocol } = subjects[id];
  const { requirements } = suiteOf(protocol);
  const { lines } = await record(protocol, server, { runs: 1, only: [`${id}/${key}`] });
  const roll = createDice(7);
  const delays = [() => 0, () => roll(0, JITTER), () => (roll(0, 9) === 0 ? roll(0, STALL) : 0)];
  const reports = await Promise.all(
    delays.map((delay) => checkText(protocol, timedFrom(lines, RESOLUTION, delay).join(''))),
  );
  const timed = new Set(requirements.flatMap(({ id: one, timed: isTimed }) => (isTimed ? [one] : [])));
  return {
    statuses: reports.map((report) => report.requirements.find((one) => one.id === `${id}/${key}`)?.status),
    failed: reports.flatMap((report) => failing(report).filter((one) => timed.has(one))),
  };
};

describe.each([
  ['commerce', 'heartbeat/on-time'],
  ['commerce', 'heartbeat/first'],
  ['telemetry', 'heartbeat/on-time'],
  ['telemetry', 'heartbeat/first'],
  ['telemetry', 'pacing/spaced'],
  ['telemetry', 'pacing/steady'],
  ['trading', 'pacing/spaced'],
] as const)('a recording of %s, made for %s', (id, key) => {
  it('accuses no server that keeps its times', async () => {
    const { statuses, failed } = await seen(id, key, subjects[id].reference());
    expect(failed).toEqual([]);
    if (key !== 'pacing/steady') expect(statuses.slice(0, 2)).toEqual(['pass', 'pass']);
  });
});

describe.each([
  ['commerce', 'heartbeat/*'],
  ['telemetry', 'heartbeat/*'],
  ['telemetry', 'pacing/*'],
  ['trading', 'pacing/*'],
] as const)('recordings of correct servers of %s, made for %s', (id, key) => {
  it.each(subjects[id].correctServers)('accuse nobody: $name', async ({ make }) => {
    expect((await seen(id, key, make())).failed).toEqual([]);
  });
});

describe.each([
  ['commerce', 'heartbeat/on-time', 'heartbeat/skips-a-beat', 'fail'],
  ['telemetry', 'heartbeat/on-time', 'heartbeat/skips-a-beat', 'fail'],
  ['telemetry', 'pacing/spaced', 'pacing/twice-in-a-period', 'fail'],
  ['trading', 'pacing/spaced', 'pacing/twice-in-a-period', 'fail'],
] as const)('a recording of %s, made for %s', (id, key, name, status) => {
  it(`shows the fault ${name} as ${status}`, async () => {
    const { protocol, reference } = subjects[id];
    const fault = suiteOf(protocol).faults.find((one) => one.id === name);
    const { statuses } = await seen(id, key, reference(fault));
    expect(statuses.slice(0, 2)).toEqual([status, status]);
  });
});
