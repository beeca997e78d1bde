/** Tests of the badge. */
import { describe, expect, it } from 'vitest';
import { commerce } from '../../schemas/commerce/protocol.ts';
import type { Report, Verdict } from '../engine/report.ts';
import { badgeReport } from './badge.ts';
import { hostile } from './testing/hostile-report.ts';
import { sample } from './testing/sample-report.ts';

const badge = (report: Report): unknown => JSON.parse(badgeReport(report, { protocol: commerce }));

describe('the badge', () => {
  it('says what came of the MUSTs that apply', () => {
    expect(badge(sample)).toEqual({
      ...{ schemaVersion: 1, label: 'wireproof commerce', message: 'nonconformant 2/9', color: 'red' },
    });
    const requirements = sample.requirements.filter(({ status }) => status === 'pass' || status === 'notApplicable');
    expect(badge({ ...sample, verdict: 'conformant', requirements })).toMatchObject({ message: 'conformant 2/2' });
  });

  it('has a colour for each verdict', () => {
    const colour = (verdict: Verdict) => (badge({ ...sample, verdict }) as { readonly color: string }).color;
    expect([colour('conformant'), colour('incomplete'), colour('nonconformant')]).toEqual([
      'brightgreen',
      'yellow',
      'red',
    ]);
  });

  it('shows nothing that cannot be seen', () => {
    expect((badge(hostile) as { readonly label: string }).label).not.toMatch(/\p{C}/u);
  });
});
