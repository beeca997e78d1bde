/** Tests that text is shown and never obeyed. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shorten, visible } from './escape.ts';

const SEED = { seed: 1 };
const anyText = fc.string({ unit: 'binary' });

describe('visible', () => {
  it.each([
    ['line\nbreak\r\ttab', 'line\\u{a}break\\u{d}\\u{9}tab'],
    ['\u001b[31mred\u009b0m', '\\u{1b}[31mred\\u{9b}0m'],
    ['\u202egnp.exe\u2066\u200f', '\\u{202e}gnp.exe\\u{2066}\\u{200f}'],
    ['a\u200bb\ufeff\u00ad', 'a\\u{200b}b\\u{feff}\\u{ad}'],
    ['\ud800 alone', '\\u{d800} alone'],
    ['\u2028\u2029', '\\u{2028}\\u{2029}'],
  ])('writes out what %j hides', (text, expected) => {
    expect(visible(text)).toBe(expected);
  });

  it('leaves what can be seen as it is', () => {
    expect(visible('wp:/é"\'\\%2F😀 日本 {"a":1}')).toBe('wp:/é"\'\\%2F😀 日本 {"a":1}');
  });

  it('leaves nothing that a terminal would act upon', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(visible(text)).toMatch(/^[^\p{C}\p{Zl}\p{Zp}]*$/u);
        expect(visible(visible(text))).toBe(visible(text));
      }),
      SEED,
    );
  });
});

describe('shorten', () => {
  it('keeps within its length and says that it has cut', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 1, max: 40 }), (text, most) => {
        const short = shorten(text, most);
        const whole = visible(text);
        expect(short.length).toBeLessThanOrEqual(Math.max(most, 1));
        expect(short === whole || (short.endsWith('…') && whole.startsWith(short.slice(0, -1)))).toBe(true);
      }),
      SEED,
    );
  });

  it('never cuts a character that is written out in two', () => {
    expect(shorten('ab\u001bcd', 6)).toBe('ab…');
    expect(shorten('ab\u001b', 8)).toBe('ab\\u{1b}');
  });
});
