/** What the README shows works: its commands exist, its code compiles and runs, its table of hooks is the control interface. */
import { readFileSync } from 'node:fs';
import { transformSync } from 'esbuild';
import { expect, it } from 'vitest';
import { validateEvent } from '../../generated/commerce/index.ts';
import { HOOKS } from '../../schemas/hooks.ts';
import { checks } from '../doctor/checks.ts';
import { packageRoot } from '../generate/package-root.ts';
import { suiteOf } from '../suites/index.ts';
import { protocol } from './servers.ts';

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

it('shows code for the types that runs', () => {
  const [, snippet = ''] = /```ts\n([\s\S]*?)```/.exec(readme) ?? [];
  expect(snippet).toContain("from 'wireproof/commerce'");
  const { code } = transformSync(snippet, { loader: 'ts' });
  const body = code.replaceAll(/^import .*$/gm, '');
  // The lines of the README, given what they import.
  const onMessage = new Function('validateEvent', `${body}; return onMessage;`)(validateEvent) as (
    text: string,
  ) => string;
  const [example] = protocol.events['order.created']?.examples ?? [];
  const event = { event: 'order.created', data: example, timestamp: '2025-11-05T12:00:00Z' };
  expect(onMessage(JSON.stringify(event))).toBe('ORD-2025-001: 100 USD');
  expect(onMessage('{"event":"order.created"}')).toBe('not an event of this protocol');
});

it('sends readers of a requirement to a heading that its page has', () => {
  const page = readFileSync(`${root}/generated/${protocol.id}/${protocol.id}.md`, 'utf8');
  const headings = [...page.matchAll(/^#+ (.*)$/gm)].map(
    ([, heading = '']) => `${protocol.id}#${heading.toLowerCase()}`,
  );
  for (const { source } of suiteOf(protocol).requirements) expect(headings).toContain(source);
});
