/** The control interface, request by request. */
import { request } from 'node:http';
import { describe, expect, it } from 'vitest';
import { commerce } from '../schemas/commerce/protocol.ts';
import { kibibytes } from '../schemas/units.ts';
import { client } from './testing/client.ts';
import { data } from './testing/trial.ts';
import { makeCommerce } from './commerce/server.ts';
import { service } from './testing/service.ts';

const created = { event: 'order.created', payload: data('order.created', 'o') };
const get = { method: 'GET' };

describe('about', () => {
  it.each(['', '/'])('is told at %j', async (path) => {
    const { call } = await service();
    const answer = await call(path, undefined, get);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('application/json');
    expect(await answer.json()).toEqual({
      protocol: 'commerce',
      hooks: ['publish', 'token', 'advance', 'close', 'reset'],
    });
  });

  it('tells the numbers that differ', async () => {
    const { call } = await service({ promises: { heartbeat: { every: 300 } } });
    expect(await (await call('/', undefined, get)).json()).toMatchObject({ promises: { heartbeat: { every: 300 } } });
  });

  it('is not there unless asked for', async () => {
    const { url, controlUrl } = await service({ control: false });
    expect(controlUrl).toBeUndefined();
    expect((await fetch(`http://${new URL(url).host}/control/`)).status).toBe(404);
  });
});

describe('a request', () => {
  it.each<[number, string, unknown]>([
    [400, '/publish', undefined],
    [400, '/publish', '{'],
    [400, '/publish', '7'],
    [400, '/publish', { event: 'order.created' }],
    [400, '/publish', { event: 'connected', payload: {} }],
    [
      400,
      '/publish',
      JSON.stringify(created).replace('"orderId"', `"deep":${'['.repeat(9000)}${']'.repeat(9000)},"orderId"`),
    ],
    [409, '/publish', { event: 'order.paid', payload: data('order.paid', 'o') }],
    [400, '/token', {}],
    [400, '/token', { subject: '' }],
    [400, '/token', { subject: 'u', roles: 'signer' }],
    [400, '/token', { subject: 'u', expiresIn: '1' }],
    [400, '/token', { subject: 'u', expiresIn: 1e300 }],
    [400, '/advance', {}],
    [400, '/advance', { ms: -1 }],
    [400, '/advance', { ms: '1' }],
    [400, '/advance', { ms: 1e17 }],
    [400, '/close', {}],
    [400, '/close', { reason: 'logout' }],
    [405, '/', undefined],
    [404, '/publish/', {}],
    [404, '/constructor', {}],
    [413, '/publish', 'x'.repeat(kibibytes(1024) + 1)],
  ])('is answered with %d: POST %s %.60j', async (status, path, body) => {
    const { call, join } = await service();
    const answer = await call(path, body);
    expect(answer.status).toBe(status);
    expect(await answer.json()).toEqual({ error: expect.any(String) });
    await join('did:b');
  });

  it('has one method for each path', async () => {
    const { call } = await service();
    const answer = await call('/publish', undefined, get);
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST']);
    expect((await call('/reset', undefined, { method: 'DELETE' })).status).toBe(405);
  });

  it('that breaks off does no harm', async () => {
    const { controlUrl, join } = await service();
    const broken = request(`${controlUrl}/publish`, { method: 'POST', headers: { 'content-length': 100 } });
    broken.on('error', () => {});
    await new Promise((resolve) => broken.write('{"event":', resolve));
    broken.destroy();
    await join('did:b');
  });

  it('over which the server breaks down is answered all the same', async () => {
    const server = makeCommerce();
    const { call } = await service({
      server: {
        ...server,
        receive: (input, now) => {
          if (input.do === 'hook' && input.hook === 'reset') throw new Error('broken');
          return server.receive(input, now);
        },
      },
    });
    const answer = await call('/reset');
    expect([answer.status, await answer.json()]).toEqual([500, { error: 'Error: broken' }]);
    expect((await call('/publish', created)).status).toBe(202);
  });
});

describe('the secret', () => {
  it.each([undefined, 'Bearer', 'Bearer secre', 'Bearer secret1', 'Basic secret', 'secret'])(
    'is asked for: %j',
    async (shown) => {
      const { controlUrl } = await service({ secret: 'secret' });
      const headers: Record<string, string> = shown === undefined ? {} : { authorization: shown };
      for (const path of ['/', '/reset', '/nothing']) {
        const answer = await fetch(`${controlUrl}${path}`, { headers });
        expect(answer.status).toBe(401);
        expect(await answer.json()).toEqual({ error: expect.any(String) });
      }
    },
  );

  it('opens the interface', async () => {
    const { controlUrl } = await service({ secret: 'secret' });
    expect((await fetch(`${controlUrl}/`, { headers: { authorization: 'Bearer secret' } })).status).toBe(200);
  });
});

