#!/usr/bin/env node
/** The `wireproof` command: joins the command line to this process. */
import { run } from './program.ts';
import { shippedKit } from './shipped-kit.ts';

const { stdout, stderr, env } = process;

// A reader that has gone away, as `head` does, changes nothing about the verdict.
stdout.on('error', () => {});
stderr.on('error', () => {});

const stopped = (): Promise<void> =>
  new Promise((resolve) => {
    // The second signal ends the process, as it would without us.
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });

const code = await run(process.argv.slice(2), { stdout, stderr, env, stopped, keeping: '.wireproof' }, shippedKit);

// What was written is out before the process ends, and nothing that a server left open keeps it alive.
stdout.write('', () => stderr.write('', () => process.exit(code)));
