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
      shortest === undefined ? `more than ${upTo}` : String(shortest),
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
        return `${task.fault}, seed ${task.seed}, ${task.where}:${missing}${beyond.length > 0 ? ` failed beside: ${beyond.join(', ')}` : ''}`;
      }
      case 'server':
        return `${outcome.task.server}, ${outcome.task.variation}, seed ${outcome.task.seed}, ${outcome.task.where}: ${outcome.verdict}; ${outcome.alarms.join('; ')}`;
      case 'shortest':
        return `${outcome.task.fault}: a counterexample is missing, or was not reproduced, or took too many executions`;
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

/** What the proof says of itself in a few sentences; the README quotes the first of them. */
export const summary = (suite: Suite, outcomes: readonly Outcome[]): readonly string[] => {
  const [faults, servers, shortest] = [only(outcomes, 'fault'), only(outcomes, 'server'), only(outcomes, 'shortest')];
  const bitten = new Set(suite.faults.flatMap(({ breaks }) => breaks));
  const ways = shortest.flatMap((outcome) => outcome.ways);
  const near = ways.filter(({ found, shortest: best, upTo }) => found <= (best ?? upTo + 1) + 1);
  /** `20 of 20 examinations in process and 3 of 3 over sockets`; what was not examined is left out. */
  const both = (all: readonly Of<'fault'>[] | readonly Of<'server'>[]): string =>
    WHERES.flatMap((where) => {
      const some = all.filter(({ task }) => task.where === where);
      return some.length === 0 ? [] : [`${share(some)} examinations ${where}`];
    }).join(' and ');
  return [
    `${suite.faults.length} faults break ${bitten.size} of ${suite.requirements.length} requirements: ` +
      `${both(faults)} noticed all that had to be noticed, and nothing else. ` +
      `Correct servers, varied in every legal way, raised no alarm in ${both(servers)}.`,
    `Counterexamples have ${median(ways.map(({ found }) => found))} steps at the median and ${Math.max(0, ...ways.map(({ found }) => found))} at the most, ` +
      `after ${median(ways.map(({ executions }) => executions))} executions at the median and ${Math.max(0, ...ways.map(({ executions }) => executions))} at the most; ` +
      `${near.length} of ${ways.length} are within one step of the shortest that a search of all small plans found, or could rule out.`,
  ];
};

/** The page as Markdown. */
export const page = (suite: Suite, outcomes: readonly Outcome[], how: string, beside: string): string =>
  [
    '# Proof that the verdicts are true',
    '',
    'Written by `npm run proof`. What the kit says must be true in both directions: no fault missed, no correct server accused.',
    '',
    ...summary(suite, outcomes).flatMap((sentence) => [sentence, '']),
    how,
    '',
    ...troubleLines(outcomes),
    ...(beside === '' ? [] : [beside.trim(), '']),
    '## Faults by requirements',
    '',
    'Each fault is a server broken on purpose. An examination counts when every requirement that the fault breaks failed, and',
    'none outside what it breaks and disturbs did.',
    '',
    ...table(['fault', 'what is wrong', 'must notice', ...WHERES], faultRows(suite, only(outcomes, 'fault'))),
    '## Correct servers by legal variations',
    '',
    'An examination counts when its verdict is `conformant`, and nothing failed, was left open or was remarked upon, but for the SHOULDs that',
    'a server does not follow on purpose. What exists on sockets only, or in process only, has a dash.',
    '',
    ...table(['server', 'variation', ...WHERES], serverRows(only(outcomes, 'server'))),
    '## Counterexamples',
    '',
    'The steps of each counterexample beside those of the shortest plan that shows the same, by a search that tries every plan of up to two',
    'steps, and longer ones made of the same kinds of steps, each on a fresh server: `more than n` where none of up to n shows it.',
    'A counterexample may be shorter than that, for the server on which it was found remembered earlier plans.',
    '',
    ...table(
      ['fault', 'requirement', 'steps', 'shortest', 'executions', 'reproduced', 'the steps'],
      shortestRows(only(outcomes, 'shortest')),
    ),
  ].join('\n');
