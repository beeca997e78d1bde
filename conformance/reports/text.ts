/** The report for people. It names everything that was not a pass; nothing in it that came from a server is obeyed by a terminal. */
import type { Report, RequirementReport } from '../engine/report.ts';
import { breachLines } from './breach.ts';
import { conclusionLines } from './conclusion.ts';
import { coverageLines } from './coverage.ts';
import { familyLines } from './families.ts';
import { headLines, noteLines } from './head.ts';
import { paint } from './paint.ts';
import { type ReportOptions, tellingOf } from './telling.ts';
import { unjudgedLines } from './unjudged.ts';

/** How a report is told as text. */
export interface TextOptions extends ReportOptions {
  readonly colour: boolean;
}

const section = (lines: readonly string[]): readonly string[] => (lines.length === 0 ? [] : [...lines, '']);

/** Tells what failed of an examination that came to no report, as the text of one would. */
export const partialReport = (requirements: readonly RequirementReport[], options: TextOptions): string => {
  const telling = { ...tellingOf({ requirements }, options), paint: paint(options.colour) };
  const { failed, warned } = telling.found;
  return [...failed, ...warned].flatMap((one) => [...breachLines(one, telling), '', '']).join('\n');
};

/** Tells a report as text that ends in a newline. */
export const textReport = (report: Report, options: TextOptions): string => {
  const colours = paint(options.colour);
  const telling = { ...tellingOf(report, options), paint: colours };
  const { redact, plain, found } = telling;
  const { failed, warned, expected } = found;
  const tellAll = (requirements: readonly RequirementReport[]) =>
    requirements.flatMap((requirement) => section(breachLines(requirement, telling)));
  const expectedLines = expected.map(({ id, level }) => `    ${plain(id)}  ${level}`);
  return [
    ...section([...headLines(report, plain), ...coverageLines(report)]),
    ...section(familyLines(report.requirements, colours)),
    ...tellAll(failed),
    ...tellAll(warned),
    ...section(expected.length > 0 ? [`Failed as expected (${expected.length})`, ...expectedLines] : []),
    ...unjudgedLines(report.requirements, redact, report.capture !== undefined),
    ...section(noteLines(report, plain)),
    ...conclusionLines(report, telling),
    '',
  ].join('\n');
};
