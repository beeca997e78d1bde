/** Tests of lines over real sockets: every signal, every way to end, and servers that misbehave. */
import { once } from 'node:events';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { WebSocket } from 'ws';
import type { BrokenFrame } from '../engine/plan.ts';
import {
  createEar,
  deafPort,
  endAll,
  endLater,
  serveBytes,
  serveFrames,
  serveHttp,
  serveSockets,
} from './testing/servers.ts';
import type { LineOptions } from './open-line.ts';
import { openLine } from './websocket-line.ts';

afterEach(endAll);

const open = (port: number, patience = 5000, more: Pick<LineOptions, 'allowing'> = {}) => {
  const ear = createEar();
  const noticed: string[] = [];
  const line = openLine({
    address: new URL(`ws://127.0.0.1:${port}/ws`),
    patience,
    listener: ear.listener,
    notice: (what) => noticed.push(what),
    roundTrip: () => {},
    ...more,
  });
  endLater(line.drop);
  return { ...ear, line, noticed };
};

/** Serves and gives the first connection. */
const meeting = async (options: object = {}) => {
  let meet = (_socket: WebSocket): void => {};
  const met = new Promise<WebSocket>((resolve) => {
    meet = resolve;
  });
  return { port: await serveSockets((socket) => meet(socket), options), met };
};

