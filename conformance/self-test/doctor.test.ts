/** `wireproof doctor` finds nothing wrong with sound hooks, and in each broken control interface exactly what is broken. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { protocols } from '../../schemas/index.ts';
import type { Protocol } from '../../schemas/protocol.ts';
import { checks } from '../doctor/checks.ts';
import { deafPort, endAll } from '../drivers/testing/servers.ts';
import { packageRoot } from '../generate/package-root.ts';
import { SAYINGS } from '../doctor/sayings.ts';
import { examined, serveBroken, told } from './broken-hooks.ts';
import { hookFaults, type HookFault } from './hook-faults.ts';
import { bytes, hooks, MARKUP } from './hostile-servers.ts';

interface Json {
  readonly verdict: string;
  readonly checks: readonly { readonly id: string; readonly status: string; readonly because?: string }[];
}

const idsOf = (out: string, status: string): readonly string[] =>
  (JSON.parse(out) as Json).checks.filter((check) => check.status === status).map(({ id }) => id);

/** Anything but line ends that a terminal would act upon. */
const ACTIVE = /[^\P{C}\n]/u;

const flagsOf = ({ flags = [] }: Pick<HookFault, 'flags'>, url: string): readonly string[] => [
  ...(flags.includes('url') ? [url] : []),
  ...(flags.includes('secret') ? ['--control-secret', 's3cret'] : []),
  ...(flags.includes('advance') ? ['--advance'] : []),
];

/** Enough for a loaded machine to answer in, and little where something never comes. */
const PATIENCE = '1s';

describe('the hooks of the reference server', () => {
  it('are sound in every check', async () => {
    const { url, control } = await serveBroken({}, 's3cret');
    const all = await examined(
      url,
      '--control',
      control,
      '--control-secret',
      's3cret',
      '--advance',
      '--report',
      'json=-',
    );
    expect(idsOf(all.out, 'wrong')).toEqual([]);
    expect(idsOf(all.out, 'sound')).toEqual(checks(() => undefined).map(({ id }) => id));
    expect([all.code, all.err]).toEqual([0, '']);
  });

  it('are sound without a secret, behind a proxy that alters nothing, and when they are examined again', async () => {
    const { url, control } = await serveBroken({ alter: () => (_, pass) => pass() });
    for (const more of [[], ['--advance'], ['--advance']]) {
      const { code, out } = await examined(url, '--control', control, ...more, '--report', 'json=-');
      expect([idsOf(out, 'wrong'), code]).toEqual([[], 0]);
    }
  });

  it('are sound where there are only two of them', async () => {
    const { url, control } = await serveBroken({
      alter:
        () =>
        async ({ path }, pass) => {
          if (['/advance', '/close', '/reset'].includes(path)) return { status: 404, text: '{"error":"no such hook"}' };
          const answer = await pass();
          return path === '/' ? { ...answer, text: '{"hooks":["token","publish"],"protocol":"commerce"}' } : answer;
        },
    });
    const { code, out } = await examined(url, '--control', control, '--advance');
    expect(out).toMatch(/^ {4}close {4}leaves \d+ requirements? untested$/mu);
    expect(out).toContain('sound: ');
    expect(code).toBe(0);
  });

  it('are not asked for what ends their time, unless that is wanted', async () => {
    const paths: string[] = [];
    const { url, control } = await serveBroken({
      alter: () => (passing, pass) => {
        paths.push(passing.path);
        return pass();
      },
    });
    const { out } = await examined(url, '--control', control);
    expect(paths).not.toContain('/advance');
    expect(out).toContain("Left out: only with --advance: from the first call on, the server's time stands still (5)");
  });
});

/** What says nothing of a protocol that has no tokens, no users and no heartbeat. */
const OF_USERS = /^doctor\/(token\/.*|close\/ends-the-subject|reset\/keeps-tokens|advance\/sends-what-is-due)$/u;

/** Answers the publication of an event with a status, in place of the server. */
const answering = (event: string, status: number): HookFault => ({
  alter:
    () =>
    ({ path, body }, pass) =>
      path === '/publish' && body.event === event ? told(status, { error: 'no' }) : pass(),
});

/** Turns one status of `publish` into another. */
const restating = (from: number, to: number): HookFault => ({
  alter: () => async (passing, pass) => {
    const answer = await pass();
    return passing.path === '/publish' && answer.status === from ? told(to, { error: 'no' }) : answer;
  },
});

/** Ends everybody, whoever is named. */
const sweeping: HookFault = {
  alter: () => (passing, pass) => pass(passing.path === '/close' ? { body: { reason: passing.body.reason } } : {}),
};

/** Keeps all that is sent about one event from everybody. */
const withholding = (isIt: (message: unknown) => boolean): HookFault => ({
  wrap: (server) => ({
    ...server,
    receive: (input, now) =>
      server.receive(input, now).filter((output) => output.do !== 'message' || !isIt(output.message)),
  }),
});

