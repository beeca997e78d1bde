/** The page that the proof writes: both matrices, the counterexamples, and what went wrong, if anything did. */
import type { Suite } from '../suites/suite.ts';
import { isGood, type Outcome } from './outcomes.ts';
import type { Where } from './tasks.ts';

type Of<Kind extends Outcome['kind']> = Extract<Outcome, { readonly kind: Kind }>;

const only = <Kind extends Outcome['kind']>(outcomes: readonly Outcome[], kind: Kind): readonly Of<Kind>[] =>
  outcomes.filter((outcome): outcome is Of<Kind> => outcome.kind === kind);

const table = (head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] => [
  `| ${head.join(' | ')} |`,
  `|${head.map(() => '---').join('|')}|`,
  ...rows.map((row) => `| ${row.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`),
  '',
];

/** `20 of 20`, or a dash where nothing was examined. */
const share = (outcomes: readonly Outcome[]): string =>
  outcomes.length === 0 ? '–' : `${outcomes.filter(isGood).length} of ${outcomes.length}`;

const median = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;

/** The requirements that faults of a suite break. */
const bitten = ({ faults }: Suite): ReadonlySet<string> => new Set(faults.flatMap(({ breaks }) => breaks));

const WHERES = ['in process', 'over sockets'] as const satisfies readonly Where[];

const at = <Outcomes extends Of<'fault'> | Of<'server'>>(outcomes: readonly Outcomes[], where: Where) =>
  outcomes.filter(({ task }) => task.where === where);

const faultRows = ({ faults }: Suite, outcomes: readonly Of<'fault'>[]) =>
  faults.map(({ id, story, breaks }) => {
    const mine = outcomes.filter(({ task }) => task.fault === id);
    const short = breaks.map((requirement) => requirement.split('/').slice(1).join('/'));
    return [id, story, short.join(', '), ...WHERES.map((where) => share(at(mine, where)))];
  });

const serverRows = (outcomes: readonly Of<'server'>[]) =>
  [...new Set(outcomes.map(({ task }) => `${task.server}\n${task.variation}`))].map((key) => {
    const [server = '', variation = ''] = key.split('\n');
    const mine = outcomes.filter(({ task }) => task.server === server && task.variation === variation);
    return [server, variation, ...WHERES.map((where) => share(at(mine, where)))];
  });

const shortestRows = (outcomes: readonly Of<'shortest'>[]) =>
  outcomes.flatMap(({ task, ways }) =>
    ways.map(({ requirement, found, shortest, upTo, executions, steps, reproduced }) => [
      task.fault,
      requirement.split('/').slice(1).join('/'),
      String(found),
      shortest === undefined ? (upTo === undefined ? '–' : `more than ${upTo}`) : String(shortest),
      String(executions),
      reproduced ? 'yes' : 'no',
      steps.join(', '),
    ]),
  );

const troubleLines = (outcomes: readonly Outcome[]): readonly string[] => {
  const bad = outcomes.filter((outcome) => !isGood(outcome));
  if (bad.length === 0) return [];
  const say = (outcome: Outcome): string => {
    switch (outcome.kind) {
      case 'fault': {
        const { task, missed, beyond } = outcome;
        const missing = missed.length > 0 ? ` not noticed by ${missed.join(', ')};` : '';
        return `${task.protocol}: ${task.fault}, seed ${task.seed}, ${task.where}:${missing}${beyond.length > 0 ? ` failed beside: ${beyond.join(', ')}` : ''}`;
      }
      case 'server':
        return `${outcome.task.protocol}: ${outcome.task.server}, ${outcome.task.variation}, seed ${outcome.task.seed}, ${outcome.task.where}: ${outcome.verdict}; ${outcome.alarms.join('; ')}`;
      case 'shortest':
        return `${outcome.task.protocol}: ${outcome.task.fault}: a counterexample is missing, or was not reproduced, or took too many executions`;
      case 'trouble':
        return `${JSON.stringify(outcome.task)}: ${outcome.trouble}`;
    }
  };
  return [
    '## What went wrong',
    '',
    ...bad.map((outcome) => `- ${say(outcome).replaceAll('\n', ' ').slice(0, 600)}`),
    '',
  ];
};

