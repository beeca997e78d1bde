/** `wireproof check`: judges a recording of what passed on connections; no server is needed. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Command } from 'commander';
import { check } from '../captures/check.ts';
import { buildOf } from '../captures/check-capture.ts';
import { readCapture } from '../captures/read.ts';
import type { Report } from '../engine/report.ts';
import { textReport } from '../reports/text.ts';
import { checkReadable, checkWritable } from './files.ts';
import type { ReportTarget } from './flags.ts';
import { inPlaceOfText, writeReports } from './formats.ts';
import { EXIT, isColoured } from './io.ts';
import type { Context } from './kit.ts';
import { readKnown } from './known.ts';
import { type FileTeller, tellOfFile } from './progress.ts';
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

/** A file that is being judged: how much of it was read, how much was found in it, and whether it goes on. */
interface Way {
  done: number;
  broken: number;
  isStopped: boolean;
}

/** The bytes of a file, up to where it is stopped. */
async function* bytesOf(file: string, way: Way, teller: FileTeller): AsyncGenerator<Uint8Array, void> {
  for await (const chunk of createReadStream(file) as AsyncIterable<Uint8Array>) {
    if (way.isStopped) return;
    way.done += chunk.length;
    teller.tell(way.done, way.broken);
    yield chunk;
  }
}

/** Judges a file, and gives its report with the protocol by which it was judged. */
const judge = async (file: string, flags: CheckFlags, { kit, io }: Context) => {
  const declared = await protocolOf(flags.protocol, kit);
  await checkReadable('check', file);
  const { size } = await stat(file);
  const teller = tellOfFile(io.stderr, size);
  const way: Way = { done: 0, broken: 0, isStopped: false };
  const capture = await readCapture(bytesOf(file, way, teller), file);
  const protocol = buildOf(capture, declared, file, '--protocol');
  const suite = kit.suiteOf(protocol);
  const ids = suite.requirements.map(({ id }) => id);
  const known = await readKnown(flags.known, ids);
  void io.stopped().then(() => (way.isStopped = true));
  const found = () => way.broken++;
  const isPart = () => way.isStopped && way.done < size;
  const notes = (): Report['notes'] =>
    isPart()
      ? [
          {
            about: 'run',
            text: `It was stopped after the first ${way.done} of ${size} bytes; what comes behind was not judged.`,
          },
        ]
      : [];
  try {
    const startedAt = new Date().toISOString();
    const report = await check({ suite, capture, target: file, startedAt, found, notes });
    return { protocol, known, report, isPart: isPart() };
  } finally {
    teller.clear();
  }
};

const run = async (file: string, flags: CheckFlags, context: Context): Promise<void> => {
  const { io, finish } = context;
  const { report: reports = [], strict = false, acceptUntested = false } = flags;
  for (const { file: target } of reports) if (target !== '-') await checkWritable('--report', target);
  const { protocol, known, report, isPart } = await judge(file, flags, context);
  const options = { protocol, known: known.ids };
  const text = textReport(report, { ...options, colour: isColoured(io.stdout, io.env) });
  io.stdout.write(inPlaceOfText(reports, report, options) ?? text);
  // A part of a capture is no reason to trust, or to blame, the whole.
  finish(isPart ? EXIT.couldNotRun : exitCode(report, { known: known.ids, strict, acceptUntested }));
  for (const sentence of knownSentences(report, known)) io.stderr.write(`wireproof: ${sentence}\n`);
  await writeReports(reports, report, options, () => '--report');
};

const HELP = `
A capture is lines of JSON as \`wireproof test --capture FILE\` writes them (docs/captures.md), a HAR file with the messages
of WebSockets, or lines that begin with "> " and "< " as terminal clients print them. What it is, is told by its content.

Exit codes: ${EXIT.conformant} conformant, ${EXIT.nonconformant} nonconformant, ${EXIT.couldNotRun} could not run, or was stopped by Ctrl-C, ${EXIT.incomplete} incomplete (a MUST could not be judged, which is the rule).

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
