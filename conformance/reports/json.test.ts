/** Tests of the JSON report. */
import { describe, expect, it } from 'vitest';
import type { Report } from '../engine/report.ts';
import { jsonReport } from './json.ts';
import { sample, TOKEN } from './testing/sample-report.ts';

const parsed = (report: Report): Report => JSON.parse(jsonReport(report)) as Report;

/** The same value with the members of every object the other way round. */
const reversed = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, item]) => [key, reversed(item)]),
  );
};

describe('the JSON report', () => {
  it('is what the examination came to', () => {
    const { requirements: _, ...rest } = sample;
    expect(parsed(sample)).toMatchObject(rest);
    expect(parsed(sample).requirements.map(({ id, status }) => [id, status])).toEqual(
      sample.requirements.map(({ id, status }) => [id, status]),
    );
  });

  it('keeps its members in one order and ends in a newline', () => {
    const text = jsonReport(sample);
    expect(text.endsWith('}\n')).toBe(true);
    expect(Object.keys(parsed(sample))).toEqual([
      ...['kit', 'protocol', 'target', 'seed', 'startedAt', 'durationMs', 'clock', 'verdict', 'counts', 'requirements'],
      ...['effort', 'coverage', 'notes'],
    ]);
    expect(Object.keys(parsed(sample).requirements[1] ?? {})).toEqual([
      ...[
        'id',
        'level',
        'statement',
        'source',
        'status',
        'judgements',
        'histories',
        'finding',
        'history',
        'again',
        'replay',
      ],
    ]);
    const shuffled = { ...(reversed(sample) as Report), requirements: sample.requirements };
    expect(jsonReport(shuffled)).toBe(text);
  });

  it('holds no secret', () => {
    const text = jsonReport(sample, ['Forbidden']);
    expect(text).not.toContain('"secret"');
    expect(text).not.toContain(TOKEN);
    expect(text).not.toContain('abcdef');
    expect(text).not.toContain('Forbidden');
  });

  it('says how it was asked for, where that is given, and no secret with it', () => {
    const invocation = { target: 'ws://h', protocol: 'commerce', control: 'http://me:hunter-2@h/', secret: true };
    const read = JSON.parse(jsonReport(sample, ['hunter-2'], invocation)) as Record<string, unknown>;
    expect(Object.keys(read).at(-1)).toBe('invocation');
    expect(read.invocation).toEqual({ ...invocation, control: 'http://(redacted)@h/' });
    expect(parsed(sample)).not.toHaveProperty('invocation');
  });

  it('keeps plans that can be run again', () => {
    const plan = { steps: [{ do: 'publish', event: 'a', body: { secret: 's', __proto__: 1 } }] } as const;
    const [requirement] = sample.requirements;
    const report = {
      ...sample,
      requirements: requirement ? [{ ...requirement, replay: { seed: 1, path: '2', plan, executions: 9 } }] : [],
    };
    expect(parsed(report).requirements[0]?.replay).toEqual({ seed: 1, path: '2', plan, executions: 9 });
  });
});
