/** `wireproof serve`: the reference server of a protocol on real sockets, sound or broken on purpose. */
import type { Command } from 'commander';
import { Trouble } from '../engine/trouble.ts';
import { visible } from '../reports/escape.ts';
import { inWords } from '../reports/words.ts';
import { integer } from './flags.ts';
import { EXIT } from './io.ts';
import type { Context } from './kit.ts';
import { listening } from './listening.ts';
import { shipped } from './protocols.ts';
import { faultsNamed, referenceOf, withFaults } from './selection.ts';

interface ServeFlags {
  readonly port: number;
  readonly host: string;
  readonly control?: true;
  readonly controlSecret?: string;
  readonly fault?: readonly string[];
}

const PORT = 8080;
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1)$/u;

const check = ({ control, controlSecret, host }: ServeFlags, secret: string | undefined): void => {
  if (controlSecret !== undefined && !control) {
    throw new Trouble('USAGE', '--control-secret is for the control interface; give --control as well.');
  }
  if (control && secret === undefined && !LOOPBACK.test(host)) {
    throw new Trouble(
      'USAGE',
      `--control on ${host} would be open to everybody; give --control-secret as well, or leave out --host.`,
    );
  }
};

const run = async (id: string, flags: ServeFlags, { kit, io, finish }: Context): Promise<void> => {
  const { port, host, control = false, controlSecret, fault = [] } = flags;
  const secret = controlSecret ?? (io.env.WIREPROOF_SECRET || undefined);
  check(flags, secret);
  const declared = shipped(id, kit);
  const faults = faultsNamed(fault, declared, kit);
  const broken = withFaults(referenceOf(declared, kit), declared, faults);
  const stop = io.stopped();
  const hosted = await listening({ host, port, flag: '--port' }, () =>
    kit.serve({
      ...broken,
      ...{ protocol: declared, port, host, control },
      ...(control && secret !== undefined && { secret }),
    }),
  );
  const parts = [
    `${id} listens on ${hosted.url}`,
    ...(hosted.controlUrl === undefined ? [] : [`control ${hosted.controlUrl}`]),
    ...(faults.length === 0 ? [] : [`broken on purpose: ${inWords(faults.map((broken) => broken.id))}`]),
  ];
  io.stdout.write(`${visible(parts.join(', '))}\n`);
  await stop;
  await hosted.close();
  finish(EXIT.conformant);
};

const HELP = `
Examples:
  $ wireproof serve commerce --control
  $ wireproof serve commerce --port 0 --control --fault heartbeat/skips-a-beat
  $ wireproof serve prediction --port 8081 --control`;

/** Adds the command to a program. */
export const addServe = (program: Command, context: Context): void => {
  program
    .command('serve')
    .summary('serve the reference server of a protocol')
    .description('Serves the reference server of a protocol until SIGINT or SIGTERM, sound or broken on purpose.')
    .argument('<id>', 'a protocol that ships with wireproof')
    .option('--port <n>', 'where to listen; 0 for any port that is free', integer('--port', 0, 65_535), PORT)
    .option('--host <address>', 'the address to listen on', '127.0.0.1')
    .option('--control', 'offer the control interface, for tests only')
    .option('--control-secret <secret>', 'what callers of the control interface must show (or WIREPROOF_SECRET)')
    .option('--fault <name...>', 'break it on purpose, as `wireproof faults` lists the ways')
    .addHelpText('after', HELP)
    .action((id: string, flags: ServeFlags) => run(id, flags, context));
};
