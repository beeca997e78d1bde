/** Tests of telling progress. */
import { describe, expect, it } from 'vitest';
import { tellTo } from './progress.ts';

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
