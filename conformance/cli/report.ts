/** `wireproof report`: makes other formats of a report that was written as JSON. */
import type { Command } from 'commander';
import type { Protocol } from '../../schemas/protocol.ts';
import type { Report } from '../engine/report.ts';
import { Trouble } from '../engine/trouble.ts';
import { textReport } from '../reports/text.ts';
import { checkWritable } from './files.ts';
import { type Format, type ReportTarget, reportTargets } from './flags.ts';
import { inPlaceOfText, writeReports } from './formats.ts';
import { EXIT, isColoured } from './io.ts';
import type { Context, Kit } from './kit.ts';
import { readKnown } from './known.ts';
import { PROTOCOL, protocolOf } from './protocols.ts';
import { readReport } from './report-file.ts';

/** The formats that can be made, each with what its flag says of it. */
const MADE = {
  html: 'one page to read in a browser',
  junit: 'JUnit XML for CI systems',
  md: 'Markdown for a comment on a pull request',
  badge: 'the JSON of a shields.io endpoint badge',
} as const satisfies Readonly<Partial<Record<Format, string>>>;

type Made = keyof typeof MADE;

interface ReportFlags extends Readonly<Partial<Record<Made, string>>> {
  readonly protocol?: string;
  readonly known?: string;
}

const flagOf = ({ format }: ReportTarget): string => `--${format}`;

const protocolFor = (
  named: string | undefined,
  { protocol }: Pick<Report, 'protocol'>,
  kit: Kit,
): Promise<Protocol> => {
  if (named !== undefined) return protocolOf(named, kit);
  if (Object.hasOwn(kit.protocols, protocol)) return protocolOf(protocol, kit);
  throw new Trouble(
    'USAGE',
    `The report is about the protocol ${JSON.stringify(protocol)}, which does not ship with wireproof; give --protocol FILE with its contract.`,
  );
};

const run = async (file: string, flags: ReportFlags, { kit, io, finish }: Context): Promise<void> => {
  const targets = reportTargets(flags, Object.keys(MADE) as readonly Made[]);
  const { invocation, ...report } = await readReport(file);
  const protocol = await protocolFor(flags.protocol, report, kit);
  // Of an examination of some requirements alone, the list of all is no mistake.
  const ids = [...kit.suiteOf(protocol).requirements, ...report.requirements].map(({ id }) => id);
  const known = (await readKnown(flags.known, ids)).ids;
  for (const target of targets) if (target.file !== '-') await checkWritable(flagOf(target), target.file);
  const secret = io.env.WIREPROOF_SECRET;
  const options = { protocol, known, secrets: secret ? [secret] : [], ...(invocation && { invocation }) };
  const toFilesOnly = targets.length > 0 && targets.every((target) => target.file !== '-');
  await writeReports(targets, report, options, flagOf);
  if (!toFilesOnly) {
    const text = () => textReport(report, { ...options, colour: isColoured(io.stdout, io.env) });
    io.stdout.write(inPlaceOfText(targets, report, options) ?? text());
  }
  finish(EXIT.conformant);
};

const HELP = `
Exit codes: ${EXIT.conformant} written, whatever the verdict; ${EXIT.couldNotRun} not written.

Examples:
  $ wireproof report report.json
  $ wireproof report report.json --html report.html --junit junit.xml
  $ wireproof report report.json --md -`;

/** Adds the command to a program. */
export const addReport = (program: Command, context: Context): void => {
  const command = program
    .command('report')
    .summary('make other formats of a JSON report')
    .description(
      'Makes other formats of what `wireproof test --report json=FILE` has written; without any, tells it as text.',
    )
    .argument('<file>', 'the JSON report');
  for (const [format, what] of Object.entries(MADE)) {
    command.option(`--${format} <file>`, `write ${what}; - is standard output`);
  }
  command
    .option('--protocol <id|file>', PROTOCOL)
    .option('--known <file>', 'requirements that were expected to fail: a JSON list, or one id a line')
    .addHelpText('after', HELP)
    .action((file: string, flags: ReportFlags) => run(file, flags, context));
};
