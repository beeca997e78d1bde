/** Writes reports in the formats that are asked for, to files and to standard output. */
import { dirname, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Report } from '../engine/report.ts';
import { badgeReport } from '../reports/badge.ts';
import { htmlReport } from '../reports/html/page.ts';
import { jsonReport } from '../reports/json.ts';
import { junitReport } from '../reports/junit.ts';
import { markdownReport } from '../reports/markdown.ts';
import type { ReportOptions } from '../reports/telling.ts';
import { writeText } from './files.ts';
import type { ReportTarget } from './flags.ts';
import { packageFolder } from './package-folder.ts';

/** The way from the folder of a file to this package, as a relative URL: the page may be moved together with the project. */
const docsFrom = (file: string): string => {
  const from = file === '-' ? '.' : dirname(file);
  const way = relative(resolve(from), packageFolder(fileURLToPath(import.meta.url)));
  return way === '' ? './' : `${way.split(sep).map(encodeURIComponent).join('/')}/`;
};

/** Writes a report in one format. */
const written = ({ format, file }: ReportTarget, report: Report, options: ReportOptions): string => {
  switch (format) {
    case 'json':
      return jsonReport(report, options.secrets, options.invocation);
    case 'html':
      return htmlReport(report, { ...options, docs: docsFrom(file) });
    case 'junit':
      return junitReport(report, options);
    case 'md':
      return markdownReport(report, options);
    case 'badge':
      return badgeReport(report, options);
  }
};

/** The report that is to be written in place of the text, if any is. */
export const inPlaceOfText = (
  targets: readonly ReportTarget[],
  report: Report,
  options: ReportOptions,
): string | undefined => {
  const target = targets.find(({ file }) => file === '-');
  return target && written(target, report, options);
};

/** Writes all that go to files; `flagOf` is what named one. */
export const writeReports = async (
  targets: readonly ReportTarget[],
  report: Report,
  options: ReportOptions,
  flagOf: (target: ReportTarget) => string,
): Promise<void> => {
  for (const target of targets) {
    if (target.file !== '-') await writeText(flagOf(target), target.file, written(target, report, options));
  }
};