/** What faults and correct servers came to, in a sentence or two. */
const matrices = (suites: readonly Suite[], outcomes: readonly Outcome[]): string => {
  const sum = (count: (suite: Suite) => number) => suites.reduce((all, suite) => all + count(suite), 0);
  /** `20 of 20 examinations in process and 3 of 3 over sockets`; what was not examined is left out. */
  const both = (all: readonly Of<'fault'>[] | readonly Of<'server'>[]): string =>
    WHERES.flatMap((where) => {
      const some = all.filter(({ task }) => task.where === where);
      return some.length === 0 ? [] : [`${share(some)} examinations ${where}`];
    }).join(' and ');
  return (
    `${sum(({ faults }) => faults.length)} faults break ${sum((suite) => bitten(suite).size)} of ` +
    `${sum(({ requirements }) => requirements.length)} requirements${suites.length > 1 ? ` of ${suites.length} protocols` : ''}: ` +
    `${both(only(outcomes, 'fault'))} noticed all that had to be noticed, and nothing else. ` +
    `Correct servers, varied in every legal way, raised no alarm in ${both(only(outcomes, 'server'))}.`
  );
};

/** How short counterexamples are, in a sentence. */
const brevity = (outcomes: readonly Outcome[]): string => {
  const ways = only(outcomes, 'shortest').flatMap((outcome) => outcome.ways);
  const searched = ways.flatMap(({ found, shortest, upTo }) => (upTo === undefined ? [] : [{ found, shortest, upTo }]));
  const near = searched.filter(({ found, shortest, upTo }) => found <= (shortest ?? upTo + 1) + 1);
  const middle = (of: (way: (typeof ways)[number]) => number) => median(ways.map(of));
  const most = (of: (way: (typeof ways)[number]) => number) => Math.max(0, ...ways.map(of));
  const [steps, executions] = [(way: { found: number }) => way.found, (way: { executions: number }) => way.executions];
  return (
    `Counterexamples have ${middle(steps)} steps at the median and ${most(steps)} at the most, ` +
    `after ${middle(executions)} executions at the median and ${most(executions)} at the most; ` +
    `${near.length} of the ${searched.length} that were searched for are within one step of the shortest that a search of all small plans found, or could rule out.`
  );
};

/** What the proof says of itself in a few sentences; the README quotes the first of them. */
export const summary = (suites: readonly Suite[], outcomes: readonly Outcome[]): readonly string[] => [
  matrices(suites, outcomes),
  ...(only(outcomes, 'shortest').length > 0 ? [brevity(outcomes)] : []),
];

/** The matrices and counterexamples of one protocol. */
const section = (suite: Suite, all: readonly Outcome[]): readonly string[] => {
  const { id, title } = suite.protocol;
  const outcomes = all.filter(({ task }) => task.protocol === id);
  const counterexamples = shortestRows(only(outcomes, 'shortest'));
  return [
    `## ${title}`,
    '',
    `\`${id}\`: ${matrices([suite], outcomes)}`,
    '',
    `### Faults of ${id}`,
    '',
    ...table(['fault', 'what is wrong', 'must notice', ...WHERES], faultRows(suite, only(outcomes, 'fault'))),
    `### Correct servers of ${id}`,
    '',
    ...table(['server', 'variation', ...WHERES], serverRows(only(outcomes, 'server'))),
    ...(counterexamples.length === 0
      ? []
      : [
          `### Counterexamples of ${id}`,
          '',
          ...table(
            ['fault', 'requirement', 'steps', 'shortest', 'executions', 'reproduced', 'the steps'],
            counterexamples,
          ),
        ]),
  ];
};

/** The page as Markdown. */
export const page = (suites: readonly Suite[], outcomes: readonly Outcome[], how: string, beside: string): string =>
  [
    '# Proof that the verdicts are true',
    '',
    'Written by `npm run proof`. What the kit says must be true in both directions: no fault missed, no correct server accused.',
    '',
    ...summary(suites, outcomes).flatMap((sentence) => [sentence, '']),
    how,
    '',
    ...troubleLines(outcomes),
    ...(beside === '' ? [] : [beside.trim(), '']),
    '## How to read the tables',
    '',
    'Faults: each is a server broken on purpose. An examination counts when every requirement that the fault breaks failed, and',
    'none outside what it breaks and disturbs did.',
    '',
    'Correct servers by legal variations: an examination counts when its verdict is `conformant`, and nothing failed, was left open or was',
    'remarked upon, but for the SHOULDs that a server does not follow on purpose, and for what nobody can judge behind a variation, which',
    'says so. What exists on sockets only, or in process only, has a dash.',
    '',
    'Counterexamples: their steps beside those of the shortest plan that shows the same, by a search that tries every plan of up to two',
    'steps, and longer ones made of the same kinds of steps, each on a fresh server: `more than n` where none of up to n shows it.',
    'A counterexample may be shorter than that, for the server on which it was found remembered earlier plans. The search has the steps of',
    'protocols with channels: where there are filters instead, it was not made, and has a dash.',
    '',
    ...suites.flatMap((suite) => section(suite, outcomes)),
  ].join('\n');
