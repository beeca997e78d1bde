/** The guide for authors is followed word for word: in an empty folder, with the package as its users get it. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { packageRoot } from '../generate/package-root.ts';
import { install, packed } from './packed.ts';

const root = packageRoot(import.meta.url);
const guide = readFileSync(join(root, 'docs/write-a-protocol.md'), 'utf8');

/** A block of the guide: commands, what they print, or a change to a file. */
type Block = { readonly kind: 'sh' | 'text' | 'diff'; readonly text: string };

const blocks: readonly Block[] = [...guide.matchAll(/^```(sh|text|diff)\n([\s\S]*?)^```$/gm)].map(
  ([, kind, text = '']) => ({
    kind: kind as Block['kind'], // one of the three that were looked for
    text,
  }),
);

let tarball = '';
let project = '';
let packing = '';
beforeAll(() => {
  ({ folder: packing, tarball } = packed());
  project = join(packing, 'project');
  mkdirSync(project);
}, 300_000);
afterAll(() => rmSync(packing, { recursive: true, force: true }));

/** Two ports that nobody listens on. */
const freePorts = async (): Promise<readonly number[]> => {
  const servers = [createServer(), createServer()];
  const ports = await Promise.all(
    servers.map(
      (server) =>
        new Promise<number>((resolve) => {
          server.listen(0, '127.0.0.1', () => {
            const address = server.address();
            resolve(typeof address === 'object' && address ? address.port : 0);
          });
        }),
    ),
  );
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
};

