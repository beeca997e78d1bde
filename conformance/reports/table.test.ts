/** Tests of aligned columns. */
import { describe, expect, it } from 'vitest';
import { table } from './table.ts';
import { count, duration, inWords } from './words.ts';

describe('a table', () => {
  it('aligns its cells and leaves out empty columns', () => {
    expect(
      table(
        [
          ['1', '', 'one', 'x'],
          ['10', '', '😀', ''],
        ],
        ['right'],
      ),
    ).toEqual([' 1  one  x', '10  😀']);
  });

  it('takes rows of different lengths, and none', () => {
    expect(table([['a', 'b'], ['cc']])).toEqual(['a   b', 'cc']);
    expect(table([])).toEqual([]);
  });
});

describe('words', () => {
  it('counts, lists and tells durations', () => {
    expect([count(1, 'plan'), count(2, 'entry', 'entries')]).toEqual(['1 plan', '2 entries']);
    expect([inWords([]), inWords(['a']), inWords(['a', 'b', 'c'])]).toEqual(['', 'a', 'a, b and c']);
    expect([12.4, 1500, 31_240, 119_999, 600_000].map(duration)).toEqual(['12 ms', '1.5 s', '31 s', '2 min', '10 min']);
  });
});
