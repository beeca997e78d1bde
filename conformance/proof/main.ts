/** `npm run proof`: carries out the whole proof, prints how far it has come, and writes `docs/proof.md`. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { packageRoot } from '../generate/package-root.ts';
import { duration } from '../reports/words.ts';
import { allSubjects, type Subject } from '../self-test/subjects.ts';
import { suiteOf } from '../suites/index.ts';
import { carryOutAll } from './crew.ts';
import { keepIn, keepNothing } from './keeping.ts';
import { isGood, type Outcome } from './outcomes.ts';
import { page, summary } from './page.ts';
import { faultTasks, serverTasks, shortestTasks, type Task } from './tasks.ts';

const HELP = `npm run proof -- [--protocol ID].. [--here N] [--there N] [--runs N] [--no-shortest] [--no-write]
                   [--kept FILE] [--minutes N]
  --protocol ID   this protocol alone, or several; docs/proof.md, which tells of all, is left as it is
  --here N        seeds in process (20)
  --there N       seeds over sockets (3)
  --runs N        random plans, and histories of each requirement, in an examination (100)
  --no-shortest   leaves out the search for the shortest counterexamples
  --no-write      prints, and leaves docs/proof.md as it is
  --kept FILE     keeps outcomes there, and carries out only what is not there yet: for a proof in parts, of one build
  --minutes N     begins nothing new after so long; what is done by then is told
`;

const OPTIONS = {
  protocol: { type: 'string', multiple: true },
  here: { type: 'string', default: '20' },
  there: { type: 'string', default: '3' },
  runs: { type: 'string', default: '100' },
  'no-shortest': { type: 'boolean', default: false },
  'no-write': { type: 'boolean', default: false },
  kept: { type: 'string' },
  minutes: { type: 'string' },
} as const;

/** Where what was found by hand, beside the matrices, is kept between two proofs. */
const BESIDE = /^## Beside the matrices$[\s\S]*?(?=^## )/m;

const numberOf = (name: string, text: string): number => {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 0 && text.trim() !== '') return number;
  throw new Error(`--${name} must be a whole number, and is "${text}".`);
};

/** The subjects with these ids; all, if there are none. */
const named = (ids: readonly string[] = []): readonly Subject[] => {
  const unknown = ids.find((id) => !allSubjects.some((subject) => subject.id === id));
  if (unknown === undefined) return allSubjects.filter(({ id }) => ids.length === 0 || ids.includes(id));
  throw new Error(`--protocol must be one of ${allSubjects.map(({ id }) => id).join(', ')}, and is "${unknown}".`);
};

const say = (text: string) => process.stdout.write(`${text}\n`);

const nameOf = (task: Task): string => {
  const whose = task.kind === 'server' ? `${task.server}, ${task.variation}` : task.fault;
  return `${task.protocol}, ${task.kind} ${whose}${task.kind === 'shortest' ? '' : `, ${task.where}`}, seed ${task.seed}`;
};

const wrong = (outcome: Outcome): string => {
  const { task, ...rest } = outcome;
  return `✗ ${nameOf(task)}: ${JSON.stringify(rest).slice(0, 800)}`;
};

/** What takes long comes last: examinations in process, then searches for the shortest, then examinations over sockets. */
const rank = (task: Task): number => (task.kind === 'shortest' ? 1 : task.where === 'in process' ? 0 : 2);

/** Of each sort first all there is for one seed, then for the next: what is left over in the end is as much of everything. */
const inRounds = (tasks: readonly Task[]): readonly Task[] =>
  [...tasks].sort((one, two) => rank(one) - rank(two) || one.seed - two.seed);

type Flags = ReturnType<typeof parseArgs<{ readonly options: typeof OPTIONS }>>['values'];

const prove = async (flags: Flags): Promise<number> => {
  const chosen = named(flags.protocol);
  const seeds = { here: numberOf('here', flags.here), there: numberOf('there', flags.there) };
  const runs = numberOf('runs', flags.runs);
  const minutes = flags.minutes === undefined ? Number.POSITIVE_INFINITY : numberOf('minutes', flags.minutes);
  const all = inRounds(
    chosen.flatMap((subject) => [
      ...serverTasks(subject, seeds),
      ...faultTasks(subject, seeds),
      ...(flags['no-shortest'] ? [] : shortestTasks(subject)),
    ]),
  );
  const keeping = flags.kept === undefined ? keepNothing : keepIn(flags.kept, { runs });
  const tasks = all.filter((task) => keeping.of(task) === undefined);
  const known = all.flatMap((task) => keeping.of(task) ?? []);
  say(`${all.length} tasks: ${seeds.here} seeds in process, ${seeds.there} over sockets, ${runs} runs.`);
  if (known.length > 0) say(`${known.length} of them were carried out before.`);
  const began = performance.now();
  const told = (outcome: Outcome, done: number): void => {
    keeping.keep(outcome);
    if (!isGood(outcome)) say(wrong(outcome));
    if (done % 50 !== 0) return;
    const left = ((performance.now() - began) / done) * (tasks.length - done);
    say(`${done} of ${tasks.length}, about ${duration(left)} left`);
  };
  const over = () => performance.now() - began > minutes * 60_000;
  const outcomes = [...known, ...(await carryOutAll(tasks, { runs }, told, over))];
  if (outcomes.length < all.length) say(`Time is over: ${all.length - outcomes.length} tasks were left.`);
  const suites = chosen.map(({ protocol }) => suiteOf(protocol));
  for (const sentence of summary(suites, outcomes)) say(sentence);
  const file = join(packageRoot(import.meta.url), 'docs', 'proof.md');
  if (!flags['no-write'] && chosen.length === allSubjects.length) {
    const before = existsSync(file) ? (BESIDE.exec(readFileSync(file, 'utf8'))?.[0] ?? '') : '';
    const how =
      `Up to ${seeds.here} seeds in process, up to ${seeds.there} over sockets, ${runs} runs: as many random plans, and histories of each requirement, ` +
      `beside the plans that requirements give. ${outcomes.length} of ${all.length} tasks were carried out.`;
    writeFileSync(file, page(suites, outcomes, how, before));
    say('docs/proof.md is written.');
  }
  return outcomes.every(isGood) ? 0 : 1;
};

try {
  process.exitCode = await prove(parseArgs({ options: OPTIONS }).values);
} catch (error) {
  process.stderr.write(`proof: ${error instanceof Error ? error.message : String(error)}\n${HELP}`);
  process.exitCode = 2;
}
