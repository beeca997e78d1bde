/** Tests of the formats that are made later, of a JSON report. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Report } from '../engine/report.ts';
import { jsonReport } from '../reports/json.ts';
import { hostile } from '../reports/testing/hostile-report.ts';
import { sample, TOKEN } from '../reports/testing/sample-report.ts';
import { flawIn } from '../reports/testing/well-formed.ts';
import { wireproof } from './testing/stand-ins.ts';

const folder = mkdtempSync(join(tmpdir(), 'wireproof-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, content: unknown): string => {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
};

const AGAIN =
  'npx wireproof test ws://localhost:8080/ws --protocol commerce --control http://h:1/c --clock virtual --only';
const stored = jsonReport(sample, [], {
  ...{ target: sample.target, protocol: 'commerce', control: 'http://h:1/c', clock: 'virtual' },
});
const path = file('report.json', stored);
/** The stored report with something else in it. */
const changed = (change: (report: Report & Record<string, unknown>) => unknown): unknown =>
  change(JSON.parse(stored) as Report & Record<string, unknown>);

describe('wireproof report', () => {
  it('makes every format, whatever the verdict', async () => {
    const to = (format: string) => join(folder, `made.${format}`);
    const made = await wireproof(
      `report ${path} --html ${to('html')} --junit ${to('junit')} --md ${to('md')} --badge ${to('badge')}`,
    );
    expect(made).toMatchObject({ code: 0, out: '', err: '' });
    const read = (format: string) => readFileSync(to(format), 'utf8');
    for (const format of ['html', 'junit', 'md']) {
      expect(read(format)).toContain(AGAIN);
      expect(read(format)).not.toContain(TOKEN);
    }
    expect(flawIn(read('junit'))).toBeUndefined();
    expect(read('html')).toContain('<tr class="marked">');
    expect(read('html')).toContain('/generated/commerce/commerce.md#here"');
    expect(read('badge')).toContain('nonconformant 2/9');
  });

  it('tells the text without a format, and writes one to standard output', async () => {
    const { out } = await wireproof(`report ${path}`);
    expect(out).toContain('✗ commerce/rights/no-leak (MUST)');
    expect(out).toContain(`again: ${AGAIN}`);
    expect((await wireproof(`report ${path} --md -`)).out).toMatch(/^## ✗ nonconformant/u);
  });

  it('does not need to know how it was asked for', async () => {
    const { out } = await wireproof(`report ${file('bare.json', jsonReport(sample))}`);
    expect(out).toContain('again: seed 7, path 2:0:1\n');
  });

  it('takes a list of what was expected to fail', async () => {
    const known = file('known.txt', 'commerce/size/known\n');
    expect((await wireproof(`report ${path} --known ${known}`)).out).toContain('Failed as expected (1)');
  });

  it('takes out the secret of the environment', async () => {
    const told = file('told.json', stored.replaceAll('Forbidden', 'hunter-2'));
    const { out } = await wireproof(`report ${told} --html -`, { io: { env: { WIREPROOF_SECRET: 'hunter-2' } } });
    expect(out).not.toContain('hunter-2');
    expect(out).toContain('HTTP 403: (redacted)');
  });

  it('tells what a hostile server said, where its protocol is known', async () => {
    const told = file('hostile.json', jsonReport({ ...hostile, protocol: 'commerce' }));
    expect((await wireproof(`report ${told} --junit -`)).code).toBe(0);
  });

  const bad: readonly (readonly [string, unknown, string])[] = [
    ['no JSON', 'oops', 'report cannot use FILE: it is not JSON'],
    ['a list', [], 'report cannot use FILE: it is no report of wireproof test (all of it must be object'],
    ['null', null, 'it is no report'],
    ['another object', { verdict: 'conformant' }, 'it is no report'],
    ['another verdict', changed((report) => ({ ...report, verdict: 'fine' })), '(/verdict must be'],
    [
      'an unknown kind of entry',
      changed((report) => ({ ...report, requirements: [{ ...report.requirements[1], history: [{ kind: 'x' }] }] })),
      '(/requirements/0/history/0/kind must be one of opening, ',
    ],
    [
      'an entry that lacks something',
      changed((report) => ({
        ...report,
        requirements: [{ ...report.requirements[1], history: [{ seq: 1, at: 1, kind: 'opening', connection: 1 }] }],
      })),
      '(/requirements/0/history/0',
    ],
    [
      'an unknown protocol',
      changed((report) => ({ ...report, protocol: '../x.json' })),
      'The report is about the protocol "../x.json", which does not ship with wireproof; give --protocol FILE',
    ],
  ];
  it.each(bad)('refuses %s in one sentence', async (name, content, sentence) => {
    const given = file(`${name}.json`.replaceAll(' ', '-'), content);
    const { code, out, err } = await wireproof(`report ${given} --html ${join(folder, 'never.html')}`);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^wireproof: [^\n]+\n$/u);
    expect(err).toContain(sentence.replace('FILE:', `${given}:`));
    expect(() => readFileSync(join(folder, 'never.html'))).toThrow('ENOENT');
  });

  it.each([
    ['report', /missing required argument 'file'/u],
    ['report none.json', /report cannot read none\.json: it does not exist/u],
    [`report ${path} --html /nowhere/at/all.html`, /--html cannot write .*: its folder does not exist/u],
    [`report ${path} --html - --md -`, /--md names - a second time/u],
    [`report ${path} --pdf x`, /unknown option '--pdf'/u],
  ])('refuses %s', async (line, sentence) => {
    const { code, out, err } = await wireproof(line);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(sentence);
    expect(err).toMatch(/^wireproof: [^\n]+\n$/u);
  });
});
