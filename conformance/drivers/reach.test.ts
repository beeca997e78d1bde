/** Tests of reaching servers: header fields, cookies, subprotocols and TLS, over WebSocket and over Socket.IO. */
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { Server } from 'socket.io';
import { createExchanger } from './http-exchange.ts';
import type { Reach } from './reach.ts';
import { openSocketIoLine } from './socket-io-line.ts';
import { CERTIFICATE, KEY } from './testing/certificate.ts';
import { createEar, endAll, endLater } from './testing/servers.ts';
import { openLine } from './websocket-line.ts';

afterEach(endAll);

/** Serves WebSocket and plain answers over TLS or not; tells the requests that came. */
const listen = async (secure: boolean) => {
  const requests: IncomingMessage[] = [];
  const server = secure ? createSecureServer({ key: KEY, cert: CERTIFICATE }) : createServer();
  server.on('request', (request, response) => {
    requests.push(request);
    response.end('here');
  });
  const sockets = new WebSocketServer({ server, handleProtocols: (offered) => [...offered].at(-1) ?? false });
  sockets.on('connection', (socket, request) => {
    requests.push(request);
    socket.send('hello');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  endLater(() => {
    for (const socket of sockets.clients) socket.terminate();
    server.close();
    server.closeAllConnections();
  });
  // A server that listens on a port has an address with one.
  return { port: (server.address() as AddressInfo).port, requests };
};

const options = (url: string, reach: Reach) => {
  const ear = createEar();
  return {
    ear,
    line: {
      address: new URL(url),
      reach,
      patience: 5000,
      listener: ear.listener,
      notice: () => {},
      roundTrip: () => {},
    },
  };
};

const open = (url: string, reach: Reach = {}) => {
  const { ear, line } = options(url, reach);
  endLater(openLine(line).drop);
  return ear;
};

const headers = { cookie: 'session=abc', 'x-team': 'blue' };

describe('a handshake', () => {
  it('shows header fields, and offers subprotocols', async () => {
    const { port, requests } = await listen(false);
    await open(`ws://127.0.0.1:${port}/`, { headers, subprotocols: ['one', 'two'] }).heard('received');
    expect(requests[0]?.headers).toMatchObject({ ...headers, 'sec-websocket-protocol': 'one,two' });
  });

  it('shows them over Socket.IO, by either transport', async () => {
    const io = new Server(0);
    endLater(() => void io.close());
    const shown: unknown[] = [];
    io.on('connection', (socket) => shown.push(socket.handshake.headers['x-team']));
    // A server that listens on a port has an address with one.
    const { port } = io.httpServer.address() as AddressInfo;
    for (const transport of ['websocket', 'polling']) {
      const { ear, line } = options(`http://127.0.0.1:${port}/socket.io/?transport=${transport}`, { headers });
      const opened = openSocketIoLine({ ...line, command: 'a', acknowledgement: 'b' });
      endLater(opened.drop);
      await ear.heard('opened');
    }
    expect(shown).toEqual(['blue', 'blue']);
  });

  it('goes over TLS to whom a file of certificates, or nobody, vouches for', async () => {
    const { port } = await listen(true);
    const url = `wss://localhost:${port}/`;
    expect(await open(url).heard('refused')).toMatchObject({ because: expect.stringMatching(/certificate/) });
    await open(url, { ca: CERTIFICATE }).heard('received');
    await open(url, { insecure: true }).heard('received');
  });
});

describe('a request for a resource', () => {
  it('shows the same, and trusts the same', async () => {
    const { port, requests } = await listen(true);
    const ask = async (reach: Reach) => {
      const exchanger = createExchanger(5000, undefined, reach);
      endLater(exchanger.close);
      return exchanger.exchange({ method: 'GET', url: new URL(`https://localhost:${port}/`), headers: {} });
    };
    expect(await ask({})).toMatchObject({ status: 'none' });
    expect(await ask({ headers, ca: CERTIFICATE })).toEqual({ status: 200, text: 'here' });
    expect(requests[0]?.headers).toMatchObject(headers);
  });
});
