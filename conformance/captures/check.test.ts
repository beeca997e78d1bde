import { describe, expect, it } from 'vitest';
import { protocols } from '../../schemas/index.ts';
import type { ProtocolId } from '../../schemas/index.ts';
import { suiteOf } from '../suites/index.ts';
import { check } from './check.ts';
import { readCapture } from './read.ts';

const judge = async (id: ProtocolId, chunks: AsyncIterable<Uint8Array>) => {
  const capture = await readCapture(chunks, 'the file');
  const report = await check({ suite: suiteOf(protocols[id]), capture, target: 'the file', startedAt: '2026-01-01' });
  const statusOf = (name: string) => report.requirements.find((one) => one.id === `${id}/${name}`)?.status;
  return { report, statusOf };
};
const text = async function* (...lines: readonly string[]) {
  yield Buffer.from(lines.join('\n'));
};

const GREETING = '< {"type":"connected","userId":"u","timestamp":"2026-01-01T00:00:00Z"}';
const PONG = '< {"type":"pong","timestamp":"2026-01-01T00:00:01Z"}';
const SUBSCRIBED = '< {"type":"subscribed","channel":"user:u","timestamp":"2026-01-01T00:00:01Z"}';

describe('a connection whose opening is seen', () => {
  it('is judged by what passed on it', async () => {
    const { statusOf, report } = await judge(
      'commerce',
      text(GREETING, '> {"type":"subscribe","channel":"user:u"}', '> {"type":"ping"}', PONG, SUBSCRIBED),
    );
    expect(statusOf('replies/in-order')).toBe('fail');
    const found = report.requirements.find(({ id }) => id === 'commerce/replies/in-order');
    expect(found?.finding?.frame).toBe(5);
    expect(found?.history?.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
    expect(found?.replay).toBeUndefined();
  });

  it('is never judged for how long anything took, or why it ended', async () => {
    const { report, statusOf } = await judge('commerce', text('Connected', 'Disconnected (code: 4999, reason: "")'));
    expect(report.counts.fail).toBe(0);
    expect(report.counts.pass).toBe(0);
    expect(statusOf('heartbeat/on-time')).toBe('untested');
  });
});

describe('a connection whose opening is not seen', () => {
  it('is judged message by message only', async () => {
    const { statusOf, report } = await judge('commerce', text(PONG, SUBSCRIBED, '< {"type":"pong"}'));
    expect(statusOf('replies/once')).toBe('untested');
    expect(statusOf('messages/one-object')).toBe('pass');
    expect(statusOf('messages/controls')).toBe('fail');
    expect(report.notes.map(({ text: note }) => note).join()).toContain('each message was judged by itself');
  });

  it('is not judged by a filter that its address may have set', async () => {
    const heading = '{"format":"wireproof capture","version":1}';
    const opened = { kind: 'opened', connection: 1 };
    const { report } = await judge('marketplace', text(heading, JSON.stringify(opened)));
    const { report: other } = await judge('marketplace', text(heading, JSON.stringify({ ...opened, query: {} })));
    expect(report.notes[0]?.text).toContain('whose address');
    expect(other.notes[0]?.text).toContain('of unknown users');
  });
});

it('passes nothing where nothing was to be judged', async () => {
  const { report } = await judge('prediction', text('{"format":"wireproof capture","version":1}'));
  expect(report.counts.pass).toBe(0);
  expect(report.verdict).toBe('incomplete');
});

it('follows no more connections than it has room for, and reads on', async () => {
  const many = async function* () {
    yield Buffer.from('{"format":"wireproof capture","version":1}\n');
    for (let connection = 1; connection <= 1200; connection++)
      yield Buffer.from(`${JSON.stringify({ kind: 'received', connection, form: 'text', text: PONG.slice(2) })}\n`);
  };
  const { report, statusOf } = await judge('commerce', many());
  expect(report.effort).toMatchObject({ plans: 1200, entries: 1200 });
  expect(statusOf('messages/one-object')).toBe('pass');
});
