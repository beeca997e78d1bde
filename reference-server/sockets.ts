/** The WebSocket side of a host: upgrades, frames to inputs, outputs to frames. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import type { Credential, Input, Manners } from '../schemas/server.ts';
import { kibibytes } from '../schemas/units.ts';
import { isPonging, misbehave } from './manners.ts';
import type { Act } from './performer.ts';
import type { Verifier } from './tokens.ts';

/** How many bytes may wait for a client that does not read, before it is cut off. */
export const UNREAD = kibibytes(16 * 1024);

/** What the sockets of a host need. */
export interface SocketsOptions {
  /** The path that is upgraded. */
  readonly path: string;
  /** The query parameter that holds the token, in protocols that have one. */
  readonly parameter?: string;
  /** The largest message that is taken, in bytes, unless manners have another. */
  readonly largest: number;
  readonly manners: Manners;
  readonly verify: Verifier;
  readonly feed: (input: Input) => void;
  /** Whether to negotiate permessage-deflate, and compress every message then. */
  readonly deflate?: boolean;
}

/** The open sockets of a host. */
export interface Sockets {
  /** Upgrades a request that node:http hands over. */
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => Promise<void>;
  /** Does to a connection what the server says; nothing, where it is gone. */
  readonly perform: (act: Act) => void;
  /** Resolves once every socket that is open now has closed. */
  readonly drained: () => Promise<unknown>;
  /** Ends every socket that is open, by force. */
  readonly cut: () => void;
}

/** A request's path and query. */
export const target = ({ url = '' }: IncomingMessage) => {
  const [path = '', query = ''] = url.split(/\?(.*)/su);
  return { path, query: new URLSearchParams(query) };
};

/** Answers a request to upgrade where there is nothing to upgrade to. */
export const turnAway = (socket: Duplex): void =>
  void socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');

const inputOf = (connection: string, bytes: Buffer, isBinary: boolean): Input =>
  isBinary
    ? { do: 'binary', connection, size: bytes.length }
    : { do: 'text', connection, text: bytes.toString('utf8') };

/** Makes the sockets of a host. */
export const makeSockets = ({
  path,
  parameter,
  manners,
  verify,
  feed,
  deflate,
  ...options
}: SocketsOptions): Sockets => {
  const largest = manners.maxMessage ?? options.largest;
  const upgrader = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    // One above it is closed with 1009; however many fragments the message comes in.
    maxPayload: manners.oversizeNotice === undefined ? largest : UNREAD,
    maxFragments: 2 * largest,
    perMessageDeflate: deflate === true && { threshold: 0 },
    skipUTF8Validation: manners.invalidUtf8 !== undefined,
    autoPong: isPonging(manners),
  });
  const open = new Map<string, WebSocket>();
  let count = 0;

  const accept = (
    socket: WebSocket,
    tcp: Duplex,
    query: Readonly<Record<string, string>>,
    credential: Credential,
  ): void => {
    count += 1;
    const connection = String(count);
    open.set(connection, socket);
    // ws ends the connection that had the error; without a listener it would end the process.
    socket.on('error', () => {});
    const heardIn = misbehave(socket, { manners, largest, tcp, everybody: () => open.values() });
    socket.on('message', (data: RawData, isBinary) => {
      // The sockets' `binaryType` is left at its default, a Buffer.
      const bytes = data as Buffer;
      for (const heard of heardIn(bytes, isBinary)) feed(inputOf(connection, heard, isBinary));
    });
    socket.on('pong', () => feed({ do: 'pong', connection }));
    socket.on('close', () => {
      open.delete(connection);
      feed({ do: 'disconnect', connection });
    });
    feed({ do: 'connect', connection, path, query, credential });
  };

  return {
    upgrade: async (request, socket, head) => {
      const { path: asked, query } = target(request);
      if (asked !== path) {
        turnAway(socket);
        return;
      }
      // Verified before the upgrade: whatever the client sends meanwhile waits in the socket, in its order.
      const credential = await verify(parameter === undefined ? undefined : (query.get(parameter) ?? undefined));
      upgrader.handleUpgrade(request, socket, head, (upgraded) =>
        accept(upgraded, socket, Object.fromEntries(query), credential),
      );
    },
    perform: (act) => {
      const socket = open.get(act.connection);
      if (!socket) return;
      switch (act.do) {
        case 'message':
          socket.send(JSON.stringify(act.message));
          if (socket.bufferedAmount > UNREAD) socket.terminate();
          return;
        case 'ping':
          socket.ping();
          return;
        case 'close':
          socket.close(act.code, act.reason);
          return;
        // A WebSocket that is open has no error of its own to refuse a client with.
        case 'refuse':
        case 'terminate':
          socket.terminate();
          return;
      }
    },
    drained: () =>
      Promise.all([...open.values()].map((socket) => new Promise((resolve) => socket.once('close', resolve)))),
    cut: () => {
      for (const socket of open.values()) socket.terminate();
    },
  };
};
