/** The example servers of the guide to the hooks run as anybody runs them, and keep every promise. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { transformSync } from 'esbuild';
import { expect, it, onTestFinished } from 'vitest';
import { protocols } from '../../schemas/index.ts';
import { packageRoot } from '../generate/package-root.ts';
import { examineThere, notPassed } from './servers.ts';

const root = packageRoot(import.meta.url);
const examples = join(root, 'docs/examples');
const FREE_PORTS = ['--port', '0', '--control-port', '0'];

/** Says why the Python example cannot be run on this machine, if it cannot. */
const withoutPython = (): string | undefined => {
  const asked = spawnSync('python3', ['-c', 'import sys; print(*sys.version_info[:2])'], { encoding: 'utf8' });
  if (asked.error || asked.status !== 0) return 'there is no python3 here';
  const [major = 0, minor = 0] = asked.stdout.trim().split(' ').map(Number);
  return major > 3 || (major === 3 && minor >= 9) ? undefined : `this python3 is ${major}.${minor}, and 3.9 is needed`;
};

/** Starts an example as a process of its own, until the test is over; it prints one URL a line. */
const start = async (command: string, args: readonly string[]) => {
  const server: ChildProcess = spawn(command, [...args, ...FREE_PORTS], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => {
    server.kill();
  });
  const [url, controlUrl] = await new Promise<readonly string[]>((resolve, reject) => {
    const lines: string[] = [];
    server.on('error', reject);
    server.on('exit', (code) => reject(new Error(`The example ended with ${code} before it said where it listens.`)));
    // Printed by the examples themselves, which are in this repository.
    createInterface({ input: server.stdout as NodeJS.ReadableStream }).on('line', (line) => {
      if (lines.push(line) === 2) resolve(lines);
    });
  });
  return { url: url ?? '', controlUrl: controlUrl ?? '' };
};

const examined = async (served: { readonly url: string; readonly controlUrl: string }) => {
  const report = await examineThere(protocols.commerce, served, { runs: 10 });
  return { verdict: report.verdict, notPassed: notPassed(report) };
};

const CONFORMANT = { verdict: 'conformant', notPassed: [] };

const missing = withoutPython();
it.skipIf(missing !== undefined)(
  `the Python example is conformant, with nothing left untested${missing === undefined ? '' : ` (not run: ${missing})`}`,
  async () => {
    expect(await examined(await start('python3', [join(examples, 'commerce-server.py')]))).toEqual(CONFORMANT);
  },
);

it('the TypeScript example is conformant, with nothing left untested', async () => {
  // As the build compiles it, in a folder of its own: a test must not depend on how old `dist` is.
  const folder = mkdtempSync(join(tmpdir(), 'wireproof-example-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  const file = join(folder, 'commerce-server.mjs');
  const source = readFileSync(join(examples, 'commerce-server.ts'), 'utf8');
  writeFileSync(file, transformSync(source, { loader: 'ts', target: 'es2023' }).code);
  expect(await examined(await start(process.execPath, [file]))).toEqual(CONFORMANT);
});
