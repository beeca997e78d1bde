/** The pages that are looked at: reports made here, and pages of the document site. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commerce } from '../../schemas/commerce/protocol.ts';
import type { Report } from '../engine/report.ts';
import { htmlReport } from '../reports/html/page.ts';
import { hostile } from '../reports/testing/hostile-report.ts';
import { sample } from '../reports/testing/sample-report.ts';

/** A page to look at. */
export interface Page {
  readonly name: string;
  /** Below the origin that serves it. */
  readonly path: string;
  /** What narrows or searches the page, for people without a mouse. */
  readonly field: string;
  readonly kind: 'report' | 'site';
}

/** A server without a fault. */
const conformant: Report = {
  ...sample,
  verdict: 'conformant',
  counts: { pass: 2, fail: 0, unexercised: 0, untested: 0, inconclusive: 0, notApplicable: 0 },
  requirements: sample.requirements.filter(({ status }) => status === 'pass'),
  notes: [],
};

/** Writes three reports to a folder: one of failures, one without any, one of a server that says what it should not. */
export const reportPages = (folder: string): readonly Page[] =>
  Object.entries({ failing: sample, conformant, hostile }).map(([name, report]) => {
    const file = join(folder, `${name}.html`);
    writeFileSync(file, htmlReport(report, { protocol: commerce, docs: '../' }));
    return { name: `report-${name}`, path: `/reports/${name}.html`, field: '[name=words]', kind: 'report' };
  });

/** The pages of the site that are looked at. */
const SITE = {
  index: 'index.html',
  protocol: 'documents/Commerce_notifications.html',
  'socket-io-protocol': 'documents/Trading_notifications.html',
  proof: 'documents/Proof_that_the_verdicts_are_true.html',
  captures: 'documents/Captures.html',
  library: 'modules/wireproof.html',
  interface: 'interfaces/wireproof.ExamineOptions.html',
} as const;

/** Pages of the site in a folder; those that are missing are named in the error. */
export const sitePages = (folder: string): readonly Page[] =>
  Object.entries(SITE).map(([name, path]) => {
    const file = join(folder, path);
    if (!existsSync(file)) throw new Error(`${file} is missing; run \`npm run docs\` first.`);
    return { name: `site-${name}`, path: `/site/${path}`, field: '#tsd-search-trigger', kind: 'site' };
  });
