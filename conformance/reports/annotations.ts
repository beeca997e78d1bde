/** Failures as workflow commands, which GitHub shows beside a run; the text around them is kept from being taken for commands. */
import type { Report, RequirementReport } from '../engine/report.ts';
import { failureOf } from './failure.ts';
import { type ReportOptions, type Telling, tellingOf } from './telling.ts';

const escapeData = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

const escapeProperty = (text: string): string => escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');

/** One workflow command. */
const annotation = (command: 'error' | 'warning', title: string, lines: readonly string[]): string =>
  `::${command} title=${escapeProperty(title)}::${escapeData(lines.join('\n'))}`;

const ofFailure = (requirement: RequirementReport, telling: Telling): string => {
  const { id, level, statement, because, ratio, again } = failureOf(requirement, telling);
  return annotation(level === 'MUST' ? 'error' : 'warning', `${id} (${level})`, [
    statement,
    `${because}.`,
    ...(ratio === undefined ? [] : [ratio]),
    ...(again === undefined ? [] : [`again: ${again}`]),
  ]);
};

/** The annotations of a report, one a line: an error for each MUST that failed and for what passes unexpectedly, a warning for each other failure. */
export const annotationLines = (report: Report, options: ReportOptions): readonly string[] => {
  const telling = tellingOf(report, options);
  const { failed, warned, stale } = telling.found;
  return [
    ...failed.map((requirement) => ofFailure(requirement, telling)),
    ...stale.map(({ id }) =>
      annotation('error', telling.plain(id), ['It was expected to fail, but passes: take it off the list.']),
    ),
    ...warned.map((requirement) => ofFailure(requirement, telling)),
  ];
};

/** Text that no runner takes for commands; `mark` must be a word that nobody can guess. */
export const withoutCommands = (text: string, mark: string): string =>
  `::stop-commands::${mark}\n${text}${text.endsWith('\n') ? '' : '\n'}::${mark}::\n`;
