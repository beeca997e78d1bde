/** Tests of the live driver as a whole: what it finds out before it begins, its lines, its hooks and its clocks. */
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { commerce } from '../../schemas/commerce/protocol.ts';
import { protocols } from '../../schemas/index.ts';
import type { About } from '../../schemas/hooks.ts';
import { createEar, deafPort, endAll, endLater, serveBytes, serveHttp, serveSockets } from './testing/servers.ts';
import { websocketDriver, type WebsocketOptions } from './websocket.ts';

afterEach(endAll);

const start = async (options: Partial<WebsocketOptions> & { readonly port: number; readonly query?: string }) => {
  const live = await websocketDriver({
    url: `ws://127.0.0.1:${options.port}/ws${options.query ?? ''}`,
    protocol: commerce,
    clock: 'auto',
    patience: 5000,
    ...options,
  });
  endLater(() => void live.driver.close());
  return live;
};

/** A control interface with these hooks; keeps the paths and bodies of its calls. */
const offer = async (hooks: readonly string[], more: Partial<About> = {}) => {
  const calls: string[] = [];
  const port = await serveHttp((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += String(chunk);
    });
    request.on('end', () => {
      calls.push(`${request.url} ${body}`);
      const answer = request.url === '/' ? { protocol: 'commerce', hooks, ...more } : { now: 1, token: 'a.b.c' };
      response.end(JSON.stringify(answer));
    });
  });
  return { control: `http://127.0.0.1:${port}`, calls };
};

describe('the live driver', () => {
  it('shows a token where the protocol wants it and keeps the rest of the query', async () => {
    const paths: string[] = [];
    const port = await serveSockets((_, path) => paths.push(path));
    const { driver } = await start({ port, query: '?a=b%20c&token=own&d' });
    for (const token of ['x.y.z', 'a&b=ü', undefined]) {
      const { listener, heard } = createEar();
      driver.connect(token, listener, true);
      await heard('opened');
    }
    expect(paths).toEqual([
      '/ws?a=b%20c&d',
      '/ws?a=b%20c&d&token=x.y.z',
      '/ws?a=b%20c&d&token=a%26b%3D%C3%BC',
      '/ws?a=b%20c&d',
    ]);
    expect(driver.hooks.size).toBe(0);
    expect(await driver.call('publish', {})).toMatchObject({ status: 'failed' });
    expect(driver.clock.kind).toBe('real');
  });

  it('puts the parameters of a connection in the place of those of their names, and no others', async () => {
    const paths: string[] = [];
    const port = await serveSockets((_, path) => paths.push(path));
    const { driver } = await start({ port, protocol: protocols.marketplace, query: '?events=trade&x=1' });
    const { listener, heard } = createEar();
    driver.connect(undefined, listener, true, { events: 'a,b', competitions: 'é&1' });
    await heard('opened');
    expect(paths).toEqual(['/ws?events=trade&x=1', '/ws?x=1&events=a%2Cb&competitions=%C3%A9%261']);
  });

  it('fetches resources where the server is, whatever path and query its sockets have', async () => {
    const asked: string[] = [];
    const port = await serveSockets(
      () => {},
      {},
      (request, response) => {
        asked.push(`${request.method} ${request.url}`);
        if (request.url === '/mute') return;
        response.writeHead(request.url === '/none' ? 404 : 200);
        response.end('{"seq":1}');
      },
    );
    const { driver } = await start({ port, protocol: protocols.marketplace, query: '?events=trade', patience: 300 });
    expect(await driver.fetch('/api/v1/listings', 'since_seq=4')).toEqual({ status: 200, text: '{"seq":1}' });
    expect(await driver.fetch('/none', '')).toEqual({ status: 404, text: '{"seq":1}' });
    expect(await driver.fetch('/mute', '')).toEqual({ text: 'there was no answer within 300 ms' });
    expect(asked).toEqual(['GET /api/v1/listings?since_seq=4', 'GET /none', 'GET /mute']);
  });

  it('ends all lines and all waiting when it is closed', async () => {
    const port = await serveSockets(() => {});
    const { driver } = await start({ port });
    const { listener, heard, signals } = createEar();
    driver.connect('t', listener, true);
    await heard('opened');
    const opening = createEar();
    driver.connect('t', opening.listener, true);
    const waiting = driver.clock.until(60_000);
    await driver.close();
    await waiting;
    expect(signals.map(({ kind }) => kind)).toEqual(['opened', 'closed']);
    expect(opening.signals.map(({ kind }) => kind)).toEqual(['refused']);
  });

  it('knows the hooks that are offered, and gives back what the server says of itself', async () => {
    const port = await serveSockets(() => {});
    const { control, calls } = await offer(['token', 'publish', 'dance'], { promises: { heartbeat: { every: 300 } } });
    const { driver, about, trouble } = await start({ port, control });
    expect([...driver.hooks]).toEqual(['publish', 'token']);
    expect(about?.promises).toEqual({ heartbeat: { every: 300 } });
    expect(await driver.call('token', { subject: 'u' })).toEqual({
      status: 'done',
      answer: { now: 1, token: 'a.b.c' },
    });
    expect(calls).toEqual(['/ ', '/token {"subject":"u"}']);
    expect(driver.clock.kind).toBe('real');
    expect(trouble()).toBeUndefined();
  });

  it('moves time by a thirtieth of the heartbeat where the server offers it, unless told not to', async () => {
    const port = await serveSockets(() => {});
    const { control, calls } = await offer(['advance'], { promises: { heartbeat: { every: 300 } } });
    expect((await start({ port, control, clock: 'real' })).driver.clock.kind).toBe('real');
    const { driver } = await start({ port, control });
    expect(driver.clock.kind).toBe('advance');
    driver.clock.enter(true);
    await driver.clock.until(26);
    expect(calls.filter((call) => call.startsWith('/advance'))).toEqual(
      [1, 10, 10, 5].map((ms) => `/advance {"ms":${ms}}`),
    );
  });

  it('leaves time for a pong before it moves on', async () => {
    const port = await serveSockets((socket) => socket.ping('p'));
    const { control } = await offer(['advance']);
    const { driver } = await start({ port, control, clock: 'virtual' });
    driver.clock.enter(true);
    const { listener, heard } = createEar();
    const line = driver.connect('t', listener, true);
    await heard('ping');
    const since = performance.now();
    line.pong();
    await driver.clock.until(2);
    expect(performance.now() - since).toBeGreaterThanOrEqual(50);
  });
});

