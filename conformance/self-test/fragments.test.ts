/** Fragments: a WebSocket client reads the same messages, whichever way they were cut. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { fragments } from './fragments.ts';
import { relayTo } from './relay.ts';

it('carries messages of every length, pongs in between, and the close', async () => {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
  await once(server, 'listening');
  const said = [0, 1, 125, 126, 65_535, 65_536, 200_000].map((length) => 'é'.repeat(length));
  server.on('connection', (socket) => {
    for (const text of said) socket.send(text);
    socket.ping();
    socket.close(4001, 'enough');
  });
  // A server that listens on a port has an address with one.
  const relay = await relayTo((server.address() as AddressInfo).port, fragments(5));
  onTestFinished(async () => {
    await relay.close();
    server.close();
  });
  const client = new WebSocket(`ws://127.0.0.1:${relay.port}/`);
  const heard: string[] = [];
  let pongs = 0;
  let pings = 0;
  client.on('message', (data) => heard.push(data.toString()));
  client.on('pong', () => pongs++);
  client.on('ping', () => pings++);
  const [code] = await once(client, 'close');
  expect(heard).toEqual(said);
  expect([code, pongs, pings]).toEqual([4001, said.length, 1]);
});

it('leaves ordinary HTTP as it is', async () => {
  const body = 'x'.repeat(100_000);
  const server = createServer((_, response) => response.end(body));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const relay = await relayTo((server.address() as AddressInfo).port, fragments(5));
  onTestFinished(async () => {
    await relay.close();
    server.close();
  });
  const answer = await fetch(`http://127.0.0.1:${relay.port}/`);
  expect(await answer.text()).toBe(body);
});