/** Runs a script in a shell of its own; whatever it has started ends with it, also where a command failed. */
const shell = (script: string, cwd: string, env: NodeJS.ProcessEnv) =>
  new Promise<{ readonly status: number | null; readonly stdout: string; readonly stderr: string }>((resolve) => {
    const said = { stdout: '', stderr: '' };
    const bash = spawn('bash', ['-e', '-c', script], { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    bash.stdout.setEncoding('utf8').on('data', (text: string) => (said.stdout += text));
    bash.stderr.setEncoding('utf8').on('data', (text: string) => (said.stderr += text));
    bash.on('exit', () => {
      try {
        process.kill(-(bash.pid ?? 0));
      } catch {
        // Nothing was left.
      }
    });
    bash.on('close', (status) => resolve({ status, ...said }));
  });

/** Runs commands as a shell does; the ports of the guide are those that are free, and packages come from here. */
const run = async (commands: string, where: string = project): Promise<string> => {
  const [port = 0, control = 0] = await freePorts();
  const installing = /^npm install --save-dev \.\.\/(wireproof-\S+\.tgz) ws$/m;
  const [, named] = installing.exec(commands) ?? [];
  if (named !== undefined) {
    expect(tarball.endsWith(named)).toBe(true);
    install(tarball, project, ['ws', '@types']);
  }
  const script = commands.replace(installing, '').replaceAll('8080', `${port}`).replaceAll('8081', `${control}`);
  const { stdout, stderr, status } = await shell(script, where, {
    ...process.env,
    ...{ PORT: `${port}`, CONTROL_PORT: `${control}`, npm_config_offline: 'true' },
  });
  expect(status, `${script}\n${stdout}${stderr}`).toBe(0);
  return stdout;
};

/** Changes a file as a block says: what stands in it must be there once. */
const change = (text: string): void => {
  const [head = '', ...lines] = text.trimEnd().split('\n');
  const file = join(project, head.replace(/^--- /, ''));
  const side = (sign: string): string =>
    lines
      .filter((line) => line[0] === ' ' || line[0] === sign)
      .map((line) => `${line.slice(1)}\n`)
      .join('');
  const before = readFileSync(file, 'utf8');
  expect(before.split(side('-')), `${head}:\n${side('-')}`).toHaveLength(2);
  writeFileSync(
    file,
    before.replace(side('-'), () => side('+')),
  );
};

/** Text whose columns may be of any width. */
const inColumns = (text: string): string => text.replaceAll(/ {2,}/g, '  ');

/** Whether modules type-check for their users, as strictly as there is. */
const typeChecks = (...files: readonly string[]): string => {
  const flags = [
    '--strict',
    '--noEmit',
    '--module',
    'nodenext',
    '--moduleResolution',
    'nodenext',
    '--target',
    'es2023',
  ];
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  return spawnSync(process.execPath, [tsc, ...flags, ...files], { cwd: project, encoding: 'utf8' }).stdout;
};

it('leads from an empty folder to a verdict, a new event, a new promise, a failure, and a requirement of its own', async () => {
  expect(blocks.filter(({ kind }) => kind === 'sh').length).toBeGreaterThan(7);
  let printed = '';
  for (const { kind, text } of blocks) {
    if (kind === 'sh') printed = await run(text);
    else if (kind === 'diff') change(text);
    else for (const line of text.trimEnd().split('\n')) expect(inColumns(printed)).toContain(inColumns(`${line}\n`));
    if (text.includes('wireproof init')) expect(typeChecks('notes.ts')).toBe('');
  }
  expect(typeChecks('notes.ts', 'generated/notes/index.ts')).toBe('');
}, 600_000);

/** The commands of the README that a user types, with `serve` as it stands there, in a shell of their own. */
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const typed = [...readme.matchAll(/^```sh\n([\s\S]*?)^```$/gm)]
  .flatMap(([, text = '']) => text.split('\n'))
  .map((line) => line.replace(/ {2,}#.*$/, ''))
  .filter((line) => line.startsWith('npx wireproof'));

/** Starts what serves, in the background, and goes on once all of it listens, or after a minute. */
const listening = (commands: readonly string[]): string =>
  [
    ': > served.txt',
    ...commands.map((command) => `${command} >> served.txt &`),
    `for nth in $(seq 300); do [ "$(grep -c 'listens on' served.txt)" = ${commands.length} ] && break; sleep 0.2; done`,
    'cat served.txt',
  ].join('\n');

it('the commands of the README do what it says, for whoever has installed the package', async () => {
  const serving = typed.filter((line) => line.startsWith('npx wireproof serve '));
  const [serve = '', ...others] = serving;
  const examining = typed.filter((line) => /^npx wireproof (test|doctor) .*--control/.test(line));
  const reading = typed.filter((line) => /^npx wireproof (list|faults) /.test(line));
  expect(serve).toBe('npx wireproof serve commerce --control --port 8080');
  expect([others.length, examining.length, reading.length]).toEqual([2, 2, 1]);
  expect([...serving, ...examining, ...reading].sort()).toEqual([...typed].sort());
  // What stands within sentences.
  const [withoutHooks = ''] = /(?<=\*\*Without hooks\.\*\* `)npx wireproof test [^`]+/.exec(readme) ?? [];
  const [list = ''] = /(?<=^`)npx wireproof list [^`]+/m.exec(readme) ?? [];
  const own = join(packing, 'reader');
  mkdirSync(own);
  writeFileSync(join(own, 'package.json'), '{}');
  install(tarball, own);
  // The reference server offers its hooks below the same address.
  const [doctor = '', test = ''] = [...examining].sort();
  const stranger = `${withoutHooks} > stranger.txt || echo "exit code $?, $(grep '^incomplete' stranger.txt)"`;
  const printed = await run(
    [listening([serve]), stranger, doctor, test, ...reading, list].join('\n').concat('\n'),
    own,
  );
  expect(printed).toMatch(/^exit code 3, incomplete: no MUST failed/m);
  expect(printed).toMatch(/^sound: \d+ of \d+ checks passed/m);
  expect(printed).toMatch(/^conformant: (\d+) of \1 MUSTs passed\.$/m);
  expect(printed).toContain('commerce/delivery/silent-after-unsubscribe');
  expect(printed).toContain('delivery/keeps-the-channel');
  const served = await run(`${listening(others)}\n`, own);
  expect(served).toMatch(
    /^commerce listens on ws:\S+, control http:\S+, broken on purpose: delivery\/keeps-the-channel$/m,
  );
  expect(served).toMatch(/^prediction listens on ws:\S+/m);
}, 300_000);

it('is what wireproof init leads to, and stands in every list of documents', () => {
  const { projectDocuments } = JSON.parse(readFileSync(join(root, 'docs/site/typedoc.json'), 'utf8')) as {
    readonly projectDocuments: readonly string[];
  };
  expect(projectDocuments).toContain('../write-a-protocol.md');
  for (const page of ['README.md', 'docs/architecture.md'])
    expect(readFileSync(join(root, page), 'utf8')).toContain('write-a-protocol.md');
});
