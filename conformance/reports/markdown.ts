/** The report as Markdown, for a comment on a pull request: the verdict first, and each failure to be unfolded. */
import type { Report, RequirementReport } from '../engine/report.ts';
import { nextStep, verdictSentence } from './conclusion.ts';
import { codeBlock, codeSpan, prose } from './escape-markdown.ts';
import { familiesOf, OUTCOMES } from './families.ts';
import { failureOf } from './failure.ts';
import { headLines, noteLines } from './head.ts';
import { lanesOf } from './lanes.ts';
import { laneLines } from './lanes-text.ts';
import { escapeMarkup } from './markup.ts';
import { type ReportOptions, type Telling, tellingOf } from './telling.ts';
import { unjudgedLines } from './unjudged.ts';
import { count } from './words.ts';

/** Comments hold 65,536 characters; failures take at most so many of them, and what does not fit is named. */
const ROOM = 50_000;

/** A stretch to be unfolded; `title` is markup. */
const folded = (title: string, lines: readonly string[]): readonly string[] => [
  ...['<details>', `<summary>${title}</summary>`, ''],
  ...lines,
  ...['', '</details>', ''],
];

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** The table of families; outcomes that nothing came to have no column. */
const familyTable = ({ requirements }: Report, { plain }: Telling): readonly string[] => {
  const families = familiesOf(requirements);
  const columns = [...OUTCOMES.keys()].filter((column) => families.some(({ counts }) => (counts[column] ?? 0) > 0));
  const head = ['', 'family', ...columns.map((column) => OUTCOMES[column] ?? '')];
  return [
    row(head),
    row(head.map((_, index) => (index < 2 ? '---' : '---:'))),
    ...families.map(({ name, sign, counts }) =>
      row([sign, prose(plain(name)), ...columns.map((column) => String(counts[column] || ''))]),
    ),
    '',
  ];
};

const failureLines = (requirement: RequirementReport, telling: Telling): readonly string[] => {
  const { id, level, statement, place, because, ratio, again } = failureOf(requirement, telling);
  const { history = [], finding } = requirement;
  const lanes = laneLines(lanesOf(history, { ...telling, ...(finding && { frame: finding.frame }) }));
  const sign = level === 'MUST' ? '✗' : '!';
  return folded(`${sign} <code>${escapeMarkup(id)}</code> (${level})`, [
    ...[`${prose(statement)} Written down in ${codeSpan(place)}.`, ''],
    ...codeBlock([`${because}${lanes.length > 0 ? ':' : '.'}`, ...(lanes.length > 0 ? [''] : []), ...lanes]),
    ...(ratio === undefined ? [] : ['', `It ${ratio}.`]),
    ...(again === undefined ? [] : ['', 'Again:', '', ...codeBlock([again])]),
  ]);
};

/** As many failures as there is room for, and the names of the others. */
const failuresIn = (failures: readonly RequirementReport[], telling: Telling): readonly string[] => {
  const told: string[] = [];
  let room = ROOM;
  for (const [index, failure] of failures.entries()) {
    const lines = failureLines(failure, telling);
    room -= lines.join('\n').length;
    if (room < 0) {
      const rest = failures.slice(index);
      const title = `${count(rest.length, 'more failure')}, without the story for want of room`;
      return [...told, ...folded(title, codeBlock(rest.map(({ id, level }) => `${telling.plain(id)} (${level})`)))];
    }
    told.push(...lines);
  }
  return told;
};

const SIGNS = { conformant: '✓', nonconformant: '✗', incomplete: '–' } as const;

/** Writes a report as Markdown that ends in a newline. */
export const markdownReport = (report: Report, options: ReportOptions): string => {
  const telling = tellingOf(report, options);
  const { failed, warned, expected } = telling.found;
  const { plain } = telling;
  const unjudged = unjudgedLines(report.requirements, telling.redact);
  const notes = noteLines(report, plain);
  return [
    ...[`## ${SIGNS[report.verdict]} ${report.verdict}: ${verdictSentence(report, telling.found)}`, ''],
    ...familyTable(report, telling),
    ...failuresIn([...failed, ...warned], telling),
    ...(expected.length === 0
      ? []
      : folded(`Failed as expected (${expected.length})`, codeBlock(expected.map(({ id }) => plain(id))))),
    ...(unjudged.length === 0 ? [] : folded('What was not judged, and why', codeBlock(unjudged.slice(0, -1)))),
    ...(notes.length === 0 ? [] : [...codeBlock(notes), '']),
    ...[prose(headLines(report, plain).join(' ')), '', `Next: ${nextStep(telling)}`, ''],
  ].join('\n');
};
