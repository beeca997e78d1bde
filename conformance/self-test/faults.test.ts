/** Every fault is noticed by each requirement that it breaks, and by none that it should not touch. */
import { describe, expect, it } from 'vitest';
import type { ProtocolId } from '../../schemas/index.ts';
import { suiteOf } from '../suites/index.ts';
import { examineHere, failing } from './servers.ts';
import { allSubjects } from './subjects.ts';

/** Random plans, and histories of each requirement: few, for the proof has whole runs, and many seeds. */
const RUNS: Readonly<Record<ProtocolId, number>> = {
  commerce: 8,
  marketplace: 12,
  prediction: 3,
  telemetry: 8,
  trading: 3,
};

/** Of how many faults one is examined here: whole examinations of feeds take long, and the proof makes them all. */
const SAMPLE: Readonly<Record<ProtocolId, number>> = {
  commerce: 31,
  marketplace: 53,
  prediction: 67,
  telemetry: 57,
  trading: 73,
};
/**
 * The part of its suite that a fault may disturb at the most. Where everybody gets one numbered flow, an event that is
 * lost shows in its number, in filters, in what is recovered and in what is added up.
 */
const MOST: Readonly<Record<ProtocolId, number>> = {
  commerce: 0.5,
  marketplace: 0.95,
  prediction: 0.95,
  telemetry: 0.95,
  trading: 0.7,
};

describe.each(allSubjects)('$id', ({ id: subject, protocol, reference }) => {
  const { faults, requirements } = suiteOf(protocol);
  const runs = RUNS[subject];

  // A fault that is noticed has taken effect: the reference server without it fails nothing.
  it.each(faults.filter((__, nth) => nth % SAMPLE[subject] === 0).map((fault) => [fault.id, fault] as const))(
    '%s is noticed in one run in process',
    async (_, fault) => {
      const report = await examineHere(protocol, reference(fault), { seed: 11, runs, shrinking: 0 }, fault.host);
      const failed = failing(report);
      expect(failed).toEqual(expect.arrayContaining([...fault.breaks]));
      expect(failed.filter((id) => !fault.breaks.includes(id) && !fault.disturbs.includes(id))).toEqual([]);
      const musts = requirements.filter(({ id, level }) => level === 'MUST' && failed.includes(id));
      const open = report.counts.unexercised > 0 ? 'incomplete' : 'conformant';
      expect(report.verdict).toBe(musts.length > 0 ? 'nonconformant' : open);
    },
  );

  it.runIf(protocol.promises.limits)('a window that ends when the clock is round is noticed by few runs', async () => {
    const window = faults.filter(({ id }) => id === 'limits/fixed-window');
    expect(window).toHaveLength(1);
    for (const fault of window)
      expect(failing(await examineHere(protocol, reference(fault), { runs: 5, shrinking: 0 }))).toEqual(
        expect.arrayContaining([...fault.breaks]),
      );
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
      expect([id, new Set(disturbs).size < requirements.length * MOST[subject]]).toEqual([id, true]);
    }
  });
});
