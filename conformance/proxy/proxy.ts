/**
 * The proxy: stands between clients and a server, passes all of it on unchanged, and tells what it saw of connections.
 * It judges nothing, and what it does for itself it does after what came has gone on.
 */
import { tokenParameter } from '../../schemas/token-place.ts';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Protocol } from '../../schemas/protocol.ts';
import { queryOf, secretsOf } from '../captures/address.ts';
import type { Sight } from '../captures/witnessing.ts';
import { addressOf } from '../drivers/addresses.ts';
import { type Reach, trustOf } from '../drivers/reach.ts';
import { blind, createOnlooker, type Onlooker } from './onlooker.ts';
import { passRequest, type RequestEar } from './requests.ts';
import { createSessions } from './socket-io-sessions.ts';
import { createTurns } from './turns.ts';
import { passUpgrade } from './upgrades.ts';
import { upstreamOf } from './upstream.ts';
import { witness } from './witness.ts';

/** What a proxy tells. */
export interface Told {
  /** What was seen, when (in ms since the proxy was made), and what clients showed on that connection that is a secret. */
  readonly sight: (sight: Sight, at: number, secrets: readonly string[]) => void;
  /** A sentence about a server that cannot be reached. */
  readonly trouble: (sentence: string) => void;
}

/** How to make a proxy. */
export interface ProxyOptions {
  /** The server. Connections are looked at where its path, or else that of the protocol, is asked for. */
  readonly to: string;
  readonly protocol: Protocol;
  readonly reach: Pick<Reach, 'ca' | 'insecure'>;
  readonly told: Told;
}

/** What passed without being looked at. */
export interface Unseen {
  /** Connections that asked for other paths. */
  elsewhere: number;
  /** Connections that could not be followed to their end. */
  lost: number;
}

/** A proxy. */
export interface Proxy {
  /** Where connections are looked at. */
  readonly path: string;
  readonly unseen: Unseen;
  /** Listens, and gives the port. */
  readonly listen: (port: number, host: string) => Promise<number>;
  /** Cuts all that passes, and stops listening. */
  readonly close: () => Promise<void>;
}

/** What Engine.IO puts into addresses. */
const ENGINE_IO = ['EIO', 'transport', 't', 'sid', 'b64'];
/** Connections that are not used are kept so long, in ms: about as long as servers usually keep them. */
const KEPT = 65_000;
/** What has passed may be looked at for so long after the end, in ms. */
const LAST_LOOK = 2000;
/** The largest head of a request, in bytes: larger than those that servers take, so that these decide. */
const LARGEST_HEAD = 256 * 1024;

/** The header fields of a request by which clients may show who they are. */
const shownIn = ({ headers }: IncomingMessage): readonly string[] =>
  [headers.authorization, headers.cookie].flatMap((value) => (value ? [value] : []));

/** Makes a proxy that does not listen yet. */
export const createProxy = ({ to, protocol, reach, told }: ProxyOptions): Proxy => {
  const target = addressOf(to, protocol);
  if (target.pathname === '/') target.pathname = protocol.path;
  const upstream = upstreamOf(target, trustOf(reach));
  const isSocketIo = protocol.transport === 'socket.io';
  const parameter = tokenParameter(protocol.promises);
  const credentials = parameter === undefined ? [] : [parameter];
  const hidden = [...credentials, ...(isSocketIo ? ENGINE_IO : [])];
  const path = target.pathname.replace(/(?<=.)\/$/u, '');
  const turns = createTurns();
  const sockets = new Set<Socket>();
  const unseen: Unseen = { elsewhere: 0, lost: 0 };
  const began = performance.now();
  /** What clients showed on connections that are open. */
  const secrets = new Map<number, readonly string[]>();
  let connections = 0;

  let isClosing = false;

  const tell = (sight: Sight, at: number): void => {
    // That connections end now is the proxy's own doing.
    if (isClosing) return;
    told.sight(sight, at - began, secrets.get(sight.connection) ?? []);
    if (sight.kind === 'closed' || sight.kind === 'refused') secrets.delete(sight.connection);
  };
  const lost = (connection: number): void => {
    unseen.lost++;
    secrets.delete(connection);
  };
  const testimony = { tell, lost };
  const open = (address: URL, at: number, shown: readonly string[] = []): number => {
    const connection = ++connections;
    secrets.set(connection, [...secretsOf(address, credentials), ...shown]);
    tell({ kind: 'opening', connection, query: queryOf(address, hidden) ?? {} }, at);
    return connection;
  };
  const sessions = createSessions({
    ...{ testimony, turns, open },
    acknowledgement: protocol.promises.replies?.acknowledgement?.message ?? 'acknowledgement',
  });
  const keep = (socket: Socket): void => {
    if (sockets.has(socket)) return;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  };
  const unreachable = (why: string): string => {
    const sentence = `${target.protocol}//${target.host} cannot be reached: ${why}`;
    told.trouble(sentence);
    return sentence;
  };
  /** The address that a request asks for, where that is one to be looked at. */
  const seenAt = ({ url = '/' }: IncomingMessage): URL | undefined => {
    const base = `http://${upstream.authority}`;
    if (!URL.canParse(url, base)) return undefined;
    const address = new URL(url, base);
    return address.pathname.replace(/(?<=.)\/$/u, '') === path ? address : undefined;
  };
  const onlookerOf = (asked: IncomingMessage, room: () => void): Onlooker => {
    const address = seenAt(asked);
    if (!address) {
      unseen.elsewhere++;
      return blind;
    }
    const onlooking = isSocketIo
      ? sessions.overWebSocket(address)
      : witness(open(address, performance.now(), shownIn(asked)), testimony);
    return createOnlooker(turns, onlooking, room);
  };
  const earOf = (asked: IncomingMessage): RequestEar => {
    const address = isSocketIo ? seenAt(asked) : undefined;
    return address ? sessions.overPolling(address) : {};
  };

  const server = createServer({ keepAliveTimeout: KEPT, maxHeaderSize: LARGEST_HEAD, noDelay: true });
  // How long clients may take is the server's affair.
  server.requestTimeout = 0;
  server.headersTimeout = 0;
  server.on('connection', keep);
  server.on('request', (asked, response) => passRequest(asked, response, upstream, { ear: earOf(asked), unreachable }));
  server.on('upgrade', (asked: IncomingMessage, client: Socket, first: Buffer) =>
    passUpgrade(asked, client, first, {
      ...{ upstream, unreachable, keep },
      onlooker: (room) => onlookerOf(asked, room),
    }),
  );

  return {
    ...{ path, unseen },
    listen: async (port, host) => {
      server.listen(port, host);
      await once(server, 'listening');
      // A server that listens on a port has an address with one.
      return (server.address() as AddressInfo).port;
    },
    close: async () => {
      await turns.idle(LAST_LOOK);
      isClosing = true;
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
};
