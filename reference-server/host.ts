/** Puts any reference server on real sockets: one HTTP server for its connections, its resources and, on request, its control interface. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { HOOKS } from '../schemas/hooks.ts';
import type { Protocol } from '../schemas/protocol.ts';
import type { Manners, Server } from '../schemas/server.ts';
import { tokenParameter } from '../schemas/token-place.ts';
import { kibibytes } from '../schemas/units.ts';
import { makeClock } from './clock.ts';
import { makeControl, type Reply } from './control.ts';
import { makePerformer } from './performer.ts';
import { makeSocketIo } from './socket-io.ts';
import { makeSockets, target } from './sockets.ts';
import { makeTokens, type Verifier } from './tokens.ts';

/** How a server is to be served. */
export interface ServeOptions {
  readonly server: Server;
  readonly protocol: Protocol;
  /** Left out: any free one. */
  readonly port?: number;
  /** Left out: the loopback interface. */
  readonly host?: string;
  /** Whether to offer the control interface, for tests only; it is off unless asked for. */
  readonly control?: boolean;
  /** What callers of the control interface must show as a bearer token. */
  readonly secret?: string;
  /** The key of the tokens; left out: a random one, so that only the control interface can issue them. */
  readonly tokenSecret?: string;
  /** Replaces the verifier of tokens, as a fault does. */
  readonly verifier?: (original: Verifier) => Verifier;
  /** In what this host differs from the protocol, as a fault does. */
  readonly manners?: Manners;
  /** The numbers in which this build differs from the protocol, for the control interface to tell. */
  readonly promises?: Readonly<Record<string, unknown>>;
  /** Whether to compress what it sends to clients that offer permessage-deflate; it does not unless asked to. */
  readonly deflate?: boolean;
}

/** A server that is being served. */
export interface Served {
  readonly url: string;
  readonly controlUrl?: string;
  /** Ends all connections in the protocol's own way, or by force after half a second, and stops listening. */
  readonly close: () => Promise<void>;
}

const CONTROL = '/control';
/** Ms that clients have to answer a close frame when the host shuts down. */
const GRACE = 500;

const write = (response: ServerResponse, { status, body, headers }: Reply): void => {
  response.writeHead(status, body === undefined ? headers : { ...headers, 'content-type': 'application/json' });
  response.end(body === undefined ? undefined : JSON.stringify(body));
};

/** The reason by which the protocol's `close` hook shuts a server down: `shutdown` or `server_shutdown`. */
const shutdownReason = ({ promises }: Protocol): string =>
  Object.keys(promises.closing?.reasons ?? {}).find((reason) => reason.endsWith('shutdown')) ?? 'shutdown';

/** Serves a server until it is closed; rejects where the port is taken. */
export const serve = async (options: ServeOptions): Promise<Served> => {
  const { server, protocol, port = 0, host = '127.0.0.1', promises, secret, deflate } = options;
  const parameter = tokenParameter(protocol.promises);
  const clock = makeClock();
  const tokens = makeTokens(options.tokenSecret ?? randomBytes(32).toString('hex'));
  const performer = makePerformer(server, clock, (act) => sockets.perform(act));
  const control = makeControl({
    about: { protocol: protocol.id, hooks: HOOKS, ...(promises && { promises }) },
    ask: performer.ask,
    advance: performer.advance,
    sign: tokens.sign,
    now: clock.now,
    ...(secret !== undefined && { secret }),
  });

  const replyTo = async (request: IncomingMessage): Promise<Reply> => {
    const { path, query } = target(request);
    const isControl = options.control === true && (path === CONTROL || path.startsWith(`${CONTROL}/`));
    if (isControl) return control(path.slice(CONTROL.length), request);
    return performer.request({ method: request.method ?? 'GET', path, query: Object.fromEntries(query) });
  };

  const raw = new Set<Socket>();
  const http = createServer((request, response) => {
    replyTo(request).then(
      (reply) => write(response, reply),
      // The request broke off, or the server broke down over it.
      (error: unknown) => write(response, { status: 500, body: { error: String(error) } }),
    );
  });
  http.on('connection', (socket) => {
    raw.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => raw.delete(socket));
  });
  const carried = {
    path: protocol.path,
    largest: protocol.promises.size?.refuses ?? kibibytes(64),
    manners: options.manners ?? {},
    verify: options.verifier?.(tokens.verify) ?? tokens.verify,
    feed: performer.feed,
    ...(parameter !== undefined && { parameter }),
    ...(deflate !== undefined && { deflate }),
  };
  const isSocketIo = protocol.transport === 'socket.io';
  const sockets = isSocketIo ? makeSocketIo({ ...carried, http }) : makeSockets(carried);
  http.on('upgrade', (request, socket, head) => {
    sockets.upgrade(request, socket, head).catch(() => socket.destroy());
  });

  const shutDown = async (): Promise<void> => {
    const closed = once(http, 'close');
    // A client that polls has to come once more to be told.
    if (!isSocketIo) http.close();
    // Its answer is not waited for: a server under a fault may never give it.
    void performer.ask('close', { reason: shutdownReason(protocol) });
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise((resolve) => (timer = setTimeout(resolve, GRACE)));
    await Promise.race([sockets.drained(), patience]);
    clearTimeout(timer);
    if (isSocketIo) http.close();
    performer.stop();
    sockets.cut();
    for (const socket of raw) socket.destroy();
    await closed;
  };

  http.listen(port, host);
  await once(http, 'listening');
  // A server that listens on a port has an address with one.
  const { address, family, port: bound } = http.address() as AddressInfo;
  const authority = `${family === 'IPv6' ? `[${address}]` : address}:${bound}`;
  let closing: Promise<void> | undefined;
  return {
    url: isSocketIo ? `http://${authority}` : `ws://${authority}${protocol.path}`,
    ...(options.control && { controlUrl: `http://${authority}${CONTROL}` }),
    close: () => (closing ??= shutDown()),
  };
};
