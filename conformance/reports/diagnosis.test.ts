/** Tests of how a diagnosis is told. */
import { describe, expect, it } from 'vitest';
import type { Checked, Diagnosis } from '../doctor/diagnose.ts';
import { diagnosisJson, diagnosisText } from './diagnosis.ts';

const TOKEN = 'opaque-token-7';

const check = (id: string, outcome: Checked['outcome'], level: Checked['level'] = 'MUST'): Checked => ({
  ...{ id: `doctor/${id}`, level, statement: `What ${id} says.`, says: 'close', mend: 'do better.', outcome },
  // The first part of an id is the part.
  part: id.split('/')[0] as Checked['part'],
});

const diagnosis: Diagnosis = {
  checked: [
    check('about/answers', { status: 'sound' }),
    check('about/known-hooks', { status: 'wrong', asked: 'GET /', came: '"\u001b[2J"', wanted: 'some' }, 'SHOULD'),
    check('close/refuses', {
      status: 'wrong',
      asked: 'POST /close {}',
      came: `202 {"a":"${TOKEN}","b":"s3cret-s3cret"}`,
      wanted: '400',
    }),
    check('reset/answers', { status: 'skipped', because: 'the hook reset is not offered' }),
  ],
  hooks: ['publish', 'token', 'close'],
  mayAdvance: false,
  tokens: [TOKEN],
};
const options = {
  ...{ kit: '9.9.9', protocol: 'commerce', control: 'http://h:1/control', secrets: ['s3cret-s3cret'] },
  requirements: [{ needs: ['advance', 'token'] }, { needs: ['advance'] }, {}] as const,
};

const found = (...ids: readonly string[]): Diagnosis => ({
  ...diagnosis,
  checked: diagnosis.checked.filter(({ id }) => ids.includes(id)),
});

describe('a diagnosis as text', () => {
  it('tells counts, findings, what is not offered, what was left out, the verdict and the next step', () => {
    expect(diagnosisText(diagnosis, { ...options, colour: false }).split('\n')).toEqual([
      'wireproof 9.9.9 examined the hooks at http://h:1/control by the protocol commerce, without a connection to the server.',
      'It offers publish, token and close.',
      '',
      '  ! about    1 sound           1 warned',
      '  – errors',
      '  – secret',
      '  – publish',
      '  – token',
      '  ✗ close             1 wrong',
      '  – reset                                1 left out',
      '  – advance',
      '',
      '✗ doctor/close/refuses (MUST)',
      '  What close/refuses says.',
      '    asked   POST /close {}',
      '  ▸ came    202 {"a":"(redacted)","b":"(redacted)"}',
      '    wanted  400',
      expect.stringMatching(/^ {4}rule {4}`close` gives 202; .* {2}docs\/hooks\.md$/u),
      '    mend    do better.',
      '',
      '! doctor/about/known-hooks (SHOULD)',
      '  What about/known-hooks says.',
      '    asked   GET /',
      '  ▸ came    "\\u{1b}[2J"',
      '    wanted  some',
      expect.stringContaining('rule'),
      '    mend    do better.',
      '',
      'Not offered',
      '    advance  leaves 2 requirements untested',
      '    reset    no requirement needs it',
      '',
      'Left out: the hook reset is not offered (1)',
      '    doctor/reset/answers',
      '',
      "unsound: 1 of 3 checks failed; 1 warning; 1 left out. The fault is the driver's: the server behind it has not been judged.",
      'next: mend the first of them, start the server anew, and run this again.',
      '',
    ]);
  });

  it.each([
    [found('doctor/about/answers'), {}, /^sound: 1 of 1 check passed\.\nnext: give the server's WebSocket URL/mu],
    [
      found('doctor/about/answers'),
      { target: 'ws://h' },
      /^sound: .*\nnext: run `wireproof test` with the same URLs\.$/mu,
    ],
    [
      { ...found('doctor/about/answers'), hooks: ['advance'] as const },
      { target: 'ws://h' },
      /^next: give --advance as well, and start the server anew after it/mu,
    ],
    [
      { ...found('doctor/about/answers'), hooks: ['advance'] as const, mayAdvance: true },
      { target: 'ws://h' },
      /^next: run `wireproof test` with the same URLs, and start the server anew before --clock real/mu,
    ],
    [found('doctor/about/answers', 'doctor/about/known-hooks'), {}, /^sound: 1 of 2 checks passed; 1 warning\.$/mu],
    [
      { ...found('doctor/about/answers'), cut: 'it took long' },
      {},
      /^unfinished: it took long, and nothing wrong was found in 1 check\.$/mu,
    ],
    [{ ...found('doctor/about/answers'), hooks: [] }, {}, /^It offers no hooks\.$/mu],
  ])('says what it comes to, and what to do next (%#)', (told, more, line) => {
    expect(diagnosisText(told, { ...options, ...more, colour: false })).toMatch(line);
  });
});

it('a diagnosis as JSON has every check, and no secret', () => {
  const json = diagnosisJson(diagnosis, options);
  expect(JSON.parse(json)).toMatchObject({
    kit: { name: 'wireproof', version: '9.9.9' },
    verdict: 'unsound',
    hooks: ['publish', 'token', 'close'],
    missing: [
      { hook: 'advance', untested: 2 },
      { hook: 'reset', untested: 0 },
    ],
    checks: [
      { id: 'doctor/about/answers', status: 'sound' },
      { id: 'doctor/about/known-hooks', status: 'wrong' },
      { id: 'doctor/close/refuses', status: 'wrong', asked: 'POST /close {}', wanted: '400' },
      { id: 'doctor/reset/answers', status: 'skipped', because: 'the hook reset is not offered' },
    ],
  });
  expect(json).not.toMatch(/opaque-token|s3cret/u);
});
