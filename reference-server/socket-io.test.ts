/** The host over Socket.IO on real sockets: handshakes, both transports, hostile packets, limits, an end. */
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { trading } from '../schemas/trading/protocol.ts';
import type { Input } from '../schemas/server.ts';
import { kibibytes } from '../schemas/units.ts';
import { exchange, ioClient } from './testing/io-client.ts';
import { payload } from './testing/desk.ts';
import { makeTrading } from './trading/server.ts';

const SUBSCRIBE = 'market.subscribe';
const OK = { ok: true };
const BAD = { ok: false, error: 'INVALID_PAYLOAD' };
const quote = { event: 'market.quote', payload: payload('market.quote') };

/** A server that keeps what it is given. */
const keeping = (options?: Parameters<typeof makeTrading>[0]) => {
  const inner = makeTrading(options);
  const seen: Input[] = [];
  const receive: typeof inner.receive = (input, now) => {
    seen.push(input);
    return inner.receive(input, now);
  };
  return { seen, server: { ...inner, receive } };
};

/** A WebSocket that speaks Engine.IO by hand, once the namespace has been joined. */
const byHand = async (url: string, token: string) => {
  const address = new URL(`/socket.io/?EIO=4&transport=websocket&token=${token}`, url.replace('http', 'ws'));
  const socket = new WebSocket(address);
  const texts: string[] = [];
  const heard = (part: string) =>
    new Promise<void>((resolve) => {
      const look = () => texts.some((text) => text.includes(part)) && resolve();
      socket.on('message', look);
      look();
    });
  socket.on('message', (data) => texts.push(String(data)));
  socket.on('error', () => {});
  await heard('"sid"');
  socket.send('40');
  return { socket, texts, heard, closed: once(socket, 'close').then(([code]) => code as number) };
};

