import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { packageRoot } from '../generate/package-root.ts';
import { shipped, shippedUntil } from './testing/shipped.ts';
import { wireproof } from './testing/stand-ins.ts';

const folder = mkdtempSync(join(tmpdir(), 'wireproof-check-'));
afterAll(() => rmSync(folder, { recursive: true }));

const fileOf = (text: string): string => {
  const file = join(folder, 'capture');
  writeFileSync(file, text);
  return file;
};

const check = (text: string, ...flags: readonly string[]) =>
  shipped('check', fileOf(text), '--protocol', 'commerce', ...flags);

const GREETING = '< {"type":"connected","userId":"u","timestamp":"2026-01-01T00:00:00Z"}';

it('is incomplete where nothing failed, and has no line to run anything again', async () => {
  const { code, out, err } = await check(GREETING);
  expect(code).toBe(3);
  expect(out).toContain('a capture in plain lines, by the protocol commerce.');
  expect(out).toContain('a capture shows no more than what came up in it');
  expect(out).not.toContain('again:');
  expect(err).toBe('');
});

it('shows the lines around what breaks a promise', async () => {
  const { code, out } = await check(`${GREETING}\n> {"type":"ping"}\n< {"type":"pong"}\n> {"type":"ping"}\n`);
  expect(code).toBe(1);
  expect(out).toMatch(/✗ commerce\/messages\/controls \(MUST\)/u);
  expect(out).toMatch(/▸ line 3 +0 ms +← pong/u);
  expect(out).toMatch(/ {2}line 4 +0 ms +→ ping/u);
  expect(out).not.toContain('again:');
});

it('writes the same as JSON, with lines as places', async () => {
  const { out } = await check(`${GREETING}\n< {"type":"pong"}\n`, '--report', 'json=-');
  const report = JSON.parse(out) as { readonly capture: unknown; readonly requirements: readonly object[] };
  expect(report.capture).toEqual({ format: 'plain', places: 'line' });
  expect(report.requirements).toContainEqual(
    expect.objectContaining({ id: 'commerce/messages/controls', finding: expect.objectContaining({ frame: 2 }) }),
  );
});

it.each([
  ['{"format":"wireproof capture","version":1}\n{"kind":"sent"}\n', 'line 2: of kind sent, "connection" is missing'],
  ['{"format":"wireproof capture","version":1,"protocol":"trading"}\n', 'give --protocol trading instead of commerce'],
  ['nothing of the sort', 'is no capture'],
])('says in one sentence what is wrong with %j', async (text, sentence) => {
  const { code, out, err } = await check(text);
  expect(code).toBe(2);
  expect(out).toBe('');
  expect(err).toContain(sentence);
  expect(err.trim().split('\n')).toHaveLength(1);
});

it('reports what it has judged when it is stopped, and trusts no part for the whole', async () => {
  const file = fileOf(`${GREETING}\n${'< {"type":"pong"}\n'.repeat(50_000)}`);
  const { code, out } = await shippedUntil(Promise.resolve(), 'check', file, '--protocol', 'commerce');
  expect(code).toBe(2);
  expect(out).toMatch(/It was stopped after the first \d+ of \d+ bytes; what comes behind was not judged\./u);
  expect(out).toContain('✗ commerce/messages/controls (MUST)');
});

it('takes what the document about captures shows for what it says', async () => {
  const page = readFileSync(`${packageRoot(import.meta.url)}/docs/captures.md`, 'utf8');
  const lines = [...page.matchAll(/```json\n([\s\S]*?)```/gu)].map(([, block = '']) => block).join('');
  expect((await check(lines)).code).toBe(3);
  const [, plain = ''] = /```text\n(Connected[\s\S]*?)```/u.exec(page) ?? [];
  expect((await check(plain)).code).toBe(3);
});

it('is given what an examination records', async () => {
  const file = join(folder, 'recorded');
  const { examined } = await wireproof(`test ws://127.0.0.1:1/ws --protocol commerce --capture ${file}`);
  expect(examined[0]?.onEntry).toBeDefined();
  expect(readFileSync(file, 'utf8')).toBe(
    '{"format":"wireproof capture","version":1,"protocol":"commerce","hooks":[]}\n',
  );
});
