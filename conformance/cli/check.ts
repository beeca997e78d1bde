/** `wireproof check`: judges a recording of what passed on connections; no server is needed. */
import { createReadStream } from 'node:fs';
import type { Command } from 'commander';
import { check } from '../captures/check.ts';
import { buildOf } from '../captures/check-capture.ts';
import { readCapture } from '../captures/read.ts';
import { textReport } from '../reports/text.ts';
import { checkReadable, checkWritable } from './files.ts';
import type { ReportTarget } from './flags.ts';
import { inPlaceOfText, writeReports } from './formats.ts';
import { EXIT, isColoured } from './io.ts';
import type { Context } from './kit.ts';
import { readKnown } from './known.ts';
import { PROTOCOL, protocolOf } from './protocols.ts';
import { exitCode, knownSentences } from './verdict.ts';
import { addVerdictFlags } from './verdict-flags.ts';

/** The flags as they were read. */
interface CheckFlags {
  readonly protocol: string;
  readonly report?: readonly ReportTarget[];
  readonly known?: string;
  readonly strict?: true;
  readonly acceptUntested?: true;
}

/** Judges a file, and gives its report with the protocol by which it was judged. */
const judge = async (file: string, flags: CheckFlags, { kit }: Context) => {
  const declared = await protocolOf(flags.protocol, kit);
  await checkReadable('check', file);
  const capture = await readCapture(createReadStream(file), file);
  const protocol = buildOf(capture, declared, file, '--protocol');
  const suite = kit.suiteOf(protocol);
  const ids = suite.requirements.map(({ id }) => id);
  const known = await readKnown(flags.known, ids);
  const report = await check({ suite, capture, target: file, startedAt: new Date().toISOString() });
  return { protocol, known, report };
};

const run = async (file: string, flags: CheckFlags, context: Context): Promise<void> => {
  const { io, finish } = context;
  const { report: reports = [], strict = false, acceptUntested = false } = flags;
  for (const { file: target } of reports) if (target !== '-') await checkWritable('--report', target);
  const { protocol, known, report } = await judge(file, flags, context);
  const options = { protocol, known: known.ids };
  const text = textReport(report, { ...options, colour: isColoured(io.stdout, io.env) });
  io.stdout.write(inPlaceOfText(reports, report, options) ?? text);
  finish(exitCode(report, { known: known.ids, strict, acceptUntested }));
  for (const sentence of knownSentences(report, known)) io.stderr.write(`wireproof: ${sentence}\n`);
  await writeReports(reports, report, options, () => '--report');
};

const HELP = `
A capture is lines of JSON as \`wireproof test --capture FILE\` writes them (docs/captures.md), a HAR file with the messages
of WebSockets, or lines that begin with "> " and "< " as terminal clients print them. What it is, is told by its content.

Exit codes: ${EXIT.conformant} conformant, ${EXIT.nonconformant} nonconformant, ${EXIT.couldNotRun} could not run, ${EXIT.incomplete} incomplete (a MUST could not be judged, which is the rule).

Examples:
  $ wireproof test ws://localhost:8080/ws --protocol commerce --capture run.ndjson
  $ wireproof check run.ndjson --protocol commerce
  $ wireproof check localhost.har --protocol marketplace --report json=report.json`;

/** Adds the command to a program. */
export const addCheck = (program: Command, context: Context): void => {
  const command = program
    .command('check')
    .summary('judge a recording')
    .description('Judges a recording of what passed on connections by all that can be judged without a server.')
    .argument('<capture>', 'the file')
    .requiredOption('--protocol <id|file>', PROTOCOL)
    .addHelpText('after', HELP)
    .action((file: string, flags: CheckFlags) => run(file, flags, context));
  addVerdictFlags(command);
};
