/** Tests of the command line as a whole: what is asked of the kit, what is said, and the exit code. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createExamination } from '../engine/examination.ts';
import type { Report, RequirementReport } from '../engine/report.ts';
import { Trouble } from '../engine/trouble.ts';
import { examined, outcome, wireproof } from './testing/stand-ins.ts';

const folder = mkdtempSync(join(tmpdir(), 'wireproof-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, content: unknown): string => {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
};

const TEST = 'test ws://h:1/ws --protocol commerce';
const CONTROL = '--control http://h:1/control';

describe('wireproof test', () => {
  it('examines a server and reports on it', async () => {
    const { code, out, err, connected, examined, closed } = await wireproof(
      `${TEST} --seed 7 --runs 5 --budget 2m --patience 500ms --only commerce/rights/*`,
    );
    expect(code).toBe(0);
    expect(out).toContain('conformant: 2 of 2 MUSTs passed.');
    expect(err).toBe('wireproof: seed 7, 3 plans, about 4.0 s, at most 8.0 s\n');
    expect(connected).toMatchObject([{ url: 'ws://h:1/ws', clock: 'auto', patience: 500 }]);
    expect(examined).toMatchObject([
      { target: 'ws://h:1/ws', seed: 7, runs: 5, budget: 120_000, patience: 500, only: ['commerce/rights/*'] },
    ]);
    expect(examined[0]?.nonce).toMatch(/^[0-9a-f]{8}$/u);
    expect(closed).toBe(1);
  });

  it('draws a new seed each time', async () => {
    const [one, two] = await Promise.all([wireproof(TEST), wireproof(TEST)]);
    expect(one.examined[0]?.seed).not.toBe(two.examined[0]?.seed);
  });

  it('takes the control secret from its flag or the environment, and prints it nowhere', async () => {
    const requirements = [
      outcome('commerce/rights/no-leak', 'fail', {
        finding: { because: 'hunter-2 was told', frame: 0 },
        replay: { seed: 7, path: '2:0', plan: { steps: [] }, executions: 9 },
      }),
    ];
    const flagged = await wireproof(`${TEST} ${CONTROL} --control-secret hunter-2 --clock virtual`, { requirements });
    expect(flagged.connected).toMatchObject([{ control: 'http://h:1/control', secret: 'hunter-2', clock: 'virtual' }]);
    expect(flagged.code).toBe(1);
    expect(flagged.out).toContain(
      'again: npx wireproof test ws://h:1/ws --protocol commerce --control http://h:1/control --control-secret "$WIREPROOF_SECRET" --clock real --only commerce/rights/no-leak --seed 7 --path 2:0\n',
    );
    expect(flagged.out).not.toContain('hunter-2');
    const fromEnv = await wireproof(`${TEST} ${CONTROL}`, { io: { env: { WIREPROOF_SECRET: 'hunter-3' } } });
    expect(fromEnv.connected).toMatchObject([{ secret: 'hunter-3' }]);
  });

  it('writes JSON beside the text, or in its place', async () => {
    const path = join(folder, 'report.json');
    const beside = await wireproof(`${TEST} --seed 7 --report json=${path}`);
    expect(beside.out).toContain('conformant:');
    expect((JSON.parse(readFileSync(path, 'utf8')) as Report).seed).toBe(7);
    const instead = await wireproof(`${TEST} --seed 7 --report json=-`);
    expect((JSON.parse(instead.out) as Report).verdict).toBe('conformant');
  });

  it('writes every format beside the text, or in its place', async () => {
    const path = (format: string) => join(folder, `every.${format}`);
    const all = ['json', 'html', 'junit', 'md', 'badge'];
    const beside = await wireproof(`${TEST} ${all.map((format) => `--report ${format}=${path(format)}`).join(' ')}`);
    expect(beside).toMatchObject({ code: 0, out: expect.stringContaining('conformant: 2 of 2 MUSTs passed.') });
    const begins = [
      '{',
      '<!doctype html>',
      '<?xml ',
      '## ✓ conformant: 2 of 2 MUSTs passed.',
      '{\n  "schemaVersion": 1',
    ];
    for (const [index, format] of all.entries()) {
      const begin = begins[index] ?? '';
      expect(readFileSync(path(format), 'utf8').slice(0, begin.length)).toBe(begin);
      const { out } = await wireproof(`${TEST} --report ${format}=-`);
      expect(out.slice(0, begin.length)).toBe(begin);
      expect(out).not.toContain('wireproof 9.9.9 examined ws://h:1/ws by the protocol commerce.\nseed');
    }
  });

  it('annotates a workflow of GitHub, after a text that cannot', async () => {
    const requirements = [
      outcome('commerce/rights/no-leak', 'fail', { finding: { because: '50% came\n::error::x', frame: 0 } }),
      outcome('commerce/errors/code', 'fail', { level: 'SHOULD' }),
    ];
    const io = { env: { GITHUB_ACTIONS: 'true' } };
    const { out, code } = await wireproof(TEST, { requirements, io });
    expect(code).toBe(1);
    const [, mark = ''] = /^::stop-commands::(\S{36})\n/u.exec(out) ?? [];
    const [text = '', annotations] = out.split(`::${mark}::\n`);
    expect(text).toContain('nonconformant: 1 of 1 MUST failed');
    expect(annotations).toBe(
      '::error title=commerce/rights/no-leak (MUST)::It does.%0A50%25 came\\u{a}::error::x.\n' +
        '::warning title=commerce/errors/code (SHOULD)::It does.%0Ano reason was given.\n',
    );
    expect((await wireproof(TEST, { requirements, io: { env: { GITHUB_ACTIONS: '1' } } })).out).not.toMatch(/^::/mu);
    const instead = await wireproof(`${TEST} --report junit=-`, { requirements, io });
    expect(instead.out).toMatch(/^<\?xml/u);
    expect(instead.out).not.toContain('\n::');
  });

  it('judges by the numbers of the build, and says so', async () => {
    const about = { protocol: 'commerce', hooks: [], promises: { heartbeat: { every: 300 } } };
    const { driver } = await wireproof(TEST).then(({ examined }) => examined[0] ?? expect.fail());
    const { examined, out } = await wireproof(`${TEST} ${CONTROL}`, {
      kit: { connect: () => Promise.resolve({ driver, about, trouble: () => 'Time stands still.' }) },
    });
    expect(examined[0]?.protocol.promises.heartbeat?.every).toBe(300);
    expect(out).toContain(
      'note on the server: this build differs from commerce by its own account: heartbeat.every is 300 instead of 30000',
    );
    expect(out).toContain('note on the driver: Time stands still.');
  });

  it('reads a plan and a list of known failures', async () => {
    const plan = {
      steps: [
        { do: 'connect', client: 'a', user: '⟨user1⟩', token: { expiresIn: 5 } },
        { do: 'repeat', times: 2, steps: [{ do: 'settle' }] },
      ],
    };
    const replayed = await wireproof(`${TEST} --plan ${file('plan.json', plan)}`);
    expect(replayed.examined).toMatchObject([{ plan }]);
    const lines = file('known.txt', '# since spring\ncommerce/rights/owner  # soon\r\n\n');
    const requirements = [outcome('commerce/rights/owner', 'fail'), outcome('commerce/rights/no-leak', 'pass')];
    expect((await wireproof(`${TEST} --known ${lines}`, { requirements })).code).toBe(0);
    const stale = await wireproof(`${TEST} --known ${file('known.json', ['commerce/rights/no-leak'])}`);
    expect(stale.code).toBe(1);
    expect(stale.err).toContain('known.json, but passes now; remove line 1.\n');
  });

  it('has exit codes for what is incomplete, and flags that change them', async () => {
    const requirements = [
      outcome('a/b/c', 'untested', { missing: ['publish'] }),
      outcome('a/b/d', 'fail', { level: 'SHOULD' }),
    ];
    expect((await wireproof(TEST, { requirements })).code).toBe(3);
    expect((await wireproof(`${TEST} --accept-untested`, { requirements })).code).toBe(0);
    expect((await wireproof(`${TEST} --accept-untested --strict`, { requirements })).code).toBe(1);
  });

  it('is in colour for people only', async () => {
    const told = async (isTTY: boolean, env: Record<string, string>) => {
      let text = '';
      await wireproof(TEST, { io: { env, stdout: { isTTY, write: (more) => (text += more) } } });
      return text.includes('\u001b[');
    };
    expect([await told(true, {}), await told(false, {}), await told(true, { NO_COLOR: '1' })]).toEqual([
      true,
      false,
      false,
    ]);
  });
});

describe('wireproof test that is stopped', () => {
  const broken = outcome('commerce/rights/no-leak', 'fail', { finding: { because: 'It leaked', frame: 0 } });

  /** Stops an examination that has come so far. */
  const stopped = (verdicts: readonly RequirementReport[], line = TEST) => {
    let stop = () => {};
    const asked = new Promise<void>((resolve) => {
      stop = resolve;
    });
    return wireproof(line, {
      io: { stopped: () => asked },
      kit: {
        examine: (options) =>
          createExamination(({ signal, tell }) => {
            options.onProgress?.({ phase: 'plan', done: 41, of: 214, broken: 2 });
            verdicts.forEach(tell);
            stop();
            return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
          }, options.signal),
      },
    });
  };

  it('tells what is confirmed, gives no verdict, and closes what was open', async () => {
    const { code, out, err, closed } = await stopped([outcome('commerce/rights/owner', 'pass'), broken]);
    expect(code).toBe(2);
    expect(out).toContain('✗ commerce/rights/no-leak (MUST)\n');
    expect(out).not.toMatch(/conformant|passed/u);
    expect(err).toContain(
      'wireproof: Stopped after 41 of 214 plans: there is no verdict. 2 promises were found broken until then, 1 of them confirmed, as told above.\n',
    );
    expect(closed).toBe(1);
    const quiet = await stopped([broken], `${TEST} --report json=-`);
    expect([quiet.code, quiet.out]).toEqual([2, '']);
  });

  it('before the server was reached says so', async () => {
    const { code, err } = await wireproof(TEST, {
      io: { stopped: () => Promise.resolve() },
      kit: { connect: () => new Promise(() => {}) },
    });
    expect(code).toBe(2);
    expect(err).toBe(
      'wireproof: Stopped before the first plan was over: there is no verdict. Nothing was found broken until then, which is no pass.\n',
    );
  });
});