const named = (member: string, name: string) => (message: unknown) =>
  (message as Readonly<Record<string, unknown>>)[member] === name;

describe.each<readonly [Protocol, Readonly<Record<string, HookFault>>]>([
  [
    protocols.marketplace,
    {
      'publish/accepts-beginnings': answering('nav_update', 409),
      'publish/accepts-what-follows': answering('offer_cancelled', 409),
      'publish/reaches-the-entitled': withholding(named('type', 'epoch_distributed')),
      'close/spares-the-others': sweeping,
    },
  ],
  [
    protocols.prediction,
    {
      'publish/accepts-beginnings': answering('trades.executed', 409),
      'publish/accepts-what-follows': answering('events.resolved', 409),
      // What the protocol wants to be refused must not be taken, nor be called a misfit.
      'publish/refuses-what-breaks-the-rules': restating(409, 202),
      'publish/refuses-misfits': restating(400, 409),
      'publish/refuses-control-messages': answering('orders.snapshot', 202),
      'publish/reaches-the-entitled': withholding(named('stream', 'orders.delta')),
      'close/spares-the-others': sweeping,
    },
  ],
])('the hooks of the reference server of $0.id', (protocol, faults) => {
  const words = ['--protocol', protocol.id, '--patience', '5s', '--report', 'json=-'];

  it('are sound in every check but those that need users', async () => {
    const { url, control } = await serveBroken({}, 's3cret', protocol);
    const all = await examined(url, '--control', control, '--control-secret', 's3cret', '--advance', ...words);
    const expected = checks(() => undefined).filter(({ id }) => !OF_USERS.test(id));
    expect(idsOf(all.out, 'wrong')).toEqual([]);
    expect(idsOf(all.out, 'sound')).toEqual(expected.map(({ id }) => id));
    expect([all.code, all.err]).toEqual([0, '']);
  });

  it.each(Object.entries(faults))('are found wanting where %s does not hold', async (key, fault) => {
    const { url, control } = await serveBroken(fault, undefined, protocol);
    const { code, out } = await examined(url, '--control', control, ...words);
    expect(idsOf(out, 'wrong')).toContain(`doctor/${key}`);
    expect(code).toBe(1);
  });
});

it.each([protocols.telemetry, protocols.trading])(
  'the hooks of the reference server of $id are sound, and what is published is seen to arrive',
  async (protocol) => {
    const { url, control } = await serveBroken({}, undefined, protocol);
    const words = ['--protocol', protocol.id, '--patience', '5s', '--report', 'json=-'];
    const { code, out, err } = await examined(url, '--control', control, '--advance', ...words);
    expect(idsOf(out, 'wrong')).toEqual([]);
    expect(idsOf(out, 'sound')).toEqual(
      expect.arrayContaining([
        'doctor/publish/reaches-the-entitled',
        'doctor/token/lets-in',
        'doctor/reset/ends-connections',
      ]),
    );
    expect([code, err]).toEqual([0, '']);
  },
);

describe('what is broken is found, by exactly the check that is about it', () => {
  const faults = hookFaults();

  it('for each check that a fault of the hooks can break', () => {
    const levelled = checks(() => undefined).filter(({ level }) => level === 'MUST');
    expect(Object.keys(faults).map((key) => `doctor/${key}`)).toEqual(
      expect.arrayContaining(levelled.map(({ id }) => id)),
    );
  });

  it.each(Object.entries(faults))('%s', async (key, fault) => {
    const { url, control } = await serveBroken(fault, fault.flags?.includes('secret') ? 's3cret' : undefined);
    const words = [...flagsOf(fault, url), '--control', control, '--patience', PATIENCE];
    const { code, out, err } = await examined(...words, '--report', 'json=-');
    expect(idsOf(out, 'wrong')).toEqual([`doctor/${key}`]);
    expect([code, err]).toEqual([1, '']);
    expect(out).not.toMatch(/eyJ[\w-]{6}/u);
  });

  it('with a warning alone where it is a SHOULD', async () => {
    const { control } = await serveBroken({
      alter:
        () =>
        async ({ path }, pass) => {
          const answer = await pass();
          return path === '/' ? { ...answer, text: answer.text.replace('"reset"', '"reset","rest"') } : answer;
        },
    });
    const { code, out } = await examined('--control', control);
    expect(code).toBe(0);
    expect(out).toContain('! doctor/about/known-hooks (SHOULD)');
    expect(out).toContain('▸ came    "hooks" names "rest"');
    expect(out).toContain('passed; 1 warning; ');
  });
});

