/** Tests of the proxy: everything passes as if it were not there, and what passed is told as a capture would have it. */
import { randomBytes } from 'node:crypto';
import { on, once } from 'node:events';
import { request } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { commerce } from '../../schemas/commerce/protocol.ts';
import { marketplace } from '../../schemas/marketplace/protocol.ts';
import { CERTIFICATE, KEY } from '../drivers/testing/certificate.ts';
import { deafPort, endAll, endLater, serveBytes, serveHttp, serveSockets } from '../drivers/testing/servers.ts';
import { LARGEST } from './frames.ts';
import { between } from './testing/between.ts';

afterEach(endAll);

const client = (port: number, path = '/ws', ...more: [string[]?, object?]): WebSocket => {
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, more[0] ?? [], { maxPayload: 0, ...more[1] });
  socket.on('error', () => {});
  endLater(() => socket.terminate());
  return socket;
};

const deferred = <T>() => {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
};

/** A request as it was asked, answered by the text of it. */
const ask = (port: number, path: string, body?: string, headers: Record<string, string> = {}) =>
  new Promise<{ status: number; headers: readonly string[]; text: string }>((resolve, reject) => {
    const asked = request({ port, path, host: '127.0.0.1', method: body === undefined ? 'GET' : 'POST', headers });
    asked.on('error', reject);
    asked.on('response', async (answer) => {
      let text = '';
      for await (const part of answer) text += String(part);
      resolve({ status: answer.statusCode ?? 0, headers: answer.rawHeaders, text });
    });
    asked.end(body);
  });

/** The first fragment of a message. */
const BEGIN = 'begin '.repeat(20);