describe('trouble', () => {
  it('is told in one sentence, without what a terminal would obey', async () => {
    const connect = () => Promise.reject(new Trouble('UNREACHABLE', 'The server says\n\u001b[31mno.'));
    const { code, err } = await wireproof(TEST, { kit: { connect } });
    expect({ code, err }).toEqual({ code: 2, err: 'wireproof: The server says\\u{a}\\u{1b}[31mno.\n' });
  });

  it('with the kit itself is called so, and closes what was open', async () => {
    const examine = () => examined(new TypeError('x is undefined'));
    const quiet = await wireproof(TEST, { kit: { examine } });
    expect(quiet.code).toBe(2);
    expect(quiet.err).toMatch(
      /^wireproof: this is a fault of wireproof itself, not of the server: x is undefined[^\n]*\n$/u,
    );
    expect(quiet.closed).toBe(1);
    const debugged = await wireproof(TEST, { kit: { examine }, io: { env: { WIREPROOF_DEBUG: '1' } } });
    expect(debugged.err).toContain('\n    at ');
  });
});

describe('help', () => {
  it('is shown on demand, with exit code 0', async () => {
    for (const line of [
      '--help',
      'test --help',
      'check --help',
      'record --help',
      'proxy --help',
      'report --help',
      'serve --help',
      'demo --help',
      'list --help',
      'faults --help',
      'doctor --help',
      'help test',
    ]) {
      const { code, out, err } = await wireproof(line);
      expect([line, code, err]).toEqual([line, 0, '']);
      expect(out).toContain('Usage: wireproof');
    }
    expect(await wireproof('--version')).toMatchObject({ code: 0, out: '9.9.9\n' });
  });
});
