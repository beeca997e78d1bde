/** The host with compression: used only where it is asked for, and no way around the limits. */
import { expect, it } from 'vitest';
import { client } from './testing/client.ts';
import { service } from './testing/service.ts';

it.each([
  [true, 'permessage-deflate'],
  [false, ''],
])('with deflate %s a client that offers it gets "%s"', async (deflate, extensions) => {
  const { join } = await service({ deflate });
  const { socket, send, next } = await join('did:b');
  expect(socket.extensions).toBe(extensions);
  send({ type: 'ping' });
  expect(await next({ type: 'pong' })).toMatchObject({ type: 'pong' });
});

it('closes with 1009 where a small frame inflates to more than 64 KiB', async () => {
  const { join } = await service({ deflate: true });
  const { socket, closed } = await join('did:b');
  socket.send('x'.repeat(1024 * 1024));
  expect(await closed).toBe(1009);
});

it('sends what it has to say before it closes', async () => {
  const { url } = await service({ deflate: true });
  const stranger = client(url);
  expect(await stranger.next({ type: 'error' })).toMatchObject({ message: 'Authentication required' });
  expect(await stranger.closed).toBe(4001);
});
