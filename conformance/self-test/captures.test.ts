/** Captures: a recording is judged as the examination was, and no cut and no missing knowledge makes it accuse anybody. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { suiteOf } from '../suites/index.ts';
import { checkText, failing, lookedOn, record } from './recorded.ts';
import { subjects } from './subjects.ts';

const RUNS = 1;

/** Faults that frames and hook calls show, with whether frames alone show them as well. */
const FAULTS = [
  ['commerce', 'delivery/keeps-the-channel', false],
  ['marketplace', 'sequence/links-to-the-number-before', true],
  ['prediction', 'books/skips-a-number', true],
  ['commerce', 'frames/pongs-hold-nothing', false],
  ['commerce', 'frames/takes-each-frame', false],
] as const;

describe.each(FAULTS)('%s with the fault %s', (id, name, isOpen) => {
  const { protocol, reference } = subjects[id];
  const fault = suiteOf(protocol).faults.find((one) => one.id === name);

  it('is found broken in its capture as it was in the examination', async () => {
    const family = `${id}/${name.split('/')[0]}/`;
    const { report, lines } = await record(
      protocol,
      reference(fault),
      { runs: RUNS, only: [`${family}*`] },
      fault?.host,
    );
    const checked = await checkText(protocol, lines.join(''));
    expect(failing(report)).not.toEqual([]);
    // The capture is judged by everything, and the examination was by this family alone.
    expect(failing(checked).filter((failed) => failed.startsWith(family))).toEqual(failing(report));
    expect([...(fault?.breaks ?? []), ...(fault?.disturbs ?? [])]).toEqual(
      expect.arrayContaining([...failing(checked)]),
    );
    expect(checked.verdict).toBe('nonconformant');
    for (const { finding, history } of checked.requirements) {
      if (!finding) continue;
      const shown = history?.find(({ seq }) => seq === finding.frame);
      expect(JSON.parse(lines[finding.frame - 1] ?? '')).toMatchObject({ kind: shown?.kind });
    }
    // Without one of its lines it would accuse the server of what was taken out of it.
    const event = lines.findIndex((line) => line.startsWith('{"kind":"received"'));
    await expect(checkText(protocol, lines.toSpliced(event, 1).join(''))).rejects.toThrow(/line \d+ of .* is missing/u);
    // Who only looked on accuses it of nothing else.
    const seen = failing(await checkText(protocol, lookedOn(lines).join('')));
    expect(failing(checked)).toEqual(expect.arrayContaining([...seen]));
    expect(seen.length > 0).toBe(isOpen);
  });
});

describe.each([subjects.commerce, subjects.prediction])(
  'correct servers of $id',
  ({ id, protocol, correctServers }) => {
    // The one that takes every freedom; the reference server is recorded below.
    const [, , free] = correctServers;

    it('are accused of nothing, whatever their captures show', async () => {
      if (!free) throw new Error(`${id} has no second server.`);
      const { make, warns } = free;
      const { report, lines } = await record(protocol, make(), { runs: RUNS });
      const whole = await checkText(protocol, lines.join(''));
      expect(failing(whole)).toEqual(failing(report));
      expect(failing(whole).filter((failed) => !warns.includes(failed))).toEqual([]);
      // A token cannot be looked for where all were taken out.
      const passed = report.requirements.flatMap(({ id: passing, status }) => (status === 'pass' ? [passing] : []));
      const lacking = whole.requirements.filter(({ id: one, status }) => passed.includes(one) && status !== 'pass');
      expect(lacking.map(({ id: one }) => one).filter((one) => one !== `${id}/credentials/token-secret`)).toEqual([]);

      const seen = await checkText(protocol, lookedOn(lines).join(''));
      expect(failing(seen).filter((failed) => !warns.includes(failed))).toEqual([]);
      expect(seen.verdict).toBe('incomplete');
      expect(seen.counts.pass).toBeGreaterThan(5);
    });
  },
);

describe.each([
  [subjects.commerce, 'delivery/*'],
  [subjects.prediction, 'books/*'],
] as const)('a capture of $id', ({ id, protocol, reference }, only) => {
  it('accuses nobody, wherever it begins and ends', async () => {
    const { lines } = await record(protocol, reference(), { runs: 1, only: [`${id}/${only}`] });
    const views = [lines, lookedOn(lines)];
    await fc.assert(
      fc.asyncProperty(
        fc.nat(lines.length - 1),
        fc.nat(lines.length - 1),
        fc.nat(views.length - 1),
        async (one, two, view) => {
          const [heading = '', ...rest] = views[view] ?? [];
          const cut = rest.slice(Math.min(one, two), Math.max(one, two));
          expect(failing(await checkText(protocol, [heading, ...cut].join('')))).toEqual([]);
        },
      ),
      { numRuns: 8, seed: 1 },
    );
  });
});
