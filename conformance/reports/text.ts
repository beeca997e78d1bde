/** The report for people. It names everything that was not a pass; nothing in it that came from a server is obeyed by a terminal. */
import type { Protocol } from '../../schemas/protocol.ts';
import { reader } from '../../schemas/reader.ts';
import type { Report, RequirementReport } from '../engine/report.ts';
import { account } from './account.ts';
import type { Invocation } from './again.ts';
import { breachLines } from './breach.ts';
import { coverageLines } from './coverage.ts';
import { conclusionLines } from './conclusion.ts';
import { visible } from './escape.ts';
import { familyLines } from './families.ts';
import { paint } from './paint.ts';
import { type Redact, redactor } from './redact.ts';
import { unjudgedLines } from './unjudged.ts';
import { count, duration } from './words.ts';

/** How a report is told. */
export interface TextOptions {
  /** Names the messages in transcripts. */
  readonly protocol: Protocol;
  readonly colour: boolean;
  /** How the examination was asked for, so that failures come with a command that repeats them. */
  readonly invocation?: Invocation;
  /** Ids that are expected to fail. */
  readonly known?: ReadonlySet<string>;
  /** What must not be shown, beside the tokens in the report itself. */
  readonly secrets?: readonly string[];
}

const clockOf = ({ clock }: Report): string => {
  switch (clock) {
    case 'in process':
      return 'in process, in virtual time';
    case 'advance':
      return "in the server's virtual time";
    case 'real':
      return 'in real time';
  }
};

const FORMATS = { wireproof: 'lines of JSON', har: 'a HAR file', plain: 'plain lines' } as const;

const captureHeader = (
  { kit, protocol, target, effort, durationMs, startedAt }: Report,
  { format, places }: NonNullable<Report['capture']>,
  plain: (text: string) => string,
): readonly string[] => {
  const judged = `${count(effort.entries, places)} in ${count(effort.plans, 'part')}, judged in ${duration(durationMs)}`;
  return [
    `${kit.name} ${kit.version} checked ${plain(target)}, a capture in ${FORMATS[format]}, by the protocol ${plain(protocol)}.`,
    `${judged}, begun ${plain(startedAt)}`,
  ];
};

const header = (report: Report, redact: Redact): readonly string[] => {
  const { kit, protocol, target, seed, effort, durationMs, startedAt } = report;
  const plain = (text: string) => visible(redact(text));
  if (report.capture) return captureHeader(report, report.capture, plain);
  const plans = `${count(effort.plans, 'plan')} and ${count(effort.entries, 'entry', 'entries')}`;
  return [
    `${kit.name} ${kit.version} examined ${plain(target)} by the protocol ${plain(protocol)}.`,
    `seed ${seed}, ${clockOf(report)}, ${plans} in ${duration(durationMs)}, begun ${plain(startedAt)}`,
  ];
};

/** The secrets that the histories of a report hold. */
export const secretsIn = ({ requirements }: Pick<Report, 'requirements'>): readonly string[] =>
  requirements.flatMap(({ history = [] }) =>
    history.flatMap((entry) =>
      entry.kind === 'opening' && entry.badge.secret !== undefined ? [entry.badge.secret] : [],
    ),
  );

const section = (lines: readonly string[]): readonly string[] => (lines.length === 0 ? [] : [...lines, '']);

/** Tells a report as text that ends in a newline. */
export const textReport = (report: Report, options: TextOptions): string => {
  const { protocol, colour, invocation, known = new Set(), secrets = [] } = options;
  const colours = paint(colour);
  const redact = redactor([...secrets, ...secretsIn(report)]);
  const { failed, warned, expected } = account(report, known);
  const telling = {
    reader: reader(protocol),
    redact,
    paint: colours,
    ...(invocation && { invocation }),
    ...(report.capture && { places: report.capture.places }),
  };
  const tellAll = (requirements: readonly RequirementReport[]) =>
    requirements.flatMap((requirement) => section(breachLines(requirement, telling)));
  const expectedLines = expected.map(({ id, level }) => `    ${visible(id)}  ${level}`);
  const noteLines = report.notes.map(({ about, text }) => `note on the ${about}: ${visible(redact(text))}`);
  return [
    ...section([...header(report, redact), ...coverageLines(report)]),
    ...section(familyLines(report.requirements, colours)),
    ...tellAll(failed),
    ...tellAll(warned),
    ...section(expected.length > 0 ? [`Failed as expected (${expected.length})`, ...expectedLines] : []),
    ...unjudgedLines(report.requirements, redact, report.capture !== undefined),
    ...section(noteLines),
    ...conclusionLines(report, {
      paint: colours,
      known,
      hasControl: invocation?.control !== undefined,
      canRepeat: invocation !== undefined,
      ofCapture: report.capture !== undefined,
      replayed: (invocation?.plan ?? invocation?.path) !== undefined,
    }),
    '',
  ].join('\n');
};
