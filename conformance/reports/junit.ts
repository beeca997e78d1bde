/** The report as JUnit XML, for CI systems: a suite for each family, a case for each requirement. */
import type { Report, RequirementReport } from '../engine/report.ts';
import { breachLines } from './breach.ts';
import { type Family, familiesOf } from './families.ts';
import { failureOf } from './failure.ts';
import { noteLines } from './head.ts';
import { attributes, escapeMarkup } from './markup.ts';
import { paint } from './paint.ts';
import { type ReportOptions, type Telling, tellingOf } from './telling.ts';
import { reasonOf } from './unjudged.ts';

type Kind = 'passed' | 'failed' | 'stale' | 'warned' | 'skipped';

const kindOf = ({ id, level, status }: RequirementReport, known: ReadonlySet<string>): Kind => {
  if (status === 'pass') return known.has(id) ? 'stale' : 'passed';
  if (status !== 'fail' || known.has(id)) return 'skipped';
  return level === 'MUST' ? 'failed' : 'warned';
};

const PLAIN = paint(false);

const element = (name: string, values: Parameters<typeof attributes>[0], content = ''): string =>
  `<${name}${attributes(values)}>${escapeMarkup(content)}</${name}>`;

/** What stands within a case; nothing where it passed. */
const outcome = (requirement: RequirementReport, telling: Telling): string => {
  const { id, level } = requirement;
  const story = () => breachLines(requirement, { ...telling, paint: PLAIN }).join('\n');
  switch (kindOf(requirement, telling.known)) {
    case 'passed':
      return '';
    case 'failed':
      return element('failure', { message: failureOf(requirement, telling).because, type: level }, story());
    case 'stale':
      return element('failure', { message: 'was expected to fail, but passes: take it off the list', type: 'stale' });
    case 'warned':
      return element('system-out', {}, `warning\n${story()}`);
    case 'skipped': {
      const reason = reasonOf(requirement);
      if (reason !== undefined)
        return element('skipped', { message: telling.plain(`${requirement.status}: ${reason}`) });
      return `${element('skipped', { message: `fails as expected: ${telling.plain(id)} is known to` })}${element('system-out', {}, story())}`;
    }
  }
};

const caseLines = (requirement: RequirementReport, telling: Telling): readonly string[] => {
  const parts = requirement.id.split('/');
  const name = telling.plain(`${parts.at(-1)}: ${requirement.statement}`);
  const within = outcome(requirement, telling);
  const head = `    <testcase${attributes({ classname: telling.plain(parts.slice(0, -1).join('.')), name, time: 0 })}`;
  return within === '' ? [`${head}/>`] : [`${head}>`, `      ${within}`, '    </testcase>'];
};

/** How many cases are told as failures, and how many as skipped. */
const tally = (requirements: readonly RequirementReport[], { known }: Telling) => {
  const kinds = requirements.map((requirement) => kindOf(requirement, known));
  const failures = kinds.filter((kind) => kind === 'failed' || kind === 'stale').length;
  return {
    ...{ tests: kinds.length, failures, errors: 0 },
    skipped: kinds.filter((kind) => kind === 'skipped').length,
  };
};

const properties = (report: Report, { plain }: Telling): readonly string[] => {
  const { kit, target, seed, clock, verdict } = report;
  const all = Object.entries({ kit: `${kit.name} ${kit.version}`, target, seed, clock, verdict });
  const notes = noteLines(report, plain).map((note) => ['note', note] as const);
  return [...all, ...notes].map(
    ([name, value]) => `      <property${attributes({ name, value: plain(String(value)) })}/>`,
  );
};

const suiteLines = ({ name, members }: Family, report: Report, telling: Telling): readonly string[] => {
  const { plain } = telling;
  const timestamp = plain(report.startedAt.replace(/(\.\d+)?Z$/u, ''));
  return [
    `  <testsuite${attributes({ name: plain(`${report.protocol}/${name}`), ...tally(members, telling), time: 0, timestamp })}>`,
    '    <properties>',
    ...properties(report, telling),
    '    </properties>',
    ...members.flatMap((member) => caseLines(member, telling)),
    '  </testsuite>',
  ];
};

/** Writes a report as JUnit XML. A MUST that failed is a failure; a SHOULD is a warning in a case that passes; what was not judged is skipped. */
export const junitReport = (report: Report, options: ReportOptions): string => {
  const telling = tellingOf(report, options);
  const name = `${report.kit.name} ${telling.plain(report.protocol)}`;
  const time = (report.durationMs / 1000).toFixed(3);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name, ...tally(report.requirements, telling), time })}>`,
    ...familiesOf(report.requirements).flatMap((family) => suiteLines(family, report, telling)),
    '</testsuites>',
    '',
  ].join('\n');
};
