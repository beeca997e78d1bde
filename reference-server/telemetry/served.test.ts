/** The telemetry server on real sockets: its session in the address, its clock advanced, its connections ended. */
import { expect, it } from 'vitest';
import { telemetry } from '../../schemas/telemetry/protocol.ts';
import { client } from '../testing/client.ts';
import { service } from '../testing/service.ts';
import { payload } from '../testing/telemetry-trial.ts';
import { makeTelemetry } from './server.ts';

/** A served telemetry server, and clients that have been greeted. */
const scene = async () => {
  const served = await service({ server: makeTelemetry(), protocol: telemetry });
  const address = async (expiresIn?: number) =>
    `${served.url}?session=${await served.token('u', expiresIn === undefined ? {} : { expiresIn })}`;
  const join = async () => {
    const joined = client(await address());
    await joined.next({ event: 'connection:ack' });
    return joined;
  };
  const events = ({ received }: ReturnType<typeof client>) => received.map(({ event }) => event);
  return { ...served, address, join, events };
};

it('lets in by the session in the address, and tells a bad one from one that is over', async () => {
  const { url, address, join } = await scene();
  await join();
  for (const [where, code] of [
    [url, 'AUTH_REQUIRED'],
    [`${url}?token=${(await address()).split('=')[1]}`, 'AUTH_REQUIRED'],
    [`${url}?session=x.y.z`, 'AUTH_REQUIRED'],
    [await address(-1000), 'SESSION_EXPIRED'],
  ] as const) {
    const refused = client(where);
    expect(await refused.closed).toBe(4001);
    expect(refused.received).toMatchObject([{ event: 'connection:error', data: { code } }]);
  }
});

it('tells what is paced as the clock goes on, beats, and closes within the delay of a reconnect', async () => {
  const { join, call, events } = await scene();
  const joined = await join();
  joined.send({ event: 'subscribe', data: { channels: ['market'] } });
  await joined.next({ event: 'subscribed' });
  // From here on time is the test's.
  await call('/advance', { ms: 0 });
  await call('/publish', { event: 'market:update', payload: payload('market:update') });
  await call('/advance', { ms: 3000 });
  await joined.next({ event: 'market:update' });
  joined.send({ event: 'unsubscribe', data: { channels: ['market'] } });
  await joined.next({ event: 'unsubscribed' });
  expect(events(joined).filter((event) => event === 'market:update')).toHaveLength(4);
  await call('/advance', { ms: 27_000 });
  expect(await joined.next({ event: 'heartbeat' })).toMatchObject({ data: { connectionUptime: expect.any(Number) } });
  await call('/close', { reason: 'server_restart' });
  expect(await joined.next({ event: 'reconnect' })).toMatchObject({ data: { delay: 1000 } });
  await call('/advance', { ms: 1000 });
  expect(await joined.closed).toBe(1012);
});

it('takes leave of everybody when its host is closed', async () => {
  const { join, close } = await scene();
  const joined = await join();
  await close();
  expect(await joined.closed).toBe(1001);
  expect(joined.received.at(-1)).toMatchObject({ event: 'connection:closed', data: { reason: 'server_shutdown' } });
});