describe('a hostile control interface ends with what is wrong, and no more', () => {
  const page = '<!doctype html><title>Welcome</title>';
  const about = '{"protocol":"commerce","hooks":["publish","token","close","reset"]}';
  const answering = (head: string) => bytes((socket) => void socket.once('data', () => socket.end(head)));
  const overHttp = async (url: Promise<string>): Promise<string> =>
    (await url).replace('ws:', 'http:').replace('/ws', '');

  it.each<readonly [string, () => Promise<string>, string, RegExp]>([
    ['hangs', () => hooks(() => undefined), 'doctor/about/answers', /no answer: there was no answer within 300 ms/u],
    ['is a page', () => hooks(() => page), 'doctor/about/shape', /200 <!doctype html>/u],
    ['is ill', () => hooks(() => 500), 'doctor/about/answers', /500 /u],
    ['sends 100 MB', () => hooks(() => 'x'.repeat(100_000_000)), 'doctor/about/answers', /larger than 1 MiB/u],
    [
      'sends one elsewhere',
      () => overHttp(answering('HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n')),
      'doctor/about/answers',
      /302 with an empty body/u,
    ],
    ['hangs up', () => overHttp(bytes((socket) => socket.destroy())), 'doctor/about/answers', /hung up/u],
    ['speaks something else', () => overHttp(answering(`SSH-2.0 ${MARKUP}`)), 'doctor/about/answers', /is not HTTP/u],
    [
      'is of another protocol, and says so in escape codes',
      () => hooks(() => JSON.stringify({ protocol: MARKUP, hooks: [] })),
      'doctor/about/protocol',
      /wanted {2}"protocol":"commerce"/u,
    ],
  ])('%s', async (_name, make, id, sentence) => {
    const patience = /ms/u.test(sentence.source) ? '300ms' : '10s';
    const { code, out, err } = await examined('--control', await make(), '--patience', patience);
    expect([code, err]).toEqual([1, '']);
    expect(out.match(/^✗ .*$/gmu)).toEqual([`✗ ${id} (MUST)`]);
    expect(out).toMatch(sentence);
    expect(out).toContain("The fault is the driver's");
    expect(out).not.toMatch(ACTIVE);
  });

  it.each<readonly [string, (path: string) => string | number | undefined]>([
    ['hangs in each hook', (path) => (path === '/' ? about : undefined)],
    ['answers each hook with a page', (path) => (path === '/' ? about : page)],
    ['is ill in each hook', (path) => (path === '/' ? about : 500)],
    [
      'answers each hook with escape codes',
      (path) => (path === '/' ? about : JSON.stringify({ error: MARKUP, token: MARKUP, now: MARKUP })),
    ],
  ])('that %s', async (_name, answer) => {
    const { code, out, err } = await examined('--control', await hooks(answer), '--patience', '300ms', '--advance');
    expect([code, err]).toEqual([1, '']);
    for (const part of ['publish', 'token', 'close', 'reset'])
      expect(out).toMatch(new RegExp(`^✗ doctor/${part}/`, 'mu'));
    expect(out).not.toMatch(ACTIVE);
    expect(out).not.toMatch(/^ {4}at /mu);
  });

  it('that dies of a request is told from one that answers it wrongly, and asked no more', async () => {
    const { control } = await serveBroken({
      alter: () => (passing, pass) => {
        if (passing.raw === '42') endAll();
        return pass();
      },
    });
    const { out } = await examined('--control', control, '--report', 'json=-');
    expect(idsOf(out, 'wrong')).toEqual(['doctor/errors/garbage-body', 'doctor/errors/lives-on']);
    const { checks: all } = JSON.parse(out) as Json;
    expect(all.find(({ id }) => id === 'doctor/publish/accepts-beginnings')?.because).toBe(
      'nobody listens there any more',
    );
  });
});

it('quotes the control interface as docs/hooks.md has it', () => {
  const page = readFileSync(`${packageRoot(import.meta.url)}/docs/hooks.md`, 'utf8').replaceAll(/\s+/gu, ' ');
  for (const saying of Object.values(SAYINGS)) expect(page).toContain(saying);
});

describe('what cannot be examined is told in one sentence', () => {
  it.each<readonly [string, () => Promise<readonly string[]>, RegExp]>([
    [
      'nothing listens',
      async () => ['--control', `http://127.0.0.1:${await deafPort()}`],
      /cannot be reached: nothing listens there/u,
    ],
    [
      'a secret is wanted',
      async () => ['--control', (await serveBroken({}, 's3cret')).control],
      /none was given; give --control-secret/u,
    ],
    [
      'another secret is wanted',
      async () => ['--control', (await serveBroken({}, 's3cret')).control, '--control-secret', 'other-secret'],
      /does not take the secret it was given/u,
    ],
    [
      'the server is not there',
      async () => [`ws://127.0.0.1:${await deafPort()}/ws`, '--control', (await serveBroken()).control],
      /nothing listens there/u,
    ],
  ])('%s', async (_name, words, sentence) => {
    const { code, out, err } = await examined(...(await words()));
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(sentence);
    expect(err).toMatch(/^wireproof: [^\n]+\n$/u);
    expect(err).not.toContain('other-secret');
  });
});
