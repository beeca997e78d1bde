/** What the README shows works: its commands exist, its code compiles and runs, its table of hooks is the control interface. */
import { readFileSync } from 'node:fs';
import { transformSync } from 'esbuild';
import { expect, it } from 'vitest';
import { validateEvent } from '../../generated/commerce/index.ts';
import type { Events, ServerEvent } from '../../generated/prediction/index.ts';
import { HOOKS } from '../../schemas/hooks.ts';
import { protocols } from '../../schemas/index.ts';
import { checks } from '../doctor/checks.ts';
import type { ExamineOptions } from '../engine/examine-options.ts';
import { packageRoot } from '../generate/package-root.ts';
import * as library from '../index.ts';
import { suiteOf } from '../suites/index.ts';
import { serveHere } from './servers.ts';
import { subjects } from './subjects.ts';

const protocol = protocols.commerce;
const root = packageRoot(import.meta.url);
const readme = readFileSync(`${root}/README.md`, 'utf8');
const manifest = JSON.parse(readFileSync(`${root}/package.json`, 'utf8')) as {
  readonly scripts: Readonly<Record<string, string>>;
};

it('names only scripts, hooks, requirements and faults that exist', () => {
  for (const [, script = ''] of readme.matchAll(/npm run (\S+?)[`\s]/g))
    expect(Object.keys(manifest.scripts)).toContain(script);
  for (const hook of HOOKS) expect(readme).toContain(`POST /${hook}`);
  const { requirements, faults } = suiteOf(protocol);
  const known = [...requirements, ...checks(() => undefined)].map((one) => one.id);
  for (const [, id] of readme.matchAll(/✗ (\S+\/\S+)/g)) expect(known).toContain(id);
  for (const [, id] of readme.matchAll(/--fault (\S+)/g)) expect(faults.map((one) => one.id)).toContain(id);
});

it('quotes what the proof says of itself', () => {
  const [, quoted = ''] = /^> (.*)$/m.exec(readme) ?? [];
  expect(quoted.length).toBeGreaterThan(100);
  expect(readFileSync(`${root}/docs/proof.md`, 'utf8')).toContain(quoted);
});

/** The n-th snippet of TypeScript, as a function of what it imports; gives what it declares under a name. */
const run = (n: number, from: string, declared: string, imported: Readonly<Record<string, unknown>> = {}): unknown => {
  const snippet = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)][n]?.[1] ?? '';
  expect(snippet).toContain(`from '${from}'`);
  const body = transformSync(snippet, { loader: 'ts' }).code.replaceAll(/^import .*$/gm, '');
  return new Function(...Object.keys(imported), `${body}; return ${declared};`)(...Object.values(imported)) as unknown;
};

it('shows code for the types that runs', () => {
  // The lines of the README, given what they import.
  const onMessage = run(0, 'wireproof/commerce', 'onMessage', { validateEvent }) as (text: string) => string;
  const [example] = protocol.events['order.created']?.examples ?? [];
  const event = { event: 'order.created', data: example, timestamp: '2025-11-05T12:00:00Z' };
  expect(onMessage(JSON.stringify(event))).toBe('ORD-2025-001: 100 USD');
  expect(onMessage('{"event":"order.created"}')).toBe('not an event of this protocol');
});

it('shows code for what comes in several shapes that runs', () => {
  const levels = run(1, 'wireproof/prediction', 'levels') as (event: ServerEvent) => readonly string[];
  const [delta] = protocols.prediction.events['orders.delta'].examples;
  expect(levels({ stream: 'orders.delta', data: delta as Events['orders.delta'], offset: 1 })).toEqual([
    'bid 0.6: 120',
    'ask 0.62: none',
  ]);
});

it.each(Object.values(protocols))('sends readers of a requirement of $id to a heading that its page has', (each) => {
  const page = readFileSync(`${root}/generated/${each.id}/${each.id}.md`, 'utf8');
  const headings = [...page.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => `${each.id}#${heading.toLowerCase()}`);
  for (const { source } of suiteOf(each).requirements) expect(headings).toContain(source);
});

it('links to the page of every protocol, and names each', () => {
  for (const id of Object.keys(protocols)) expect(readme).toContain(`generated/${id}/${id}.md`);
});

it('the guide to the hooks counts what each of them opens', () => {
  const guide = readFileSync(`${root}/docs/hooks.md`, 'utf8');
  const [, head = '', body = ''] = /^\| the server offers \|(.*)\|$\n\|[-|]+\|$\n((?:^\|.*\|$\n)+)/m.exec(guide) ?? [];
  const ids = head.split('|').map((cell) => cell.replaceAll('`', '').trim());
  expect(ids).toEqual(Object.keys(protocols).filter((id) => ids.includes(id)));
  const rows = body.trim().split('\n');
  expect(rows.length).toBeGreaterThan(3);
  for (const line of rows) {
    const [offered = '', ...counts] = line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim());
    const hooks = HOOKS.filter((hook) => offered.includes(`\`${hook}\``));
    const found = ids.map((id) => {
      const musts = suiteOf(protocols[id as keyof typeof protocols]).requirements.filter(
        ({ level }) => level === 'MUST',
      );
      const open = musts.filter(({ needs = [] }) => needs.every((hook) => hooks.some((one) => one === hook)));
      return `${open.length} of ${musts.length}`;
    });
    expect([offered, ...counts]).toEqual([offered, ...found]);
  }
});

it('the guide to tests shows code of the library that runs', async () => {
  const guide = readFileSync(`${root}/docs/in-your-tests.md`, 'utf8');
  const snippet = [...guide.matchAll(/```ts\n([\s\S]*?)```/g)]
    .map(([, code = '']) => code)
    .find((code) => code.includes('examine('));
  const body = transformSync(snippet ?? '', { loader: 'ts' }).code.replaceAll(/^import .*$/gm, '');
  const make = new Function('examine', 'protocols', 'websocketDriver', `${body}; return examineIt;`);
  // The lines of the guide, given what they import; fewer plans take less time.
  const brief = (options: ExamineOptions) => library.examine({ ...options, runs: 1 });
  const examineIt = make(brief, protocols, library.websocketDriver) as (
    ...of: readonly [string, string, AbortSignal]
  ) => Promise<readonly string[]>;
  const served = await serveHere(subjects.commerce);
  const lines = await examineIt(served.url, served.controlUrl ?? '', new AbortController().signal);
  expect(lines).toHaveLength(suiteOf(protocol).requirements.length + 1);
  expect(lines).toContain('pass commerce/delivery/silent-after-unsubscribe');
  expect(lines.at(-1)).toBe('conformant');
  const enough = AbortSignal.abort(new Error('enough'));
  await expect(examineIt(served.url, served.controlUrl ?? '', enough)).rejects.toThrow('enough');
});
