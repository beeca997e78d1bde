/** The host on real sockets: hostile bytes, limits, many connections, an end. */
import { EventEmitter, once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { commerce } from '../schemas/commerce/protocol.ts';
import { marketplace } from '../schemas/marketplace/protocol.ts';
import type { Input } from '../schemas/server.ts';
import { kibibytes } from '../schemas/units.ts';
import { client, drain, rawClient, upgrading } from './testing/client.ts';
import { data } from './testing/trial.ts';
import { makeCommerce } from './commerce/server.ts';
import { makeMarketplace } from './marketplace/server.ts';
import { serve } from './host.ts';
import { service } from './testing/service.ts';

const PING = { type: 'ping' };
const published = (event: string, id: string, more = {}) => ({ event, payload: data(event, id, more) });

/** A client's frame, masked with zeros so that the payload stays readable. */
const frame = (opcode: number, payload: Buffer): Buffer => {
  const { length } = payload;
  const size =
    length < 126 ? [0x80 | length] : [0x80 | 127, 0, 0, 0, 0, length >>> 24, length >>> 16, length >>> 8, length];
  return Buffer.concat([Buffer.from([0x80 | opcode, ...size, 0, 0, 0, 0]), payload]);
};

/** A ping command blown up to so many bytes. */
const blown = (bytes: number): string => {
  const bare = JSON.stringify({ ...PING, pad: '' });
  return JSON.stringify({ ...PING, pad: 'x'.repeat(bytes - bare.length) });
};

describe('a connection', () => {
  it('is greeted, listens, and is told what is published', async () => {
    const { join, call } = await service();
    const buyer = await join('did:b');
    buyer.send({ type: 'subscribe', channels: ['user:did:b', 'order:none'] });
    await buyer.next({ type: 'error' });
    expect((await call('/publish', published('order.created', 'o'))).status).toBe(202);
    expect(await buyer.next({ event: 'order.created' })).toMatchObject({ data: { orderId: 'o' } });
    expect(buyer.received.map(({ type, event }) => type ?? event)).toEqual([
      'connected',
      'subscribed',
      'error',
      'order.created',
    ]);
  });

  it.each(['', '?token=', '?token=x.y.z', '?tokens=1'])('is refused with 4001 for the query %j', async (query) => {
    const { url } = await service();
    const refused = client(`${url}${query}`);
    refused.socket.on('open', () => refused.send(PING));
    expect(await refused.closed).toBe(4001);
    expect(refused.received).toEqual([{ type: 'error', message: 'Authentication required', code: 'AUTH_REQUIRED' }]);
  });

  it.each(['/', '/ws/', '/wss', '/control'])('is answered with 404 at %s', async (path) => {
    const { url } = await service();
    await expect(client(new URL(path, url).href).closed).rejects.toThrow('404');
  });

  it('is verified by a replaced verifier', async () => {
    const { url } = await service({
      verifier: (original) => async (token) =>
        token === 'key' ? { status: 'valid', user: 'u', roles: [] } : original(token),
    });
    expect(await client(`${url}?token=key`).next({ type: 'connected' })).toMatchObject({ userId: 'u' });
  });

  it('does not show its token to the server', async () => {
    const { receive, due } = makeCommerce();
    const seen: Input[] = [];
    const { url, token } = await service({
      server: {
        receive: (input, now) => {
          seen.push(input);
          return receive(input, now);
        },
        due,
      },
    });
    const key = await token('did:b');
    await client(`${url}?token=${key}&lang=en`).next({ type: 'connected' });
    expect(seen.find(({ do: what }) => what === 'connect')).toMatchObject({ query: { lang: 'en', token: key } });
  });

  it('may break off while its token is being verified', async () => {
    const steps = new EventEmitter();
    const { url, join } = await service({
      verifier: (original) => async (token) => {
        if (token !== 'slow') return original(token);
        steps.emit('asked');
        await once(steps, 'go on');
        return original(token);
      },
    });
    const asked = once(steps, 'asked');
    const socket = upgrading(`${url}?token=slow`);
    await asked;
    socket.resetAndDestroy();
    // Whoever is greeted after that has been so in a later turn than the reset.
    await join('did:b');
    steps.emit('go on');
    await join('did:v');
  });

  it('survives a verifier that throws', async () => {
    const { url, join } = await service({
      verifier: (original) => (token) => (token ? original(token) : Promise.reject(new Error('down'))),
    });
    await expect(client(url).closed).rejects.toThrow();
    await join('did:b');
  });
});

describe('the size of a message', () => {
  it.each([kibibytes(60), kibibytes(64)])('may be %d bytes', async (bytes) => {
    const { join } = await service();
    const sender = await join('did:b');
    sender.send(blown(bytes));
    await sender.next({ type: 'pong' });
  });

  it('may be 60 KiB in fragments of one byte', async () => {
    const { join } = await service();
    const { socket, next } = await join('did:b');
    const text = blown(kibibytes(60));
    for (let i = 0; i < text.length - 1; i += 1) socket.send(text.charAt(i), { fin: false });
    socket.send(text.slice(-1), { fin: true });
    await next({ type: 'pong' });
  });

  it('above 64 KiB brings 1009 and no word before it, and nobody else notices', async () => {
    const { join } = await service();
    const [sender, other] = [await join('did:b'), await join('did:v')];
    sender.send(blown(kibibytes(64) + 1));
    expect(await sender.closed).toBe(1009);
    expect(sender.received).toHaveLength(1);
    other.send(PING);
    await other.next({ type: 'pong' });
  });
});

describe('broken bytes', () => {
  const broken: Readonly<Record<string, Buffer>> = {
    'an unmasked frame': Buffer.from([0x81, 0x01, 0x7b]),
    'a reserved opcode': frame(3, Buffer.from('{}')),
    'a reserved bit': Buffer.from([0xf1, 0x80, 0, 0, 0, 0]),
    'a continuation of nothing': frame(0, Buffer.from('{}')),
    'a long ping': frame(9, Buffer.alloc(126)),
    'a close frame of one byte': frame(8, Buffer.from([3])),
    'a close frame with a code that is no code': frame(8, Buffer.from([0, 1])),
    'text that is not UTF-8': frame(1, Buffer.from([0x22, 0xff, 0x22])),
    'an announced exabyte': Buffer.from([0x81, 0xff, 0x0f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0]),
    'HTTP once more': Buffer.from('GET /ws HTTP/1.1\r\n\r\n'),
  };

  it.each(Object.entries(broken))('as of %s end that connection alone', async (_, bytes) => {
    const { address, join } = await service();
    const other = await join('did:v');
    const socket = await rawClient(await address('did:b'));
    socket.write(bytes);
    socket.end();
    await drain(socket);
    other.send(PING);
    await other.next({ type: 'pong' });
  });

  it('have their own close code where they are text', async () => {
    const { address } = await service();
    const socket = await rawClient(await address('did:b'));
    socket.write(frame(1, Buffer.from([0x22, 0xff, 0x22])));
    socket.end();
    expect((await drain(socket)).subarray(-4)).toEqual(Buffer.from([0x88, 0x02, 1007 >> 8, 1007 & 0xff]));
  });

  it('before the upgrade end that connection alone, and so does a client that breaks off', async () => {
    const { url, address, join } = await service();
    const garbage = connect(Number(new URL(url).port), '127.0.0.1');
    garbage.on('error', () => {});
    garbage.end(Buffer.from([0, 1, 2, 13, 10, 13, 10]));
    await drain(garbage);
    (await rawClient(await address('did:b'))).resetAndDestroy();
    await join('did:v');
  });
});

describe('a client that does not read', () => {
  it('is cut off, and the others go on', async () => {
    const { address, join, call } = await service();
    const lazy = await rawClient(await address('did:b'));
    lazy.write(frame(1, Buffer.from('{"type":"subscribe","channel":"global"}')));
    await once(lazy, 'data');
    lazy.pause();
    const other = await join('did:v');
    const note = 'x'.repeat(kibibytes(1000));
    const count = 48;
    for (let i = 0; i < count; i += 1) {
      expect((await call('/publish', published('proposal.created', `p${i}`, { note }))).status).toBe(202);
    }
    const rest = drain(lazy);
    lazy.resume();
    expect((await rest).length).toBeLessThan(count * note.length);
    other.send(PING);
    await other.next({ type: 'pong' });
  });
});

describe('an ordinary request', () => {
  /** A served marketplace, and what it answers to requests. */
  const fair = async () => {
    const served = await service({ server: makeMarketplace(), protocol: marketplace });
    const ask = async (path: string, init?: RequestInit) => {
      const answer = await fetch(new URL(path, served.url.replace('ws:', 'http:')), init);
      return { status: answer.status, type: answer.headers.get('content-type'), text: await answer.text() };
    };
    return { ...served, ask };
  };
  const type = 'application/json';
  const offered = { event: 'offer_created', payload: { id: 'ö', domain: 'd', price: 1, offerer: 'o' } };

  it('is answered by the server, with its query decoded', async () => {
    const { ask, call, url } = await fair();
    expect((await ask('/events/schema')).text).toContain('"anomaly_score"');
    expect((await call('/publish', offered)).status).toBe(202);
    const items = [{ ...offered.payload, status: 'active', seq: 1, updated_seq: 1 }];
    const [all, none] = [JSON.stringify({ seq: 1, items }), JSON.stringify({ seq: 1, items: [] })];
    expect(await ask('/api/v1/offers?since_seq=%30')).toEqual({ status: 200, type, text: all });
    expect(await ask('/api/v1/offers?since_seq=1&x=%')).toEqual({ status: 200, type, text: none });
    const listener = client(`${url}?events=%6eav_update,offer_created&competitions=a%2Cb`);
    expect(await listener.next({ type: 'hello' })).toMatchObject({ seq: 1 });
    await call('/publish', { event: 'nav_update', payload: {} });
    expect(await listener.next({ type: 'nav_update' })).toMatchObject({ seq: 2, prev_seq: 1 });
  });

  it.each([
    [400, '/api/v1/offers?since_seq=-1', {}],
    [404, '/', {}],
    [404, '/ws', {}],
    [405, '/api/v1/offers', { method: 'POST', body: 'x'.repeat(kibibytes(300)) }],
  ])('is refused with %d at %s', async (status, path, init) => {
    const { ask } = await fair();
    for (let again = 0; again < 2; again += 1)
      expect(await ask(path, init)).toEqual({ status, type, text: expect.stringMatching(/^\{"error":".+"\}$/u) });
  });

  it('over which the server breaks down is answered with 500', async () => {
    const { receive, due } = makeCommerce();
    const { url } = await service({
      server: {
        receive: (input, now) => {
          if (input.do === 'request') throw new Error('broken');
          return receive(input, now);
        },
        due,
      },
    });
    expect((await fetch(url.replace('ws:', 'http:'))).status).toBe(500);
  });
});

describe('closing the host', () => {
  it('ends connections in the way of the protocol, and stops listening', async () => {
    const { join, close, url } = await service();
    const joined = await join('did:b');
    await Promise.all([close(), close()]);
    expect(await joined.closed).toBe(1001);
    await expect(client(url).closed).rejects.toThrow('ECONNREFUSED');
  });

  it('does not depend on clients that answer', async () => {
    const { address, close, url } = await service();
    const mute = await rawClient(await address('did:b'));
    const idle = connect(Number(new URL(url).port), '127.0.0.1');
    await once(idle, 'connect');
    const ended = [drain(mute), drain(idle)];
    await close();
    await Promise.all(ended);
  });

  it('does not depend on a server that takes part', async () => {
    const { receive, due } = makeCommerce();
    const { join, close } = await service({
      server: {
        receive: (input, now) => (input.do === 'hook' && input.hook === 'close' ? [] : receive(input, now)),
        due,
      },
    });
    await join('did:b');
    await close();
  });

  it('rejects where the port is taken', async () => {
    const { url } = await service();
    const port = Number(new URL(url).port);
    await expect(serve({ server: makeCommerce(), protocol: commerce, port })).rejects.toThrow('EADDRINUSE');
  });
});