describe('what passes', () => {
  it('is the same to the byte, both ways, but for the name by which the server is called', async () => {
    const noise = randomBytes(300_000);
    const said: Buffer[] = [];
    const done = deferred<void>();
    const answer = Buffer.concat([Buffer.from('HTTP/1.1 101 Switching  Protocols\r\nx-ODD:  1\r\n\r\n'), noise]);
    const to = await serveBytes((socket) => {
      socket.on('data', (bytes) => {
        if (said.push(bytes) === 1) socket.write(answer);
        if (Buffer.concat(said).length > noise.length) done.resolve();
      });
    });
    const { port } = await between(`ws://127.0.0.1:${to}/ws`, commerce);
    const socket = connect(port, '127.0.0.1');
    endLater(() => socket.destroy());
    const heard: Buffer[] = [];
    const whole = deferred<void>();
    socket.on('data', (bytes) => {
      heard.push(bytes);
      if (Buffer.concat(heard).length >= answer.length) whole.resolve();
    });
    const head = (host: string) =>
      `GET /ws?a=%20b HTTP/1.1\r\nHOST: ${host}\r\nX-Odd: \xe9 \r\nUpgrade: websocket\r\nconnection: keep-alive, Upgrade\r\n\r\n`;
    socket.write(head('elsewhere:1'), 'latin1');
    await once(socket, 'data');
    socket.write(noise);
    await Promise.all([done.promise, whole.promise]);
    expect(Buffer.concat(heard).equals(answer)).toBe(true);
    // A field's value ends before its spaces (RFC 9110, 5.5).
    const expected = Buffer.from(head(`127.0.0.1:${to}`).replace('\xe9 \r', '\xe9\r'), 'latin1');
    expect(Buffer.concat(said).equals(Buffer.concat([expected, noise]))).toBe(true);
  });

  it.each([true, false])('is what the server and the client agreed upon, compressed: %s', async (perMessageDeflate) => {
    const long = JSON.stringify({ type: 'ping', more: 'very long '.repeat(500) });
    const to = await serveSockets(
      (socket) => {
        socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }));
        socket.on('ping', () => socket.ping('back'));
      },
      { perMessageDeflate: perMessageDeflate && { threshold: 0 }, handleProtocols: () => 'b' },
    );
    const { port, sights, saw } = await between(`ws://127.0.0.1:${to}/ws`, commerce);
    const socket = client(port, '/ws?token=hunter-2&q=1', ['a', 'b'], { perMessageDeflate: { threshold: 0 } });
    await once(socket, 'open');
    expect([socket.protocol, socket.extensions]).toEqual(['b', perMessageDeflate ? 'permessage-deflate' : '']);
    for (const [text, again] of [
      ['"é"', 1],
      [long, 2],
    ] as const) {
      socket.send(text);
      const [data] = (await once(socket, 'message')) as [Buffer];
      expect(data.toString()).toBe(text);
      await saw('received', again);
    }
    socket.send(BEGIN, { fin: false });
    socket.send('end');
    expect(String((await once(socket, 'message'))[0])).toBe(`${BEGIN}end`);
    socket.send(Buffer.from([0, 255]));
    expect(await once(socket, 'message')).toEqual([Buffer.from([0, 255]), true]);
    socket.ping('there');
    expect(String((await once(socket, 'ping'))[0])).toBe('back');
    await saw('pong');
    const frame = (kind: string, text: string, bytes: number, form = 'text') => ({
      kind,
      connection: 1,
      form,
      text,
      bytes,
    });
    const both = (...rest: [string, number, string?]) => [frame('sent', ...rest), frame('received', ...rest)];
    expect(sights).toEqual([
      { kind: 'opening', connection: 1, query: { q: '1' } },
      { kind: 'opened', connection: 1 },
      ...both('"é"', 4),
      ...both(long, long.length),
      ...both(`${BEGIN}end`, BEGIN.length + 3),
      ...both('\0\ufffd', 2, 'binary'),
      { kind: 'ping', connection: 1 },
      { kind: 'pong', connection: 1 },
    ]);
  });
  const ends: readonly [string, (socket: WebSocket) => void, number, string, object][] = [
    ['a code and a reason', (socket) => socket.close(4001, 'because'), 4001, 'because', { code: 4001 }],
    ['no code', (socket) => socket.close(), 1005, '', { code: 1005 }],
    ['nothing at all', (socket) => socket.terminate(), 1006, '', {}],
  ];
  it.each(ends)('ends by the server with %s as without a proxy', async (_, end, code, reason, told) => {
    const to = await serveSockets(end);
    const { port, saw, sights } = await between(`ws://127.0.0.1:${to}/ws`, commerce);
    const [heard, why] = (await once(client(port), 'close')) as [number, Buffer];
    expect([heard, why.toString()]).toEqual([code, reason]);
    await saw('closed');
    expect(sights.at(-1)).toEqual({ kind: 'closed', connection: 1, reason, ...told });
  });
  it.each(ends)('ends by the client with %s as without a proxy', async (_, end, code, reason, told) => {
    const closed = deferred<readonly [number, string]>();
    const to = await serveSockets((socket) => {
      socket.on('close', (heard, why) => closed.resolve([heard, why.toString()]));
    });
    const { port, saw, sights } = await between(`ws://127.0.0.1:${to}/ws`, commerce);
    const socket = client(port);
    await once(socket, 'open');
    end(socket);
    expect(await closed.promise).toEqual([code, reason]);
    await saw('closed');
    expect(sights.slice(2)).toEqual([
      { kind: 'leaving', connection: 1, abruptly: !('code' in told) },
      { kind: 'closed', connection: 1, reason, ...told },
    ]);
  });

  it('is a refusal with its status and body, and a plain request with its answer', async () => {
    const to = await serveSockets(
      () => {},
      { verifyClient: (_: unknown, done) => done(false, 401, 'not you', { 'x-why': 'no' }) },
      async (asked, answer) => {
        let body = '';
        for await (const part of asked) body += String(part);
        answer.sendDate = false;
        answer.writeHead(203, 'So So', ['X-Odd', '1', 'x-odd', '2', 'set-cookie', 'a', 'set-cookie', 'b']);
        answer.end(`${asked.method} ${asked.url} ${body} ${asked.headers.host} ${asked.headers['x-own']}`);
      },
    );
    const { port, saw, sights } = await between(`ws://127.0.0.1:${to}/ws`, marketplace);
    const [, refusal] = await once(client(port, '/ws?kinds=sold'), 'unexpected-response');
    expect([refusal.statusCode, refusal.headers['x-why'], String(await once(refusal, 'data'))]).toEqual([
      401,
      'no',
      'not you',
    ]);
    await saw('refused');
    expect(sights).toMatchObject([
      { kind: 'opening', query: { kinds: 'sold' } },
      { kind: 'refused', status: 401 },
    ]);
    const { status, headers, text } = await ask(port, '/a%20b?c=d', '{"x":1}', { 'X-Own': 'mine' });
    expect([status, text]).toEqual([203, `POST /a%20b?c=d {"x":1} 127.0.0.1:${to} mine`]);
    expect(headers.slice(0, 8)).toEqual(['X-Odd', '1', 'x-odd', '2', 'set-cookie', 'a', 'set-cookie', 'b']);
  });

  it('is held back as a slow client holds it back', async () => {
    const piece = Buffer.alloc(256 * 1024, 'x');
    const most = 400;
    let sent = 0;
    let stalled = () => {};
    const to = await serveSockets((socket) => {
      let quiet = 0;
      const next = (): void => {
        if (sent === most) return;
        sent++;
        quiet = 0;
        socket.send(piece, next);
      };
      // Nothing was taken in so many turns: it is held back.
      const look = (): void => {
        if (++quiet > 3000) stalled();
        else setImmediate(look);
      };
      socket.once('message', () => {
        next();
        look();
      });
    });
    const { port } = await between(`ws://127.0.0.1:${to}/ws`, commerce);
    const socket = client(port);
    const held = new Promise<void>((resolve) => {
      stalled = resolve;
    });
    await once(socket, 'open');
    socket.send('go');
    socket.pause();
    await held;
    expect(sent).toBeLessThan(most / 2);
    socket.resume();
    let came = 0;
    for await (const [data] of on(socket, 'message')) {
      came += data.length;
      if (came === most * piece.length) break;
    }
    expect(sent).toBe(most);
  });

  it('may be too large to be looked at', async () => {
    const to = await serveSockets((socket) => socket.send(Buffer.alloc(LARGEST + 1)));
    const { port, proxy, sights } = await between(`ws://127.0.0.1:${to}/ws`, commerce);
    const [data] = (await once(client(port), 'message')) as [Buffer];
    expect(data.length).toBe(LARGEST + 1);
    expect(proxy.unseen.lost).toBe(1);
    expect(sights.map(({ kind }) => kind)).toEqual(['opening', 'opened']);
  });

  it.each([
    ['text that is not UTF-8', [0x81, 1, 0xff], 'the server sent text that is not UTF-8'],
    ['a reserved bit', [0xc1, 1, 0x20], 'the server sent a frame with a reserved bit set'],
  ])('may be %s, and is told as that', async (_, bytes, trouble) => {
    const to = await serveSockets((socket) => {
      // The socket beneath, which ws does not offer.
      (socket as unknown as { _socket: NodeJS.WritableStream })._socket.write(Buffer.from(bytes));
    });
    const { port, saw, sights } = await between(`ws://127.0.0.1:${to}/ws`, commerce);
    const [error] = (await once(new WebSocket(`ws://127.0.0.1:${port}/ws`), 'error')) as [Error];
    expect(error.message).toMatch(/^Invalid WebSocket frame/u);
    await saw('closed');
    expect(sights.at(-1)).toEqual({ kind: 'closed', connection: 1, reason: '', trouble });
  });
});

