/** The report as a badge: the JSON of a shields.io endpoint. */
import type { Report, Verdict } from '../engine/report.ts';
import { type ReportOptions, tellingOf } from './telling.ts';

const colourOf = (verdict: Verdict): string => {
  switch (verdict) {
    case 'conformant':
      return 'brightgreen';
    case 'nonconformant':
      return 'red';
    case 'incomplete':
      return 'yellow';
  }
};

/** Writes a badge as JSON that ends in a newline: the verdict, and how many of the MUSTs that apply passed. */
export const badgeReport = (report: Report, options: ReportOptions): string => {
  const { plain, found } = tellingOf(report, options);
  const applicable = report.requirements.filter(({ level, status }) => level === 'MUST' && status !== 'notApplicable');
  const badge = {
    schemaVersion: 1,
    label: `${report.kit.name} ${plain(report.protocol)}`,
    message: `${report.verdict} ${found.passed.length}/${applicable.length}`,
    color: colourOf(report.verdict),
  };
  return `${JSON.stringify(badge, null, 2)}\n`;
};
