/** WebSocket clients for the tests of the host: what they received, and promises of what is to come; nobody sleeps. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { WebSocket } from 'ws';

/** A client with everything it has received. */
export interface Client {
  readonly socket: WebSocket;
  readonly received: readonly Readonly<Record<string, unknown>>[];
  /** Sends text as it is, and anything else as JSON. */
  readonly send: (message: unknown) => void;
  /** Resolves with the first message, received or still to come, that holds these members. */
  readonly next: (members: Readonly<Record<string, unknown>>) => Promise<Readonly<Record<string, unknown>>>;
  /** Resolves with the close code, as the close frame has it. */
  readonly closed: Promise<number>;
}

/** Connects a client; where the server refuses the upgrade, `closed` rejects. */
export const client = (url: string, options: { readonly autoPong?: boolean } = {}): Client => {
  const socket = new WebSocket(url, options);
  const received: Readonly<Record<string, unknown>>[] = [];
  const waiting = new Set<() => void>();
  socket.on('message', (data) => {
    received.push(JSON.parse(data.toString()));
    for (const look of waiting) look();
  });
  const closed = new Promise<number>((resolve, reject) => {
    socket.on('close', resolve);
    socket.on('error', reject);
  });
  // Only tests that care wait for it.
  closed.catch(() => {});
  return {
    socket,
    received,
    send: (message) => socket.send(typeof message === 'string' ? message : JSON.stringify(message)),
    next: (members) =>
      new Promise((resolve) => {
        const look = (): void => {
          const found = received.find((message) =>
            Object.entries(members).every(([key, value]) => message[key] === value),
          );
          if (!found) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
      }),
    closed,
  };
};

/** Opens a TCP connection and asks for an upgrade by hand. */
export const upgrading = (url: string): Socket => {
  const { hostname, port, pathname, search } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => {});
  socket.write(
    `GET ${pathname}${search} HTTP/1.1\r\nHost: ${hostname}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: d2lyZXByb29mIHdpcmVwcg==\r\n\r\n`,
  );
  return socket;
};

/** Opens a TCP connection that is upgraded, so that any bytes can be written to it. */
export const rawClient = async (url: string): Promise<Socket> => {
  const socket = upgrading(url);
  await once(socket, 'data');
  return socket;
};

/** Everything that still arrives on a TCP connection until it ends. */
export const drain = async (socket: Socket): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  if (!socket.closed) await once(socket, 'close');
  return Buffer.concat(chunks);
};
