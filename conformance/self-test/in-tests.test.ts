/** The entry for vitest, as its users have it: the example of the README is run by vitest itself, and its output read. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { packageRoot } from '../generate/package-root.ts';
import { suiteOf } from '../suites/index.ts';
import { subjects } from './subjects.ts';

const root = packageRoot(import.meta.url);
const { protocol } = subjects.commerce;
const ids = suiteOf(protocol).requirements.map(({ id }) => id);

const folder = mkdtempSync(join(tmpdir(), 'wireproof-in-tests-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
writeFileSync(
  join(folder, 'vitest.config.mjs'),
  `export default { test: { include: ['*.test.ts'] }, resolve: { alias: [
    { find: /^wireproof\\/vitest$/, replacement: ${JSON.stringify(join(root, 'conformance/vitest.ts'))} },
    { find: /^wireproof$/, replacement: ${JSON.stringify(join(root, 'conformance/index.ts'))} },
  ] } };`,
);
// The server of the example: the reference server, broken where it is told to be.
writeFileSync(
  join(folder, 'server.ts'),
  `import { serve } from ${JSON.stringify(join(root, 'reference-server/host.ts'))};
   import { subjects } from ${JSON.stringify(join(root, 'conformance/self-test/subjects.ts'))};
   import { suiteOf } from ${JSON.stringify(join(root, 'conformance/suites/index.ts'))};
   const { protocol, reference } = subjects.commerce;
   export const startServer = (name = process.env.FAULT) => {
     const fault = suiteOf(protocol).faults.find(({ id }) => id === name);
     return serve({ server: reference(fault), protocol, control: true, manners: fault?.host ?? {} });
   };`,
);

interface Told {
  readonly title: string;
  readonly status: 'passed' | 'failed' | 'skipped' | 'pending';
  readonly failureMessages: readonly string[];
}
interface Output {
  readonly code: number | null;
  readonly tests: readonly Told[];
  /** Why the file as a whole failed, where it did. */
  readonly message: string;
  readonly junit: string;
  readonly text: string;
}

/** Runs a test file by vitest, in a process of its own. */
const vitest = (name: string, text: string, fault = ''): Promise<Output> =>
  new Promise((resolve, reject) => {
    writeFileSync(join(folder, `${name}.test.ts`), text);
    const [json, junit] = [join(folder, `${name}.json`), join(folder, `${name}.xml`)];
    const reporters = ['json', 'junit', 'verbose'].map((each) => `--reporter=${each}`);
    const files = [`--outputFile.json=${json}`, `--outputFile.junit=${junit}`];
    const child = spawn(
      process.execPath,
      [
        join(root, 'node_modules/vitest/vitest.mjs'),
        'run',
        `${name}.test.ts`,
        '--root',
        folder,
        ...reporters,
        ...files,
      ],
      // Nothing of the vitest that runs this test may reach the one that it runs.
      { cwd: folder, env: { PATH: process.env.PATH, HOME: process.env.HOME, FAULT: fault, NO_COLOR: '1' } },
    );
    let said = '';
    for (const out of [child.stdout, child.stderr]) out.on('data', (more: Buffer) => (said += more.toString()));
    onTestFinished(() => void child.kill('SIGKILL'));
    child.on('error', reject);
    child.on('close', (code) => {
      const { testResults = [] } = JSON.parse(readFileSync(json, 'utf8')) as {
        readonly testResults?: readonly { readonly message: string; readonly assertionResults: readonly Told[] }[];
      };
      const [file] = testResults;
      resolve({
        ...{ code, text: said, tests: file?.assertionResults ?? [], message: file?.message ?? '' },
        junit: readFileSync(junit, 'utf8'),
      });
    });
  });

/** The example of a document; it draws fewer plans, so that it takes less time. */
const example = (document: string): string => {
  const snippets = [...readFileSync(join(root, document), 'utf8').matchAll(/```ts\n([\s\S]*?)```/g)];
  const found = snippets.map(([, text = '']) => text).find((text) => text.includes("from 'wireproof/vitest'"));
  return (found ?? expect.fail(`${document} has no example`)).replace("protocol: 'commerce',", '$& runs: 2, seed: 7,');
};

