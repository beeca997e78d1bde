/** The TCP connections beneath one line: all that it dials, so that they can be cut, written to and measured. */
import * as http from 'node:http';
import * as https from 'node:https';
import type { Socket } from 'node:net';
import type { Trust } from './reach.ts';

/** Dials for one line. */
export interface Dialer {
  /** For whatever makes requests. */
  readonly agent: http.Agent;
  /** The connection that was dialled last, if it is open. */
  readonly latest: () => Socket | undefined;
  /** How many bytes have come in over that of the open ones which has brought most. */
  readonly most: () => number;
  /** Cuts all of them, and whatever is dialled after. */
  readonly cut: () => void;
}

/** A dialer; `secure` speaks TLS. */
export const createDialer = (secure: boolean, trust: Trust = {}): Dialer => {
  // Each request has a connection of its own: one that is kept may be closed just as it is used again.
  const agent = secure ? new https.Agent(trust) : new http.Agent();
  const open = new Set<Socket>();
  let latest: Socket | undefined;
  let isCut = false;

  const dial = agent.createConnection.bind(agent);
  agent.createConnection = (options, callback) => {
    const dialled = dial(options, callback);
    // Both agents make sockets of node:net and node:tls.
    const socket = dialled as Socket | null | undefined;
    if (!socket) return dialled;
    open.add(socket);
    latest = socket;
    socket.once('close', () => open.delete(socket));
    if (isCut) socket.destroy();
    return dialled;
  };

  return {
    agent,
    latest: () => (latest && open.has(latest) ? latest : undefined),
    most: () => Math.max(0, ...[...open].map(({ bytesRead }) => bytesRead)),
    cut: () => {
      isCut = true;
      for (const socket of open) socket.destroy();
    },
  };
};
