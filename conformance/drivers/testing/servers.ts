/** Tiny servers for the tests of the live driver, and an ear for its lines. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer, type Server, type Socket } from 'node:net';
import { Server as IoServer, type Socket as IoSocket } from 'socket.io';
import { type ServerOptions, type WebSocket, WebSocketServer } from 'ws';
import type { Signal } from '../../engine/driver.ts';

const ending: (() => void)[] = [];

/** Ends all that a test has begun. */
export const endAll = (): void => {
  for (const end of ending.splice(0)) end();
};

/** Has something ended with the test. */
export const endLater = (end: () => void): void => void ending.push(end);

const listening = async (server: Server): Promise<number> => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
};

/** A WebSocket server that does one thing with each connection, and perhaps answers requests; gives its port. */
export const serveSockets = async (
  meet: (socket: WebSocket, path: string) => void,
  options: ServerOptions = {},
  answer: RequestListener = () => {},
): Promise<number> => {
  const server = createHttpServer(answer);
  const sockets = new WebSocketServer({ server, ...options });
  sockets.on('connection', (socket, request) => {
    socket.on('error', () => {});
    endLater(() => socket.terminate());
    meet(socket, request.url ?? '');
  });
  endLater(() => server.close());
  return listening(server);
};

/** A Socket.IO server that does one thing with each connection, and is prepared before it has any; gives its port. */
export const serveSocketIo = async (
  meet: (socket: IoSocket) => void,
  prepare: (server: IoServer) => void = () => {},
): Promise<number> => {
  const server = createHttpServer();
  const io = new IoServer(server, { serveClient: false });
  prepare(io);
  io.on('connection', (socket) => {
    socket.on('error', () => {});
    meet(socket);
  });
  endLater(() => {
    io.disconnectSockets(true);
    io.engine.close();
    server.close();
    server.closeAllConnections();
  });
  return listening(server);
};

/** An HTTP server; gives its port. */
export const serveHttp = async (answer: RequestListener): Promise<number> => {
  const server = createHttpServer(answer);
  endLater(() => {
    server.close();
    server.closeAllConnections();
  });
  return listening(server);
};

/** A server that knows nothing but bytes; gives its port. */
export const serveBytes = async (meet: (socket: Socket) => void): Promise<number> => {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    endLater(() => socket.destroy());
    meet(socket);
  });
  endLater(() => server.close());
  return listening(server);
};

const upgrade = (request: Buffer): string => {
  const key = /sec-websocket-key: (.*)\r\n/i.exec(request.toString())?.[1] ?? '';
  const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
  return `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`;
};

/** A server that sends these bytes together with its handshake, in one segment, and again for all that it hears; gives its port. */
export const serveFrames = (...bytes: readonly number[]): Promise<number> =>
  serveBytes((socket) => {
    socket.once('data', (request) => {
      socket.write(Buffer.concat([Buffer.from(upgrade(request)), Buffer.from(bytes)]));
      socket.on('data', () => socket.write(Buffer.from(bytes)));
    });
  });

/** A port on which nothing listens. */
export const deafPort = async (): Promise<number> => {
  const server = createServer();
  const port = await listening(server);
  server.close();
  await once(server, 'close');
  return port;
};

/** Keeps signals and tells when one of a kind has come. */
export const createEar = () => {
  const signals: Signal[] = [];
  const waiting = new Set<(signal: Signal) => void>();
  return {
    signals,
    listener: (signal: Signal): void => {
      signals.push(signal);
      for (const look of waiting) look(signal);
    },
    heard: <Kind extends Signal['kind']>(kind: Kind): Promise<Extract<Signal, { kind: Kind }>> =>
      new Promise((resolve) => {
        // The kind is compared first.
        const look = (signal: Signal): void =>
          void (signal.kind === kind && resolve(signal as Extract<Signal, { kind: Kind }>));
        for (const signal of signals) look(signal);
        waiting.add(look);
      }),
  };
};
