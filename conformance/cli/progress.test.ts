/** Tests of telling progress. */
import { describe, expect, it } from 'vitest';
import { tellOfFile, tellTo } from './progress.ts';

const told = (isTTY: boolean): string => {
  let text = '';
  const teller = tellTo({ write: (more) => (text += more), isTTY, columns: 30 }, 7);
  teller.tell({ phase: 'begin', plans: 214, expectedMs: 31_000, budgetMs: 62_000 });
  teller.tell({ phase: 'plan', done: 1, of: 214, broken: 0 });
  teller.tell({ phase: 'shrink', id: 'commerce/rights/no-leak', executions: 5 });
  teller.clear();
  teller.clear();
  return text;
};

describe('progress', () => {
  it('is one line on a terminal, redrawn and taken away', () => {
    expect(told(true).split('\r\u001b[2K')).toEqual([
      'wireproof: seed 7, 214 plans, about 31 s, at most 62 s\n',
      'plan 1 of 214',
      'looking for the shortest way ',
      '',
    ]);
  });

  it('is nothing but the expected duration elsewhere', () => {
    expect(told(false)).toBe('wireproof: seed 7, 214 plans, about 31 s, at most 62 s\n');
  });
});

const MB = 2 ** 20;

/** What is told of a file of 100 MB, 10 of which are judged in each second. */
const toldOfFile = (isTTY: boolean, seconds: readonly number[]): readonly string[] => {
  let text = '';
  let at = 1000;
  const out = { write: (more: string) => (text += more), isTTY, columns: 60 };
  const teller = tellOfFile(out, 100 * MB, () => at);
  for (const second of seconds) {
    at = 1000 * (1 + second);
    teller.tell(10 * MB * second, second > 3 ? 2 : 0);
  }
  teller.clear();
  return text.split('\r\u001b[2K');
};

describe('progress of a file', () => {
  it('is told once its speed is known, and redrawn on a terminal', () => {
    expect(toldOfFile(true, [0, 1, 2, 2.1, 4])).toEqual([
      'wireproof: 100 MB to judge, about 8.0 s more; Ctrl-C ends it with a report\n',
      '20 of 100 MB, about 8.0 s more',
      '40 of 100 MB, about 6.0 s more, 2 promises broken so far',
      '',
    ]);
  });

  it('is one sentence elsewhere', () => {
    expect(toldOfFile(false, [0, 1, 2, 4])).toEqual([
      'wireproof: 100 MB to judge, about 8.0 s more; Ctrl-C ends it with a report\n',
    ]);
  });

  it('is nothing where all is judged at once', () => {
    expect(toldOfFile(true, [0, 1, 1.9])).toEqual(['']);
  });
});
