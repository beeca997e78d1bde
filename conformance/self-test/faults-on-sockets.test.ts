/** Faults of every part of the mechanism, and every fault of the host, are noticed over real sockets too. */
import { expect, it } from 'vitest';
import type { ProtocolId } from '../../schemas/index.ts';
import { suiteOf } from '../suites/index.ts';
import { examineThere, failing, serveHere } from './servers.ts';
import { subjects } from './subjects.ts';

const mechanisms: readonly (readonly [ProtocolId, fault: string, string])[] = [
  ['commerce', 'replies/loses-an-answer', 'an output dropped'],
  ['commerce', 'delivery/repeats', 'an output repeated'],
  ['commerce', 'delivery/swaps-two', 'outputs in another order'],
  ['commerce', 'delivery/counts-one-more', 'an output altered'],
  ['commerce', 'errors/null-ends-it', 'an input misunderstood'],
  ['commerce', 'rights/checks-once', 'a decision with a memory'],
  ['commerce', 'rights/all-or-nothing', 'a decision about a whole command'],
  ['commerce', 'credentials/trusts-anybody', 'a credential let in'],
  ['commerce', 'heartbeat/forgives-silence', 'a timer'],
  ['commerce', 'rights/remembers-roles', 'a token that is remembered'],
  ['commerce', 'delivery/catches-them-leaving', 'an unsubscribe that comes too late'],
  ['commerce', 'delivery/slow-to-remember', 'a long life'],
  ['commerce', 'delivery/begins-with-the-latest', 'an event sent again'],
  ['marketplace', 'filters/adds-up', 'a filter that is not replaced'],
  ['marketplace', 'filters/deaf-to-the-address', 'an address'],
  ['marketplace', 'filters/null-is-somebody', 'a filter and a null'],
  ['marketplace', 'sequence/skips-one-in-fifty', 'a number left out'],
  ['marketplace', 'sequence/counts-for-each', 'a count for each connection'],
  ['marketplace', 'sequence/counts-on', 'a reset'],
  ['marketplace', 'facts/share-for-percent', 'a fact'],
  ['prediction', 'filters/once-in-thirty', 'an event lost'],
  ['prediction', 'filters/goes-on-talking', 'an unsubscribe that is not heard'],
  ['prediction', 'sequence/repeats-one-in-forty', 'a number given twice'],
  ['prediction', 'sequence/counts-for-each', 'a count for each connection'],
  ['prediction', 'replies/answers-twice', 'an answer repeated'],
];
// The host is the same for every protocol.
const hosts = suiteOf(subjects.commerce.protocol).faults.flatMap(({ id, host }) =>
  host ? [['commerce', id, 'the host'] as const] : [],
);

// Every second one: the proof has them all.
it.each([...mechanisms, ...hosts].filter((_, nth) => nth % 3 === 0))('%s: %s: %s', async (protocolId, id) => {
  const subject = subjects[protocolId];
  const { faults, requirements } = suiteOf(subject.protocol);
  const fault = faults.find((one) => one.id === id);
  if (!fault) throw new Error(`no fault ${id}`);
  const report = await examineThere(subject.protocol, await serveHere(subject, fault), {
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
