/** Tests of recording: one client of a live server, and what is written of it. */
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { deafPort, endAll, serveSockets } from '../drivers/testing/servers.ts';
import { served, tokenFor } from './testing/live.ts';
import { run } from './program.ts';
import { shippedKit } from './shipped-kit.ts';

const folder = mkdtempSync(join(tmpdir(), 'wireproof-record-'));
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(endAll);

/** Runs a command line that is asked to stop once it has written, or heard itself say, this. */
const wireproof = async (argv: readonly string[], until = /$./u) => {
  const said = { out: '', err: '' };
  let stop = () => {};
  const stopped = new Promise<void>((resolve) => {
    stop = resolve;
  });
  const to = (stream: 'out' | 'err') => (text: string) => {
    said[stream] += text;
    if (until.test(said[stream])) stop();
  };
  const io = { stdout: { write: to('out') }, stderr: { write: to('err') }, env: {}, stopped: () => stopped };
  const code = await run(argv, io, shippedKit);
  return { code, ...said };
};

const kinds = (lines: string): readonly string[] =>
  lines
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => (JSON.parse(line) as { readonly kind: string }).kind);

describe('wireproof record', () => {
  it('writes down one connection of a server of commerce, without its token, and check can read it', async () => {
    const { url, control } = await served('commerce');
    const token = await tokenFor(control, 'did:a');
    const send = ['--send', '{"type":"ping"}', '--send', '{"type":"subscribe","channel":"user:did:a"}'];
    const flags = ['--protocol', 'commerce', '--token', token];
    const { code, out, err } = await wireproof(['record', url, ...flags, ...send], /"subscribed/u);
    expect({ code, err }).toMatchObject({ code: 0, err: expect.stringMatching(/^recorded 3 messages of ws:/u) });
    expect(kinds(out)).toEqual([
      ...['opening', 'opened', 'sent', 'sent', 'received', 'received', 'received', 'leaving', 'closed'],
    ]);
    expect(out).not.toContain(token);
    expect(out).toContain('"query":{}');
    expect(out).toMatch(/^\{"format":"wireproof capture","version":1,"protocol":"commerce","resolution":\d+\}\n/u);

    const file = join(folder, 'run.ndjson');
    const again = await wireproof([
      'record',
      `${url}?token=${token}`,
      ...flags.slice(0, 2),
      '-o',
      file,
      '--for',
      '1ms',
    ]);
    expect(again.code).toBe(0);
    expect(again.out).toContain(`next: npx wireproof check ${file} --protocol commerce\n`);
    expect(again.out + readFileSync(file, 'utf8')).not.toContain(token);
    const checked = await wireproof(['check', file, '--protocol', 'commerce']);
    expect(checked).toMatchObject({ code: 3, out: expect.not.stringContaining('✗ commerce/') });
  });

  it('writes down messages of Socket.IO as those of any other protocol', async () => {
    const { url, control } = await served('trading');
    const token = await tokenFor(control, 'u1');
    const send = ['--send', '{"event":"state:request","data":{}}'];
    const { code, out } = await wireproof(
      ['record', url, '--protocol', 'trading', '--token', token, ...send],
      /"received".*\n.*"received"/u,
    );
    expect(code).toBe(0);
    expect(kinds(out).slice(0, 3)).toEqual(['opening', 'opened', 'sent']);
    expect(out).toMatch(/"kind":"received",[^\n]*"text":"\{\\"event\\":/u);
  });

  it('answers pings, and ends with the server', async () => {
    const port = await serveSockets((socket) => {
      socket.on('pong', (data) => socket.close(4000, `heard ${data.toString()}`));
      socket.ping('you');
    });
    const file = join(folder, 'ended.ndjson');
    const url = `ws://127.0.0.1:${port}/ws?kinds=sold`;
    const { code, out } = await wireproof(['record', url, '--protocol', 'marketplace', '--capture', file]);
    expect(code).toBe(0);
    expect(out).toContain('; then the server ended the connection with 4000 (heard you)');
    const lines = readFileSync(file, 'utf8');
    expect(kinds(lines)).toEqual(['opening', 'opened', 'ping', 'pong', 'closed']);
    expect(lines).toContain('"query":{"kinds":"sold"}');
  });

  it.each([
    [['record', 'ws://127.0.0.1:PORT/ws', '--protocol', 'commerce'], 'nothing listens there'],
    [['record', 'ftp://h/ws', '--protocol', 'commerce'], 'but takes a URL such as'],
    [['record', 'http://h/ws', '--protocol', 'commerce'], 'is no WebSocket URL'],
    [
      ['record', 'ws://h/ws', '--protocol', 'commerce', '--send', '{type}'],
      '--send is "{type}", but takes a message as',
    ],
    [['record', 'ws://h/ws', '--protocol', 'commerce', '--for', 'long'], '--for is "long", but takes a duration'],
    [['record', 'ws://h/ws', '--protocol', 'commerce', '-o', '/nowhere/at/all'], 'its folder does not exist'],
    [['record', 'ws://h/ws', '--protocol', 'commerce', '--token', 'a b'], 'takes a token of visible ASCII'],
  ])('says in one sentence what is wrong with %j, and writes no file', async (argv, sentence) => {
    const port = String(await deafPort());
    const given = argv.map((word) => word.replace('PORT', port));
    const file = argv.includes('-o') ? [] : ['-o', join(folder, 'never')];
    const { code, out, err } = await wireproof([...given, ...file]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(sentence);
    expect(err.trim().split('\n')).toHaveLength(1);
    expect(readdirSync(folder)).not.toContain('never');
  });

  it('asks for a token where the server wants one', async () => {
    const port = await serveSockets(() => {}, { verifyClient: (_: unknown, done) => done(false, 401) });
    const { code, err } = await wireproof(['record', `ws://127.0.0.1:${port}/ws`, '--protocol', 'commerce']);
    expect(code).toBe(2);
    expect(err).toMatch(/lets nobody in like this: the handshake was answered with HTTP 401; give --token/u);
  });
});
