/** Driver files: hooks as functions do what hooks over HTTP do, and what is wrong with one is told in one sentence. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { readDriver } from '../cli/driver-file.ts';
import { defineDriver, Refused } from '../drivers/define-driver.ts';
import { functionControl } from '../drivers/function-control.ts';
import { websocketDriver } from '../drivers/websocket.ts';
import { examine } from '../engine/examine.ts';
import { packageRoot } from '../generate/package-root.ts';
import { notPassed, serveHere } from './servers.ts';
import { subjects } from './subjects.ts';

const PATIENCE = 10_000;
const examples = join(packageRoot(import.meta.url), 'docs/examples');

it('the example examines a server by its back office, with nothing left untested', async () => {
  const { protocol } = subjects.commerce;
  const served = await serveHere(subjects.commerce);
  vi.stubEnv('BACK_OFFICE', served.controlUrl ?? '');
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  const file = await readDriver(join(examples, 'commerce-driver.ts'), protocol.id);
  const { driver } = await websocketDriver({
    ...{ url: served.url, protocol, clock: 'real', patience: PATIENCE },
    control: functionControl(file, protocol.id, PATIENCE),
  });
  onTestFinished(() => driver.close());
  const report = await examine({
    ...{ protocol, driver, seed: 1, runs: 1, target: served.url, startedAt: '', nonce: 'driverfile' },
    only: ['credentials', 'delivery', 'rights', 'lifecycle', 'closing'].map((family) => `commerce/${family}/*`),
  });
  // What takes more than a minute of real time ends with what came out until then.
  expect(notPassed(report)).toEqual([]);
});

describe('hooks that are functions', () => {
  const control = functionControl(
    defineDriver({
      publish: ({ event }) => {
        if (event === 'refused') throw new Refused('not now');
        if (event === 'misfit') throw new Refused('not so', 400);
        if (event === 'broken') throw new Error('it is\nbroken');
        return event === 'never' ? new Promise(() => {}) : undefined;
      },
      token: ({ subject }) => (subject === 'nobody' ? '' : `token-of-${subject}`),
      advance: (ms) => (ms === 1 ? Number.NaN : ms),
    }),
    'commerce',
    20,
  );

  it('say which there are', async () => {
    expect(await control.about()).toEqual({ protocol: 'commerce', hooks: ['publish', 'token', 'advance'] });
  });

  it.each([
    ['publish', { event: 'a' }, { status: 'done', answer: {} }],
    ['publish', { event: 'refused' }, { status: 'refused', code: 409, error: 'not now' }],
    ['publish', { event: 'misfit' }, { status: 'refused', code: 400, error: 'not so' }],
    ['publish', { event: 'broken' }, { status: 'failed', error: 'The hook publish threw: it is\nbroken' }],
    ['publish', { event: 'never' }, { status: 'failed', error: 'The hook publish did not answer within 20 ms.' }],
    ['token', { subject: 'a' }, { status: 'done', answer: { token: 'token-of-a' } }],
    ['token', { subject: 'nobody' }, { status: 'failed', error: 'The hook token gave no string of printable ASCII.' }],
    ['advance', { ms: 5 }, { status: 'done', answer: { now: 5 } }],
    ['advance', { ms: 1 }, { status: 'failed', error: 'The hook advance gave no number of unix ms.' }],
  ] as const)('%s of %o is %o', async (hook, request, answer) => {
    expect(await control.call(hook, request)).toEqual(answer);
  });
});

describe('a driver file that cannot be used', () => {
  const write = (name: string, text: string): string => {
    const folder = mkdtempSync(join(tmpdir(), 'wireproof-driver-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const file = join(folder, name);
    writeFileSync(file, text);
    return file;
  };

  it.each([
    ['driver.txt', '', 'it is neither .js, .mjs, .cjs, .ts, .mts nor .cts.'],
    [
      'driver.mjs',
      'export const a = 1;',
      'it has no default export with hooks; write `export default defineDriver({ .. })`.',
    ],
    ['driver.mjs', 'export default {', 'it does not load: '],
    [
      'driver.ts',
      'export default { publish: (): void => { throw new Error() }, pulbish: 1 };',
      '"pulbish" is no hook; did you mean publish?',
    ],
    ['driver.mjs', 'export default { publish: 1 };', 'the hook publish is no function.'],
    [
      'driver.mjs',
      'export default { protocol: "trading", reset() {} };',
      'it is for the protocol "trading", and not for commerce.',
    ],
    ['driver.mjs', 'export default { protocol: "commerce" };', 'it holds no hook at all.'],
    ['driver.mjs', 'throw new Error("down")', 'it does not load: down'],
  ])('%s with %s', async (name, text, why) => {
    const file = write(name, text);
    await expect(readDriver(file, 'commerce')).rejects.toMatchObject({
      code: 'FILE',
      message: expect.stringContaining(`--driver cannot use ${file}: ${why}`),
    });
  });

  it('is not there', async () => {
    await expect(readDriver('nowhere.mjs', 'commerce')).rejects.toThrow(
      '--driver cannot use nowhere.mjs: it is no file; name one that is there.',
    );
  });
});
