/** Tests of the live driver over Socket.IO: its addresses, its probe, its lines and what it makes of the protocol. */
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import type { Server, Socket } from 'socket.io';
import { trading } from '../../schemas/trading/protocol.ts';
import { createEar, deafPort, endAll, endLater, serveHttp, serveSocketIo } from './testing/servers.ts';
import { websocketDriver, type WebsocketOptions } from './websocket.ts';

afterEach(endAll);

const start = async (url: string, more: Partial<WebsocketOptions> = {}) => {
  const live = await websocketDriver({ url, protocol: trading, clock: 'auto', patience: 5000, ...more });
  endLater(() => void live.driver.close());
  return live;
};

const refuse = (io: Server): void =>
  void io.use((_, next) => next(Object.assign(new Error('No token'), { data: { code: 'AUTHENTICATION_FAILED' } })));

describe('the live driver over Socket.IO', () => {
  it.each([
    'http://127.0.0.1:PORT',
    'http://127.0.0.1:PORT/',
    'ws://127.0.0.1:PORT/socket.io/',
    'ws://127.0.0.1:PORT/#x',
  ])('takes the address %s, with the path of the protocol where it has none', async (url) => {
    const sockets: Socket[] = [];
    const port = await serveSocketIo((socket) => sockets.push(socket));
    const { driver } = await start(`${url.replace('PORT', String(port))}`);
    const { listener, heard } = createEar();
    driver.connect('a.b&c', listener, true, { lang: 'en' });
    await heard('opened');
    expect(sockets).toHaveLength(2);
    expect(sockets[0]?.handshake.query).not.toHaveProperty('token');
    expect(sockets[1]?.handshake.query).toMatchObject({ token: 'a.b&c', lang: 'en' });
    expect(sockets[1]?.conn.transport.name).toBe('websocket');
  });

  it('keeps the query of the address, and takes a transport from a connection’s own', async () => {
    const sockets: Socket[] = [];
    const port = await serveSocketIo((socket) => sockets.push(socket));
    const { driver } = await start(`http://127.0.0.1:${port}?a=b%20c&token=own`);
    const { listener, heard } = createEar();
    driver.connect('t', listener, true, { transport: 'polling' });
    await heard('opened');
    expect(sockets[1]?.handshake.query).toMatchObject({ a: 'b c', token: 't' });
    expect(sockets[1]?.conn.transport.name).toBe('polling');
  });

  it('sends what is no frame with the first command of the protocol, and names acknowledgements as it does', async () => {
    const port = await serveSocketIo((socket) =>
      socket.onAny((event: string, data: unknown, acknowledge: (answer: unknown) => void) =>
        acknowledge({ event, data }),
      ),
    );
    const { driver } = await start(`http://127.0.0.1:${port}`);
    const { listener, heard } = createEar();
    const line = driver.connect('t', listener, true);
    await heard('opened');
    line.text('{');
    expect(await heard('received')).toMatchObject({
      text: '{"event":"acknowledgement","data":{"event":"market.subscribe","data":"{"}}',
    });
  });

  it('lets its probe go, and ends all lines when it is closed', async () => {
    const ended: Promise<unknown>[] = [];
    const port = await serveSocketIo((socket) => ended.push(once(socket, 'disconnect')));
    const { driver } = await start(`http://127.0.0.1:${port}`);
    await ended[0];
    const { listener, heard, signals } = createEar();
    driver.connect('t', listener, true);
    await heard('opened');
    const opening = createEar();
    driver.connect('t', opening.listener, true);
    await driver.close();
    expect(signals.map(({ kind }) => kind)).toEqual(['opened', 'closed']);
    expect(opening.signals.map(({ kind }) => kind)).toEqual(['refused']);
  });
});

describe('before an examination over Socket.IO', () => {
  it('a refusal of a missing token by a connect error is a sign of life, if the protocol has tokens', async () => {
    const port = await serveSocketIo(() => {}, refuse);
    await start(`http://127.0.0.1:${port}`);
    const { credentials: _, ...promises } = trading.promises;
    await expect(start(`http://127.0.0.1:${port}`, { protocol: { ...trading, promises } })).rejects.toMatchObject({
      code: 'UNREACHABLE',
      message: expect.stringContaining('the server refused the connection (No token)'),
    });
  });

  it('a server that is not there, or is another, is told apart', async () => {
    await expect(start(`http://127.0.0.1:${await deafPort()}`)).rejects.toThrow('nothing listens there');
    const port = await serveHttp((_, response) => response.writeHead(404).end());
    await expect(start(`http://127.0.0.1:${port}/?secret=x`)).rejects.toMatchObject({
      code: 'UNREACHABLE',
      message: expect.stringMatching(
        `^http://127.0.0.1:${port}/socket.io/ answers the Socket.IO handshake with HTTP 404. Check the path: this protocol is served at /socket.io/.`,
      ),
    });
  });

  it.each(['ftp://localhost/?token=x', 'localhost:80', ''])('the address %j is refused', async (url) => {
    await expect(start(url)).rejects.toMatchObject({
      code: 'USAGE',
      message: expect.stringMatching(
        /is no Socket\.IO URL: it must begin with http:\/\/, https:\/\/, ws:\/\/ or wss:\/\/\.$/,
      ),
    });
  });
});