describe('the hooks', () => {
  it('answer as the table has it', async () => {
    const { call } = await service();
    const told = async (path: string, body?: unknown) => {
      const answer = await call(path, body);
      return [answer.status, await answer.text()];
    };
    expect(await told('/publish', created)).toEqual([202, '{}']);
    expect(await told('/close', { reason: 'shutdown' })).toEqual([202, '{}']);
    expect(await told('/reset')).toEqual([204, '']);
    expect(await told('/token', { subject: 'u' })).toEqual([200, expect.stringMatching(/^\{"token":"[^"]+"\}$/u)]);
    expect(await told('/advance', { ms: 0 })).toEqual([200, expect.stringMatching(/^\{"now":\d+\}$/u)]);
  });

  it('take a body of one mebibyte', async () => {
    const { call } = await service();
    const bare = JSON.stringify({ ...created, pad: '' }).length;
    expect((await call('/publish', { ...created, pad: 'x'.repeat(kibibytes(1024) - bare) })).status).toBe(202);
  });

  it('close one user, and reset ends everybody', async () => {
    const { call, join } = await service();
    const [buyer, vendor] = [await join('did:b'), await join('did:v')];
    await call('/close', { subject: 'did:b', reason: 'shutdown' });
    expect(await buyer.closed).toBe(1001);
    vendor.send({ type: 'ping' });
    await vendor.next({ type: 'pong' });
    await call('/reset');
    await vendor.closed;
  });

  it('issue tokens with roles', async () => {
    const { join, call } = await service();
    await call('/publish', { event: 'proposal.created', payload: data('proposal.created', 'p') });
    const signer = await join('did:s', { roles: ['signer'] });
    signer.send({ type: 'subscribe', channel: 'proposal:p' });
    await signer.next({ type: 'subscribed' });
  });

  it('issue tokens that last an hour, or as long as they are asked to, by the clock of the host', async () => {
    const { address, call } = await service();
    await call('/advance', { ms: 0 });
    const outcome = async (url: string) => {
      const { next, closed } = client(url);
      return Promise.race([next({ type: 'connected' }).then(() => 'greeted'), closed]);
    };
    const [hour, second] = [await address('u'), await address('u', { expiresIn: 1000 })];
    expect(await outcome(await address('u', { expiresIn: -1 }))).toBe(4001);
    await call('/advance', { ms: 999 });
    expect(await outcome(second)).toBe('greeted');
    await call('/advance', { ms: 1 });
    expect(await outcome(second)).toBe(4001);
    await call('/advance', { ms: 3_598_999 });
    expect(await outcome(hour)).toBe('greeted');
    await call('/advance', { ms: 1 });
    expect(await outcome(hour)).toBe(4001);
  });
});

describe('advance', () => {
  const short = {
    ...commerce,
    promises: {
      ...commerce.promises,
      heartbeat: { send: 'ping frame', every: 1000, forgives: 0, ending: 'terminate' },
    },
  } as const;

  it('answers when what was due has been sent, and time stands still after it', async () => {
    const { call, join } = await service();
    await call('/advance', { ms: 0 });
    const joined = await join('did:b', { expiresIn: 5000 });
    const { now } = (await (await call('/advance', { ms: 4999 })).json()) as { readonly now: number };
    joined.send({ type: 'ping' });
    expect(await joined.next({ type: 'pong' })).toMatchObject({ timestamp: new Date(now).toISOString() });
    await call('/advance', { ms: 1 });
    expect(await joined.closed).toBe(4001);
  });

  it('pings in the order of due time, and terminates who does not answer', async () => {
    const server = makeCommerce({ protocol: short });
    const { call, join, address } = await service({ server, protocol: short });
    await call('/advance', { ms: 0 });
    const answering = await join('did:b');
    const mute = client(await address('did:v'), { autoPong: false });
    await mute.next({ type: 'connected' });
    const ponged = new Promise((resolve) => answering.socket.once('ping', resolve));
    await call('/advance', { ms: 1000 });
    await ponged;
    // Its pong went out before this command, so the server has it when the answer is here.
    answering.send({ type: 'ping' });
    await answering.next({ type: 'pong' });
    await call('/advance', { ms: 1000 });
    expect(await mute.closed).toBe(1006);
    answering.send({ type: 'ping' });
    await answering.next({ type: 'pong' });
  });

  it('pings in real time before its first call', async () => {
    const heartbeat = { ...short.promises.heartbeat, every: 20, forgives: 1000 };
    const quick = { ...short, promises: { ...short.promises, heartbeat } };
    const { join } = await service({ server: makeCommerce({ protocol: quick }), protocol: quick });
    const { socket } = await join('did:b');
    for (let beats = 0; beats < 3; beats += 1) await new Promise((resolve) => socket.once('ping', resolve));
  });
});