describe('before it begins, the live driver', () => {
  const refusing = (status: number) => serveHttp((_, response) => void response.writeHead(status).end());
  const { credentials: _, ...open } = commerce.promises;

  it.each([
    [404, 'Check the path: this protocol is served at /ws.'],
    [200, 'An ordinary page is served there'],
    [301, 'It sends clients elsewhere'],
    [400, 'what the server asks of a handshake'],
    [503, 'Check that the server is healthy.'],
  ])('says what to check when %i comes instead of 101', async (status, advice) => {
    const port = await refusing(status);
    await expect(start({ port, query: '?secret=x' })).rejects.toMatchObject({
      code: 'UNREACHABLE',
      message: expect.stringMatching(
        `^ws://127.0.0.1:${port}/ws answers the WebSocket handshake with HTTP ${status} .*${advice}`,
      ),
    });
  });

  it('takes a refusal of a missing token for a sign of life, if the protocol has tokens', async () => {
    const port = await refusing(401);
    expect((await start({ port })).driver.clock.kind).toBe('real');
    await expect(start({ port, protocol: { ...commerce, promises: open } })).rejects.toMatchObject({
      code: 'UNREACHABLE',
    });
    const closing = await serveSockets((socket) => socket.close(4001));
    await start({ port: closing });
  });

  it('says why a server cannot be reached', async () => {
    await expect(start({ port: await deafPort() })).rejects.toThrow('nothing listens there (connection refused)');
    const silent = await serveBytes(() => {});
    await expect(start({ port: silent, patience: 30 })).rejects.toThrow('the handshake was not answered within 30 ms');
    await expect(start({ port: 1, url: 'ws://nobody.invalid/ws' })).rejects.toMatchObject({ code: 'UNREACHABLE' });
  });

  it('refuses what cannot be meant', async () => {
    for (const url of ['http://localhost/ws?token=x', 'localhost:80', '']) {
      await expect(start({ port: 1, url })).rejects.toMatchObject({
        code: 'USAGE',
        message: expect.not.stringContaining('token='),
      });
    }
    const port = await serveSockets(() => {});
    await expect(start({ port, clock: 'virtual' })).rejects.toMatchObject({ code: 'USAGE' });
    const { control } = await offer(['publish']);
    await expect(start({ port, control, clock: 'virtual' })).rejects.toMatchObject({ code: 'USAGE' });
    await expect(start({ port, control: (await offer([], { protocol: 'trading' })).control })).rejects.toMatchObject({
      code: 'DRIVER',
    });
  });

  it('lets its probe go', async () => {
    const closed: Promise<unknown>[] = [];
    const port = await serveSockets((socket) => closed.push(once(socket, 'close')));
    await start({ port });
    expect(closed).toHaveLength(1);
    await closed[0];
  });
});
