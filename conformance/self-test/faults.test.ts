/** Every fault is noticed by each requirement that it breaks, and by none that it should not touch. */
import { describe, expect, it } from 'vitest';
import { suiteOf } from '../suites/index.ts';
import { examineHere, failing, protocol, reference } from './servers.ts';

const { faults, requirements } = suiteOf(protocol);

describe('in one run in process', () => {
  it.each(faults.map((fault) => [fault.id, fault] as const))('%s is noticed', async (_, fault) => {
    const report = await examineHere(reference(fault), { seed: 11, shrinking: 0 }, fault.host?.maxMessage);
    const failed = failing(report);
    expect(failed).toEqual(expect.arrayContaining([...fault.breaks]));
    expect(failed.filter((id) => !fault.breaks.includes(id) && !fault.disturbs.includes(id))).toEqual([]);
    const musts = fault.breaks.filter(
      (id) => requirements.find((requirement) => requirement.id === id)?.level === 'MUST',
    );
    expect(report.verdict).toBe(musts.length > 0 ? 'nonconformant' : 'conformant');
  });
});

it('there are forty of them and more, each with a story', () => {
  expect(faults.length).toBeGreaterThan(40);
  expect(new Set(faults.map(({ story }) => story)).size).toBe(faults.length);
  expect(faults.every(({ breaks }) => breaks.length > 0)).toBe(true);
});
