/** A failure is shown by a short plan, and both its path and the plan itself show it again. */
import { expect, it } from 'vitest';
import { suiteOf } from '../suites/index.ts';
import type { Plan } from '../engine/plan.ts';
import { examineHere, examineThere, failing, protocol, reference, serveHere } from './servers.ts';

const fault = suiteOf(protocol).faults.find(({ id }) => id === 'rights/checks-once');
const [broken = ''] = fault?.breaks ?? [];

it('replays by path and by plan, in process', async () => {
  const first = await examineHere(reference(fault), { seed: 21, only: [broken] });
  const replay = first.requirements.find(({ id }) => id === broken)?.replay;
  expect(replay?.plan.steps.length).toBeLessThanOrEqual(8);
  const byPath = await examineHere(reference(fault), { seed: 21, only: [broken], path: replay?.path ?? '' });
  expect(failing(byPath)).toEqual([broken]);
  expect(byPath.effort.plans).toBe(1);
  const stored = JSON.parse(JSON.stringify(replay?.plan)) as Plan;
  expect(failing(await examineHere(reference(fault), { seed: 99, only: [broken], plan: stored }))).toEqual([broken]);
});

it('replays over sockets what was found in process, on a server that remembers', async () => {
  const here = await examineHere(reference(fault), { seed: 22, only: [broken] });
  const replay = here.requirements.find(({ id }) => id === broken)?.replay;
  const served = await serveHere(fault);
  for (let time = 0; time < 3; time++) {
    const again = await examineThere(served, { seed: 22, only: [broken], path: replay?.path ?? '' });
    expect(failing(again)).toEqual([broken]);
  }
});

it('comes to nothing on a server without the fault', async () => {
  const here = await examineHere(reference(fault), { seed: 23, only: [broken] });
  const plan = here.requirements.find(({ id }) => id === broken)?.replay?.plan;
  expect(plan).toBeDefined();
  if (plan) expect(failing(await examineHere(reference(), { seed: 23, plan }))).toEqual([]);
});

it('draws equal plans from equal seeds, and reports them alike', async () => {
  const once = await examineHere(reference(fault), { seed: 24, nonce: 'samesame' });
  const twice = await examineHere(reference(fault), { seed: 24, nonce: 'samesame' });
  const bare = ({ durationMs: _, ...report }: typeof once) => report;
  expect(JSON.stringify(bare(twice))).toBe(JSON.stringify(bare(once)));
});
