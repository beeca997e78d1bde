/** Captures in programs: the examples of the document about captures run, and the library says what is wrong. */
import { createReadStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { transformSync } from 'esbuild';
import { afterAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../generate/package-root.ts';
import * as library from '../index.ts';

const { checkCapture, protocols } = library;
const folder = mkdtempSync(join(tmpdir(), 'wireproof-captures-'));
afterAll(() => rmSync(folder, { recursive: true }));

const page = readFileSync(`${packageRoot(import.meta.url)}/docs/captures.md`, 'utf8');
/** What the n-th example declares under a name, given what it imports. */
const example = (n: number, declared: string): unknown => {
  const [, snippet = ''] = [...page.matchAll(/```ts\n([\s\S]*?)```/gu)][n] ?? [];
  const body = transformSync(snippet, { loader: 'ts' }).code.replaceAll(/^import .*$/gmu, '');
  const imported = { ...library, createReadStream };
  return new Function(...Object.keys(imported), `${body}; return ${declared};`)(...Object.values(imported)) as unknown;
};

const bytes = async function* (text: string) {
  yield Buffer.from(text);
};
const HEADING = { format: 'wireproof capture', version: 1, protocol: 'commerce' };
const received = (message: object, connection = 1) => {
  const text = JSON.stringify(message);
  return { kind: 'received', connection, form: 'text', text, bytes: text.length } as const;
};
const GREETING = received({ type: 'connected', userId: 'u', timestamp: '2026-01-01T00:00:00Z' });
const PONG = received({ type: 'pong', timestamp: '2026-01-01T00:00:01Z' });
const PING = { ...received({ type: 'ping' }), kind: 'sent' } as const;
const BARE = received({ type: 'pong' });
const linesOf = (...lines: readonly object[]) => lines.map((line) => `${JSON.stringify(line)}\n`).join('');

it('the document shows how a file is judged', async () => {
  const complaints = example(0, 'complaints') as (file: string) => Promise<string | undefined>;
  const [good, bad] = [join(folder, 'good'), join(folder, 'bad')];
  writeFileSync(good, linesOf(HEADING, GREETING, PING, PONG));
  writeFileSync(bad, linesOf(HEADING, GREETING, PING, BARE));
  expect(await complaints(good)).toBeUndefined();
  expect(await complaints(bad)).toContain('✗ commerce/messages/controls (MUST)');
});

it('the document shows how what passes right now is judged', () => {
  const alarms: string[] = [];
  const watch = example(1, 'watch') as (alarm: (sentence: string) => void) => {
    readonly saw: (sight: library.Sight) => void;
    readonly verdict: () => library.Verdict;
  };
  const { saw, verdict } = watch((sentence) => alarms.push(sentence));
  for (const sight of [{ kind: 'opening', connection: 1, query: {} }, GREETING, PING, PONG] as const) saw(sight);
  expect(alarms).toEqual([]);
  for (const sight of [PING, BARE, PING, BARE]) saw(sight);
  expect(alarms.filter((alarm) => alarm.startsWith('commerce/messages/controls at 6: '))).toHaveLength(1);
  expect(verdict()).toBe('nonconformant');
});

describe('checkCapture', () => {
  const check = (text: string, name?: string) =>
    checkCapture({ protocol: protocols.commerce, capture: bytes(text), ...(name !== undefined && { name }) });

  it('judges by the numbers that the capture tells of its build', async () => {
    const numbered = { ...HEADING, promises: { heartbeat: { every: 300 } } };
    const { requirements, target } = await check(linesOf(numbered, GREETING));
    expect(requirements.find(({ id }) => id === 'commerce/heartbeat/on-time')?.statement).toContain('every 300 ms');
    expect(target).toBe('the capture');
  });

  it.each([
    [linesOf({ ...HEADING, protocol: 'trading' }), 'run is a capture of trading; give the protocol trading instead of'],
    [
      linesOf({ ...HEADING, promises: { heartbeat: 3 } }),
      /^The first line of run says of its build that .* heartbeat /u,
    ],
    [linesOf(HEADING, { kind: 'sent' }), 'line 2: of kind sent, "connection" is missing'],
    ['nothing', 'run is no capture'],
  ])('says what is wrong with %j', async (text, sentence) => {
    const trouble = await check(text, 'run').catch((error: unknown) => error);
    expect(trouble).toBeInstanceOf(library.Trouble);
    expect((trouble as Error).message).toMatch(sentence);
  });

  it('leaves plain lines of Socket.IO alone', async () => {
    const capture = bytes('< {}\n');
    await expect(checkCapture({ protocol: protocols.trading, capture })).rejects.toThrow('carried by Socket.IO');
  });
});
