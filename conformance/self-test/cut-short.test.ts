/** What our own hanging up cuts off, once time has run out, is nobody's fault. */
import { expect, it } from 'vitest';
import { commerce } from '../../schemas/commerce/protocol.ts';
import { referenceServers } from '../../reference-server/index.ts';
import { inProcess } from '../drivers/in-process.ts';
import type { Driver } from '../engine/driver.ts';
import { examine } from '../engine/examine.ts';

const ID = 'commerce/closing/answers-the-close';

/** Drives a server to which the n-th close and all later ones never come; as the n-th is asked for, time may run out. */
const deafTo = (nth: number, timeRunsOut: boolean): Driver => {
  const driver = inProcess({ server: referenceServers.commerce(), protocol: commerce });
  let closes = 0;
  return {
    ...driver,
    connect: (...how) => {
      const line = driver.connect(...how);
      const close = (): void => {
        if (++closes < nth) line.close();
        else if (timeRunsOut) queueMicrotask(() => driver.clock.stop());
      };
      return { ...line, close };
    },
  };
};

it.each([
  [true, false],
  [false, true],
])('a close that nobody answers, where time runs out: %s, is a fault: %s', async (timeRunsOut, fault) => {
  const report = await examine({
    ...{ protocol: commerce, driver: deafTo(12, timeRunsOut), seed: 5, runs: 3, only: [ID], shrinking: 0 },
    ...{ target: 'a server of the self-tests', startedAt: '', nonce: 'cutshort1', budget: 60_000 },
  });
  expect(report.requirements.map(({ id, status }) => [id, status === 'fail'])).toEqual([[ID, fault]]);
});
