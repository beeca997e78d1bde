/** Plans that are tried first: they show what the seed's own plans do not, and change nothing of what these show. */
import { describe, expect, it } from 'vitest';
import { inProcess } from '../drivers/in-process.ts';
import type { Plan } from '../engine/plan.ts';
import { expectation } from '../engine/examine.ts';
import type { Progress, Report } from '../engine/report.ts';
import { againLine } from '../reports/again.ts';
import { suiteOf } from '../suites/index.ts';
import { examineHere, failing } from './servers.ts';
import { subjects } from './subjects.ts';

const { protocol, reference } = subjects.commerce;
const fault = suiteOf(protocol).faults.find(({ id }) => id === 'delivery/keeps-the-channel');
const [broken = ''] = fault?.breaks ?? [];
const replayOf = (report: Report) => report.requirements.find(({ id }) => id === broken)?.replay;

const found = await examineHere(protocol, reference(fault), { seed: 21, only: [broken], runs: 30 });
const first: readonly Plan[] = [replayOf(found)?.plan ?? expect.fail()];

/** A server that never answers one text, which no plan of a seed sends. */
const ignoring = (text: string) =>
  reference({
    wrap: (server) => ({
      due: server.due,
      receive: (input, now) => (input.do === 'text' && input.text === text ? [] : server.receive(input, now)),
    }),
  });
const saying = (text: string): Plan => ({
  steps: [
    { do: 'connect', client: 'a', user: '⟨user1⟩' },
    { do: 'send', client: 'a', frame: { type: 'ping' } },
    { do: 'text', client: 'a', text },
  ],
});

/** What trying plans first was said to have come to. */
const listening = () => {
  const tried: Extract<Progress, { phase: 'first' }>[] = [];
  return { tried, onProgress: (progress: Progress) => void (progress.phase === 'first' && tried.push(progress)) };
};

describe('a plan that is tried first', () => {
  it('is told of before any other plan is done, with what it broke', async () => {
    const phases: string[] = [];
    const { tried, onProgress } = listening();
    await examineHere(protocol, reference(fault), {
      ...{ seed: 22, runs: 3, first },
      onProgress: (progress) => {
        phases.push(progress.phase);
        onProgress(progress);
      },
    });
    expect(phases.slice(0, 3)).toEqual(['begin', 'plan', 'first']);
    expect(tried).toMatchObject([{ plan: first[0], of: 1, broken: [broken] }]);
  });

  it('changes neither the plans of the seed, nor what is told of a failure that these show', async () => {
    // Shrinking ends when its time is over, which on a busy machine is sooner: few executions are never too many.
    const options = { seed: 23, runs: 10, nonce: 'samesame', shrinking: 20 };
    const without = await examineHere(protocol, reference(fault), options);
    const with_ = await examineHere(protocol, reference(fault), { ...options, first });
    expect(failing(with_)).toEqual(failing(without));
    const ways = (report: Report) => report.requirements.flatMap(({ replay }) => (replay ? [replay] : []));
    expect(ways(without).length).toBeGreaterThan(0);
    expect(ways(with_)).toEqual(ways(without));
    expect(with_.effort.plans).toBe(without.effort.plans + 1);
  });

  it('shows by itself what no plan of the seed shows, and is led back to by the plan alone', async () => {
    const options = { seed: 24, only: ['commerce/errors/*'], runs: 3 };
    expect(failing(await examineHere(protocol, ignoring('open sesame'), options))).toEqual([]);
    const report = await examineHere(protocol, ignoring('open sesame'), { ...options, first: [saying('open sesame')] });
    const requirement = report.requirements.find(({ status }) => status === 'fail') ?? expect.fail();
    expect(requirement.replay).not.toHaveProperty('path');
    expect(requirement.replay?.plan.steps.map(({ do: what }) => what)).toEqual(['connect', 'text']);
    const from = { target: 'ws://h/ws', protocol: 'commerce', runs: 3 };
    const { id } = requirement;
    expect(againLine(requirement, { ...from, kept: '.wireproof/commerce' }, String)).toBe(
      `npx wireproof test ws://h/ws --protocol commerce --only ${id} --plan .wireproof/commerce/${id.split('/').slice(1).join('.')}.json`,
    );
    expect(againLine(requirement, from, String)).toBeUndefined();
  });

  it('is tried a few times until it shows anything, and said to have come to its end where it does not', async () => {
    const { tried, onProgress } = listening();
    const report = await examineHere(protocol, reference(), { seed: 25, only: [broken], runs: 3, first, onProgress });
    expect(tried).toMatchObject([{ broken: [], whole: true }]);
    expect(report.verdict).toBe('conformant');
    const alone = await examineHere(protocol, reference(), { seed: 25, only: [broken], runs: 3 });
    expect(report.effort.plans).toBe(alone.effort.plans + 3);
  });

  it('is left out where there is no hook for it, and where one plan was asked for', async () => {
    const { tried, onProgress } = listening();
    await examineHere(protocol, reference(), { seed: 25, runs: 1, first, onProgress }, {}, ['token']);
    await examineHere(protocol, reference(), { seed: 25, plan: first[0] ?? expect.fail(), first, onProgress });
    expect(tried).toEqual([]);
  });

  it('counts in what is expected', () => {
    const driver = inProcess({ server: reference(), protocol });
    const options = { protocol, driver, target: 'x', seed: 1, startedAt: '', nonce: 'firstplan' };
    expect(expectation({ ...options, first }).plans).toBe(expectation(options).plans + 1);
  });
});
