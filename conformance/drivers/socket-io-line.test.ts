/** Tests of lines over Socket.IO on real sockets: every signal, every way to end, and servers that misbehave. */
import { type EventEmitter, once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import type { Socket } from 'socket.io';
import type { BrokenFrame } from '../engine/plan.ts';
import {
  createEar,
  deafPort,
  endAll,
  endLater,
  serveBytes,
  serveHttp,
  serveSocketIo,
  serveSockets,
} from './testing/servers.ts';
import { openSocketIoLine } from './socket-io-line.ts';

afterEach(endAll);

/** JSON that is nested too deeply for anybody to write. */
const DEEP = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
const BOTH = ['websocket', 'polling'];

const open = (port: number, query = '', patience = 5000) => {
  const ear = createEar();
  const noticed: string[] = [];
  const trips: number[] = [];
  const line = openSocketIoLine({
    address: new URL(`http://127.0.0.1:${port}/socket.io/?${query}`),
    patience,
    listener: ear.listener,
    notice: (what) => noticed.push(what),
    roundTrip: (ms) => trips.push(ms),
    command: 'do.something',
    acknowledgement: 'ack',
  });
  endLater(line.drop);
  return { ...ear, line, noticed, trips };
};

/** Serves and gives the first connection. */
const meeting = async (prepare?: Parameters<typeof serveSocketIo>[1]) => {
  let meet = (_socket: Socket): void => {};
  const met = new Promise<Socket>((resolve) => {
    meet = resolve;
  });
  return { port: await serveSocketIo((socket) => meet(socket), prepare), met };
};

/** Opens a line that is open; gives what its server hears as well. */
const opened = async (query = '') => {
  const { port, met } = await meeting();
  const there = open(port, query);
  const socket = await met;
  const got: unknown[] = [];
  socket.onAny((...args: unknown[]) => got.push(args.filter((arg) => typeof arg !== 'function')));
  await there.heard('opened');
  /** Resolves once the server has heard so many events. */
  const hears = (count: number) =>
    new Promise<readonly unknown[]>((resolve) => {
      const look = () => got.length >= count && resolve(got);
      socket.onAny(look);
      look();
    });
  return { ...there, socket, hears };
};

const received = (text: string) => ({ kind: 'received', form: 'text', text, bytes: Buffer.byteLength(text) });

describe.each(BOTH)('a line over %s', (transport) => {
  const query = `transport=${transport}`;
  const closed = (reason: unknown) => ({ kind: 'closed', reason, ...(transport === 'polling' && { polling: true }) });

  it('hears every event, from the first on, and nothing else', async () => {
    const port = await serveSocketIo((socket) => {
      socket.emit('one', { n: 1 });
      socket.emit('two');
      socket.emit('three', 'é', 3);
      socket.disconnect(true);
    });
    const { signals, heard, line } = open(port, query);
    await heard('closed');
    await line.over;
    expect(signals).toEqual([
      { kind: 'opened' },
      received('{"event":"one","data":{"n":1}}'),
      received('{"event":"two"}'),
      received('{"event":"three","data":"é","arguments":[3]}'),
      closed(expect.stringMatching(/^(io server disconnect|transport close)$/)),
    ]);
  });

  it('hears what was sent ahead of the answer to its handshake once it is open', async () => {
    const port = await serveSocketIo(
      () => {},
      (io) =>
        io.use((socket, next) => {
          socket.emit('early', {});
          next();
        }),
    );
    const { signals, heard } = open(port, query);
    await heard('received');
    expect(signals).toEqual([{ kind: 'opened' }, received('{"event":"early","data":{}}')]);
  });

  it('sends frames as events, and hears acknowledgements and events in the order they were sent', async () => {
    const { port, met } = await meeting();
    const { signals, heard, line } = open(port, query);
    const socket = await met;
    socket.on('ask', (data: unknown, acknowledge: (answer: unknown) => void) => {
      socket.emit('before', data);
      acknowledge({ ok: true });
      socket.emit('after', data);
    });
    await heard('opened');
    line.text('{"event":"ask","data":{"q":1}}');
    await expect.poll(() => signals).toHaveLength(4);
    expect(signals.slice(1)).toEqual([
      received('{"event":"before","data":{"q":1}}'),
      received('{"event":"ack","data":{"ok":true}}'),
      received('{"event":"after","data":{"q":1}}'),
    ]);
  });

  it('leaves in good manners, and drops without a word', async () => {
    const first = await opened(query);
    const left = once(first.socket, 'disconnect');
    first.line.close();
    first.line.text('{"event":"too late"}');
    expect(await first.heard('closed')).toEqual(closed('io client disconnect'));
    expect((await left)[0]).toBe('client namespace disconnect');
    await first.line.over;

    const second = await opened(query);
    const gone = new Promise((resolve) => second.socket.on('disconnect', resolve));
    second.line.drop();
    second.line.drop();
    expect(await second.heard('closed')).toEqual(closed(''));
    expect(second.signals).toHaveLength(2);
    // A server that is polled need not have noticed yet.
    if (transport === 'websocket') expect(await gone).toBe('transport close');
  });

  it('is refused by a connect error with what that says', async () => {
    const port = await serveSocketIo(
      () => {},
      (io) => io.use((_, next) => next(Object.assign(new Error('No entry'), { data: { code: 'NO' } }))),
    );
    const { signals, line } = open(port, query);
    await line.over;
    expect(signals).toEqual([
      {
        kind: 'refused',
        error: { message: 'No entry', data: { code: 'NO' } },
        because: 'the server refused the connection (No entry)',
      },
    ]);
  });

  it('knows binary payloads and acknowledgements', async () => {
    const { port, met } = await meeting();
    const { signals, heard, line } = open(port, query);
    const socket = await met;
    socket.on('ask', (_: unknown, acknowledge: (answer: unknown) => void) => acknowledge(Buffer.from('B')));
    await heard('opened');
    socket.emit('raw', Buffer.from('A'));
    line.text('{"event":"ask","data":null}');
    await expect.poll(() => signals).toHaveLength(3);
    expect(signals.slice(1)).toMatchObject([
      { form: 'binary', text: '{"event":"raw","data":{"type":"Buffer","data":[65]}}' },
      { form: 'binary', text: '{"event":"ack","data":{"type":"Buffer","data":[66]}}' },
    ]);
  });

  it('can break a packet, and does not mind the end of it', async () => {
    const { line, heard, socket } = await opened(query);
    const failed = new Promise((resolve) => socket.on('disconnect', resolve));
    line.break('unmasked');
    await failed;
    expect(await heard('closed')).toMatchObject({ kind: 'closed' });
  });
});

describe('what a line sends', () => {
  it.each<[string, readonly unknown[]]>([
    ['{"event":"e","data":{"a":1}}', ['e', { a: 1 }]],
    ['{"event":"e"}', ['e']],
    ['{"event":"e","data":null}', ['e', null]],
    ['{"event":"","data":7}', ['', 7]],
    ['{"event":"__proto__","data":{}}', ['__proto__', {}]],
    ['{"event":"e","data":{"a":1},"more":2}', ['e', { a: 1, more: 2 }]],
    ['{"event":"e","data":[1],"more":2}', ['e', [1]]],
    ['{"event":"disconnect","data":{}}', ['do.something', { event: 'disconnect', data: {} }]],
    ['{"event":7}', ['do.something', { event: 7 }]],
    ['{}', ['do.something', {}]],
    ['[1]', ['do.something', [1]]],
    ['"text"', ['do.something', 'text']],
    ['null', ['do.something', null]],
    ['', ['do.something', '']],
    ['{"event":', ['do.something', '{"event":']],
    ['\u0000', ['do.something', '\u0000']],
    [DEEP, ['do.something', DEEP]],
  ])('of %.40j is an event, or the payload of a command', async (text, expected) => {
    const { line, hears } = await opened();
    line.text(text);
    expect(await hears(1)).toEqual([expected]);
  });

  it('of bytes is a binary payload', async () => {
    const { line, hears } = await opened();
    line.binary('é');
    line.binary('');
    expect(await hears(2)).toEqual([
      ['do.something', Buffer.from('é')],
      ['do.something', Buffer.alloc(0)],
    ]);
  });

  it.each([0, 12])('of a padded frame has as many bytes as the frame, after %d others', async (others) => {
    const { line, socket, hears } = await opened();
    const sizes: number[] = [];
    // What Engine.IO takes in, without the byte that says that it is a message.
    socket.conn.on('data', (data: string) => sizes.push(Buffer.byteLength(data) + 1));
    for (let n = 0; n < others; n++) line.text('{"event":"e"}');
    const frame = { event: 'e', data: { list: ['ü'] }, padding: '' };
    for (const bytes of [1000, 61_440]) {
      const bare = Buffer.byteLength(JSON.stringify(frame));
      line.text(JSON.stringify({ ...frame, padding: 'x'.repeat(bytes - bare) }));
    }
    await hears(others + 2);
    expect(sizes.slice(-2)).toEqual([1000, 61_440]);
  });

  it('is nothing before it is open and after it has ended', async () => {
    const { port, met } = await meeting();
    const { line, heard, noticed } = open(port);
    line.text('{"event":"early"}');
    line.pong();
    const socket = await met;
    const got: unknown[] = [];
    socket.onAny((event) => got.push(event));
    await heard('opened');
    line.text('{"event":"in time"}');
    socket.disconnect(true);
    await heard('closed');
    line.text('{"event":"late"}');
    line.binary('late');
    line.break('unmasked');
    line.close();
    line.drop();
    expect(got).toEqual(expect.not.arrayContaining(['early', 'late']));
    expect(noticed).toEqual(['heard', 'spoke', 'heard']);
  });

  it('is timed from the last word to the next that is heard', async () => {
    const { port, met } = await meeting();
    const { line, heard, trips, noticed } = open(port);
    const socket = await met;
    socket.on('ask', () => socket.emit('told'));
    await heard('opened');
    expect(trips).toEqual([]);
    line.text('{"event":"ask"}');
    await heard('received');
    expect(trips).toHaveLength(1);
    expect(noticed).toEqual(['heard', 'spoke', 'heard']);
  });
});

describe('a handshake', () => {
  it('begins with polling and goes on over WebSocket where that is asked for', async () => {
    const { port, met } = await meeting();
    const { heard, line } = open(port, 'transport=polling,websocket');
    const { conn } = await met;
    expect(conn.transport.name).toBe('polling');
    await once(conn, 'upgrade');
    await heard('opened');
    expect(conn.transport.name).toBe('websocket');
    line.close();
  });

  it('shows the rest of its query, and not how it is made', async () => {
    const { port, met } = await meeting();
    open(port, 'token=a%26b&lang=en&transport=nonsense');
    const { handshake, conn } = await met;
    expect(handshake.query).toMatchObject({ token: 'a&b', lang: 'en' });
    expect(conn.transport.name).toBe('websocket');
  });

  it.each(BOTH)('over %s is refused with its HTTP status', async (transport) => {
    const port = await serveHttp((_, response) => response.writeHead(403).end('no'));
    const { heard } = open(port, `transport=${transport}`);
    expect(await heard('refused')).toEqual({
      kind: 'refused',
      status: 403,
      because: 'the handshake was answered with HTTP 403',
    });
  });

  it.each(BOTH)('over %s is refused with a sentence where nothing listens, or nothing answers', async (transport) => {
    const query = `transport=${transport}`;
    expect(await open(await deafPort(), query).heard('refused')).toEqual({
      kind: 'refused',
      because: 'nothing listens there (connection refused)',
    });
    const silent = await serveBytes(() => {});
    expect((await open(silent, query, 30).heard('refused')).because).toBe(
      'the handshake was not answered within 30 ms',
    );
    const { line, heard, signals } = open(silent, query);
    line.close();
    expect((await heard('refused')).because).toBe('it was given up before the handshake was answered');
    await line.over;
    expect(signals).toHaveLength(1);
  });

  it('is refused where the server hangs up, and where nobody answers for the namespace', async () => {
    const hanging = await serveBytes((socket) => void socket.once('data', () => socket.end()));
    expect((await open(hanging).heard('refused')).because).toBe('the server hung up without an answer');
    const mute = await serveSockets((socket) =>
      socket.send('0{"sid":"s","upgrades":[],"pingInterval":9,"pingTimeout":9999}'),
    );
    expect((await open(mute, '', 60).heard('refused')).because).toBe('the handshake was not answered within 60 ms');
    const leaving = await serveSockets((socket) => {
      socket.send('0{"sid":"s","upgrades":[],"pingInterval":9999,"pingTimeout":9999}');
      socket.close(4001);
    });
    expect((await open(leaving).heard('refused')).because).toBe('the connection ended before the handshake');
  });

  it.each(['0nonsense', '0null', '0{}', '0{"sid":7}', 'x', '<html>', '0{"sid":"s"}'])(
    'is refused where it is answered with %s, over both transports',
    async (answer) => {
      const port = await serveSockets(
        (socket) => socket.send(answer),
        {},
        (_, response) => response.end(answer),
      );
      for (const transport of BOTH) {
        const { signals, line } = open(port, `transport=${transport}`);
        await line.over;
        expect(signals).toEqual([{ kind: 'refused', because: 'the handshake was answered wrongly' }]);
      }
    },
  );
});

it('asks whether anybody is there as often at once as it is told to, and frightens nobody with warnings', async () => {
  const warned: Error[] = [];
  const warn = (warning: Error) => warned.push(warning);
  process.on('warning', warn);
  const { line } = await opened('transport=websocket');
  const answers = Array.from({ length: 20 }, () => new Promise<boolean>((resolve) => void line.drained(resolve)));
  expect(await Promise.all(answers)).toEqual(answers.map(() => true));
  process.off('warning', warn);
  expect(warned).toEqual([]);
});

it('sends an event in as many frames as it is asked to, with a ping between them', async () => {
  const { line, signals, heard, socket, hears } = await opened('transport=websocket');
  const frames: string[] = [];
  // The only way to the WebSocket that Engine.IO offers to its tests.
  const { socket: ws } = socket.conn.transport as unknown as { readonly socket: EventEmitter };
  ws.on('ping', (data) => {
    frames.push(`ping ${String(data)}`);
    if (String(data) === 'alone') socket.emit('done');
  });
  ws.on('message', (data) => frames.push(String(data)));
  line.text('{"event":"a","data":{}}');
  line.text('{"event":"b","data":{}}', undefined, { fragments: 3, ping: 'between' });
  line.text('{"event":"c","data":{}}', undefined, { fragments: 2 });
  line.ping('alone');
  expect(await hears(3)).toEqual([
    ['a', {}],
    ['b', {}],
    ['c', {}],
  ]);
  await heard('received');
  expect(signals.filter(({ kind }) => kind === 'ponged')).toEqual([
    { kind: 'ponged', text: 'between' },
    { kind: 'ponged', text: 'alone' },
  ]);
  expect(frames.filter((frame) => frame.startsWith('ping')).slice(0, 2)).toEqual(['ping between', 'ping alone']);
  expect(frames.indexOf('ping between')).toBeLessThan(frames.findIndex((frame) => frame.includes('"b"')));
  expect(line.framed()).toBe(true);
});

it('has no frames over polling, and sends what it is given as a whole', async () => {
  const { line, hears, signals } = await opened('transport=polling');
  expect(line.framed()).toBe(false);
  line.ping('x');
  line.text('{"event":"b","data":{}}', undefined, { fragments: 3 });
  expect(await hears(1)).toEqual([['b', {}]]);
  expect(signals).toEqual([{ kind: 'opened' }]);
});

describe('a server that misbehaves on an open line', () => {
  const HELLO = ['0{"sid":"s","upgrades":[],"pingInterval":9999,"pingTimeout":9999}', '40{"sid":"t"}'];
  const saying = (...packets: readonly (string | Buffer)[]) =>
    serveSockets((socket) => {
      for (const packet of [...HELLO, ...packets]) socket.send(packet);
    });

  it.each<[string, string | Buffer]>([
    ['no packet of Socket.IO', '4nonsense'],
    ['an event without a name', '42[]'],
    ['an event with a reserved name', '42["connect"]'],
    ['bytes out of nowhere', Buffer.from('AB')],
    ['no packet of Engine.IO', 'nonsense'],
  ])('is told so: %s', async (_, packet) => {
    const { heard } = open(await saying(packet));
    expect(await heard('closed')).toMatchObject({ trouble: 'the server sent what is no packet of Socket.IO' });
  });

  it('is cut off with a second handshake that is none', async () => {
    const { heard, signals } = open(await saying('42["a"]', '0nonsense'));
    await heard('closed');
    expect(signals.map(({ kind }) => kind)).toEqual(['opened', 'received', 'closed']);
  });

  it('may acknowledge what nobody asked, or twice: it is heard', async () => {
    const { heard, signals } = open(await saying('439[{"ok":true}]', '439[]', '41'));
    await heard('closed');
    expect(signals.slice(1, 3)).toEqual([received('{"event":"ack","data":{"ok":true}}'), received('{"event":"ack"}')]);
  });

  it('may send what is nested too deeply to be written: it is told without its payload', async () => {
    const { heard } = open(await saying(`42["deep",${DEEP}]`));
    expect(await heard('received')).toEqual(received('{"event":"deep"}'));
  });

  it('is not heard in other namespaces', async () => {
    const { heard, signals } = open(await saying('42/admin,["secret"]', '42["told"]', '41'));
    await heard('closed');
    expect(signals.slice(1, 2)).toEqual([received('{"event":"told"}')]);
  });

  it('passes on the code of a close frame', async () => {
    const port = await serveSockets((socket) => {
      for (const packet of HELLO) socket.send(packet);
      socket.close(1009, 'too large');
    });
    expect(await open(port).heard('closed')).toMatchObject({ kind: 'closed', code: 1009 });
  });

  it('is told so: a message above 1 MiB', async () => {
    const { heard } = open(await saying(`42["a","${'x'.repeat(1024 * 1024)}"]`));
    expect(await heard('closed')).toMatchObject({ trouble: expect.stringContaining('above 1 MiB') });
  });

  it('is cut off when it floods, with events or with what is below them', async () => {
    const events = open(await saying(...Array<string>(50_010).fill('42["a"]')));
    expect(await events.heard('closed')).toMatchObject({ trouble: expect.stringContaining('flooded') });
    await events.line.over;
    expect(events.signals.length).toBeLessThan(51_000);
    const pings = open(await saying(...Array<string>(50_010).fill('6')));
    expect(await pings.heard('closed')).toMatchObject({ trouble: expect.stringContaining('flooded') });
  });

  it('is cut off when an answer to a poll never ends', async () => {
    const port = await serveHttp((_, response) => {
      const more = (): void => {
        if (!response.destroyed) response.write('x'.repeat(1024 * 1024), more);
      };
      more();
    });
    const { heard } = open(port, 'transport=polling');
    expect((await heard('refused')).because).toContain('more than 4 MiB');
  });

  it.each<BrokenFrame>(['reserved bits', 'reserved opcode', 'long ping', 'invalid utf-8'])(
    'hears of a broken frame in its own way: %s',
    async (how) => {
      const { line, heard, socket } = await opened();
      const ended = once(socket, 'disconnect');
      line.break(how);
      await ended;
      expect(await heard('closed')).toMatchObject({ code: how === 'invalid utf-8' ? 1007 : 1002 });
    },
  );
});
