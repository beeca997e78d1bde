/** Tests of the control client: every answer a hook can give, and every sentence when something is wrong. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import type { HookName } from '../../schemas/hooks.ts';
import { type ControlOptions, createControl, readAbout } from './control.ts';
import { deafPort, endAll, endLater, serveBytes, serveHttp } from './testing/servers.ts';

afterEach(endAll);

interface Asked {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** A control interface that gives every request the same answer, and keeps what it was asked. */
const offer = async (status: number, body: unknown = '', more: Partial<ControlOptions> = {}) => {
  const asked: Asked[] = [];
  const port = await serveHttp(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method, url, headers } = request;
    asked.push({ method, url, headers, body: Buffer.concat(chunks).toString() });
    response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  const control = createControl({ url: `http://127.0.0.1:${port}/control/`, patience: 5000, ...more });
  endLater(control.close);
  return { control, asked, port };
};

const about = { protocol: 'commerce', hooks: ['publish', 'token'] };

describe('a hook', () => {
  it('is a POST under the base URL with the secret and JSON', async () => {
    const { control, asked } = await offer(202, {}, { secret: 's3cret' });
    expect(await control.call('publish', { event: 'order.paid', payload: {} })).toEqual({ status: 'done', answer: {} });
    expect(asked[0]).toMatchObject({
      method: 'POST',
      url: '/control/publish',
      body: '{"event":"order.paid","payload":{}}',
    });
    expect(asked[0]?.headers).toMatchObject({ authorization: 'Bearer s3cret', 'content-type': 'application/json' });
  });

  it('sends no body with a reset, and keeps its connection', async () => {
    const { control, asked } = await offer(204);
    await control.call('close', { reason: 'shutdown' });
    expect(await control.call('reset', {})).toEqual({ status: 'done', answer: {} });
    expect(asked[1]).toMatchObject({ body: '', headers: { connection: 'keep-alive', 'content-length': '0' } });
    expect(asked[1]?.headers['content-type']).toBeUndefined();
  });

  it.each<[HookName, number, unknown, object]>([
    ['token', 200, { token: 'a.b.c' }, { status: 'done', answer: { token: 'a.b.c' } }],
    ['advance', 200, { now: 7 }, { status: 'done', answer: { now: 7 } }],
    ['close', 202, 'accepted', { status: 'done', answer: {} }],
    ['publish', 409, { error: 'no such order' }, { status: 'refused', code: 409, error: 'no such order' }],
    ['publish', 400, 'what?', { status: 'refused', code: 400, error: 'what?' }],
    ['publish', 500, { error: 'boom' }, { status: 'failed', error: 'The hook publish answered 500: boom' }],
    ['publish', 302, '', { status: 'failed', error: 'The hook publish answered 302: nothing' }],
    ['reset', 404, '', { status: 'failed', error: 'The hook reset answered 404: the server does not offer it.' }],
    [
      'close',
      401,
      '',
      { status: 'failed', error: 'The hook close answered 401: the control secret is missing or wrong.' },
    ],
    [
      'token',
      200,
      { jwt: 'a.b.c' },
      { status: 'failed', error: 'The hook token answered 200 without a string "token" of printable ASCII.' },
    ],
    [
      'token',
      200,
      '[]',
      { status: 'failed', error: 'The hook token answered 200 without a string "token" of printable ASCII.' },
    ],
    [
      'advance',
      200,
      { now: '7' },
      { status: 'failed', error: 'The hook advance answered 200 without a number "now": {"now":"7"}' },
    ],
  ])('%s answering %i %j comes to what it means', async (hook, status, body, answer) => {
    const { control } = await offer(status, body);
    expect(await control.call(hook, {})).toEqual(answer);
  });

  it('fails with a sentence when nothing comes, too much comes, or the answer breaks off', async () => {
    const call = (port: number, patience = 5000) => {
      const control = createControl({ url: `http://127.0.0.1:${port}`, patience });
      endLater(control.close);
      return control.call('publish', {});
    };
    const failed = (because: string) => ({ status: 'failed', error: `The hook publish failed: ${because}.` });
    expect(await call(await deafPort())).toEqual(failed('nothing listens there (connection refused)'));
    expect(await call(await serveHttp(() => {}), 30)).toEqual(failed('there was no answer within 30 ms'));
    const partial = (_: IncomingMessage, response: ServerResponse) => {
      response.writeHead(202, { 'content-length': 10 }).write('{');
      response.destroy();
    };
    expect(await call(await serveHttp(partial))).toMatchObject({ status: 'failed' });
    expect(await call(await serveHttp((_, response) => void response.end('x'.repeat(1024 * 1024 + 1))))).toEqual(
      failed('the answer is larger than 1 MiB'),
    );
    const drip = await serveBytes((socket) => void socket.once('data', () => socket.end('nonsense\r\n\r\n')));
    expect(await call(drip)).toMatchObject({ error: expect.stringContaining('is not HTTP') });
  });

  it('is called again when the server closed an idle connection just then', async () => {
    let connections = 0;
    const port = await serveBytes((socket) => {
      const first = ++connections === 1;
      let requests = 0;
      socket.on('data', () => {
        if (first && ++requests === 2) socket.resetAndDestroy();
        else socket.write('HTTP/1.1 202 Accepted\r\nContent-Length: 2\r\n\r\n{}');
      });
    });
    const control = createControl({ url: `http://127.0.0.1:${port}`, patience: 5000 });
    endLater(control.close);
    await control.call('publish', {});
    await new Promise((resolve) => setImmediate(resolve));
    expect(await control.call('publish', {})).toEqual({ status: 'done', answer: {} });
    expect(connections).toBe(2);
  });
});

