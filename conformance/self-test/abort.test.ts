/** Stopping over sockets: the server sees every connection end, and the process that examined it ends by itself. */
import { spawn } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { afterAll, expect, it, onTestFinished, vi } from 'vitest';
import type { Server } from '../../schemas/server.ts';
import { serve } from '../../reference-server/host.ts';
import { packageRoot } from '../generate/package-root.ts';
import { suiteOf } from '../suites/index.ts';
import { subjects } from './subjects.ts';

const root = packageRoot(import.meta.url);
const fault = suiteOf(subjects.commerce.protocol).faults.find(({ id }) => id === 'delivery/keeps-the-channel');

/** A server that knows who is connected. */
const watched = (server: Server, open: Set<string>): Server => ({
  due: server.due,
  receive: (input, now) => {
    if (input.do === 'connect') open.add(input.connection);
    if (input.do === 'disconnect') open.delete(input.connection);
    const outputs = server.receive(input, now);
    for (const output of outputs)
      if (output.do === 'close' || output.do === 'terminate') open.delete(output.connection);
    return outputs;
  },
});

// As the build compiles it, in a folder of its own: a test must not depend on how old `dist` is.
const folder = mkdtempSync(join(tmpdir(), 'wireproof-abandon-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
copyFileSync(join(root, 'package.json'), join(folder, 'package.json'));
const script = join(folder, 'abandon.mjs');
buildSync({
  ...{ entryPoints: [join(root, 'conformance/self-test/abandon.ts')], outfile: script, bundle: true },
  ...{ platform: 'node', format: 'esm', packages: 'external', target: 'es2023' },
});

/** What a process of its own says, once it has ended by itself. */
const ended = (args: readonly string[]): Promise<{ readonly said: string; readonly code: number | null }> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    child.stdout.on('data', (more: Buffer) => {
      said += more.toString();
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    child.on('error', reject);
    child.on('close', (code) => resolve({ said, code }));
  });

it.each([
  ['signal', 'commerce', 'virtual'],
  ['signal', 'commerce', 'real'],
  ['signal', 'trading', 'virtual'],
  ['signal', 'prediction', 'real'],
  ['loop', 'commerce', 'virtual'],
] as const)('by a %s, for %s, in %s time, nothing is left behind', async (how, id, clock) => {
  const { protocol, reference } = subjects[id];
  const open = new Set<string>();
  const server = watched(reference(id === 'commerce' ? fault : undefined), open);
  const hosted = await serve({ server, protocol, control: true });
  try {
    const came = await ended([how, id, hosted.url, hosted.controlUrl ?? '', clock]);
    expect(came).toEqual({ said: 'AbortError\n', code: 0 });
    await vi.waitFor(() => expect([...open]).toEqual([]));
  } finally {
    await hosted.close();
  }
});
