/** Socket.IO clients for the tests of the host: what they received, and promises of what is to come; nobody sleeps. */
import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client';
import { onTestFinished } from 'vitest';
import { trading } from '../../schemas/trading/protocol.ts';
import type { ServeOptions } from '../host.ts';
import { makeTrading } from '../trading/server.ts';
import { service } from './service.ts';

/** The type of a packet that is an event. */
const EVENT = 2;

/** One event, with its arguments. */
export type Told = readonly [event: string, ...args: readonly unknown[]];

/** A client with everything it has received. */
export interface IoClient {
  readonly socket: Socket;
  readonly received: readonly Told[];
  /** Resolves with the payload of the first event of that name, received or still to come. */
  readonly next: (event: string) => Promise<unknown>;
  /** Sends an event; resolves with what acknowledges it. */
  readonly ask: (event: string, ...args: readonly unknown[]) => Promise<unknown>;
  /** Resolves with why the connection ended, or with the error by which it was refused. */
  readonly ended: Promise<unknown>;
}

/** Connects a client. */
export const ioClient = (url: string, options: Partial<ManagerOptions & SocketOptions> = {}): IoClient => {
  const socket = io(url, { forceNew: true, reconnection: false, transports: ['websocket'], ...options });
  onTestFinished(() => void socket.disconnect());
  const received: Told[] = [];
  const waiting = new Set<() => void>();
  // Socket.IO's own listeners are not told what comes in one breath with the end, as it does over polling.
  socket.io.on('packet', ({ type, data }) => {
    if (type !== EVENT) return;
    received.push(data as Told);
    for (const look of waiting) look();
  });
  return {
    socket,
    received,
    next: (event) =>
      new Promise((resolve) => {
        const look = (): void => {
          const found = received.find(([name]) => name === event);
          if (found) resolve(found[1]);
        };
        waiting.add(look);
        look();
      }),
    ask: (event, ...args) => new Promise((resolve) => socket.emit(event, ...args, resolve)),
    ended: new Promise((resolve) => {
      socket.on('disconnect', (_, details) => resolve(details ?? 'disconnected'));
      socket.on('connect_error', resolve);
    }),
  };
};

/** Serves trading with its control interface. */
export const exchange = async (options: Partial<ServeOptions> = {}) => {
  const served = await service({ server: makeTrading(), protocol: trading, ...options });
  const open = async (user: string, more: Partial<ManagerOptions & SocketOptions> = {}): Promise<IoClient> =>
    ioClient(served.url, { query: { token: await served.token(user) }, ...more });
  return {
    ...served,
    open,
    /** Connects a user and waits for the greeting. */
    enter: async (user: string, more: Partial<ManagerOptions & SocketOptions> = {}) => {
      const entered = await open(user, more);
      await entered.next('connection.authorized');
      return entered;
    },
  };
};
