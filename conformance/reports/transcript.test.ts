/** Tests of transcripts: what they show, what they mark, what they leave out. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commerce } from '../../schemas/commerce/protocol.ts';
import { reader } from '../../schemas/reader.ts';
import { abridge, type Happening, KEPT_TEXT } from '../engine/history.ts';
import { redactor } from './redact.ts';
import { badge, history, received, sent } from './testing/sample-report.ts';
import { transcript } from './transcript.ts';

const options = { reader: reader(commerce), redact: redactor() };
const show = (happenings: readonly Happening[], frame?: number) =>
  transcript(history(...happenings), { ...options, ...(frame !== undefined && { frame }) }).map(({ text }) => text);

describe('a transcript', () => {
  it('counts time from its first entry and marks the one that breaks the promise', () => {
    const lines = show(
      [{ kind: 'opening', connection: 1, badge: badge('ann') }, sent(1, { type: 'ping' }), received(1, '[]')],
      102,
    );
    expect(lines).toEqual(['  0 ms  ○ connects   as did:wp:ann', '  1 ms  → ping', '▸ 2 ms  ← (unknown)  []']);
  });

  it('names clients only where there are several', () => {
    const opening = (connection: number, client: string): Happening => ({
      kind: 'opening',
      connection,
      badge: badge(client),
    });
    const both = show([
      opening(1, 'ann'),
      opening(2, 'bob'),
      sent(1, { type: 'ping' }),
      received(7, '{}'),
      { kind: 'stall', ms: 9 },
    ]);
    expect(both.map((line) => line.slice(8, 11))).toEqual(['ann', 'bob', 'ann', '#7 ', '   ']);
    expect(show([opening(1, 'ann'), opening(2, 'ann')])[0]).toBe('  0 ms  ○ connects  as did:wp:ann');
  });

  it('shows a message that its schema refuses as it stands', () => {
    expect(show([received(1, '{"type":"pong",  "timestamp":1}')])).toEqual([
      '  0 ms  ← pong  {"type":"pong",  "timestamp":1}',
    ]);
  });

  it('takes a message that was shortened for no broken one', () => {
    const text = `{"type":"pong","timestamp":"${'0'.repeat(KEPT_TEXT)}"}`;
    const [long] = history(received(1, text)).map(abridge);
    expect(transcript(long ? [long] : [], options).map((line) => line.text.slice(0, 25))).toEqual([
      '  0 ms  ← (long message) ',
    ]);
  });

  it('leaves out what a hook answers when it did as it was asked', () => {
    const call = { call: 1, hook: 'reset', request: {} } as const;
    const done: Happening = { kind: 'told', ...call, answer: { status: 'done', answer: {} } };
    expect(show([{ kind: 'asked', ...call }, done])).toEqual(['  0 ms  ⚑ reset']);
    expect(show([{ kind: 'asked', ...call }, done], 101)).toEqual(['  0 ms  ⚑ reset', '▸ 1 ms  ⚑ reset  done']);
    const failed: Happening = { kind: 'told', ...call, answer: { status: 'failed', error: 'no\u0007' } };
    expect(show([{ kind: 'asked', ...call }, failed])[1]).toBe('  1 ms  ⚑ reset  failed: no\\u{7}');
  });

  it('leaves out the farewells at its end, unless one breaks the promise', () => {
    const leaving: Happening = { kind: 'leaving', connection: 1, abruptly: false };
    const closed: Happening = { kind: 'closed', connection: 1, code: 1000, reason: '' };
    expect(show([sent(1, { type: 'ping' }), leaving, closed, { kind: 'end', cut: false }])).toEqual(['  0 ms  → ping']);
    expect(show([sent(1, { type: 'ping' }), leaving, closed], 102)[2]).toBe('▸ 2 ms  × closed  1000');
    expect(show([leaving, closed, sent(2, { type: 'ping' })])).toHaveLength(3);
    expect(show([sent(1, { type: 'ping' }), closed])).toHaveLength(2);
  });

  it('cuts long bodies and long names', () => {
    const [line = ''] = show([
      { kind: 'asked', call: 1, hook: 'publish', request: { event: 'e'.repeat(99), payload: { a: 'x'.repeat(999) } } },
    ]);
    expect(line.length).toBeLessThan(160);
    expect(line.match(/…/gu)).toHaveLength(2);
  });

  it('leaves out the middle of a long history, but never the marked entry', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), fc.nat(), (length, place) => {
        const marked = place % length;
        const lines = transcript(history(...Array.from({ length }, () => sent(1, { type: 'ping' }))), {
          ...options,
          frame: 100 + marked,
        });
        expect(lines.length).toBeLessThanOrEqual(42);
        expect(lines.filter((line) => line.marked).map(({ text }) => text.trim())).toEqual([
          expect.stringContaining(`▸ `),
        ]);
        const left = lines.reduce((sum, { text }) => sum + Number(/⋮ (\d+) more/u.exec(text)?.[1] ?? 1), 0);
        expect(left).toBe(length);
      }),
      { seed: 1 },
    );
  });
});
