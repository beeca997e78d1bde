/** Runs command lines of the program as it ships, and keeps what they say. */
import { run } from '../program.ts';
import { shippedKit } from '../shipped-kit.ts';

/** Runs one that is stopped when a promise resolves. */
export const shippedUntil = async (stopped: Promise<void>, ...argv: readonly string[]) => {
  const said = { out: '', err: '' };
  const io = {
    stdout: { write: (text: string) => (said.out += text) },
    stderr: { write: (text: string) => (said.err += text) },
    env: {},
    stopped: () => stopped,
  };
  return { code: await run(argv, io, shippedKit), ...said };
};

/** Runs one, with nobody to stop it. */
export const shipped = (...argv: readonly string[]) => shippedUntil(new Promise(() => {}), ...argv);
