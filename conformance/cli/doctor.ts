/** `wireproof doctor`: examines the hooks of a server alone, before anything is held against the server. */
import { randomBytes } from 'node:crypto';
import { type Command, Option } from 'commander';
import { diagnose } from '../doctor/diagnose.ts';
import { createAsker } from '../drivers/asker.ts';
import { createRealClock } from '../drivers/real-clock.ts';
import { diagnosisJson, diagnosisText } from '../reports/diagnosis.ts';
import { checkWritable, writeText } from './files.ts';
import { duration, type ReportTarget, reportTarget, serverUrl, url } from './flags.ts';
import { EXIT, isColoured } from './io.ts';
import type { Context, Reached } from './kit.ts';
import { withNumbers } from '../engine/merge.ts';
import { redrawn } from './progress.ts';
import { PROTOCOL, protocolOf } from './protocols.ts';
import { addReach, type ReachFlags, reachOf, secretsIn } from './reach-flags.ts';
import { PATIENCE } from './settings.ts';

interface DoctorFlags extends ReachFlags {
  readonly protocol: string;
  readonly control: string;
  readonly controlSecret?: string;
  readonly advance?: true;
  readonly patience: number;
  readonly report?: readonly ReportTarget<'json'>[];
}

/** The whole of it takes at most so many times the patience with one answer, and may always take so many ms. */
const BUDGET = { times: 30, least: 60_000 } as const;

const run = async (target: string | undefined, flags: DoctorFlags, { kit, io, finish }: Context): Promise<void> => {
  const { control, patience, report: reports = [] } = flags;
  const protocol = await protocolOf(flags.protocol, kit);
  for (const { file } of reports) if (file !== '-') await checkWritable('--report', file);
  const secret = flags.controlSecret ?? (io.env.WIREPROOF_SECRET || undefined);
  const clock = createRealClock();
  const reach = await reachOf(flags);
  const asker = createAsker({ url: control, patience, reach, ...(secret !== undefined && { secret }) });
  const line = redrawn(io.stderr);
  let reached: Reached | undefined;
  try {
    if (target !== undefined) reached = await kit.connect({ url: target, protocol, patience, clock: 'real', reach });
    const diagnosis = await diagnose({
      ...{ protocol, ask: asker.ask, clock, patience, budget: Math.max(BUDGET.least, BUDGET.times * patience) },
      ...{ mayAdvance: flags.advance ?? false, nonce: randomBytes(4).toString('hex') },
      ...(secret !== undefined && { secret }),
      ...(reached && { connect: reached.driver.connect }),
      merge: (declared, numbers) => withNumbers(declared, numbers).protocol,
      onProgress: (done, of, id) => line.draw(`check ${done + 1} of ${of}: ${id}`),
    });
    line.clear();
    const telling = {
      ...{
        kit: kit.version,
        protocol: protocol.id,
        control: asker.shown,
        requirements: kit.suiteOf(protocol).requirements,
      },
      ...(target !== undefined && { target }),
      secrets: [...(secret === undefined ? [] : [secret]), ...secretsIn(reach)],
    };
    const json = diagnosisJson(diagnosis, telling);
    const text = diagnosisText(diagnosis, { ...telling, colour: isColoured(io.stdout, io.env) });
    io.stdout.write(reports.some(({ file }) => file === '-') ? json : text);
    const wrong = diagnosis.checked.some(({ level, outcome }) => level === 'MUST' && outcome.status === 'wrong');
    finish(wrong ? EXIT.nonconformant : diagnosis.cut === undefined ? EXIT.conformant : EXIT.couldNotRun);
    for (const { file } of reports) if (file !== '-') await writeText('--report', file, json);
  } finally {
    line.clear();
    clock.stop();
    asker.close();
    await reached?.driver.close();
  }
};

const HELP = `
Exit codes: ${EXIT.conformant} the hooks are sound, ${EXIT.nonconformant} something is wrong with them, ${EXIT.couldNotRun} could not run.

Examples:
  $ wireproof doctor --protocol commerce --control http://localhost:8080/control
  $ wireproof doctor ws://localhost:8080/ws --protocol commerce --control http://localhost:8080/control --advance`;

/** Adds the command to a program. */
export const addDoctor = (program: Command, context: Context): void => {
  const command = program
    .command('doctor')
    .summary('examine the hooks of a server alone')
    .description(
      'Examines the control interface: whether each hook does what docs/hooks.md says. What is found is a fault of the driver, not of the server behind it. Publishes, closes and resets: for test builds only.',
    )
    .argument('[url]', 'where the server listens, for what takes a witness, such as ws://localhost:8080/ws', serverUrl)
    .requiredOption('--protocol <id|file>', PROTOCOL)
    .requiredOption(
      '--control <url>',
      'the control interface of the server',
      url('--control', ['http', 'https'], 'http://localhost:8080/control'),
    )
    .option('--control-secret <secret>', 'what the control interface wants to be shown (or WIREPROOF_SECRET)')
    .option('--advance', "examine advance as well; the server's time stands still from then on")
    .addOption(
      new Option('--patience <duration>', 'how long to wait for an answer')
        .argParser(duration('--patience'))
        .default(PATIENCE, '10s'),
    )
    .option(
      '--report <format=file>',
      'write json=FILE as well; json=- writes it in place of the text (repeatable)',
      reportTarget(['json']),
    )
    .addHelpText('after', HELP)
    .action((target: string | undefined, flags: DoctorFlags) => run(target, flags, context));
  addReach(command);
};
