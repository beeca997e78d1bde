/** The WebSocket server beneath Engine.IO, with the manners of its host. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type ServerOptions, type WebSocket, WebSocketServer } from 'ws';
import type { Manners } from '../schemas/server.ts';
import { isObject } from './json.ts';
import { isPonging, misbehave } from './manners.ts';
import { UNREAD } from './sockets.ts';

type Upgraded = (socket: WebSocket, request: IncomingMessage) => void;

/** A frame as a text that Engine.IO and Socket.IO take for an event: what a host says past them. */
const asPacket = (message: unknown): string =>
  `42${JSON.stringify(isObject(message) ? [message.event, message.data] : [message])}`;

/** Has a socket tell of each message only what is to be heard in it. */
const intercept = (socket: WebSocket, heardIn: (bytes: Buffer, isBinary: boolean) => readonly Buffer[]): void => {
  const emit = socket.emit.bind(socket);
  socket.emit = (event: string, ...args: readonly unknown[]) => {
    if (event !== 'message') return emit(event, ...args);
    const [bytes, isBinary] = args;
    // A Buffer, since `binaryType` is left at its default.
    for (const heard of heardIn(bytes as Buffer, isBinary === true)) emit(event, heard, isBinary);
    return true;
  };
};

/** Makes what Engine.IO takes for the class of its WebSocket server. */
export const wsEngineOf = (manners: Manners, largest: number) =>
  function wsEngine(options: ServerOptions) {
    const open = new Set<WebSocket>();
    const server = new WebSocketServer({
      ...options,
      ...(manners.oversizeNotice !== undefined && { maxPayload: UNREAD }),
      skipUTF8Validation: manners.invalidUtf8 !== undefined,
      autoPong: isPonging(manners),
    });
    const upgrade = server.handleUpgrade.bind(server);
    server.handleUpgrade = (request: IncomingMessage, tcp: Duplex, head: Buffer, upgraded: Upgraded) =>
      upgrade(request, tcp, head, (socket, from) => {
        open.add(socket);
        socket.on('close', () => open.delete(socket));
        intercept(socket, misbehave(socket, { manners, largest, tcp, everybody: () => open, write: asPacket }));
        upgraded(socket, from);
      });
    return server;
  };
