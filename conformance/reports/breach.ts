/** A requirement that failed, as lines: what was promised, what came instead, and how to see it again. */
import type { RequirementReport } from '../engine/report.ts';
import { failureOf, type FailureOptions } from './failure.ts';
import type { Paint } from './paint.ts';
import { transcript } from './transcript.ts';

/** What a breach is told with. */
export interface BreachOptions extends FailureOptions {
  readonly paint: Paint;
  /** What places in a capture are called, where one was judged. */
  readonly places?: 'line' | 'message';
}

/** The lines about one requirement that failed. */
export const breachLines = (requirement: RequirementReport, options: BreachOptions): readonly string[] => {
  const { reader, redact, paint, places } = options;
  const { id, level, statement, place, because, ratio, again } = failureOf(requirement, options);
  const { history = [], finding } = requirement;
  const lines = transcript(history, {
    reader,
    redact,
    ...(finding && { frame: finding.frame }),
    ...(places && { places }),
  });
  return [
    level === 'MUST' ? paint.bad(`✗ ${id} (${level})`) : paint.doubtful(`! ${id} (${level})`),
    `  ${statement}      ${paint.aside(`docs: ${place}`)}`,
    `  ${because}${lines.length > 0 ? ':' : '.'}`,
    ...lines.map(({ text, marked }) => `    ${marked ? paint.strong(text) : text}`),
    ...(ratio === undefined ? [] : [`  ${ratio}`]),
    ...(again === undefined ? [] : [`  again: ${again}`]),
  ];
};
