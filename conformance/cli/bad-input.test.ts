/** Tests of bad input: each is told in one sentence, before anything is run. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Trouble } from '../engine/trouble.ts';
import { wireproof } from './testing/stand-ins.ts';

const folder = mkdtempSync(join(tmpdir(), 'wireproof-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, content: unknown): string => {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
};

const TEST = 'test ws://h:1/ws --protocol commerce';

describe('bad input', () => {
  it.each([
    ['', /Usage: wireproof/u],
    ['tset', /^wireproof: unknown command 'tset'.*test\?/u],
    ['test --protocol commerce', /missing required argument 'url'/u],
    ['test ws://h', /required option '--protocol <id\|file>' not specified/u],
    [`${TEST} surplus`, /too many arguments/u],
    [`${TEST} --sede 1`, /unknown option '--sede'.*--seed/u],
    ['test ftp://h --protocol commerce', /URL is "ftp:\/\/h", but takes a URL such as ws:/u],
    ['test http://h --protocol commerce', /http:\/\/h is no WebSocket URL: it must begin with ws:/u],
    ['test ws://h --protocol comerce', /There is no protocol "comerce"; there is commerce\./u],
    ['test ws://h --protocol toString', /There is no protocol "toString"/u],
    ['test ws://h --protocol ./none.json', /--protocol cannot read \.\/none\.json: it does not exist/u],
    [`${TEST} --only commerce/rights/noleak`, /--only names .* did you mean commerce\/rights\/no-leak\?/u],
    [`${TEST} --only commerce/zebra/*`, /--only names "commerce\/zebra\/\*", which is no requirement of commerce/u],
    [`${TEST} --seed -1`, /--seed/u],
    [`${TEST} --runs 0`, /--runs is "0", but takes a whole number from 1/u],
    [`${TEST} --budget 120`, /--budget is "120", but takes a duration/u],
    [`${TEST} --patience -1s`, /--patience/u],
    [`${TEST} --path 1:2`, /--path leads somewhere only from a seed/u],
    [`${TEST} --plan p.json --seed 1`, /--plan runs one plan as it is/u],
    [`${TEST} --clock virtual`, /--clock virtual takes the server's advance hook/u],
    [`${TEST} --control-secret s`, /give --control URL as well/u],
    [`${TEST} --control ws://h`, /--control is "ws:\/\/h", but takes a URL such as http:/u],
    [`${TEST} --report pdf=a.pdf`, /--report is "pdf=a\.pdf", but takes json=FILE, html=FILE, .* or - as the FILE/u],
    [
      `${TEST} --report json=/nowhere/at/all.json`,
      /--report cannot write .*: its folder does not exist; nothing was run/u,
    ],
    [`${TEST} --report json=${tmpdir()}`, /--report cannot write .*: it is a folder/u],
    [`${TEST} --plan ${tmpdir()}`, /--plan cannot read .*: it is a folder/u],
    [`${TEST} --known none.txt`, /--known cannot read none\.txt: it does not exist/u],
    ['serve commerce --port 65536', /--port is "65536", but takes a whole number from 0 to 65535/u],
    ['serve commerce --port -1', /--port/u],
    ['serve comerce', /There is no protocol "comerce"/u],
    [
      'serve commerce --fault rights/leak',
      /There is no fault "rights\/leak" of commerce; did you mean rights\/leaks\?/u,
    ],
    ['serve commerce --control-secret s', /give --control as well/u],
    ['serve commerce --control --host 0.0.0.0', /would be open to everybody/u],
    ['doctor --protocol commerce', /required option '--control <url>' not specified/u],
    ['doctor --control http://h', /required option '--protocol <id\|file>' not specified/u],
    ['doctor ftp://h --protocol commerce --control http://h', /URL is "ftp:\/\/h", but takes a URL such as ws:/u],
    ['doctor --protocol commerce --control ws://h', /--control is "ws:\/\/h", but takes a URL such as http:/u],
    ['doctor --protocol comerce --control http://h', /There is no protocol "comerce"/u],
    ['doctor --protocol commerce --control http://h --patience 5', /--patience is "5", but takes a duration/u],
    [
      'doctor --protocol commerce --control http://h --report json=/nowhere/at/all.json',
      /its folder does not exist; nothing was run/u,
    ],
    ['list comerce', /There is no protocol "comerce"/u],
  ])('is told in one sentence: %s', async (line, sentence) => {
    const { code, out, err, examined } = await wireproof(line);
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).toMatch(sentence);
    if (line !== '') expect(err).toMatch(/^wireproof: [^\n]+\n$/u);
    expect(examined).toEqual([]);
  });

  it.each([
    ['not json', 'it is not JSON'],
    ['[]', 'the plan must be object'],
    [{ steps: [{ do: 'conect' }] }, '/steps/0/do must be one of connect, send'],
    [{ steps: [{ do: 'together', steps: [{ do: 'wait', ms: -1 }] }] }, '/steps/0/steps/0/ms must be >= 0'],
    [{ steps: [{ do: 'leave', client: 'a', abruptly: 1 }] }, '/steps/0/abruptly must be boolean'],
    [{ steps: [{ do: 'settle', colour: 1 }] }, '/steps/0 must not have the member "colour"'],
    [{ steps: [null] }, '/steps/0/do must be one of'],
  ])('is told of a plan: %j', async (content, sentence) => {
    const { code, err } = await wireproof(`${TEST} --plan ${file('bad-plan.json', content)}`);
    expect(code).toBe(2);
    expect(err).toContain(sentence);
  });

  it('is told of a list of known failures', async () => {
    const known = async (content: unknown) => (await wireproof(`${TEST} --known ${file('bad-known', content)}`)).err;
    expect(await known([1])).toContain('is no list of ids');
    expect(await known('[oops')).toContain('is no list of ids');
    expect(await known('commerce/rights/ownr')).toContain(
      'line 1 names "commerce/rights/ownr", which is no requirement; did you mean commerce/rights/owner?',
    );
  });

  it('is told of a contract', async () => {
    const complaints = Array.from({ length: 12 }, (_, n) => ({ at: n === 0 ? '' : `/${n}`, says: 'is\nwrong' }));
    const judged = (most: number) =>
      wireproof(`test ws://h --protocol ${file('contract.json', {})}`, {
        kit: { restore: () => ({ complaints: complaints.slice(0, most) }) },
      });
    expect(await judged(1)).toMatchObject({
      code: 2,
      err: `wireproof: --protocol cannot use ${join(folder, 'contract.json')}: the contract is\\u{a}wrong.\n`,
    });
    const { code, err } = await judged(12);
    expect(code).toBe(2);
    expect(err.split('\n')).toEqual([
      expect.stringMatching(/^wireproof: --protocol cannot use .*contract\.json: 12 things are wrong with it\.$/u),
      '  the contract is\\u{a}wrong.',
      ...complaints.slice(1, 10).map(({ at }) => `  ${at} is\\u{a}wrong.`),
      '  And 2 more.',
      '',
    ]);
  });

  it('leaves no file behind when it checks that one can be written', async () => {
    await wireproof(`${TEST} --report json=${join(folder, 'new.json')}`, {
      kit: { connect: () => Promise.reject(new Trouble('UNREACHABLE', 'No.')) },
    });
    expect(readdirSync(folder)).not.toContain('new.json');
  });
});