describe('a line', () => {
  it('loses nothing that comes in one segment with the handshake', async () => {
    const port = await serveFrames(0x81, 2, 0x68, 0x69, 0x82, 1, 0x41, 0x88, 2, 0x0f, 0xa1);
    const { signals, heard } = open(port);
    await heard('closed');
    expect(signals).toEqual([
      { kind: 'opened' },
      { kind: 'received', form: 'text', text: 'hi', bytes: 2 },
      { kind: 'received', form: 'binary', text: 'A', bytes: 1 },
      { kind: 'closed', code: 4001, reason: '' },
    ]);
  });

  it('sends frames in the order they are asked for, compression offered or not', async () => {
    const { port, met } = await meeting({ perMessageDeflate: true });
    const { line, heard } = open(port);
    await heard('opened');
    const socket = await met;
    const got: unknown[] = [];
    socket.on('message', (data, isBinary) => got.push([isBinary, String(data)]));
    line.text('é'.repeat(3000));
    line.binary('b');
    line.break('unmasked');
    await heard('closed');
    expect(got).toEqual([
      [false, 'é'.repeat(3000)],
      [true, 'b'],
    ]);
  });

  it('leaves pings to its owner and answers the latest with its own payload', async () => {
    const { port, met } = await meeting();
    const { line, heard, signals, noticed } = open(port);
    const socket = await met;
    socket.ping('one');
    socket.ping('two');
    socket.send('after');
    await heard('received');
    const ponged = once(socket, 'pong');
    line.pong();
    expect(String((await ponged)[0])).toBe('two');
    expect(signals.filter(({ kind }) => kind === 'ping')).toHaveLength(2);
    expect(noticed).toEqual(['heard', 'heard', 'heard', 'heard', 'last word']);
  });

  it('sends a text in as many frames as it is asked to, with a ping between them', async () => {
    const { port, met } = await meeting({ perMessageDeflate: true });
    const { line, heard, signals, noticed } = open(port);
    await heard('opened');
    const socket = await met;
    const got: string[] = [];
    socket.on('message', (data, isBinary) => got.push(`${isBinary ? 'binary' : 'text'} ${String(data)}`));
    socket.on('ping', (data) => {
      got.push(`ping ${String(data)}`);
      if (String(data) === 'alone') socket.send('done');
    });
    line.text('é'.repeat(4), undefined, { fragments: 3, ping: 'between' });
    line.text('x', undefined, { fragments: 2 });
    line.ping('alone');
    await heard('received');
    expect(got).toEqual(['ping between', `text ${'é'.repeat(4)}`, 'text x', 'ping alone']);
    expect(signals.filter(({ kind }) => kind === 'ponged')).toEqual([
      { kind: 'ponged', text: 'between' },
      { kind: 'ponged', text: 'alone' },
    ]);
    expect(noticed.filter((what) => what !== 'heard')).toEqual(['spoke', 'spoke', 'last word']);
    expect(line.framed()).toBe(true);
  });

  it('tells of pongs that nobody asked for, and keeps those to itself that show that all has come', async () => {
    const { port, met } = await meeting();
    const { line, heard, signals } = open(port);
    await heard('opened');
    (await met).pong('unasked');
    expect(await new Promise<boolean>((resolve) => void line.drained(resolve))).toBe(true);
    expect(signals).toEqual([{ kind: 'opened' }, { kind: 'ponged', text: 'unasked' }]);
  });

  it('passes on the code and the reason of a close frame', async () => {
    const { port, met } = await meeting();
    const { heard } = open(port);
    (await met).close(4001, 'expired');
    expect(await heard('closed')).toEqual({ kind: 'closed', code: 4001, reason: 'expired' });
  });

  it('knows a connection that was cut from one that was closed', async () => {
    const { port, met } = await meeting();
    const { heard } = open(port);
    await heard('opened');
    (await met).terminate();
    expect(await heard('closed')).toEqual({ kind: 'closed', reason: '' });
  });

  it('takes a reset for a cut', async () => {
    const { port, met } = await meeting();
    const { heard } = open(port);
    await heard('opened');
    const socket = await met;
    // The only way to the TCP socket that the server side of `ws` offers to its tests.
    (socket as unknown as { _socket: { resetAndDestroy: () => void } })._socket.resetAndDestroy();
    expect(await heard('closed')).toEqual({ kind: 'closed', reason: '' });
  });

  it('cuts who says nothing once it has closed, and waits for who has more to say', async () => {
    // It answers whatever it hears by a frame of its own, a close frame too.
    const port = await serveFrames(0x81, 1, 0x61);
    const allowed: { readonly ms: number; readonly spent: () => void; off: boolean }[] = [];
    const { line, heard, signals } = open(port, 5000, {
      allowing: (ms, spent) => {
        const one = { ms, spent, off: false };
        allowed.push(one);
        return () => {
          one.off = true;
        };
      },
    });
    const running = () => allowed.filter(({ off }) => !off);
    await heard('received');
    expect(running()).toEqual([]);
    line.close();
    const [first, ...others] = running();
    expect([first?.ms, others]).toEqual([5000, []]);
    const more = () => signals.filter(({ kind }) => kind === 'received').length;
    await vi.waitUntil(() => more() === 2 && running()[0] !== first);
    expect(running()).toHaveLength(1);
    running()[0]?.spent();
    expect(await heard('closed')).toMatchObject({ reason: '', trouble: expect.stringContaining('of the close frame') });
    expect(running()).toEqual([]);
  });

  it('closes with 1000, drops without a word, and ignores what is sent after that', async () => {
    const { port, met } = await meeting();
    const closing = open(port);
    const socket = await met;
    const gone = once(socket, 'close');
    await closing.heard('opened');
    closing.line.close();
    closing.line.text('too late');
    closing.line.pong();
    closing.line.break('unmasked');
    expect((await gone)[0]).toBe(1000);
    expect(await closing.heard('closed')).toEqual({ kind: 'closed', code: 1000, reason: '' });

    const dropping = open(port);
    await dropping.heard('opened');
    dropping.line.drop();
    expect(await dropping.heard('closed')).toEqual({ kind: 'closed', reason: '' });
    await dropping.line.over;
  });

  it.each<[BrokenFrame, string]>([
    ['reserved bits', 'WS_ERR_UNEXPECTED_RSV_2_3'],
    ['unmasked', 'WS_ERR_EXPECTED_MASK'],
    ['reserved opcode', 'WS_ERR_INVALID_OPCODE'],
    ['long ping', 'WS_ERR_INVALID_CONTROL_PAYLOAD_LENGTH'],
    ['invalid utf-8', 'WS_ERR_INVALID_UTF8'],
  ])('breaks a frame in just one way: %s', async (how, code) => {
    const { port, met } = await meeting();
    const { line, heard } = open(port);
    await heard('opened');
    const failed = new Promise<Error>((resolve) => void met.then((socket) => socket.once('error', resolve)));
    await met;
    line.break(how);
    expect(await failed).toMatchObject({ code });
    expect(await heard('closed')).toMatchObject({ code: how === 'invalid utf-8' ? 1007 : 1002 });
  });
});