describe('a handshake', () => {
  it.each([
    ['websocket', ['websocket']],
    ['polling', ['polling']],
    ['polling and then websocket', ['polling', 'websocket']],
  ])('over %s is greeted, and goes on', async (_, transports) => {
    const { enter, call } = await exchange();
    const client = await enter('u', { transports });
    expect(client.received[0]).toMatchObject(['connection.authorized', { userId: 'u' }]);
    expect(await client.ask(SUBSCRIBE, { symbols: ['AAPL'] })).toEqual(OK);
    expect((await call('/publish', quote)).status).toBe(202);
    expect(await client.next('market.quote')).toEqual(quote.payload);
    expect(await client.ask('state.requestSync', { syncTypes: [] })).toEqual(OK);
    expect(client.received.map(([event]) => event)).toEqual(['connection.authorized', 'market.quote', 'state.sync']);
  });

  it.each(['websocket', 'polling'])('over %s with a bad token is told so and disconnected', async (transport) => {
    const { url } = await exchange();
    const client = ioClient(url, { transports: [transport], query: { token: 'x.y.z' } });
    await client.ended;
    expect(client.received).toMatchObject([['connection.error', { error: 'AUTHENTICATION_FAILED' }]]);
  });

  it.each<Record<string, string>>([{}, { token: '' }, { tokens: 'x' }])(
    'with the query %j is refused',
    async (query) => {
      const { url } = await exchange();
      const client = ioClient(url, { query });
      await client.ended;
      expect(client.received).toMatchObject([['connection.error', { error: 'AUTHENTICATION_FAILED' }]]);
    },
  );

  it('may be refused by a connect error, which ends the connection as well', async () => {
    const { seen, server } = keeping({ decide: { byTransport: () => () => true } });
    const { url } = await exchange({ server });
    const client = ioClient(url);
    expect(await client.ended).toMatchObject({ data: { code: 'AUTHENTICATION_FAILED' } });
    expect(client.received).toEqual([]);
    const { texts, closed } = await byHand(url, 'x');
    expect(await closed).toBe(1005);
    expect(texts[1]).toMatch(/^44\{.*"code":"AUTHENTICATION_FAILED"/);
    expect(seen.map(({ do: what }) => what)).toEqual(['connect', 'connect']);
  });

  it('tells the server its query, and is pinged every 25 s', async () => {
    const { seen, server } = keeping();
    const { url, token } = await exchange({ server });
    const key = await token('u');
    const { texts, heard } = await byHand(url, `${key}&lang=en`);
    await heard('connection.authorized');
    expect(JSON.parse(texts[0]?.slice(1) ?? '')).toMatchObject({ pingInterval: 25_000, maxPayload: kibibytes(64) });
    expect(seen.find(({ do: what }) => what === 'connect')).toMatchObject({ query: { lang: 'en', token: key } });
  });

  it('is answered with 404 elsewhere', async () => {
    const { url } = await exchange();
    for (const path of ['/', '/socket.io', '/ws']) {
      expect((await fetch(new URL(path, url))).status).toBe(404);
      const socket = new WebSocket(new URL(path, url.replace('http', 'ws')));
      expect(String(await once(socket, 'error'))).toContain('404');
    }
  });

  it('survives a verifier that throws', async () => {
    const { url, enter } = await exchange({
      verifier: (original) => (token) => (token ? original(token) : Promise.reject(new Error('down'))),
    });
    await ioClient(url).ended;
    await enter('u');
  });
});

describe('an event of a client', () => {
  const listen = async () => {
    const { seen, server } = keeping();
    const { enter } = await exchange({ server });
    const client = await enter('u');
    const inputs = () => seen.filter(({ do: what }) => what === 'text' || what === 'binary');
    return { ...client, inputs };
  };

  it('is a frame with its name and its payload, and what it is to be acknowledged by', async () => {
    const { ask, inputs } = await listen();
    expect(await ask(SUBSCRIBE, { symbols: [] })).toEqual(OK);
    expect(inputs()).toEqual([
      { do: 'text', connection: '1', text: '{"event":"market.subscribe","data":{"symbols":[]}}', ack: 1 },
    ]);
  });

  it('need not be acknowledged', async () => {
    const { socket, next, inputs } = await listen();
    socket.emit('state.requestSync', { syncTypes: ['trades'] });
    await next('state.sync');
    expect(inputs()).toEqual([
      { do: 'text', connection: '1', text: '{"event":"state.requestSync","data":{"syncTypes":["trades"]}}' },
    ]);
  });

  it('is bad input where its payload is missing, no object, or binary', async () => {
    const { ask, inputs, received } = await listen();
    for (const args of [[], [null], ['AAPL'], [['AAPL']], [Buffer.from('AAPL')], [{ symbols: Buffer.from('A') }]])
      expect(await ask(SUBSCRIBE, ...args)).toEqual(BAD);
    expect(inputs().map((input) => (input.do === 'text' ? input.text : input.do))).toEqual([
      '{"event":"market.subscribe"}',
      '{"event":"market.subscribe","data":null}',
      '{"event":"market.subscribe","data":"AAPL"}',
      '{"event":"market.subscribe","data":["AAPL"]}',
      'binary',
      '{"event":"market.subscribe","data":{"symbols":{"type":"Buffer","data":[65]}}}',
    ]);
    expect(received.filter(([event]) => event === 'connection.error')).toHaveLength(6);
  });

  it('may have further arguments, which are ignored as unknown fields are', async () => {
    const { ask } = await listen();
    expect(await ask(SUBSCRIBE, { symbols: ['A'], more: 1 }, 'more', 2)).toEqual(OK);
  });

  it('may be nested as deeply as it likes', async () => {
    const { ask, socket } = await listen();
    const depth = 9000;
    const deep: unknown = JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`);
    // Written by hand, for the client could not write it either.
    const { engine } = socket.io;
    const told = new Promise((resolve) => socket.on('connection.error', resolve));
    expect(deep).toBeDefined();
    engine.write(`2["${SUBSCRIBE}",{"symbols":${'['.repeat(depth)}${']'.repeat(depth)}}]`);
    expect(await told).toMatchObject({ error: 'INVALID_PAYLOAD' });
    expect(await ask(SUBSCRIBE, { symbols: ['A'] })).toEqual(OK);
  });

  it('of any name is no more than that', async () => {
    const { ask } = await listen();
    for (const name of ['', '__proto__', 'constructor', 'error', 'message', 'market.quote'])
      expect(await ask(name, {})).toEqual(BAD);
  });
});

describe('the size of a message', () => {
  /** The bytes of an event on the wire but for its padding: Engine.IO's `4`, Socket.IO's `2`, and the acknowledgement. */
  const bare = `420["${SUBSCRIBE}",{"symbols":[],"pad":""}]`.length;
  const blown = (bytes: number) => ({ symbols: [], pad: 'x'.repeat(bytes - bare) });

  it.each([
    [kibibytes(60), 'websocket'],
    [kibibytes(64), 'websocket'],
    [kibibytes(60), 'polling'],
  ])('may be %d bytes over %s', async (bytes, transport) => {
    const { enter } = await exchange();
    const client = await enter('u', { transports: [transport] });
    expect(await client.ask(SUBSCRIBE, blown(bytes))).toEqual(OK);
  });

  it('above 64 KiB brings 1009 and no word before it, and nobody else notices', async () => {
    const { enter } = await exchange();
    const [sender, other] = [await enter('u'), await enter('v')];
    sender.socket.emit(SUBSCRIBE, blown(kibibytes(64) + 1), () => {});
    expect(await sender.ended).toMatchObject({ context: { code: 1009 } });
    expect(sender.received).toHaveLength(1);
    expect(await other.ask(SUBSCRIBE, { symbols: [] })).toEqual(OK);
  });

  it('above 64 KiB ends a connection over polling as well', async () => {
    const { enter } = await exchange();
    const [sender, other] = [await enter('u', { transports: ['polling'] }), await enter('v')];
    sender.socket.emit(SUBSCRIBE, blown(kibibytes(64) + 1), () => {});
    await sender.ended;
    expect(sender.received).toHaveLength(1);
    expect(await other.ask(SUBSCRIBE, { symbols: [] })).toEqual(OK);
  });
});

describe('broken packets', () => {
  it.each([
    ['that are none', '4nonsense'],
    ['that are not JSON', '42["market.subscribe"'],
    ['of an unknown kind', '49'],
    ['without a name', '42[]'],
    ['with a name that is none', '42[{}]'],
    ['with a reserved name', '42["disconnect"]'],
    ['of a namespace nobody has joined', '42/admin,["x"]'],
    ['that owe their attachments', '452-["market.subscribe",{"_placeholder":true,"num":0}]'],
  ])('%s end that connection alone, if any', async (_, packet) => {
    const { url, token, enter } = await exchange();
    const other = await enter('v');
    const { socket, heard, closed } = await byHand(url, await token('u'));
    await heard('connection.authorized');
    socket.send(packet);
    socket.send('42["market.subscribe",{}]');
    socket.close();
    await closed;
    expect(await other.ask(SUBSCRIBE, { symbols: [] })).toEqual(OK);
  });

  it('that are text, but not UTF-8, close with 1007', async () => {
    const { url, token } = await exchange();
    const { socket, heard, closed } = await byHand(url, await token('u'));
    await heard('connection.authorized');
    socket.send(Buffer.from([0x34, 0x32, 0xff]), { binary: false });
    expect(await closed).toBe(1007);
  });
});

describe('the end of a connection', () => {
  it.each(['websocket', 'polling'])('by the server comes behind its farewell over %s', async (transport) => {
    const { enter, call } = await exchange();
    const client = await enter('u', { transports: [transport] });
    expect((await call('/close', { subject: 'u', reason: 'logout' })).status).toBe(202);
    await client.ended;
    expect(client.received.at(-1)).toMatchObject(['connection.closed', { reason: 'logout' }]);
  });

  it('by the eleventh message comes behind its acknowledgement and its error', async () => {
    const { enter } = await exchange();
    const client = await enter('u');
    const answers = await Promise.all(Array.from({ length: 11 }, () => client.ask(SUBSCRIBE, { symbols: [] })));
    expect(answers.at(-1)).toEqual({ ok: false, error: 'RATE_LIMIT_EXCEEDED' });
    await client.ended;
    expect(client.received.at(-1)).toMatchObject(['connection.error', { error: 'RATE_LIMIT_EXCEEDED' }]);
  });

  it.each(['websocket', 'polling'])('by the client over %s is told to the server', async (transport) => {
    const { seen, server } = keeping();
    const { enter } = await exchange({ server });
    const client = await enter('u', { transports: [transport] });
    client.socket.disconnect();
    await enter('v');
    await expect.poll(() => seen.filter(({ do: what }) => what === 'disconnect')).toHaveLength(1);
  });

  it('comes to everybody where the host shuts down', async () => {
    const { enter, close } = await exchange();
    const clients = [await enter('u'), await enter('v', { transports: ['polling'] })];
    await close();
    await Promise.all(clients.map(({ ended }) => ended));
    for (const { received } of clients)
      expect(received.at(-1)).toMatchObject(['connection.closed', { reason: 'server_shutdown' }]);
  });

  it('comes to a client that does not read, and the others go on', async () => {
    const { url, token, enter, call } = await exchange();
    const { socket, heard, closed } = await byHand(url, await token('u'));
    await heard('connection.authorized');
    socket.pause();
    const other = await enter('v');
    const note = 'x'.repeat(kibibytes(1000));
    for (let n = 0; n < 48; n += 1)
      await call('/publish', {
        event: 'portfolio.balanceChanged',
        payload: payload('portfolio.balanceChanged', { note }),
      });
    socket.resume();
    await closed;
    expect(await other.ask(SUBSCRIBE, { symbols: [] })).toEqual(OK);
  });
});

describe('under advance', () => {
  it('has sent what was due before the hook is answered', async () => {
    const { enter, call } = await exchange();
    const client = await enter('u');
    await client.ask(SUBSCRIBE, { symbols: ['AAPL'] });
    for (const volume of [1, 2, 3]) await call('/publish', { ...quote, payload: { ...quote.payload, volume } });
    expect((await call('/advance', { ms: 1000 })).status).toBe(200);
    await client.ask('state.requestSync', { syncTypes: [] });
    expect(client.received.filter(([event]) => event === 'market.quote').map(([, data]) => data)).toMatchObject([
      { volume: 1 },
      { volume: 3 },
    ]);
  });
});

describe('manners', () => {
  const OVERSIZE = { event: 'connection.error', data: { error: 'INTERNAL_ERROR', message: 'm', timestamp: 't' } };

  it('may take leave of a client before it is closed for its size', async () => {
    const { enter } = await exchange({ manners: { oversizeNotice: OVERSIZE } });
    const client = await enter('u');
    client.socket.emit(SUBSCRIBE, { symbols: [], pad: 'x'.repeat(kibibytes(65)) });
    expect(await client.ended).toMatchObject({ context: { code: 1009 } });
    expect(client.received.at(-1)).toEqual(['connection.error', OVERSIZE.data]);
  });

  it('may take larger messages, and pass over text that is not UTF-8', async () => {
    const { url, token, enter } = await exchange({ manners: { maxMessage: kibibytes(70), invalidUtf8: 'ignored' } });
    const client = await enter('u');
    expect(await client.ask(SUBSCRIBE, { symbols: [], pad: 'x'.repeat(kibibytes(65)) })).toEqual(OK);
    const { socket, heard } = await byHand(url, await token('v'));
    await heard('connection.authorized');
    socket.send(Buffer.from([0x34, 0x32, 0xff]), { binary: false });
    socket.send('421["market.subscribe",{"symbols":[]}]');
    await heard('431[{"ok":true}]');
  });

  it('may be so bad that a broken frame ends everybody', async () => {
    const { url, token, enter } = await exchange({ manners: { crashes: true } });
    const other = await enter('u');
    const { socket, heard, closed } = await byHand(url, await token('v'));
    await heard('connection.authorized');
    // The only way to the TCP socket that `ws` offers: a frame with a reserved opcode.
    (socket as unknown as { _socket: { write: (bytes: Buffer) => void } })._socket.write(
      Buffer.from([0x83, 0x80, 0, 0, 0, 0]),
    );
    await closed;
    await other.ended;
  });
});

it('takes its numbers from the protocol that it is given', async () => {
  const size = { ...trading.promises.size, takes: 100, refuses: 200, close: 1009 };
  const { enter } = await exchange({ protocol: { ...trading, promises: { ...trading.promises, size } } });
  const client = await enter('u');
  client.socket.emit(SUBSCRIBE, { symbols: [], pad: 'x'.repeat(200) });
  expect(await client.ended).toMatchObject({ context: { code: 1009 } });
});
