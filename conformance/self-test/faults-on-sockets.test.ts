/** Faults of every part of the mechanism, and every fault of the host, are noticed over real sockets too. */
import { expect, it } from 'vitest';
import { suiteOf } from '../suites/index.ts';
import { examineThere, failing, protocol, serveHere } from './servers.ts';

const { faults, requirements } = suiteOf(protocol);
const mechanisms: readonly (readonly [string, string])[] = [
  ['replies/loses-an-answer', 'an output dropped'],
  ['delivery/repeats', 'an output repeated'],
  ['delivery/swaps-two', 'outputs in another order'],
  ['delivery/counts-one-more', 'an output altered'],
  ['errors/null-ends-it', 'an input misunderstood'],
  ['rights/checks-once', 'a decision with a memory'],
  ['rights/all-or-nothing', 'a decision about a whole command'],
  ['credentials/trusts-anybody', 'a credential let in'],
  ['heartbeat/forgives-silence', 'a timer'],
  ['rights/remembers-roles', 'a token that is remembered'],
  ['delivery/catches-them-leaving', 'an unsubscribe that comes too late'],
  ['delivery/slow-to-remember', 'a long life'],
  ['delivery/begins-with-the-latest', 'an event sent again'],
];
const hosts = faults.flatMap(({ id, host }) => (host ? [[id, 'the host'] as const] : []));

it.each([...mechanisms, ...hosts])('%s: %s', async (id) => {
  const fault = faults.find((one) => one.id === id);
  if (!fault) throw new Error(`no fault ${id}`);
  const report = await examineThere(await serveHere(fault), {
    seed: 3,
    runs: 10,
    only: fault.breaks,
    shrinking: 0,
    patience: 3000,
  });
  expect(failing(report)).toEqual(expect.arrayContaining([...fault.breaks]));
  const must = requirements.some(({ id: broken, level }) => level === 'MUST' && fault.breaks.includes(broken));
  expect(report.verdict).toBe(must ? 'nonconformant' : 'conformant');
});
