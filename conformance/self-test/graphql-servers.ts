/** Servers of graphql-transport-ws: graphql-ws as it is, odd in legal ways, or broken between it and its sockets. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { makeServer, type ServerOptions } from 'graphql-ws';
import { type WebSocket, WebSocketServer } from 'ws';
import { createChat, optionsFor } from '../../docs/examples/graphql-transport-ws/server.ts';

/** A message, whoever sends it. */
export type Message = Readonly<Record<string, unknown>> & { readonly type: string; readonly id?: string };

/** What lies between graphql-ws and one socket. */
export interface Wire {
  /** Sends a message; it is done once the server may send the next. */
  readonly send: (message: Message) => Promise<void> | void;
  readonly close: (code: number, reason: string) => void;
  /** Hears a text, as graphql-ws does. */
  readonly hear: (text: string) => Promise<void> | void;
}

/** A way in which a server is odd, or broken. */
export interface Manner {
  /** Options of graphql-ws, by the ms that a client has to speak first. */
  readonly options?: (ms: number) => ServerOptions;
  /** Stands between graphql-ws and a socket; what it leaves out stays as it is. */
  readonly wire?: (usual: Wire, socket: WebSocket) => Partial<Wire>;
  /** What is done about the subprotocols that a client offers: any will do, or the handshake is refused. */
  readonly subprotocols?: 'any' | 'refused';
  /** The code with which the hook `close` ends connections. */
  readonly leaves?: number;
}

const SUBPROTOCOL = 'graphql-transport-ws';

/** What a text says, where it is a message. */
export const read = (text: string): Message | undefined => {
  try {
    const json = JSON.parse(text) as unknown;
    return typeof json === 'object' && json !== null && 'type' in json ? (json as Message) : undefined;
  } catch {
    return undefined;
  }
};

/** Serves a chat in some manner, its clients having so many ms to speak first. */
export const serveSo = async (manner: Manner, ms: number) => {
  const chat = createChat();
  const users = new WeakMap<WebSocket, string>();
  const options = optionsFor<{ readonly socket: WebSocket }>(chat, ms, ({ socket }, user) => users.set(socket, user));
  // Hooks of a manner ask for nothing that the extra of a socket holds.
  const graphql = makeServer({ ...options, ...(manner.options?.(ms) as typeof options | undefined) });
  const sockets = new WebSocketServer({
    port: 0,
    host: '127.0.0.1',
    path: '/graphql',
    handleProtocols: (offered) =>
      manner.subprotocols === 'any' || offered.has(SUBPROTOCOL) ? ([...offered][0] ?? false) : false,
    verifyClient: ({ req }: { readonly req: { readonly headers: Readonly<Record<string, unknown>> } }) =>
      manner.subprotocols !== 'refused' || req.headers['sec-websocket-protocol'] === SUBPROTOCOL,
  });
  sockets.on('connection', (socket) => {
    socket.on('error', () => {});
    let listener: (text: string) => Promise<void> = async () => {};
    const usual: Wire = {
      send: (message) => {
        if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message));
      },
      close: (code, reason) => socket.close(code, reason),
      hear: (text) => listener(text),
    };
    const wire: Wire = { ...usual, ...manner.wire?.(usual, socket) };
    const closed = graphql.opened(
      {
        protocol: manner.subprotocols === 'any' ? SUBPROTOCOL : socket.protocol,
        // Written by graphql-ws.
        send: async (text) => wire.send(JSON.parse(text) as Message),
        close: wire.close,
        onMessage: (hear) => {
          listener = hear;
        },
      },
      { socket },
    );
    socket.on('message', (data) => {
      Promise.resolve(wire.hear(String(data))).catch(() => socket.close(4500, 'Internal server error'));
    });
    socket.once('close', (code, reason) => void closed(code, String(reason)));
  });
  await once(sockets, 'listening');
  return {
    // A server that listens on a port has an address with one.
    url: `ws://127.0.0.1:${(sockets.address() as AddressInfo).port}/graphql`,
    say: chat.say,
    leave: (user?: string): void => {
      for (const socket of sockets.clients)
        if (user === undefined || users.get(socket) === user) socket.close(manner.leaves ?? 1001, 'Going away');
    },
    close: async (): Promise<void> => {
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
    },
  };
};
