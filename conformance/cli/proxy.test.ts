/** Tests of the proxy's command: what it says as it goes, what is left of it, and its exit codes. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { endAll, endLater, serveSockets } from '../drivers/testing/servers.ts';
import type { Report } from '../engine/report.ts';
import { run } from './program.ts';
import { shippedKit } from './shipped-kit.ts';

const folder = mkdtempSync(join(tmpdir(), 'wireproof-proxy-'));
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(endAll);

/** Starts a proxy; `stop` is Ctrl-C, and gives what came of it. */
const start = async (...argv: readonly string[]) => {
  const said = { out: '', err: '' };
  let stopped = () => {};
  let listens = (_: number) => {};
  const port = new Promise<number>((resolve) => {
    listens = resolve;
  });
  const to = (stream: 'out' | 'err') => (text: string) => {
    said[stream] += text;
    const [, bound] = /passing what comes to ws:\/\/127\.0\.0\.1:(\d+)\/ws on to/u.exec(said.out + said.err) ?? [];
    if (bound !== undefined) listens(Number(bound));
  };
  const io = {
    ...{ stdout: { write: to('out') }, stderr: { write: to('err') } },
    env: {},
    stopped: () =>
      new Promise<void>((resolve) => {
        stopped = resolve;
      }),
  };
  const running = run(['proxy', '--listen', '0', '--protocol', 'commerce', ...argv], io, shippedKit);
  const outcome = running.then((code) => ({ code, ...said }));
  return {
    said,
    outcome,
    port: () => Promise.race([port, outcome.then(({ err }) => Promise.reject(new Error(err)))]),
    stop: () => {
      stopped();
      return outcome;
    },
  };
};

const GREETING = '{"type":"connected","userId":"u","timestamp":"2026-01-01T00:00:00Z"}';
/** A server that greets, and answers every ping with this. */
const pongs = (answer: string): Promise<number> =>
  serveSockets((socket) => {
    socket.send(GREETING);
    socket.on('message', () => socket.send(answer));
  });

/** A client that hears its greeting and two answers. */
const talk = async (port: number, token = 'hunter-2'): Promise<void> => {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/ws?token=${token}`);
  endLater(() => socket.terminate());
  await once(socket, 'message');
  for (const _ of [1, 2]) {
    socket.send('{"type":"ping"}');
    await once(socket, 'message');
  }
};

describe('wireproof proxy', () => {
  it('tells what breaks a promise once, as it comes, and reports on all of it in the end', async () => {
    const to = await pongs('{"type":"pong","hunter-2":1}');
    const [json, capture] = [join(folder, 'report.json'), join(folder, 'run.ndjson')];
    const proxy = await start('--to', `ws://127.0.0.1:${to}/ws`, '--capture', capture, '--report', `json=${json}`);
    await talk(await proxy.port());
    const { code, out, err } = await proxy.stop();
    expect({ code, err }).toEqual({ code: 1, err: '' });
    const finding = [
      '✗ commerce/messages/controls (MUST) at line 6, connection 1',
      '  Every control message',
      '  pong',
      '    ▸ ← pong  {"type":"pong","(redacted)":1}',
    ];
    for (const line of finding) expect(out).toContain(`\n${line}`);
    expect(out.split('commerce/messages/controls (MUST) at').length).toBe(2);
    expect(out).toMatch(
      /looked on, as a proxy, at what passed between ws:\S+ and its clients, by the protocol commerce/u,
    );
    const report = JSON.parse(readFileSync(json, 'utf8')) as Report;
    expect(report.capture).toEqual({ format: 'proxy', places: 'line' });
    const lines = readFileSync(capture, 'utf8');
    expect(lines).toMatch(/^\{"format":"wireproof capture","version":1,"protocol":"commerce","resolution":\d+\}\n/u);
    for (const text of [out, lines, JSON.stringify(report)]) expect(text).not.toContain('hunter-2');
    // What was written down is judged the same, and its lines are the places told.
    const said = { out: '' };
    const io = { stdout: { write: (text: string) => (said.out += text) }, stderr: { write: () => {} }, env: {} };
    const checked = ['check', capture, '--protocol', 'commerce', '--report', 'json=-'];
    expect(await run(checked, { ...io, stopped: () => Promise.resolve() }, shippedKit)).toBe(1);
    const again = JSON.parse(said.out) as Report;
    const told = ({ requirements }: Report) =>
      requirements.map(({ id, status, finding: found }) => [id, status, found?.frame]);
    expect(told(again)).toEqual(told(report));
  });

  it('is incomplete where nothing is broken, and keeps standard output for a report that is asked for there', async () => {
    const to = await pongs('{"type":"pong","timestamp":"2026-01-01T00:00:00Z"}');
    const proxy = await start('--to', `ws://127.0.0.1:${to}/ws`, '--report', 'json=-');
    await talk(await proxy.port());
    const { code, out, err } = await proxy.stop();
    expect(code).toBe(3);
    expect((JSON.parse(out) as Report).capture).toEqual({ format: 'proxy', places: 'message' });
    expect(err).toMatch(/^passing what comes to/u);
  });

  it('ends by itself when its time is up', async () => {
    const proxy = await start('--to', 'ws://127.0.0.1:1/ws', '--for', '1ms');
    expect(await proxy.outcome).toMatchObject({ code: 3, out: expect.stringContaining('incomplete') });
  });

  it.each([
    [['--to', 'ftp://h/ws'], 'takes a URL such as'],
    [['--to', 'http://h/ws'], 'http://h/ws is no WebSocket URL'],
    [['--to', 'ws://h/ws', '--listen', '70000'], 'takes a whole number from 0 to 65535'],
    [['--to', 'ws://h/ws', '--capture', '/nowhere/at/all'], 'its folder does not exist'],
    [['--to', 'ws://h/ws', '--ca', 'a', '--insecure'], 'contradict each other'],
    [['--to', 'ws://h/ws', '--host', '192.0.2.1'], '--host 192.0.2.1 is no address of this machine'],
    [[], "required option '--to <url>' not specified"],
  ])('says in one sentence what is wrong with %j', async (argv, sentence) => {
    const { outcome } = await start(...argv);
    const { code, out, err } = await outcome;
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(sentence);
    expect(err.trim().split('\n')).toHaveLength(1);
  });

  it('does not take a port that is taken', async () => {
    const to = await pongs('x');
    const { outcome } = await start('--to', `ws://127.0.0.1:${to}/ws`, '--listen', String(to));
    expect(await outcome).toMatchObject({
      code: 2,
      err: expect.stringContaining('or --listen 0 for any that is free'),
    });
  });
});