describe('about', () => {
  it('is what the server says of itself', async () => {
    const { control, asked } = await offer(
      200,
      { ...about, promises: { heartbeat: { every: 300 } } },
      { protocol: 'commerce' },
    );
    expect(await control.about()).toMatchObject({ ...about, promises: { heartbeat: { every: 300 } } });
    expect(asked[0]).toMatchObject({ method: 'GET', url: '/control/' });
  });

  it('is found without the last slash too', async () => {
    const port = await serveHttp((request, response) => {
      response.writeHead(request.url === '/control' ? 200 : 404).end(JSON.stringify(about));
    });
    expect(await readAbout({ url: `http://127.0.0.1:${port}/control`, patience: 5000 })).toEqual(about);
  });

  it.each<[number, unknown, object, string]>([
    [401, '', {}, 'wants a secret (401), and none was given.'],
    [401, '', { secret: 'x' }, 'does not take the secret it was given (401).'],
    [404, '', {}, 'answers GET / with 404 where 200 was expected. Is the address right?'],
    [200, '<html>', {}, 'answers GET / with what is no JSON object: <html>'],
    [
      200,
      { protocol: 'commerce' },
      {},
      'must answer GET / with {"protocol":"..","hooks":[..]}, and says {"protocol":"commerce"}',
    ],
    [200, { ...about, promises: [] }, {}, 'must answer GET / with'],
    [200, about, { protocol: 'telemetry' }, 'says that its server speaks commerce, where telemetry was expected.'],
  ])('answered with %i %j is trouble in one sentence', async (status, body, more, sentence) => {
    const { control, port } = await offer(status, body, more);
    await expect(control.about()).rejects.toMatchObject({ code: 'DRIVER' });
    await expect(control.about()).rejects.toThrow(
      `The control interface at http://127.0.0.1:${port}/control ${sentence}`,
    );
  });

  it('that cannot be had is trouble too', async () => {
    const url = `http://127.0.0.1:${await deafPort()}`;
    await expect(readAbout({ url, patience: 5000 })).rejects.toMatchObject({
      code: 'DRIVER',
      message: `The control interface at ${url}/ cannot be reached: nothing listens there (connection refused). Is it switched on, and is the address right?`,
    });
    expect(() => createControl({ url: 'localhost:80', patience: 1 })).toThrow('must begin with http:// or https://');
  });
});
