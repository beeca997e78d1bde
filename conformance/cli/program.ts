/** The command line as one function: arguments in, an exit code out, and nothing but `io` in between. */
import { Command, CommanderError } from 'commander';
import { Trouble } from '../engine/trouble.ts';
import { visible } from '../reports/escape.ts';
import { redactor } from '../reports/redact.ts';
import { addCheck } from './check.ts';
import { addDemo } from './demo.ts';
import { addDoctor } from './doctor.ts';
import { addFaults } from './faults.ts';
import { addGenerate } from './generate.ts';
import { addInit } from './init.ts';
import { EXIT, type ExitCode, type Io } from './io.ts';
import type { Kit } from './kit.ts';
import { addList } from './list.ts';
import { addProxy } from './proxy.ts';
import { addRecord } from './record.ts';
import { addReport } from './report.ts';
import { addServe } from './serve.ts';
import { addTest } from './test.ts';

const DESCRIPTION = 'Specifications you can run: examines any server of a real-time protocol over WebSocket.';
const HELP = `
Examples:
  $ wireproof demo
  $ wireproof test ws://localhost:8080/ws --protocol commerce --control http://localhost:8080/control`;

/** Where to go with trouble that is the driver's. */
const DOCTOR = 'To have the hooks examined alone: `wireproof doctor`.';

/** What commander says, in one sentence. */
const usage = ({ message }: CommanderError): string => {
  const said = message
    .replace(/^error: /u, '')
    .replace(/\n\(?(Did you mean [^)\n]*)\)?/u, '; $1')
    .trim();
  return said.endsWith('?') ? said : `${said}; add --help to see what there is.`;
};

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Tells why nothing came of a command, and gives the exit code that says so. */
const explain = (error: unknown, { stderr, env }: Io): ExitCode => {
  const secret = env.WIREPROOF_SECRET;
  const redact = redactor(secret === undefined ? [] : [secret]);
  const say = (sentence: string) => stderr.write(`wireproof: ${visible(redact(sentence))}\n`);
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return EXIT.conformant;
    if (error.code !== 'commander.help') say(usage(error));
  } else if (error instanceof Trouble) {
    say(error.code === 'DRIVER' ? `${error.message} ${DOCTOR}` : error.message);
    for (const detail of error.details) stderr.write(`  ${visible(redact(detail))}\n`);
  } else {
    const debug = env.WIREPROOF_DEBUG === '1';
    say(
      `this is a fault of wireproof itself, not of the server: ${messageOf(error)}${debug ? '' : ' (WIREPROOF_DEBUG=1 shows where)'}`,
    );
    if (debug && error instanceof Error && error.stack) stderr.write(`${error.stack}\n`);
  }
  return EXIT.couldNotRun;
};

/** Runs one command line, without the names of node and of the program. */
export const run = async (argv: readonly string[], io: Io, kit: Kit): Promise<ExitCode> => {
  let code: ExitCode = EXIT.couldNotRun;
  const context = {
    kit,
    io,
    finish: (taken: ExitCode) => {
      code = taken;
    },
  };
  const program = new Command('wireproof')
    .description(DESCRIPTION)
    .version(kit.version)
    .addHelpText('after', HELP)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      getOutHelpWidth: () => io.stdout.columns || 100,
      getErrHelpWidth: () => io.stderr.columns || 100,
      // Said by `explain`, in the words of every other trouble.
      outputError: () => {},
    });
  for (const add of [
    addTest,
    addCheck,
    addRecord,
    addProxy,
    addReport,
    addServe,
    addDemo,
    addList,
    addFaults,
    addDoctor,
    addInit,
    addGenerate,
  ])
    add(program, context);
  try {
    await program.parseAsync(argv, { from: 'user' });
    return code;
  } catch (error) {
    return explain(error, io);
  }
};
