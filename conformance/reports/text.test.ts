/** Tests of the report for people. */
import { describe, expect, it } from 'vitest';
import { commerce } from '../../schemas/commerce/protocol.ts';
import type { Report, RequirementReport } from '../engine/report.ts';
import type { Invocation } from './again.ts';
import { sample, TOKEN } from './testing/sample-report.ts';
import { textReport, type TextOptions } from './text.ts';

const invocation: Invocation = {
  target: sample.target,
  protocol: 'commerce',
  control: 'http://localhost:8080/control',
  secret: true,
  clock: 'virtual',
};
const plain: TextOptions = { protocol: commerce, colour: false, invocation, known: new Set(['commerce/size/known']) };

const withOnly = (verdict: Report['verdict'], ...requirements: readonly Partial<RequirementReport>[]): Report => ({
  ...{ ...sample, verdict, notes: [] },
  requirements: requirements.map((requirement, index) => ({
    ...{
      id: `commerce/family/${index}`,
      level: 'MUST',
      statement: 'It does.',
      source: 'commerce#it',
      status: 'pass',
      judgements: 1,
      histories: 1,
    },
    ...requirement,
  })),
});
const lastLines = (report: Report, options: TextOptions = plain): readonly string[] =>
  textReport(report, options).trimEnd().split('\n').slice(-2);

describe('the text report', () => {
  it('reads as it should', async () => {
    await expect(textReport(sample, plain)).toMatchFileSnapshot('./testing/sample-report.txt');
  });

  it('shows no secret, and nothing that a terminal would obey', () => {
    const text = textReport(sample, { ...plain, secrets: ['Forbidden'] });
    expect(text).not.toContain(TOKEN);
    expect(text).not.toContain('Forbidden');
    expect(text).not.toContain('abcdef');
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
  });

  it('has the same words in colour', () => {
    const coloured = textReport(sample, { ...plain, colour: true });
    expect(coloured).toContain('\u001b[31m✗ commerce/rights/no-leak (MUST)\u001b[39m');
    expect(coloured.replace(/\u001b\[\d+m/gu, '')).toBe(textReport(sample, plain));
  });

  it('gives seed and path where there is no command to repeat', () => {
    const { invocation: _, ...rest } = plain;
    expect(textReport(sample, rest)).toContain('  again: seed 7, path 2:0:1\n');
    expect(lastLines(sample, rest)[1]).toContain('by its seed and path');
  });

  it('says where in this package a source is to be read, unless it is a source of somebody else', () => {
    const told = (source: string) => textReport(withOnly('nonconformant', { status: 'fail', source }), plain);
    expect(told('commerce#rights')).toContain('docs: generated/commerce/commerce.md#rights\n');
    expect(told('games#rights')).toContain('docs: games#rights\n');
    expect(told('their wiki')).toContain('docs: their wiki\n');
  });

  it('repeats a stored plan by its file, and quotes what a shell would read otherwise', () => {
    const text = textReport(sample, {
      ...plain,
      invocation: { target: 'ws://h/ws?a=1&b=2', protocol: 'my own.json', plan: 'plan 1.json', patience: 500 },
    });
    expect(text).toContain(
      "again: npx wireproof test 'ws://h/ws?a=1&b=2' --protocol 'my own.json' --patience 500ms --only commerce/rights/no-leak --plan 'plan 1.json'",
    );
  });

  it('says how often a failure came again, unless it always did', () => {
    const told = (times: number) =>
      textReport(withOnly('nonconformant', { status: 'fail', again: { times, of: 3 } }), plain);
    expect(told(0)).toContain('  did not come again in 3 runs\n');
    expect(told(2)).toContain('  came again in 2 of 3 runs\n');
    expect(told(3)).not.toContain('come again');
  });

  it('leads back to a plan that was itself reached by a path', () => {
    const by = (path: string) => textReport(sample, { ...plain, invocation: { ...invocation, path } });
    expect(by('2:4')).toContain(' --path 2:4:0:1\n');
    expect(by('2')).toContain(' --path 2:0:1\n');
  });

  it.each([
    [withOnly('conformant', {}, {}), 'conformant: 2 of 2 MUSTs passed.', 'pipeline'],
    [
      withOnly('conformant', {}, { level: 'SHOULD', status: 'fail' }),
      'conformant: 1 of 1 MUST passed; 1 warning.',
      '--strict',
    ],
    [
      withOnly('incomplete', {}, { status: 'unexercised' }),
      'incomplete: no MUST failed, but 1 of 2 MUSTs could not be judged.',
      '--runs',
    ],
    [
      withOnly('incomplete', { status: 'inconclusive' }),
      'incomplete: no MUST failed, but 1 of 1 MUST could not be judged.',
      'quieter',
    ],
    [
      withOnly('nonconformant', {}, { status: 'fail' }),
      'nonconformant: 1 of 2 MUSTs failed.',
      'mend the first failure',
    ],
    [
      withOnly('nonconformant', { id: 'commerce/size/known', status: 'fail' }),
      'nonconformant: 1 of 1 MUST failed, as expected.',
      'pipeline',
    ],
  ])('ends in the verdict and the next step (%#)', (report, verdict, next) => {
    const [said, then] = lastLines(report);
    expect(said).toBe(verdict);
    expect(then).toContain(next);
  });

  it('says which hooks would open what is untested', () => {
    const report = withOnly(
      'incomplete',
      { status: 'untested', missing: ['token', 'publish'] },
      { status: 'untested', missing: ['publish'] },
    );
    const { control: _, ...without } = invocation;
    expect(lastLines(report)[1]).toBe(
      'next: add the hooks publish and token to the control interface, to have 2 more MUSTs judged.',
    );
    expect(lastLines(report, { ...plain, invocation: without })[1]).toBe(
      'next: offer the hooks publish and token and give --control URL, to have 2 more MUSTs judged.',
    );
  });
});