const withStatus = ({ tests }: Output, status: Told['status']) => tests.filter((one) => one.status === status);

describe('the example for vitest', () => {
  it('passes on a conformant server, one test for each requirement, by id and statement', async () => {
    const output = await vitest('conformant', example('README.md'));
    expect(output.tests.map(({ title }) => title.split(': ')[0])).toEqual(ids);
    const [first] = suiteOf(protocol).requirements;
    expect(output.tests[0]?.title).toBe(`${first?.id}: ${first?.statement}`);
    expect(withStatus(output, 'passed')).toHaveLength(ids.length);
    expect(output.code).toBe(0);
  });

  it('fails on a faulty one, with the text and the line of the command line', async () => {
    const id = 'commerce/delivery/silent-after-unsubscribe';
    const output = await vitest('faulty', example('docs/in-your-tests.md'), 'delivery/keeps-the-channel');
    expect(output.code).toBe(1);
    const failed = withStatus(output, 'failed');
    expect(failed.map(({ title }) => title.split(': ')[0])).toEqual([id]);
    const [message = ''] = failed[0]?.failureMessages ?? [];
    expect(message).toContain(`✗ ${id} (MUST)\n  A channel is silent from the answer to its unsubscribe on.`);
    expect(message).toMatch(/came by a channel unsubscribed from:\n\s+0 ms {2}○ connects/u);
    expect(message).toMatch(
      new RegExp(
        `\\n {2}again: npx wireproof test ws://\\S+ --protocol commerce --control http://\\S+ --clock virtual --only ${id} --runs 2 --seed 7 --path [\\d:]+\\n`,
      ),
    );
    expect(message).toMatch(/\n {2}in the test: conformance\(\{ .., only: \['\S+'\], seed: 7, path: '[\d:]+' \}\)/u);
    expect(message).not.toContain('examined.ts');
    expect(output.junit).toContain('again: npx wireproof test');
  });
});

it('what was not judged, or fails as expected, is skipped with its reason, and fails where that is asked for', async () => {
  const some = (more: string) => `
    import { conformance } from 'wireproof/vitest';
    import { startServer } from './server.js';
    conformance({
      protocol: 'commerce', runs: 2, seed: 7, ${more}
      target: async () => {
        const server = await startServer();
        return { url: server.url, stop: () => server.close() };
      },
    });`;
  const only = "only: ['commerce/credentials/*', 'commerce/delivery/*'],";
  const output = await vitest('stranger', some(`${only} known: ['commerce/delivery/silent-after-unsubscribe'],`));
  const [passed, skipped] = [withStatus(output, 'passed'), withStatus(output, 'skipped')];
  expect([passed.length > 0, skipped.length > 0, passed.length + skipped.length]).toEqual([
    true,
    true,
    output.tests.length,
  ]);
  expect(output.text).toContain('untested: it takes the hook');
  expect(output.junit).toContain('untested: it takes the hook');
  expect(output.text).toContain('whether it still fails, as was expected, is not known');
  // Whatever the reporter, nobody can take this for a pass.
  expect(output.text).toMatch(
    /wireproof: commerce is incomplete: no MUST failed, but \d+ of \d+ MUSTs could not be judged/u,
  );
  const strict = await vitest('strict', some(`${only} unjudged: 'fail',`));
  expect(withStatus(strict, 'failed')).toHaveLength(skipped.length);
  expect(withStatus(strict, 'failed')[0]?.failureMessages[0]).toContain('was not judged, which is no pass.');
});

it('a server that is not there, and names of nothing, are told in one sentence', async () => {
  const of = (options: string) =>
    `import { conformance } from 'wireproof/vitest';\nconformance({ protocol: 'commerce', ${options} });`;
  const away = await vitest('away', of("target: 'ws://127.0.0.1:9/ws'"));
  expect([away.code, withStatus(away, 'passed')]).toEqual([1, []]);
  expect(away.text).toContain('ws://127.0.0.1:9/ws');
  const unnamed = await vitest('unnamed', of("target: 'ws://127.0.0.1:9/ws', known: ['commerce/rights/ownr']"));
  expect(unnamed.text).toContain('known names "commerce/rights/ownr", which is no requirement of commerce; ');
});