describe('a server that misbehaves on an open line', () => {
  it.each([
    ['text that is not UTF-8', [0x81, 2, 0xc3, 0x28], 'the server sent text that is not UTF-8'],
    ['a reserved bit', [0xa1, 0], 'the server sent a frame with a reserved bit set'],
    ['a masked frame', [0x81, 0x80, 0, 0, 0, 0], 'the server sent a masked frame, which only clients may'],
    ['a close code that is none', [0x88, 2, 0, 1], 'the server closed with a code that RFC 6455 does not allow'],
  ])('is told so: %s', async (_, bytes, trouble) => {
    const { heard, signals } = open(await serveFrames(...bytes));
    expect(await heard('closed')).toEqual({ kind: 'closed', reason: '', trouble });
    expect(signals).toHaveLength(2);
  });

  it('is told so: a message above 1 MiB, while one of 1 MiB is taken', async () => {
    const { port, met } = await meeting();
    const { heard, signals } = open(port);
    const socket = await met;
    socket.send('x'.repeat(1024 * 1024));
    socket.send('x'.repeat(1024 * 1024 + 1));
    expect(await heard('closed')).toMatchObject({ trouble: expect.stringContaining('above 1 MiB') });
    expect(signals.map(({ kind }) => kind)).toEqual(['opened', 'received', 'closed']);
  });

  it('is told so: a small frame that inflates to more than 1 MiB, of which no more than that is read', async () => {
    const { port, met } = await meeting({ perMessageDeflate: { threshold: 0 } });
    const { heard, signals } = open(port);
    const socket = await met;
    expect(socket.extensions).toBe('permessage-deflate');
    socket.send('x'.repeat(1024 * 1024));
    socket.send(Buffer.alloc(64 * 1024 * 1024));
    expect(await heard('closed')).toMatchObject({ trouble: expect.stringContaining('above 1 MiB') });
    expect(signals.map(({ kind }) => kind)).toEqual(['opened', 'received', 'closed']);
  });

  it('is cut off when it floods', async () => {
    const { port, met } = await meeting();
    const { line, heard, signals } = open(port);
    const socket = await met;
    for (let sent = 0; sent < 50_010; sent++) socket.send('x');
    expect(await heard('closed')).toMatchObject({ trouble: expect.stringContaining('flooded') });
    await line.over;
    expect(signals).toHaveLength(50_002);
  });
});

describe('a handshake that fails', () => {
  it('is refused with its HTTP status', async () => {
    const port = await serveHttp((_, response) => response.writeHead(403).end('no'));
    const { heard } = open(port);
    expect(await heard('refused')).toEqual({
      kind: 'refused',
      status: 403,
      because: 'the handshake was answered with HTTP 403',
    });
  });

  it.each([
    ['hangs up', (socket: { end: () => void }) => socket.end(), 'the server hung up without an answer'],
    [
      'talks nonsense',
      (socket: { write: (text: string) => void }) => socket.write('220 smtp ready\r\n'),
      'what came back is not HTTP',
    ],
    [
      'upgrades wrongly',
      (socket: { write: (text: string) => void }) =>
        socket.write('HTTP/1.1 101 X\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: no\r\n\r\n'),
      'the handshake was answered wrongly (Invalid Sec-WebSocket-Accept header)',
    ],
  ])('is refused with a sentence when the server %s', async (_, act, because) => {
    const port = await serveBytes((socket) => void socket.once('data', () => act(socket)));
    const { heard, line, signals } = open(port);
    expect((await heard('refused')).because).toContain(because);
    await line.over;
    expect(signals).toHaveLength(1);
  });

  it('is refused when nothing listens, when nothing answers, and when it is given up', async () => {
    expect(await open(await deafPort()).heard('refused')).toEqual({
      kind: 'refused',
      because: 'nothing listens there (connection refused)',
    });
    const silent = await serveBytes(() => {});
    expect((await open(silent, 30).heard('refused')).because).toBe('the handshake was not answered within 30 ms');
    const { line, heard } = open(silent);
    line.close();
    expect((await heard('refused')).because).toBe('it was given up before the handshake was answered');
  });
});
