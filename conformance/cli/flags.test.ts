/** Tests of the values of flags. */
import { describe, expect, it } from 'vitest';
import { duration, FORMATS, integer, oneOf, path, reportTarget, reportTargets, url } from './flags.ts';

describe('a duration', () => {
  it.each([
    ['500ms', 500],
    ['10s', 10_000],
    ['1.5s', 1500],
    ['2m', 120_000],
    ['1h', 3_600_000],
  ])('reads %s', (text, ms) => {
    expect(duration('--budget')(text)).toBe(ms);
  });

  it.each(['', '10', 's', '-1s', '0s', '0.1ms', '1 s', '10S', '1e3s', '1d', '∞s', '9999h'])('refuses %j', (text) => {
    expect(() => duration('--budget')(text)).toThrow(/^--budget is .*, but /u);
  });
});

describe('an integer', () => {
  it('lies within its bounds, both included', () => {
    const port = integer('--port', 0, 65_535);
    expect([port('0'), port('65535')]).toEqual([0, 65_535]);
    for (const text of ['-1', '65536', '1.5', '1e3', '0x10', '', ' 1', '99999999999999999999']) {
      expect(() => port(text)).toThrow('whole number from 0 to 65535');
    }
  });
});

describe('other values', () => {
  it('reads one of several words', () => {
    expect(oneOf('--clock', ['real', 'virtual'])('real')).toBe('real');
    expect(() => oneOf('--clock', ['real', 'virtual'])('fast')).toThrow(
      '--clock is "fast", but takes real or virtual.',
    );
  });

  it('reads a path', () => {
    expect(path('2:0:1')).toBe('2:0:1');
    for (const text of ['', ':', '2:', 'a', '2;0']) expect(() => path(text)).toThrow('numbers joined by colons');
  });

  it('reads a URL of the right scheme, and gives it as it was', () => {
    const read = url('URL', ['ws', 'wss'], 'ws://h');
    expect(read('ws://localhost:8080/ws?x=1')).toBe('ws://localhost:8080/ws?x=1');
    for (const text of ['localhost:8080', 'http://h', 'ws://', 'ws://h/a b', 'ws://h/\u0007', ''])
      expect(() => read(text)).toThrow('takes a URL such as');
  });

  it('reads where reports go', () => {
    const read = reportTarget(FORMATS);
    const first = read('json=a=b.json');
    expect(read('html=-', first)).toEqual([
      { format: 'json', file: 'a=b.json' },
      { format: 'html', file: '-' },
    ]);
    for (const format of FORMATS) expect(read(`${format}=a`)).toEqual([{ format, file: 'a' }]);
    expect(() => read('md=a=b.json', first)).toThrow('twice');
    for (const text of ['json', 'json=', 'pdf=a', '=a', 'JSON=a']) expect(() => read(text)).toThrow('takes json=FILE');
    expect(() => reportTarget(['json'])('html=a')).toThrow('takes json=FILE, or - as');
  });

  it('reads where each format goes', () => {
    expect(reportTargets({ md: 'a', html: '-' }, ['html', 'md', 'badge'])).toEqual([
      { format: 'html', file: '-' },
      { format: 'md', file: 'a' },
    ]);
    expect(() => reportTargets({ md: 'a', html: 'a' }, ['html', 'md'])).toThrow('--md names a a second time');
    expect(() => reportTargets({ md: '' }, ['html', 'md'])).toThrow('--md is empty');
  });
});
