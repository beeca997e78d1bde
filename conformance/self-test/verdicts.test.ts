/** Verdicts one by one: what a loop over an examination gives is what its report holds, in an order that a seed fixes. */
import { describe, expect, it } from 'vitest';
import type { Examination } from '../engine/examination.ts';
import type { Report, RequirementReport } from '../engine/report.ts';
import { inProcess } from '../drivers/in-process.ts';
import { examine } from '../engine/examine.ts';
import { suiteOf } from '../suites/index.ts';
import { examineHere } from './servers.ts';
import { subjects } from './subjects.ts';

const { protocol, reference } = subjects.commerce;
const faultOf = (id: string) => suiteOf(protocol).faults.find((fault) => fault.id === id) ?? expect.fail();
const leaks = faultOf('delivery/keeps-the-channel');
const checksOnce = faultOf('rights/checks-once');

const taken = async (examination: Examination) => {
  const verdicts: RequirementReport[] = [];
  for await (const verdict of examination) verdicts.push(verdict);
  return verdicts;
};
const byId = (verdicts: readonly RequirementReport[]) => [...verdicts].sort((a, b) => (a.id < b.id ? -1 : 1));
const bare = ({ durationMs: _, ...report }: Report) => JSON.stringify(report);

describe('the verdicts of an examination', () => {
  it('are those of its report, each once; failures come when they are short, after what nothing was found against', async () => {
    const examination = examineHere(protocol, reference(leaks), { seed: 3, runs: 8 });
    const verdicts = await taken(examination);
    const report = await examination;
    expect(byId(verdicts)).toEqual(byId(report.requirements));
    const failures = verdicts.filter(({ status }) => status === 'fail');
    expect(failures.map(({ id }) => id)).toContain('commerce/delivery/silent-after-unsubscribe');
    expect(verdicts.slice(-failures.length)).toEqual(failures);
  });

  it('are told while later failures are still looked into', async () => {
    const told: string[] = [];
    const examination = examineHere(protocol, reference(leaks), {
      ...{ seed: 3, runs: 8 },
      onProgress: ({ phase }) => told.push(phase),
    });
    for await (const { status } of examination) told.push(status);
    expect(told.indexOf('pass')).toBeGreaterThan(told.lastIndexOf('plan'));
    expect(told.indexOf('pass')).toBeLessThan(told.indexOf('shrink'));
  });

  it('come in the same order for the same seed', async () => {
    const run = async () =>
      (await taken(examineHere(protocol, reference(checksOnce), { seed: 5, runs: 10 }))).map(({ id }) => id);
    expect(await run()).toEqual(await run());
  });

  it('are held back where nobody ever saw an event, for then it is the hook that does nothing', async () => {
    const deaf = reference({
      wrap: (server) => ({
        ...server,
        receive: (input, now) =>
          input.do === 'hook' && input.hook === 'publish'
            ? [{ do: 'answer', id: input.id, status: 202, body: {} }]
            : server.receive(input, now),
      }),
    });
    const examination = examineHere(protocol, deaf, { seed: 3, runs: 8 });
    const verdicts = await taken(examination);
    const report = await examination;
    expect(verdicts.map(({ id }) => id)).toEqual(report.requirements.map(({ id }) => id));
    expect(verdicts.map(({ status }) => status)).not.toContain('fail');
    expect(verdicts.map(({ missing = [] }) => missing.join())).toContain('publish');
  });
});

it('two examinations side by side give the reports that they give one by one', async () => {
  // Shrinking ends when its time is over, which on a busy machine is sooner: few executions are never too many.
  const runs = [
    () => examineHere(protocol, reference(leaks), { seed: 3, runs: 10, nonce: 'firstof2', shrinking: 20 }),
    () => examineHere(protocol, reference(), { seed: 4, runs: 10, nonce: 'secondof2' }),
    () => {
      const { protocol: other, reference: make } = subjects.prediction;
      return examineHere(other, make(), { seed: 3, runs: 3, nonce: 'another' });
    },
  ];
  const oneByOne: string[] = [];
  for (const run of runs) oneByOne.push(bare(await run()));
  expect((await Promise.all(runs.map((run) => run()))).map(bare)).toEqual(oneByOne);
});

it.each(['', 'short', 'UPPERCASE', 'with-a-hyphen'])('an examination whose nonce is %j is refused', async (nonce) => {
  const examination = examineHere(protocol, reference(), { seed: 1, runs: 1, nonce });
  await expect(examination).rejects.toMatchObject({
    code: 'USAGE',
    message: `The nonce is "${nonce}", by which names are not told from others'; give six or more of a-z and 0-9, new each time.`,
  });
});

describe('an examination in process that is stopped', () => {
  const begin = (more: Partial<Parameters<typeof examine>[0]> = {}) => {
    const open = new Set<string>();
    const server = reference(leaks);
    const driver = inProcess({
      protocol,
      server: {
        due: server.due,
        receive: (input, now) => {
          if (input.do === 'connect') open.add(input.connection);
          if (input.do === 'disconnect') open.delete(input.connection);
          const outputs = server.receive(input, now);
          for (const output of outputs)
            if (output.do === 'close' || output.do === 'terminate' || output.do === 'refuse')
              open.delete(output.connection);
          return outputs;
        },
      },
    });
    return {
      open,
      examination: examine({ protocol, driver, target: 'x', seed: 1, startedAt: '', nonce: 'stopped', ...more }),
    };
  };

  it('by its signal rejects with the reason, having ended every connection', async () => {
    const stopping = new AbortController();
    let plans = 0;
    const { open, examination } = begin({
      signal: stopping.signal,
      onProgress: ({ phase }) => {
        if (phase === 'plan' && ++plans === 30) stopping.abort();
      },
    });
    await expect(examination).rejects.toMatchObject({ name: 'AbortError' });
    await expect(examination).rejects.toBe(stopping.signal.reason);
    // Those that were under way have ended; none has begun.
    expect(plans).toBeLessThan(30 + 40);
    expect([...open]).toEqual([]);
  });

  it('by leaving the loop ends every connection, and what it began', async () => {
    const { open, examination } = begin({ runs: 5 });
    for await (const { status } of examination) {
      expect(status).toBe('pass');
      break;
    }
    expect([...open]).toEqual([]);
    await expect(examination).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('before it began asks nothing of the server', async () => {
    const { open, examination } = begin({ signal: AbortSignal.abort(new Error('no')) });
    await expect(examination).rejects.toThrow('no');
    expect([...open]).toEqual([]);
  });
});
