/** Every fault is noticed by each requirement that it breaks, and by none that it should not touch. */
import { describe, expect, it } from 'vitest';
import { suiteOf } from '../suites/index.ts';
import { examineHere, failing, protocol, reference } from './servers.ts';

const { faults, requirements } = suiteOf(protocol);

// A fault that is noticed has taken effect: the reference server without it fails nothing.
// Few random plans: the proof has whole runs, and many seeds.
describe('in one run in process', () => {
  it.each(faults.map((fault) => [fault.id, fault] as const))('%s is noticed', async (_, fault) => {
    const report = await examineHere(reference(fault), { seed: 11, runs: 8, shrinking: 0 }, fault.host);
    const failed = failing(report);
    expect(failed).toEqual(expect.arrayContaining([...fault.breaks]));
    expect(failed.filter((id) => !fault.breaks.includes(id) && !fault.disturbs.includes(id))).toEqual([]);
    const musts = requirements.filter(({ id, level }) => level === 'MUST' && failed.includes(id));
    expect(report.verdict).toBe(musts.length > 0 ? 'nonconformant' : 'conformant');
  });
});

it('every requirement is bitten by at least one of them', () => {
  const bitten = new Set(faults.flatMap(({ breaks }) => breaks));
  expect(requirements.map(({ id }) => id).filter((id) => !bitten.has(id))).toEqual([]);
});

it('each has a story of its own, breaks something, and says by name what else it may disturb', () => {
  expect(new Set(faults.map(({ story }) => story)).size).toBe(faults.length);
  for (const { id, breaks, disturbs } of faults) {
    expect([id, breaks.length]).not.toEqual([id, 0]);
    // Whoever may disturb most of the suite proves little about why a requirement failed.
    expect([id, disturbs.length < requirements.length / 2]).toEqual([id, true]);
  }
});
