/** `wireproof test`: examines a server over its sockets and reports what it found. */
import { randomUUID } from 'node:crypto';
import { type Command, Option } from 'commander';
import type { Report } from '../engine/report.ts';
import { wanted } from '../engine/schedule.ts';
import { Trouble } from '../engine/trouble.ts';
import { annotationLines, withoutCommands } from '../reports/annotations.ts';
import { visible } from '../reports/escape.ts';
import type { ReportOptions } from '../reports/telling.ts';
import { partialReport, textReport } from '../reports/text.ts';
import { count } from '../reports/words.ts';
import { createCaptureFile } from './capture-file.ts';
import { carryOut, type Examination, type Outcome, type Prepared, prepare } from './examination.ts';
import { inPlaceOfText, writeReports } from './formats.ts';
import { duration, integer, LARGEST_SEED, oneOf, path, serverUrl, url } from './flags.ts';
import { EXIT, type Io, isColoured } from './io.ts';
import { keepFailures, readKept } from './kept.ts';
import type { Context } from './kit.ts';
import { PROTOCOL } from './protocols.ts';
import { addReach, secretsIn } from './reach-flags.ts';
import { PATIENCE, type Settings, settingsOf, type TestFlags } from './settings.ts';
import { exitCode, knownSentences } from './verdict.ts';
import { addVerdictFlags } from './verdict-flags.ts';

/** What no report may tell. */
const secretsOf = ({ secret, identity, reach }: Examination): readonly string[] => [
  ...(secret === undefined ? [] : [secret]),
  ...(identity ? [identity.token] : []),
  ...secretsIn(reach ?? {}),
];

/** The text; in a workflow of GitHub's with annotations after it, and nothing in it is taken for one. */
const forPeople = (report: Report, options: ReportOptions, { stdout, env }: Io): string => {
  const text = textReport(report, { ...options, colour: isColoured(stdout, env) });
  if (env.GITHUB_ACTIONS !== 'true') return text;
  const annotations = annotationLines(report, options).map((line) => `${line}\n`);
  return [withoutCommands(text, randomUUID()), ...annotations].join('');
};

/** What there is to say of an examination that was stopped: no verdict, but what is true already. */
const stopped = ({ verdicts, plans }: Outcome, isTold = false): Trouble => {
  const failed = verdicts.filter(({ status }) => status === 'fail').length;
  const { done = 0, of = 0, broken = 0 } = plans ?? {};
  const far = plans ? `after ${done} of ${count(of, 'plan')}` : 'before the first plan was over';
  const found =
    broken === 0
      ? 'Nothing was found broken until then, which is no pass.'
      : `${count(broken, 'promise was', 'promises were')} found broken until then, ${failed === 0 ? 'none of them confirmed' : `${failed} of them confirmed${isTold ? ', as told above' : ''}`}.`;
  return new Trouble('STOPPED', `Stopped ${far}: there is no verdict. ${found}`);
};

/** Reaches a server, unless it is asked to stop before. */
const reach = (examination: Examination, { kit }: Pick<Context, 'kit'>, signal: AbortSignal): Promise<Prepared> =>
  new Promise((resolve, reject) => {
    const stop = () => reject(stopped({ verdicts: [], tried: [] }));
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop);
    prepare(examination, { kit }).then((prepared) => {
      if (signal.aborted) void prepared.options.driver.close();
      else resolve(prepared);
    }, reject);
  });

/** What was kept of the failures that are to be judged now. */
const keptFor = async ({ keep, examination }: Settings, { kit, io }: Pick<Context, 'kit' | 'io'>) => {
  if (!keep || io.keeping === undefined) return undefined;
  const ids = kit.suiteOf(examination.protocol).requirements.map(({ id }) => id);
  return {
    within: io.keeping,
    ...(await readKept(io.keeping, examination.protocol, ids.filter(wanted(examination.only)))),
  };
};

