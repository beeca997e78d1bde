/** The command itself, as a process in a folder of its own: it keeps failures there, and ends when it is told to. */
import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { afterAll, expect, it, onTestFinished } from 'vitest';
import { packageRoot } from '../generate/package-root.ts';
import { suiteOf } from '../suites/index.ts';
import { serveHere } from './servers.ts';
import { subjects } from './subjects.ts';

const root = packageRoot(import.meta.url);
const { protocol } = subjects.commerce;
const fault = suiteOf(protocol).faults.find(({ id }) => id === 'delivery/keeps-the-channel');
const ID = 'commerce/delivery/silent-after-unsubscribe';
const KEPT = '.wireproof/commerce/delivery.silent-after-unsubscribe.json';

// As the build compiles it, in a folder of its own: a test must not depend on how old `dist` is.
const folder = mkdtempSync(join(tmpdir(), 'wireproof-command-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
copyFileSync(join(root, 'package.json'), join(folder, 'package.json'));
const main = join(folder, 'main.mjs');
buildSync({
  ...{ entryPoints: [join(root, 'conformance/cli/main.ts')], outfile: main, bundle: true },
  ...{ platform: 'node', format: 'esm', packages: 'external', target: 'es2023' },
});

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the command until it ends; `whenSaid` is done once it has said what it will examine. */
const wireproof = (line: string, whenSaid?: (kill: (signal: NodeJS.Signals) => void) => void): Promise<Ended> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [main, ...line.split(' ')], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const said = { out: '', err: '' };
    let isSaid = false;
    child.stdout.on('data', (more: Buffer) => (said.out += more.toString()));
    child.stderr.on('data', (more: Buffer) => {
      said.err += more.toString();
      if (isSaid || !said.err.includes('at most')) return;
      isSaid = true;
      whenSaid?.((signal) => child.kill(signal));
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, ...said }));
  });

it('keeps a failure, tries it first the next time, and forgets it once it is mended', async () => {
  const [broken, sound] = [await serveHere(subjects.commerce, fault), await serveHere(subjects.commerce)];
  const test = ({ url, controlUrl }: typeof broken, more = '') =>
    wireproof(`test ${url} --protocol commerce --control ${controlUrl} --seed 7 --runs 3 --only ${ID}${more}`);
  const again = ({ out }: Ended) => /--path (\S+)/u.exec(out)?.[1];

  const none = await test(broken, ' --no-keep');
  expect([none.code, existsSync(join(folder, '.wireproof'))]).toEqual([1, false]);
  const once = await test(broken);
  expect(once.code).toBe(1);
  expect(readdirSync(join(folder, '.wireproof'), { recursive: true })).toEqual([
    'commerce',
    KEPT.slice('.wireproof/'.length),
  ]);
  expect(readFileSync(join(folder, KEPT), 'utf8')).not.toContain('eyJ');
  const twice = await test(broken);
  expect(twice.err).toContain('wireproof: first 1 kept failure of .wireproof/commerce\n');
  expect([again(once), again(twice)]).toEqual([expect.any(String), again(once)]);
  const byPlan = await wireproof(
    `test ${broken.url} --protocol commerce --control ${broken.controlUrl} --only ${ID} --plan ${KEPT}`,
  );
  expect(byPlan.code).toBe(1);
  const mended = await test(sound);
  expect(mended.code).toBe(0);
  expect(mended.err).toContain(`wireproof: ${ID} no longer fails by the plan that was kept of it, which is removed.\n`);
  expect(existsSync(join(folder, '.wireproof'))).toBe(false);
});

it.each(['SIGINT', 'SIGTERM'] as const)('ends on %s with a sentence, and without a verdict', async (signal) => {
  const { url, controlUrl } = await serveHere(subjects.commerce, fault);
  const line = `test ${url} --protocol commerce --control ${controlUrl} --clock real`;
  const { code, out, err } = await wireproof(line, (kill) => kill(signal));
  expect(code).toBe(2);
  expect(err).toMatch(
    /\nwireproof: Stopped (after \d+ of \d+ plans|before the first plan was over): there is no verdict\. /u,
  );
  expect(out).not.toMatch(/conformant|incomplete/u);
});
