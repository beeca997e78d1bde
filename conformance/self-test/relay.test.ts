/** The relay: whatever it does to the bytes, they arrive, all of them and in order, and so does the end. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { createDice } from './dice.ts';
import { jitteryBytes, lateBytes, lumps, type MakeManner, pieces, relayTo } from './relay.ts';

/** A server that does one thing with each connection, behind a relay; gives a client of the relay. */
const through = async (manner: MakeManner, meet: (socket: Socket) => void): Promise<Socket> => {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => {});
    meet(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A server that listens on a port has an address with one.
  const relay = await relayTo((server.address() as AddressInfo).port, manner);
  const socket = connect({ port: relay.port, host: '127.0.0.1', allowHalfOpen: true });
  onTestFinished(async () => {
    socket.destroy();
    await relay.close();
    server.close();
  });
  return socket;
};

/** Everything that arrives until the end. */
const all = async (socket: Socket): Promise<readonly Buffer[]> => {
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  await once(socket, 'end');
  return chunks;
};

const dice = createDice(9);
const BYTES = Buffer.from(Array.from({ length: 70_000 }, () => dice(0, 255)));

it.each<[string, MakeManner]>([
  ['late', lateBytes(15)],
  ['jittery', jitteryBytes(3, 0, 10)],
  ['in pieces', pieces(3)],
  ['in lumps', lumps(10)],
])('carries bytes there and back, %s', async (_, manner) => {
  const socket = await through(manner, (far) => far.pipe(far));
  for (let at = 0; at < BYTES.length; at += 9000) socket.write(BYTES.subarray(at, at + 9000));
  socket.end();
  expect(Buffer.concat(await all(socket)).equals(BYTES)).toBe(true);
});

it('cuts into pieces, the first bytes one by one', () => {
  const cut = pieces(1)('client').cut?.(BYTES) ?? [];
  expect(Buffer.concat(cut).equals(BYTES)).toBe(true);
  expect(cut.slice(0, 16).every(({ length }) => length === 1)).toBe(true);
  expect(cut.length).toBeGreaterThan(20);
});

it('delivers what was on its way before it passes a reset on as an end', async () => {
  const socket = await through(lateBytes(15), (far) => {
    far.write('last words');
    far.once('data', () => far.resetAndDestroy());
  });
  socket.on('error', () => {});
  const heard: string[] = [];
  socket.on('data', (chunk: Buffer) => heard.push(chunk.toString()));
  socket.write('go');
  await once(socket, 'end');
  expect(heard.join('')).toBe('last words');
});
