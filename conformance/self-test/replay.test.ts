/** A failure is shown by a short plan, and both its path and the plan itself show it again. */
import { describe, expect, it } from 'vitest';
import { suiteOf } from '../suites/index.ts';
import type { Plan } from '../engine/plan.ts';
import { examineHere, examineThere, failing, serveHere } from './servers.ts';
import { subjects } from './subjects.ts';

describe.each([
  ['commerce', 'rights/checks-once'],
  ['marketplace', 'filters/adds-up'],
  ['prediction', 'filters/goes-on-talking'],
] as const)('%s: %s', (id, name) => {
  const subject = subjects[id];
  const { protocol, reference } = subject;
  const fault = suiteOf(protocol).faults.find((one) => one.id === name);
  const [broken = ''] = fault?.breaks ?? [];

  it('replays by path and by plan, in process', async () => {
    const first = await examineHere(protocol, reference(fault), { seed: 21, only: [broken], runs: 30 });
    const replay = first.requirements.find((one) => one.id === broken)?.replay;
    expect(replay?.plan.steps.length).toBeLessThanOrEqual(8);
    const path = replay?.path ?? '';
    const byPath = await examineHere(protocol, reference(fault), { seed: 21, only: [broken], path });
    expect(failing(byPath)).toEqual([broken]);
    expect(byPath.effort.plans).toBe(1);
    // JSON of a plan is a plan.
    const plan = JSON.parse(JSON.stringify(replay?.plan)) as Plan;
    const byPlan = await examineHere(protocol, reference(fault), { seed: 99, only: [broken], plan });
    expect(failing(byPlan)).toEqual([broken]);
  });

  it('replays over sockets what was found in process, on a server that remembers', async () => {
    const here = await examineHere(protocol, reference(fault), { seed: 22, only: [broken], runs: 30 });
    const path = here.requirements.find((one) => one.id === broken)?.replay?.path ?? '';
    const served = await serveHere(subject, fault);
    for (let time = 0; time < 3; time++) {
      const again = await examineThere(protocol, served, { seed: 22, only: [broken], path });
      expect(failing(again)).toEqual([broken]);
    }
  });

  it('comes to nothing on a server without the fault', async () => {
    const here = await examineHere(protocol, reference(fault), { seed: 23, only: [broken], runs: 30 });
    const plan = here.requirements.find((one) => one.id === broken)?.replay?.plan;
    expect(plan).toBeDefined();
    if (plan) expect(failing(await examineHere(protocol, reference(), { seed: 23, plan }))).toEqual([]);
  });

  it('draws equal plans from equal seeds, and reports them alike', async () => {
    const options = { seed: 24, nonce: 'samesame', runs: id === 'commerce' ? 30 : 5 };
    const once = await examineHere(protocol, reference(fault), options);
    const twice = await examineHere(protocol, reference(fault), options);
    const bare = ({ durationMs: _, ...report }: typeof once) => report;
    expect(JSON.stringify(bare(twice))).toBe(JSON.stringify(bare(once)));
  });
});