describe('a proxy', () => {
  it('answers with 502 while its server is down, and lives on', async () => {
    const dead = await deafPort();
    const { port, troubles, sights, saw } = await between(`ws://127.0.0.1:${dead}/ws`, commerce);
    const sentence = `ws://127.0.0.1:${dead} cannot be reached: nothing listens there (connection refused)`;
    for (const _ of [1, 2]) {
      const [, answer] = await once(client(port), 'unexpected-response');
      expect([answer.statusCode, String(await once(answer, 'data'))]).toEqual([502, `${sentence}\n`]);
      expect(await ask(port, '/x')).toMatchObject({ status: 502, text: `${sentence}\n` });
    }
    expect(new Set(troubles)).toEqual(new Set([sentence]));
    await saw('refused', 2);
    expect(sights.at(-1)).toMatchObject({ because: 'nothing listens there (connection refused)' });
  });

  it.each([{ ca: CERTIFICATE }, { insecure: true as const }, {}])('reaches servers over TLS with %o', async (reach) => {
    const server = createSecureServer({ key: KEY, cert: CERTIFICATE }, (_, answer) => answer.end('here'));
    const sockets = new WebSocketServer({ server });
    sockets.on('connection', (socket) => socket.send('hello'));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    endLater(() => {
      for (const socket of sockets.clients) socket.terminate();
      server.close();
      server.closeAllConnections();
    });
    const { port, saw } = await between(
      `wss://localhost:${(server.address() as AddressInfo).port}/ws`,
      commerce,
      reach,
    );
    if (Object.keys(reach).length === 0) {
      expect((await ask(port, '/')).text).toContain('its certificate is not trusted');
      return;
    }
    expect(String((await once(client(port), 'message'))[0])).toBe('hello');
    expect((await ask(port, '/')).text).toBe('here');
    await saw('received');
  });

  it('looks only at the path of its server, and tells what clients showed of who they are', async () => {
    const to = await serveSockets((socket) => socket.send('x'));
    const { port, proxy, sights, secrets } = await between(`ws://127.0.0.1:${to}/ws`, commerce);
    await once(client(port, '/hot-reload'), 'message');
    expect([proxy.unseen.elsewhere, sights]).toEqual([1, []]);
    await once(
      client(port, '/ws/?token=hunter-2', [], { headers: { cookie: 'sid=1', authorization: 'Bearer b' } }),
      'message',
    );
    expect([...secrets].sort()).toEqual(['Bearer b', 'hunter-2', 'sid=1']);
  });

  it('answers what is no HTTP as any server does', async () => {
    const to = await serveHttp((_, answer) => answer.end());
    const { port } = await between(`ws://127.0.0.1:${to}/ws`, commerce);
    const socket = connect(port, '127.0.0.1');
    socket.end('nonsense\r\n\r\n');
    expect(String((await once(socket, 'data'))[0])).toMatch(/^HTTP\/1\.1 400/u);
    expect((await ask(port, '/')).status).toBe(200);
  });
});
