/** Tests that what is quoted comes out of a shell as it went in. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quoteWord } from './shell.ts';

/** Reads one quoted word as a POSIX shell does: bare text, `'..'`, and `\'`. */
const unquote = (word: string): string =>
  word.replace(/'([^']*)'|\\(.)/gsu, (_, inside?: string, escaped?: string) => inside ?? escaped ?? '');

describe('quoteWord', () => {
  it('leaves plain words bare', () => {
    for (const word of ['ws://localhost:8080/ws', 'commerce/rights/no-leak', '2:0:1', '10000ms'])
      expect(quoteWord(word)).toBe(word);
  });

  it('quotes what a shell would read otherwise', () => {
    expect(quoteWord('commerce/*')).toBe("'commerce/*'");
    expect(quoteWord("it's $HOME")).toBe("'it'\\''s $HOME'");
    expect(quoteWord('')).toBe("''");
  });

  it('shows what is invisible', () => {
    expect(quoteWord("a\u202eb'\u{e0001}")).toBe("$'a\\u202eb\\'\\U000e0001'");
  });

  it('can be read back', () => {
    const printable = fc.string({ unit: 'grapheme' });
    fc.assert(
      fc.property(printable, (text) => {
        const word = quoteWord(text);
        if (!word.startsWith('$')) expect(unquote(word)).toBe(text);
      }),
      { seed: 1 },
    );
  });
});
