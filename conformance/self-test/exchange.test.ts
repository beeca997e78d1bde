/** A protocol of the kind that exchanges have, on a small exchange: it passes, and what is broken is noticed. */
import { describe, expect, it } from 'vitest';
import { hooksOf } from '../../docs/examples/exchange/hooks.ts';
import { protocol } from '../../docs/examples/exchange/protocol.ts';
import { type Connect, serveExchange } from '../../docs/examples/exchange/server.ts';
import { functionControl } from '../drivers/function-control.ts';
import { websocketDriver } from '../drivers/websocket.ts';
import { examine } from '../engine/examine.ts';
import type { ExamineOptions } from '../engine/examine-options.ts';
import type { Report } from '../engine/report.ts';
import { exchangeFaults, oddExchanges } from './exchange-faults.ts';
import { failing, notPassed } from './servers.ts';

const PATIENCE = 10_000;

type Some = Partial<Pick<ExamineOptions, 'seed' | 'runs' | 'only' | 'patience' | 'shrinking'>>;

let examinations = 0;

/** Examines an exchange in real time, and ends it. */
const examineExchange = async (some: Some, connecting?: Connect): Promise<Report> => {
  const served = await serveExchange(0, connecting);
  const { driver } = await websocketDriver({
    ...{ url: served.url, protocol, clock: 'real', patience: PATIENCE },
    control: functionControl(hooksOf(served), protocol.id, PATIENCE),
  });
  try {
    const nonce = `exchange${(++examinations).toString(36)}x`;
    return await examine({ protocol, driver, target: served.url, startedAt: '', nonce, seed: 1, ...some });
  } finally {
    await driver.close();
    served.close();
  }
};

describe.concurrent('exchange', () => {
  it.each([1, 2, 3])('a server keeps all that its protocol promises, by seed %i', async (seed) => {
    const report = await examineExchange({ seed, runs: 1 });
    expect(notPassed(report)).toEqual([]);
    expect([report.verdict, report.notes]).toEqual(['conformant', []]);
  });

  it.each(Object.entries(oddExchanges))('raises no alarm where %s', async (_, connecting) => {
    const report = await examineExchange({ seed: 4, runs: 1 }, connecting);
    expect(notPassed(report)).toEqual([]);
    expect([report.verdict, report.notes]).toEqual(['conformant', []]);
  });

  it.each(Object.entries(exchangeFaults))('%s is noticed', async (_, { breaks, connecting, whole }) => {
    const broken = breaks.map((name) => `${protocol.id}/${name}`);
    const some = { runs: 0, patience: 2000, shrinking: 0, ...(!whole && { only: broken }) };
    const report = await examineExchange(some, connecting);
    expect(failing(report)).toEqual(expect.arrayContaining(broken));
  });
});
