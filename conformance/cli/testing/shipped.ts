/** Runs command lines of the program as it ships, and keeps what they say. */
import { run } from '../program.ts';
import { shippedKit } from '../shipped-kit.ts';

/** Runs one, with nobody to stop it. */
export const shipped = async (...argv: readonly string[]) => {
  const said = { out: '', err: '' };
  const io = {
    stdout: { write: (text: string) => (said.out += text) },
    stderr: { write: (text: string) => (said.err += text) },
    env: {},
    stopped: () => new Promise<void>(() => {}),
  };
  return { code: await run(argv, io, shippedKit), ...said };
};
