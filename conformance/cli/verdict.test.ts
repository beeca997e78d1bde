/** Tests of exit codes. */
import { describe, expect, it } from 'vitest';
import type { RequirementReport } from '../engine/report.ts';
import { outcome, reportOf } from './testing/stand-ins.ts';
import { exitCode, type Judging, knownSentences } from './verdict.ts';

const plain: Judging = { known: new Set(), strict: false, acceptUntested: false };
const report = (...requirements: readonly RequirementReport[]) =>
  reportOf({ target: 'ws://h', seed: 1, startedAt: '' }, requirements);
const pass = outcome('p/f/a', 'pass');
const fail = outcome('p/f/b', 'fail');
const warning = outcome('p/f/c', 'fail', { level: 'SHOULD' });
const untested = outcome('p/f/d', 'untested', { missing: ['publish'] });
const needsSuite = outcome('p/f/e', 'untested');
const rare = outcome('p/f/f', 'unexercised');
const may = outcome('p/f/g', 'fail', { level: 'MAY' });

describe('an exit code', () => {
  it.each([
    ['all pass', [pass], plain, 0],
    ['a MUST fails', [pass, fail, untested], plain, 1],
    ['a MUST is open', [pass, untested], plain, 3],
    ['a SHOULD fails', [pass, warning], plain, 0],
    ['a SHOULD fails, strictly', [pass, warning], { ...plain, strict: true }, 1],
    ['a MAY fails, strictly', [pass, may], { ...plain, strict: true }, 0],
    ['only hooks were missing, accepted', [pass, untested], { ...plain, acceptUntested: true }, 0],
    ['more than hooks was missing', [untested, rare], { ...plain, acceptUntested: true }, 3],
    ['no hook would help', [needsSuite], { ...plain, acceptUntested: true }, 3],
    ['a MUST fails, accepted untested', [fail, untested], { ...plain, acceptUntested: true }, 1],
    ['a failure is known', [pass, fail], { ...plain, known: new Set(['p/f/b']) }, 0],
    ['a failure is known, a MUST open', [fail, rare], { ...plain, known: new Set(['p/f/b']) }, 3],
    ['one failure is known, one is not', [fail, outcome('p/f/x', 'fail')], { ...plain, known: new Set(['p/f/b']) }, 1],
    ['a known failure passes', [pass], { ...plain, known: new Set(['p/f/a']) }, 1],
    ['a known SHOULD fails, strictly', [warning], { ...plain, strict: true, known: new Set(['p/f/c']) }, 0],
  ] as const)('is right when %s', (_, requirements, judging, code) => {
    expect(exitCode(report(...requirements), judging)).toBe(code);
  });

  it('comes with a sentence for each known failure that passes, or was not judged', () => {
    const lines = new Map([
      ['p/f/a', 3],
      ['p/f/b', 4],
      ['p/f/d', 5],
      ['p/f/f', 6],
      ['p/f/elsewhere', 7],
    ]);
    const known = { file: 'known.txt', ids: new Set(lines.keys()), lines };
    expect(knownSentences(report(pass, fail, untested, rare), known)).toEqual([
      'p/f/a is on the list of known failures in known.txt, but passes now; remove line 3.',
      'p/f/d is on the list of known failures in known.txt (line 5); whether it still fails is not known, for it was not judged: it takes the hook publish, which the server does not offer.',
      'p/f/f is on the list of known failures in known.txt (line 6); whether it still fails is not known, for it was not judged: nothing to judge came up.',
    ]);
  });
});
