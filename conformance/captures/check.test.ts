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

describe('durations of a connection outside whole histories', () => {
  const received = (frame: string, at: number, connection: number) =>
    ({ kind: 'received', at, connection, form: 'text', text: frame.slice(2) }) as const;
  /** A connection on which pings come at some instants, and commands are answered that were sent at others. */
  const connection = (
    number: number,
    pings: readonly number[],
    answered: readonly (readonly [number, number])[] = [],
  ) =>
    [
      { kind: 'opened', at: 0, connection: number },
      received(GREETING, 1, number),
      ...pings.map((at) => ({ kind: 'ping', at, connection: number }) as const),
      ...answered.flatMap(([at, then]) => [
        { kind: 'sent', at, connection: number, form: 'text', text: '{"type":"ping"}' } as const,
        received(PONG, then, number),
      ]),
    ].sort((one, two) => one.at - two.at);
  const heard = async (resolution: number | undefined, ...lines: readonly object[]) => {
    const heading = { format: 'wireproof capture', version: 1, resolution };
    const { report } = await judge('commerce', text(...[heading, ...lines].map((line) => JSON.stringify(line))));
    const status = (name: string) => report.requirements.find(({ id }) => id === `commerce/heartbeat/${name}`);
    return { first: status('first')?.status, onTime: status('on-time')?.status, note: status('on-time')?.note };
  };
  const EVERY = 30_000;
  const TIMES = [1, 2, 3].map((n) => n * EVERY);
  const SKIPPED = [1, 3].map((n) => n * EVERY);
  const ASKED = [[85_000, 85_300]] as const;

  it('are judged where the capture says how exact its instants are, and only there', async () => {
    expect(await heard(2, ...connection(1, TIMES))).toMatchObject({ first: 'pass', onTime: 'pass' });
    const { first, onTime, note } = await heard(undefined, ...connection(1, TIMES));
    expect([first, onTime]).toEqual(['untested', 'untested']);
    expect(note).toContain('`resolution`');
  });

  it('may be uneven by what is usual on a network', async () => {
    const uneven = TIMES.map((at, nth) => at + (nth % 2) * 300);
    expect(await heard(2, ...connection(1, uneven, ASKED))).toMatchObject({ first: 'pass', onTime: 'pass' });
  });

  it('are broken where an answer shows that nothing was under way, and so on two connections', async () => {
    const one = connection(1, SKIPPED, ASKED);
    expect(await heard(2, ...one)).toMatchObject({ first: 'pass', onTime: 'inconclusive' });
    expect(await heard(2, ...one, ...connection(2, SKIPPED, ASKED))).toMatchObject({ onTime: 'fail' });
    const early = [EVERY, EVERY + 5000];
    const before = [[29_000, 29_100]] as const;
    expect(await heard(2, ...connection(1, early, before), ...connection(2, early, before))).toMatchObject({
      onTime: 'fail',
    });
  });

  it.each([
    ['nothing was asked', [] as const],
    ['what was asked waited as long', [[40_000, 89_999]] as const],
    ['it was asked too early', [[29_000, 29_100]] as const],
    ['it was asked afterwards', [[95_000, 95_100]] as const],
  ])('are not broken where a delay explains them: %s', async (_, answered) => {
    const lines = [1, 2].flatMap((number) => connection(number, SKIPPED, answered));
    const { onTime, note } = await heard(2, ...lines);
    expect(onTime).toBe('inconclusive');
    expect(note).toContain('delays on the way');
  });

  it('are judged as exactly as is said, and no more so once less is said', async () => {
    const lines = [1, 2].flatMap((number) => connection(number, SKIPPED, ASKED));
    expect(await heard(30_000, ...lines)).toMatchObject({ onTime: 'pass' });
    const [first, ...rest] = lines;
    expect(await heard(2, { ...first, resolution: 30_000 }, ...rest)).toMatchObject({ onTime: 'pass' });
  });

  it('are not judged by pings that nobody may have shown', async () => {
    const lines = [1, 2].flatMap((number) => connection(number, [], ASKED));
    expect(await heard(2, ...lines)).toMatchObject({ first: 'untested', onTime: 'untested' });
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
