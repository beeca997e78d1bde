/** The Socket.IO side of a host: handshakes, events to inputs, outputs to events and acknowledgements. */
import type { Server as HttpServer } from 'node:http';
import { Server, type Socket } from 'socket.io';
import type { Credential, Input } from '../schemas/server.ts';
import { seconds } from '../schemas/units.ts';
import { wsEngineOf } from './engine-io.ts';
import { isObject, isText } from './json.ts';
import type { Act } from './performer.ts';
import { type Sockets, type SocketsOptions, target, turnAway, UNREAD } from './sockets.ts';

/** What the Socket.IO side of a host needs. */
export interface SocketIoOptions extends SocketsOptions {
  /** The HTTP server whose requests and upgrades under the path are Socket.IO's. */
  readonly http: HttpServer;
}

type Carrier = Socket['conn'];
type Acknowledge = (answer: unknown) => void;

/** A client that has asked to be let in, and perhaps has been. */
interface Guest {
  readonly connection: string;
  readonly socket: Socket;
  /** What is to be done to it once it is in. */
  readonly waiting: Act[];
  readonly acknowledgements: Map<number, Acknowledge>;
  joined: boolean;
  /** How many bytes wait for it to read. */
  unread: number;
}

/** Ms between two pings of Engine.IO, and to answer one: real time, on every clock. */
const PING = { every: seconds(25), patience: seconds(20) };

/** The query of a handshake; Socket.IO's own reading of it mixes up what is repeated. */
const queryOf = ({ request }: Socket): URLSearchParams => target(request).query;

/** An event as the text of its frame; without its payload, where that is nested too deeply to be written. */
const written = (event: unknown, data: unknown): string => {
  try {
    return JSON.stringify({ event, data });
  } catch {
    return JSON.stringify({ event });
  }
};

/** The name and the payload of a frame; what a faulty server sends instead of one goes as plain data. */
const eventOf = (message: unknown): readonly [name: string, ...payload: readonly unknown[]] => {
  if (!isObject(message) || !isText(message.event)) return ['message', message];
  return message.data === undefined ? [message.event] : [message.event, message.data];
};

/** Makes the Socket.IO side of a host. */
export const makeSocketIo = ({ http, path, parameter, verify, feed, ...options }: SocketIoOptions): Sockets => {
  const largest = options.manners.maxMessage ?? options.largest;
  const io = new Server(http, {
    path,
    serveClient: false,
    destroyUpgrade: false,
    transports: ['polling', 'websocket'],
    pingInterval: PING.every,
    pingTimeout: PING.patience,
    maxHttpBufferSize: largest,
    perMessageDeflate: options.deflate === true && { threshold: 0 },
    wsEngine: wsEngineOf(options.manners, largest),
  });
  const guests = new Map<string, Guest>();
  const byConnection = new Map<string, Guest>();
  /** What carries the connections; it outlives them by what is still to be sent. */
  const carriers = new Set<Carrier>();
  let connections = 0;
  let acknowledgements = 0;

  const forget = ({ socket, connection }: Guest): boolean => {
    guests.delete(socket.id);
    return byConnection.delete(connection);
  };
  const leave = (guest: Guest): void => {
    if (forget(guest)) feed({ do: 'disconnect', connection: guest.connection });
  };

  const say = (guest: Guest, message: unknown, ack: number | undefined): void => {
    const { socket, acknowledgements: owed } = guest;
    const [name, ...payload] = eventOf(message);
    guest.unread += Buffer.byteLength(JSON.stringify(payload));
    if (ack === undefined) socket.emit(name, ...payload);
    else {
      owed.get(ack)?.(payload[0]);
      owed.delete(ack);
    }
    if (guest.unread > UNREAD) socket.conn.close(true);
  };

  const act = (guest: Guest, output: Act): void => {
    switch (output.do) {
      case 'message':
        say(guest, output.message, output.ack);
        return;
      case 'ping':
        // Engine.IO pings by itself.
        return;
      case 'close':
      case 'refuse':
        guest.socket.disconnect(true);
        return;
      case 'terminate':
        guest.socket.conn.close(true);
        return;
    }
  };

  /** Asks the server about a client, and lets it in unless it is refused in return. */
  const admit = (socket: Socket, credential: Credential, next: (error?: Error) => void): void => {
    if (socket.conn.readyState !== 'open') {
      next();
      return;
    }
    const connection = String(++connections);
    const guest: Guest = { connection, socket, waiting: [], acknowledgements: new Map(), joined: false, unread: 0 };
    guests.set(socket.id, guest);
    byConnection.set(connection, guest);
    socket.conn.once('close', () => leave(guest));
    // All that waited has been handed to the transport.
    socket.conn.on('drain', () => {
      guest.unread = 0;
    });
    feed({ do: 'connect', connection, path, query: Object.fromEntries(queryOf(socket)), credential });
    const refusal = guest.waiting.find((output) => output.do === 'refuse');
    if (!refusal) {
      next();
      return;
    }
    forget(guest);
    next(Object.assign(new Error(refusal.error.message), { data: refusal.error.data }));
    // Behind the packet that says so.
    setImmediate(() => socket.conn.close());
  };

  const inputOf = ({ connection, acknowledgements: owed }: Guest, event: unknown, args: unknown[]): Input => {
    const asked = args.at(-1);
    // Socket.IO puts a function behind the arguments of an event that is to be acknowledged.
    if (typeof asked === 'function') owed.set(++acknowledgements, args.pop() as Acknowledge);
    const ack = typeof asked === 'function' ? { ack: acknowledgements } : {};
    // Further arguments are to the payload what unknown fields are to a command.
    const [payload] = args;
    return payload instanceof Uint8Array
      ? { do: 'binary', connection, size: payload.length, ...ack }
      : { do: 'text', connection, text: written(event, payload), ...ack };
  };

  io.engine.on('connection', (carrier: Carrier) => {
    carriers.add(carrier);
    carrier.once('close', () => carriers.delete(carrier));
  });
  io.use((socket, next) => {
    verify(parameter === undefined ? undefined : (queryOf(socket).get(parameter) ?? undefined)).then(
      (credential) => admit(socket, credential, next),
      () => {
        socket.conn.close();
        next();
      },
    );
  });
  io.on('connection', (socket) => {
    const guest = guests.get(socket.id);
    if (!guest) return;
    // Without a listener it is written to the console.
    socket.on('error', () => {});
    socket.on('disconnect', () => leave(guest));
    socket.onAny((event: unknown, ...args: unknown[]) => feed(inputOf(guest, event, args)));
    guest.joined = true;
    for (const output of guest.waiting.splice(0)) act(guest, output);
  });

  return {
    upgrade: (request, socket) => {
      // Socket.IO has listeners of its own; only what is not meant for it is left over.
      if (!target(request).path.startsWith(path)) turnAway(socket);
      return Promise.resolve();
    },
    perform: (output) => {
      const guest = byConnection.get(output.connection);
      if (!guest) return;
      if (guest.joined) act(guest, output);
      else guest.waiting.push(output);
    },
    drained: () =>
      Promise.all([...carriers].map((carrier) => new Promise((resolve) => carrier.once('close', resolve)))),
    cut: () => io.engine.close(),
  };
};
