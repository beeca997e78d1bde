/** Hostile servers get a verdict or one clear sentence: never a stack trace, a pass they did not earn, or a terminal. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Report, Status } from '../engine/report.ts';
import { deafPort, endLater } from '../drivers/testing/servers.ts';
import {
  answers,
  bytes,
  control,
  endWithTheTest,
  hooks,
  judged,
  MARKUP,
  sockets,
  tokensAnd,
  welcoming,
  wireOf,
} from './hostile-servers.ts';

/** Anything but line ends that a terminal would act upon. */
const ACTIVE = /[^\P{C}\n]/u;

const upgraded = (...frame: readonly number[]) => sockets((socket) => wireOf(socket).write(Buffer.from(frame)));

describe('what cannot be examined is told in one sentence, with exit code 2', () => {
  it.each<readonly [string, () => Promise<string>, RegExp]>([
    ['nothing listens', async () => `ws://127.0.0.1:${await deafPort()}/ws`, /nothing listens there/u],
    ['it says nothing', () => bytes(() => {}), /was not answered within 300 ms/u],
    ['it hangs up within the handshake', () => answers('HTTP/1.1 101 Swi'), /hung up/u],
    ['it speaks another protocol', () => answers(`SSH-2.0 ${MARKUP}`), /is not HTTP/u],
    [
      'it accepts wrongly',
      () => answers('HTTP/1.1 101 S\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: no\r\n\r\n'),
      /answered wrongly/u,
    ],
    ['it wants credentials', () => answers('HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n'), /HTTP 401/u],
    [
      'it sends clients elsewhere',
      () => answers('HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n'),
      /HTTP 302/u,
    ],
    ['it has no such path', () => answers('HTTP/1.1 404 None\r\nContent-Length: 0\r\n\r\n'), /HTTP 404.*path/u],
    ['it is ill', () => answers('HTTP/1.1 500 Ill\r\nContent-Length: 0\r\n\r\n'), /HTTP 500.*healthy/u],
    ['it upgrades, and is mute', () => sockets(() => {}), /never says anything that commerce knows/u],
    ['it echoes', () => sockets((socket) => socket.on('message', (data) => socket.send(data))), /never says anything/u],
    ['it greets with escape codes', () => sockets((socket) => socket.send(MARKUP)), /speaks, but not commerce/u],
    ['it masks its frames', () => upgraded(0x81, 0x82, 0, 0, 0, 0, 0x7b, 0x7d), /./u],
    ['it sets a reserved bit', () => upgraded(0xc1, 2, 0x7b, 0x7d), /./u],
    ['its text is not UTF-8', () => upgraded(0x81, 2, 0xff, 0xfe), /./u],
    ['it announces 100 MB', () => upgraded(0x81, 127, 0, 0, 0, 0, 6, 0x40, 0, 0), /./u],
  ])('%s', async (_name, make, sentence) => {
    const { code, out, err } = await judged(await make());
    expect(err).toMatch(sentence);
    expect(err).toMatch(/^wireproof: [^\n]+\n$/u);
    expect(err).not.toMatch(ACTIVE);
    expect([code, out]).toEqual([2, '']);
  });

  it.each<readonly [string, (path: string) => string | number | undefined, RegExp]>([
    ['is ill', () => 500, /answers GET \/ with 500/u],
    ['is a page', () => '<!doctype html>', /no JSON object: <!doctype html>/u],
    ['is markup', () => MARKUP, /no JSON object/u],
    ['hangs', () => undefined, /no answer within 300 ms/u],
    [
      'belongs to another protocol',
      () => JSON.stringify({ protocol: MARKUP, hooks: [] }),
      /where commerce was expected/u,
    ],
    ['lists hooks wrongly', () => '{"protocol":"commerce","hooks":{}}', /must answer GET \//u],
    [
      'promises nonsense',
      () => '{"protocol":"commerce","hooks":[],"promises":{"heartbeat":{"every":"soon"}}}',
      /heartbeat\.every/u,
    ],
    [
      'hands out numbers for tokens',
      (path) => (path === '/' ? '{"protocol":"commerce","hooks":["token"]}' : '{"token":7}'),
      /without a string "token"/u,
    ],
    [
      'gives no tokens',
      (path) => (path === '/' ? '{"protocol":"commerce","hooks":["token"]}' : 500),
      /token answered 500/u,
    ],
    [
      'cannot move time',
      (path) => (path === '/' ? '{"protocol":"commerce","hooks":["advance"]}' : '{"now":"soon"}'),
      /Time cannot be moved on/u,
    ],
  ])('its control interface %s', async (_name, answer, sentence) => {
    const url = await welcoming(() => {});
    const { code, out, err } = await judged(url, '--control', await hooks(answer));
    expect(err).toMatch(sentence);
    expect(err).toMatch(/^wireproof: [^\n]+\n$/u);
    expect(err).not.toMatch(ACTIVE);
    expect([code, out]).toEqual([2, '']);
  });
});

/** What a silent or a parrot-like server may pass: that what it said is well-formed, and that it said no more. */
const EARNED = /^commerce\/(messages\/.*|closing\/(stays-open|answers-the-close))$/u;

describe('what speaks gets a verdict, and no pass that it did not earn', () => {
  const having = (status: Status) => (out: string) =>
    (JSON.parse(out) as Report).requirements.filter((one) => one.status === status).map(({ id }) => id);
  const passed = having('pass');
  const failed = having('fail');

  it.each<readonly [string, () => Promise<string>]>([
    ['lets everybody in, and is mute', () => welcoming(() => {})],
    ['lets everybody in, and echoes', () => welcoming((socket, text) => socket.send(text))],
    [
      'says subscribed to everything',
      () => welcoming((socket) => socket.send(control('subscribed', { channel: 'global' }))),
    ],
    ['closes at once with 1000', () => sockets((socket) => socket.close(1000))],
  ])('%s', async (_name, make) => {
    const { code, out, err } = await judged(await make(), '--report', 'json=-');
    expect(code).toBe(1);
    expect(err).toMatch(/^wireproof: seed 1[^\n]*\n$/u);
    expect(passed(out).filter((id) => !EARNED.test(id))).toEqual([]);
  });

  it('what holds escape codes and markup in every string is shown, never obeyed', async () => {
    const url = await welcoming((socket) => socket.send(control('error', { message: MARKUP, [MARKUP]: MARKUP })), {
      [MARKUP]: MARKUP,
    });
    const { code, out, err } = await judged(url, '--control', await tokensAnd([], () => 500));
    expect(code).toBe(1);
    expect(out).toContain('\\u{1b}');
    expect(out + err).not.toMatch(ACTIVE);
  });

  it('what repeats tokens does not get them into a report', async () => {
    const url = await welcoming((socket) => socket.send(control('pong')), {}, { repeatsToken: true });
    const { code, out, err } = await judged(url, '--control', await tokensAnd([], () => 500), '--report', 'json=-');
    expect(code).toBe(1);
    expect(failed(out)).toContain('commerce/credentials/token-secret');
    expect(out + err).not.toMatch(/eyJ[\w-]{6}/u);
  });

  it('what floods is cut, and judged by what it said before', async () => {
    const event = JSON.stringify({ event: 'proposal.created', data: {}, timestamp: 'now' });
    const url = await sockets((socket) => {
      const pour = (): void => {
        if (socket.readyState !== socket.OPEN) return;
        for (let n = 0; n < 200; n++) socket.send(event);
        socket.send(event, () => setImmediate(pour));
      };
      socket.send(control('connected', { userId: 'somebody' }));
      pour();
    });
    // Server and kit share a core or two: the first plans take their time.
    const { code, err } = await judged(url, '--budget', '6s');
    expect(code).toBe(1);
    expect(err).toMatch(/^wireproof: seed 1[^\n]*\n$/u);
  });

  it('what dies at the third message leaves an account behind', async () => {
    let heard = 0;
    const url = await welcoming((socket) => (++heard < 3 ? socket.send(control('pong')) : socket.terminate()));
    const { code, out } = await judged(url, '--control', await tokensAnd(['publish'], () => undefined));
    expect(code).toBe(1);
    expect(out).toContain('nonconformant');
  });
});

describe('what breaks off, stalls or chokes its clients gets a verdict, and no connection is left behind', () => {
  const MEBIBYTE = Buffer.alloc(2 ** 20, 'x');
  const isSubscribe = (text: string): boolean => text.includes('"subscribe"');

  /** The connections that a server has met; when their clients have ended all of them. */
  const book = () => {
    const met: WebSocket[] = [];
    const gone: Promise<unknown>[] = [];
    /** Whether it was not met before. */
    const enter = (socket: WebSocket): boolean => {
      if (met.includes(socket)) return false;
      met.push(socket);
      const wire = wireOf(socket);
      gone.push(new Promise((resolve) => void wire.once('end', resolve).once('close', resolve)));
      return true;
    };
    return { met, enter, allGone: () => Promise.all(gone) };
  };
  type Book = ReturnType<typeof book>;

  it.each<readonly [string, (kept: Book) => Promise<string>]>([
    [
      'sends 100 MB piece by piece',
      ({ enter }) =>
        welcoming((socket) => {
          enter(socket);
          for (let n = 0; n < 100; n++) socket.send(MEBIBYTE, { fin: n === 99, binary: false });
        }),
    ],
    [
      'sends what inflates to 100 MB',
      ({ enter, met }) =>
        welcoming(
          (socket) => {
            // Once: what makes it small keeps the machine busy.
            if (enter(socket) && met.length < 3)
              socket.send(Buffer.alloc(100 * 2 ** 20, 'x'), { binary: false, compress: true });
          },
          {},
          { perMessageDeflate: { threshold: 0, zlibDeflateOptions: { level: 1 } } },
        ),
    ],
    [
      'compresses badly',
      ({ enter }) =>
        welcoming(
          (socket) => {
            enter(socket);
            wireOf(socket).write(Buffer.from([0xc1, 4, 0xff, 0xff, 0xff, 0xff]));
          },
          {},
          { perMessageDeflate: true },
        ),
    ],
    [
      'stops reading and writing, as if half of it were gone',
      ({ enter }) =>
        welcoming((socket) => {
          if (enter(socket)) wireOf(socket).pause();
        }),
    ],
    [
      'answers when it is too late',
      ({ enter }) =>
        welcoming((socket) => {
          enter(socket);
          // The client has said goodbye, and listens no more.
          socket.once('close', () => wireOf(socket).write(Buffer.from([0x81, 2, 0x7b, 0x7d])));
        }),
    ],
    [
      'falls at every subscribe, all connections with it, and is up again',
      ({ enter, met }) =>
        welcoming((socket, text) => {
          enter(socket);
          if (isSubscribe(text)) for (const one of met) one.terminate();
          else socket.send(control('pong'));
        }),
    ],
  ])('%s', async (_name, make) => {
    const kept = book();
    const url = await make(kept);
    const { code, out, err } = await judged(url, '--control', await tokensAnd(['publish'], () => '{}'));
    expect(code).toBe(1);
    expect(out).toContain('nonconformant');
    expect(err).toMatch(/^wireproof: seed 1[^\n]*\n$/u);
    expect(kept.met.length).toBeGreaterThan(0);
    for (const socket of kept.met) wireOf(socket)?.resume();
    await kept.allGone();
  });

  it('falls at a subscribe for good', async () => {
    endWithTheTest();
    const sockets: WebSocket[] = [];
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    endLater(() => server.close());
    server.on('connection', (socket) => {
      sockets.push(socket);
      socket.send(control('connected', { userId: 'somebody' }));
      socket.on('message', (data) => {
        if (!isSubscribe(String(data))) return socket.send(control('pong'));
        server.close();
        for (const one of sockets) one.terminate();
      });
    });
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const hooks = await tokensAnd(['publish'], () => '{}');
    const { code, out } = await judged(`ws://127.0.0.1:${port}/ws`, '--control', hooks);
    expect(code).toBe(1);
    expect(out).toMatch(/The server is gone: .* takes no more connections\./u);
  });
});
