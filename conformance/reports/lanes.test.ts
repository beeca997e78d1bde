/** Tests of swim-lanes, as data and as text. */
import { describe, expect, it } from 'vitest';
import { commerce } from '../../schemas/commerce/protocol.ts';
import { reader } from '../../schemas/reader.ts';
import type { Happening } from '../engine/history.ts';
import { laneLines } from './lanes-text.ts';
import { lanesOf } from './lanes.ts';
import { redactor } from './redact.ts';
import { badge, history, received, sent, TOKEN } from './testing/sample-report.ts';

const options = { reader: reader(commerce), redact: redactor() };
const opening = (connection: number, client: string): Happening => ({
  kind: 'opening',
  connection,
  badge: badge(client),
});
const publish = { event: 'order.paid', payload: {} };
const story = history(
  opening(1, 'ann'),
  opening(2, 'bob'),
  opening(3, 'ann'),
  sent(3, { type: 'ping' }),
  { kind: 'asked', call: 1, hook: 'publish', request: publish },
  received(2, { type: 'nonsense' }),
  { kind: 'fetched', fetch: 1, by: 2, path: '/x', query: '', status: 200, text: TOKEN },
  { kind: 'stall', ms: 9 },
  { kind: 'closed', connection: 2, code: 1000, reason: '' },
);

describe('swim-lanes', () => {
  it('have one lane for each client, however often it connects, then the server and the hooks', () => {
    expect(lanesOf(story, options).names).toEqual(['ann', 'bob', 'server', 'hooks']);
    expect(lanesOf(story.slice(0, 1), options).names).toEqual(['ann', 'server']);
    expect(lanesOf([], options)).toEqual({ clients: [], names: ['server'], steps: [] });
  });

  it('lead from whoever did it to whom it reached', () => {
    const steps = lanesOf(story, options).steps.map((step) =>
      typeof step === 'number' ? step : [step.from, step.to, step.name],
    );
    expect(steps).toEqual([
      [0, 2, 'connects'],
      [1, 2, 'connects'],
      [0, 2, 'connects'],
      [0, 2, 'ping'],
      [3, 2, 'publish order.paid'],
      [2, 1, '(unknown)'],
      [2, 1, 'HTTP 200'],
      [2, 2, 'stall'],
      [2, 1, 'closed'],
    ]);
  });

  it('cut names that have no end', () => {
    const { names, steps } = lanesOf(history(opening(1, 'a'.repeat(99))), options);
    expect(names[0]).toBe(`${'a'.repeat(59)}…`);
    expect(steps).toHaveLength(1);
  });

  it('mark what breaks the promise, count time from the first entry, and hold no token', () => {
    const { steps } = lanesOf(story, { ...options, frame: 105 });
    expect(steps.filter((step) => typeof step !== 'number' && step.marked)).toMatchObject([{ ms: 5 }]);
    expect(steps[6]).toMatchObject({ detail: '(redacted)' });
  });

  it('are drawn as text', () => {
    expect(laneLines(lanesOf(story, { ...options, frame: 105 }))).toEqual([
      '   time  ann                       bob                              server and hooks',
      '   0 ms  ○ connects as did:wp:ann',
      '   1 ms                            ○ connects as did:wp:bob',
      '   2 ms  ○ connects as did:wp:ann',
      '   3 ms  → ping',
      '   4 ms                                                             ⚑ publish order.paid',
      '▸  5 ms                            ← (unknown) {"type":"nonsense"}',
      '   6 ms                            ← HTTP 200 (redacted)',
      '   7 ms                                                             ! stall the examiner itself stood still for 9 ms',
      '   8 ms                            × closed 1000',
    ]);
    expect(laneLines(lanesOf([], options))).toEqual([]);
  });

  it('say how much is left out of a long story', () => {
    const long = history(opening(1, 'ann'), ...Array.from({ length: 99 }, () => sent(1, { type: 'ping' })));
    expect(laneLines(lanesOf(long, options)).filter((line) => line.includes('more'))).toEqual(['⋮ 71 more']);
  });
});
