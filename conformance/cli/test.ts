/** `wireproof test`: examines a server over its sockets and reports what it found. */
import { type Command, Option } from 'commander';
import { jsonReport } from '../reports/json.ts';
import { textReport } from '../reports/text.ts';
import { createCaptureFile } from './capture-file.ts';
import { complete, prepare } from './examination.ts';
import { writeText } from './files.ts';
import { duration, integer, LARGEST_SEED, oneOf, path, reportTarget, serverUrl, url } from './flags.ts';
import { EXIT, isColoured } from './io.ts';
import type { Context } from './kit.ts';
import { PATIENCE, type Settings, settingsOf, type TestFlags } from './settings.ts';
import { exitCode, staleSentences } from './verdict.ts';

const run = async (settings: Settings, knownFile: string, { kit, io, finish }: Context): Promise<void> => {
  const { examination, judging, reports, invocation } = settings;
  const prepared = await prepare(examination, { kit });
  const { protocol } = prepared.options;
  const secrets = examination.secret === undefined ? [] : [examination.secret];
  const capture =
    settings.capture === undefined
      ? undefined
      : createCaptureFile(settings.capture, prepared.options, prepared.numbers, secrets);
  const options = { ...prepared.options, ...(capture && { onEntry: capture.onEntry }) };
  const report = await complete({ ...prepared, options }, { kit, io });
  const { known } = judging;
  const json = jsonReport(report, secrets);
  const clock = report.clock === 'advance' ? 'virtual' : 'real';
  const text = textReport(report, {
    ...{ protocol, known, secrets, colour: isColoured(io.stdout, io.env) },
    invocation: { ...invocation, ...(invocation.control !== undefined && { clock }) },
  });
  io.stdout.write(reports.some(({ file }) => file === '-') ? json : text);
  const code = exitCode(report, judging);
  finish(code);
  if (code === EXIT.conformant && report.verdict === 'incomplete') {
    io.stderr.write('wireproof: incomplete, and accepted by --accept-untested: nothing was missing but hooks.\n');
  }
  for (const sentence of staleSentences(report, known, knownFile)) io.stderr.write(`wireproof: ${sentence}\n`);
  for (const { file } of reports) if (file !== '-') await writeText('--report', file, json);
  capture?.close();
};

const HELP = `
Exit codes: ${EXIT.conformant} conformant, ${EXIT.nonconformant} nonconformant, ${EXIT.couldNotRun} could not run, ${EXIT.incomplete} incomplete (a MUST could not be judged).

Examples:
  $ wireproof test ws://localhost:8080/ws --protocol commerce
  $ wireproof test ws://localhost:8080/ws --protocol commerce --control http://localhost:8080/control
  $ wireproof test ws://localhost:8081/streams --protocol prediction --control http://localhost:8081/control
  $ wireproof test ws://localhost:8080/ws --protocol commerce --only 'commerce/rights/*' --seed 7 --report json=report.json`;

/** Adds the command to a program. */
export const addTest = (program: Command, context: Context): void => {
  program
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
    .requiredOption('--protocol <id|file>', 'a protocol that ships with wireproof, or the JSON file of a contract')
    .option(
      '--control <url>',
      'the control interface of the server, for what clients alone cannot bring about',
      url('--control', ['http', 'https'], 'http://localhost:8080/control'),
    )
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
    .addOption(
      new Option('--patience <duration>', 'how long to wait for what is due before it counts as missing')
        .argParser(duration('--patience'))
        .default(PATIENCE, '10s'),
    )
    .option(
      '--report <format=file>',
      'write json=FILE as well; json=- writes it in place of the text (repeatable)',
      reportTarget,
    )
    .option('--capture <file>', 'record all that clients saw and hooks were asked, for `wireproof check`')
    .option(
      '--known <file>',
      'requirements that are expected to fail: a JSON list, or one id a line; one that passes fails the run',
    )
    .option('--strict', 'a SHOULD that fails makes the exit code 1')
    .option('--accept-untested', 'make the exit code 0 where nothing but hooks was missing')
    .addHelpText('after', HELP)
    .action(async (target: string, flags: TestFlags) => {
      const settings = await settingsOf(target, flags, context.kit, context.io.env);
      await run(settings, flags.known ?? '', context);
    });
};