const run = async (settings: Settings, { kit, io, finish }: Context): Promise<void> => {
  const { examination, judging, known, reports, invocation } = settings;
  const say = (sentence: string) => io.stderr.write(`wireproof: ${visible(sentence)}\n`);
  const stopping = new AbortController();
  void io.stopped().then(() => stopping.abort());
  const kept = await keptFor(settings, { kit, io });
  const prepared = await reach(examination, { kit }, stopping.signal);
  const { protocol, driver } = prepared.options;
  const secrets = secretsOf(examination);
  const capture =
    settings.capture === undefined
      ? undefined
      : createCaptureFile(settings.capture, prepared.options, prepared.numbers, secrets);
  const clock = driver.clock.kind === 'advance' ? 'virtual' : 'real';
  const options: ReportOptions = {
    ...{ protocol, known: known.ids, secrets },
    invocation: {
      ...invocation,
      ...((invocation.control ?? invocation.driver) !== undefined && { clock }),
      ...(kept && kept.plans.size > 0 && { kept: kept.folder }),
    },
  };
  for (const sentence of kept?.sentences ?? []) say(sentence);
  const outcome = await carryOut(
    {
      ...prepared,
      options: {
        ...prepared.options,
        signal: stopping.signal,
        ...(kept && { first: [...kept.plans.values()] }),
        ...(capture && { onEntry: capture.onEntry }),
      },
    },
    { kit, io },
  );
  const { report, verdicts, tried } = outcome;
  const keep = async () =>
    kept ? keepFailures(kept.within, kept, report?.requirements ?? verdicts, report ? tried : []) : [];
  if (!report) {
    const isTold = !reports.some(({ file }) => file === '-');
    if (isTold) io.stdout.write(partialReport(verdicts, { ...options, colour: isColoured(io.stdout, io.env) }));
    for (const sentence of await keep()) say(sentence);
    capture?.close();
    throw stopped(outcome, isTold);
  }
  io.stdout.write(inPlaceOfText(reports, report, options) ?? forPeople(report, options, io));
  const code = exitCode(report, judging);
  finish(code);
  if (code === EXIT.conformant && report.verdict === 'incomplete')
    say('incomplete, and accepted by --accept-untested: nothing was missing but hooks.');
  for (const sentence of [...knownSentences(report, known), ...(await keep())]) say(sentence);
  await writeReports(reports, report, options, () => '--report');
  capture?.close();
};

const HELP = `
Exit codes: ${EXIT.conformant} conformant, ${EXIT.nonconformant} nonconformant, ${EXIT.couldNotRun} could not run, ${EXIT.incomplete} incomplete (a MUST could not be judged).
Ctrl-C ends it with what is confirmed until then, without a verdict, and exit code ${EXIT.couldNotRun}; once more, it ends at once.

Examples:
  $ wireproof test ws://localhost:8080/ws --protocol commerce
  $ wireproof test ws://localhost:8080/ws --protocol commerce --control http://localhost:8080/control
  $ wireproof test ws://localhost:8081/streams --protocol prediction --control http://localhost:8081/control
  $ wireproof test ws://localhost:8080/ws --protocol commerce --only 'commerce/rights/*' --seed 7 --report json=report.json
  $ wireproof test ws://localhost:8080/ws --protocol commerce --report html=report.html --report junit=junit.xml`;

/** Adds the command to a program. */
export const addTest = (program: Command, context: Context): void => {
  const command = program
    .command('test')
    .summary('examine a server')
    .description(
      'Examines a server by the promises of a protocol: what holds, what does not, what could not be judged.',
    )
    .argument(
      '<url>',
      'where the server listens, such as ws://localhost:8080/ws or, over Socket.IO, http://localhost:8080',
      serverUrl,
    )
    .requiredOption('--protocol <id|file>', PROTOCOL)
    .option(
      '--control <url>',
      'the control interface of the server, for what clients alone cannot bring about',
      url('--control', ['http', 'https'], 'http://localhost:8080/control'),
    )
    .option('--driver <file>', 'the hooks as functions, in a module of JavaScript or TypeScript, in place of --control')
    .option('--control-secret <secret>', 'what the control interface wants to be shown (or WIREPROOF_SECRET)')
    .option(
      '--clock <clock>',
      'virtual: time passes by the advance hook; real: by itself (default: virtual where it can be)',
      oneOf('--clock', ['real', 'virtual']),
    )
    .option('--only <id...>', 'judge these requirements; a name that ends in * means all that begin like it')
    .option(
      '--seed <n>',
      'equal seeds give equal plans (default: a random one, which is printed)',
      integer('--seed', 0, LARGEST_SEED),
    )
    .option('--path <path>', 'run one plan of a seed, as the "again:" line of a report has it', path)
    .option('--plan <file>', 'run the plan in a JSON file')
    .option('--runs <n>', 'how many random plans to draw', integer('--runs', 1, 1_000_000))
    .option(
      '--budget <duration>',
      'end after so long, with a verdict (default: twice the expectation)',
      duration('--budget'),
    )
    .option(
      '--observe <duration>',
      'do nothing but listen for so long, and judge what others bring about',
      duration('--observe'),
    )
    .addOption(
      new Option('--patience <duration>', 'how long to wait for what is due before it counts as missing')
        .argParser(duration('--patience'))
        .default(PATIENCE, '10s'),
    )
    .option('--capture <file>', 'record all that clients saw and hooks were asked, for `wireproof check`')
    .option('--no-keep', 'neither keep failures in .wireproof, nor try first those that were kept there')
    .option('--token <token>', 'the token to show where no hook makes any (or WIREPROOF_TOKEN)')
    .option('--user <id>', 'whose token it is, where it is no JWT with a "sub"')
    .addHelpText('after', HELP)
    .action(async (target: string, flags: TestFlags) => {
      const settings = await settingsOf(target, flags, context.kit, context.io.env);
      await run(settings, context);
    });
  addVerdictFlags(command);
  addReach(command);
};
