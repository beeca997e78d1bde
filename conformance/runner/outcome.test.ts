/** Tests of what verdicts mean for tests. */
import { describe, expect, it } from 'vitest';
import { commerce } from '../../schemas/commerce/protocol.ts';
import { outcome } from '../cli/testing/stand-ins.ts';
import { textReport } from '../reports/text.ts';
import { tellingOf } from '../reports/telling.ts';
import { reportOf } from '../cli/testing/stand-ins.ts';
import type { Report, RequirementReport } from '../engine/report.ts';
import type { ConformanceOptions } from './options.ts';
import { outcomeOf, warnings } from './outcome.ts';

const ID = 'commerce/rights/no-leak';
const invocation = { target: 'ws://h/ws', protocol: 'commerce' };
const failed = (more: Partial<RequirementReport> = {}) =>
  outcome(ID, 'fail', {
    finding: { because: 'It leaked the token s3cret\u001b[31m', frame: 0 },
    replay: { seed: 7, path: '2:0', plan: { steps: [] }, executions: 9 },
    ...more,
  });
const came = (
  requirement: RequirementReport,
  options: Pick<ConformanceOptions, 'strict' | 'unjudged'> = {},
  known: readonly string[] = [],
) => {
  const about = { protocol: commerce, known: new Set(known), secrets: ['s3cret'], invocation };
  return outcomeOf(requirement, tellingOf({ requirements: [requirement] }, about), options);
};

describe('the test of a requirement', () => {
  it('passes where that passed', () => {
    expect(came(outcome(ID, 'pass'))).toEqual({ kind: 'pass' });
  });

  it('fails where a MUST failed, with the text of the report and the way back in the test; secrets are taken out', () => {
    const { kind, text = '' } = came(failed()) as { readonly kind: string; readonly text?: string };
    expect(kind).toBe('fail');
    const report = reportOf({ target: 'ws://h/ws', seed: 7, startedAt: '' }, [failed()]);
    const whole = textReport(report, { protocol: commerce, secrets: ['s3cret'], invocation, colour: false });
    const [story = '', here] = text.split('\n  in the test: ');
    expect(whole).toContain(`\n${story}\n`);
    expect(story).toContain('  again: npx wireproof test ws://h/ws --protocol commerce --only');
    expect(here).toBe(`conformance({ .., only: ['${ID}'], seed: 7, path: '2:0' })`);
    expect(text).not.toMatch(/s3cret|\u001b/u);
  });

  it.each(['SHOULD', 'MAY'] as const)('is skipped where a %s failed, and warns', (level) => {
    const skipped = came(failed({ level }));
    expect(skipped).toMatchObject({
      kind: 'skip',
      reason: expect.stringContaining(`warning, for it is a ${level}: It leaked`),
    });
    expect(skipped).toMatchObject({ text: expect.stringContaining('again: npx') });
    expect(JSON.stringify(skipped)).not.toMatch(/s3cret|\\u001b/u);
    expect(came(failed({ level }), { strict: true }).kind).toBe(level === 'SHOULD' ? 'fail' : 'skip');
  });

  it('is skipped where it fails as expected, and fails where it passes though it was expected to fail', () => {
    expect(came(failed(), { strict: true }, [ID])).toMatchObject({
      kind: 'skip',
      reason: expect.stringMatching(/^fails as expected: It leaked/u),
    });
    expect(came(outcome(ID, 'pass'), {}, [ID])).toEqual({
      kind: 'fail',
      text: `${ID} was expected to fail, but passes: take it off the list \`known\`.`,
    });
  });

  it.each([
    ['untested', 'untested: it takes the hook publish, which the server does not offer'],
    ['unexercised', 'unexercised: nothing to judge came up'],
    ['inconclusive', 'inconclusive: what was found about durations'],
  ] as const)('is skipped where that is %s, with the reason, and fails where that is asked for', (status, reason) => {
    const requirement = outcome(ID, status, status === 'untested' ? { missing: ['publish'] } : {});
    expect(came(requirement)).toMatchObject({ kind: 'skip', reason: expect.stringContaining(reason) });
    expect(came(requirement, { unjudged: 'fail' })).toMatchObject({
      kind: 'fail',
      text: expect.stringContaining(`${ID} (MUST) was not judged, which is no pass. ${reason}`),
    });
    expect(came({ ...requirement, level: 'SHOULD' }, { unjudged: 'fail' }).kind).toBe('skip');
    expect(came(requirement, {}, [ID])).toMatchObject({
      reason: expect.stringContaining('as was expected, is not known'),
    });
  });

  it('is skipped where it does not apply, whatever is asked for', () => {
    expect(came(outcome(ID, 'notApplicable'), { unjudged: 'fail' })).toMatchObject({
      kind: 'skip',
      reason: 'not applicable: an option that the server had occasion to take, and did not',
    });
  });
});

describe('what is said beside the tests', () => {
  const said = (requirements: readonly RequirementReport[], notes: Report['notes'] = []) => {
    const report = { ...reportOf({ target: 'ws://h/ws', seed: 7, startedAt: '' }, requirements), notes };
    return warnings(report, tellingOf(report, { protocol: commerce, secrets: ['s3cret'] }));
  };

  it('is nothing where all was judged, and else that not all was, and what the report notes', () => {
    expect(said([outcome(ID, 'pass')])).toEqual([]);
    expect(said([outcome(ID, 'unexercised')])).toEqual([
      'wireproof: commerce is incomplete: no MUST failed, but 1 of 1 MUST could not be judged.',
    ]);
    expect(said([outcome(ID, 'pass')], [{ about: 'driver', text: 'It said s3cret.' }])).toEqual([
      'note on the driver: It said (redacted).',
    ]);
  });
});
