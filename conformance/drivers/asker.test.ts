/** Tests of asking a control interface: what goes out is what was asked, and what comes back is what came. */
import { afterEach, describe, expect, it } from 'vitest';
import { createAsker } from './asker.ts';
import { deafPort, endAll, endLater, serveBytes, serveHttp } from './testing/servers.ts';

afterEach(endAll);

const offer = async (answer: (path: string) => number = () => 200, secret?: string) => {
  const asked: string[] = [];
  const port = await serveHttp(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method, url, headers } = request;
    asked.push([method, url, headers.authorization ?? '-', Buffer.concat(chunks).toString()].join(' '));
    response.writeHead(answer(url ?? '')).end('said');
  });
  const url = `http://127.0.0.1:${port}/control/`;
  const asker = createAsker({ url, patience: 5000, ...(secret !== undefined && { secret }) });
  endLater(asker.close);
  return { ...asker, asked };
};

describe('an asker', () => {
  it('sends JSON, raw text or nothing, and gives the answer as it came', async () => {
    const { ask, asked } = await offer(() => 418);
    expect(await ask({ method: 'POST', hook: 'token', body: { subject: 'a' } })).toEqual({ status: 418, text: 'said' });
    await ask({ method: 'POST', hook: 'token', raw: '{"sub' });
    await ask({ method: 'POST', hook: 'reset' });
    await ask({ method: 'GET', hook: 'token' });
    expect(asked).toEqual([
      'POST /control/token - {"subject":"a"}',
      'POST /control/token - {"sub',
      'POST /control/reset - ',
      'GET /control/token - ',
    ]);
  });

  it('shows its secret, another one, or none', async () => {
    const { ask, asked } = await offer(undefined, 's3cret');
    await ask({ method: 'POST', hook: 'reset' });
    await ask({ method: 'POST', hook: 'reset', secret: 'other' });
    await ask({ method: 'POST', hook: 'reset', bare: true });
    expect(asked.map((line) => line.split(' reset')[0]?.slice('POST /control/reset '.length).trim())).toEqual([
      'Bearer s3cret',
      'Bearer other',
      '-',
    ]);
  });

  it('asks for the base with its last slash, and without it where that leads elsewhere', async () => {
    const { ask, asked, shown } = await offer((path) => (path === '/control/' ? 404 : 200));
    expect(await ask({ method: 'GET', hook: '' })).toMatchObject({ status: 200 });
    expect(asked).toEqual(['GET /control/ - ', 'GET /control - ']);
    expect(shown).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/control$/u);
  });

  it('tells whether anybody was there', async () => {
    const to = async (port: number) => {
      const asker = createAsker({ url: `http://127.0.0.1:${port}`, patience: 5000 });
      endLater(asker.close);
      return asker.ask({ method: 'GET', hook: '' });
    };
    expect(await to(await deafPort())).toMatchObject({ status: 'none', reached: false });
    expect(await to(await serveBytes((socket) => void socket.once('data', () => socket.destroy())))).toMatchObject({
      status: 'none',
      reached: true,
    });
  });
});
