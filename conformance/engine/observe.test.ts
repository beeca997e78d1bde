/** Observing: live traffic is judged without a stimulus, and what is broken is told as it was seen. */
import { expect, it } from 'vitest';
import type { Server } from '../../schemas/server.ts';
import { inProcess } from '../drivers/in-process.ts';
import { drop } from '../faults/wrap.ts';
import { subjects } from '../self-test/subjects.ts';
import { suiteOf } from '../suites/index.ts';
import { examine } from './examine.ts';

const { protocol, reference } = subjects.marketplace;
const SECOND = 1000;

/** A server on which something happens every second, whoever listens. */
const lively = (server: Server): Server => {
  let next: number | undefined;
  let nth = 0;
  const happen = (now: number) => {
    next = now + SECOND;
    const example = protocol.events['trade']?.examples[0] as Readonly<Record<string, unknown>>; // an object
    const told: Readonly<Record<string, unknown>> = { ...example, domain: `d${++nth}.example`, price: nth };
    const { seq: _, ts: __, prev_seq: ___, type: ____, ...payload } = told;
    return server
      .receive({ do: 'hook', id: `life ${nth}`, hook: 'publish', body: { event: 'trade', payload } }, now)
      .filter((output) => output.do !== 'answer');
  };
  return {
    receive: (input, now) => {
      next ??= now + SECOND;
      return [...server.receive(input, now), ...(now >= next ? happen(now) : [])];
    },
    due: () => Math.min(next ?? Number.POSITIVE_INFINITY, server.due() ?? Number.POSITIVE_INFINITY),
  };
};

const observed = async (server: Server) => {
  const driver = inProcess({ server, protocol, hooks: [] });
  const options = { protocol, driver, seed: 1, target: 'x', startedAt: '', nonce: 'observing', observe: 30 * SECOND };
  const report = await examine(options);
  await driver.close();
  return report;
};

const ids = (report: Awaited<ReturnType<typeof observed>>, status: string) =>
  report.requirements.filter((one) => one.status === status).map(({ id }) => id.slice(protocol.id.length + 1));

it('judges what comes by itself, and leaves the rest open', async () => {
  const report = await observed(lively(reference()));
  expect(ids(report, 'fail')).toEqual([]);
  expect(ids(report, 'pass')).toEqual(
    expect.arrayContaining(['messages/events', 'sequence/increasing', 'sequence/dense', 'replies/SUB']),
  );
  expect(report.verdict).toBe('incomplete');
  expect(report.effort.plans).toBe(1);
});

it('tells what it saw broken, once and with its history, and offers no way to see it again', async () => {
  const loses = drop((output) => output.do === 'message' && JSON.stringify(output.message).includes('"trade"'), 5);
  const report = await observed(loses(lively(reference())));
  expect(ids(report, 'fail')).toContain('sequence/dense');
  const found = report.requirements.find(({ id }) => id === `${protocol.id}/sequence/dense`);
  expect(found?.history?.length).toBeGreaterThan(3);
  expect(found?.replay).toBeUndefined();
  expect(report.effort.plans).toBe(1);
});

it('leaves open what it saw of durations, for nobody can run that again', async () => {
  const { protocol: commerce, reference: make } = subjects.commerce;
  const fault = suiteOf(commerce).faults.find(({ id }) => id === 'heartbeat/starts-late');
  const driver = inProcess({ server: make(fault), protocol: commerce, hooks: ['token'] });
  const options = { protocol: commerce, driver, seed: 1, target: 'x', startedAt: '', nonce: 'observing' };
  const report = await examine({ ...options, observe: 300 * SECOND });
  await driver.close();
  const found = report.requirements.find(({ id }) => id === 'commerce/heartbeat/first');
  expect(found?.status).toBe('inconclusive');
  expect(found?.note).toMatch(/^It was found broken once, and what is only observed cannot be run again: /);
  expect(report.requirements.filter(({ status }) => status === 'fail')).toEqual([]);
});
