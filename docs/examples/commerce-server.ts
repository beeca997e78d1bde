/**
 * A server for the protocol `commerce`, with the hooks by which wireproof examines it, in one file to read. Its parts:
 * the clock, the shop, the server, the hooks. The hooks are no part of the server: they call what the shop's own code
 * calls (`publish`), what the operator calls (`shutDown`), and the clock.
 */
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import { jwtVerify, SignJWT } from 'jose';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';

type Json = Readonly<Record<string, unknown>>;

/** Ms between two pings. */
const PING_EVERY = 30_000;
/** Bytes in one message of a client. */
const LARGEST = 64 * 1024;
/** Bytes that may wait for a client that does not read. */
const UNREAD = 16 * 1024 * 1024;

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

const objectIn = (text: string): Json | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
  } catch {
    return undefined;
  }
};

// ---- The clock: the one thing that `advance` asks of a server. Whatever has to do with time asks here. ----

/** Unix ms. It runs by itself until somebody advances it, and stands still from then on. */
const makeClock = () => {
  let standing: number | undefined;
  let alarm: NodeJS.Timeout | undefined;
  const due: { readonly instant: number; readonly action: () => void }[] = [];
  const now = (): number => standing ?? Date.now();

  const wind = (): void => {
    clearTimeout(alarm);
    const [first] = due;
    if (standing === undefined && first) alarm = setTimeout(ring, Math.min(first.instant - now(), 3_600_000));
  };
  const run = (until: number): void => {
    for (let first = due[0]; first && first.instant <= until; first = due[0]) {
      due.shift();
      // What becomes due because of it is due in its turn.
      if (standing !== undefined) standing = Math.max(standing, first.instant);
      first.action();
    }
  };
  const ring = (): void => {
    run(now());
    wind();
  };

  return {
    now,
    iso: (): string => new Date(now()).toISOString(),
    /** Calls `action` at an instant; gives back what cancels that. */
    at: (instant: number, action: () => void): (() => void) => {
      const timer = { instant, action };
      const next = due.findIndex((other) => other.instant > instant);
      due.splice(next === -1 ? due.length : next, 0, timer);
      wind();
      return () => {
        const index = due.indexOf(timer);
        if (index !== -1) due.splice(index, 1);
      };
    },
    advance: (ms: number): number => {
      const end = now() + ms;
      standing = now();
      wind();
      run(end);
      standing = end;
      return end;
    },
  };
};

// ---- The shop: what the server knows of the world. ----

/** Where the id of each kind stands in its events, and what can happen to it. */
const EVENTS: Readonly<Record<string, readonly [id: string, ...happenings: string[]]>> = {
  order: ['orderId', 'created', 'paid', 'shipped', 'delivered', 'completed', 'cancelled'],
  dispute: ['disputeId', 'filed', 'vendor_responded', 'resolved'],
  shipment: ['shipmentId', 'created', 'tracking_updated', 'delivered'],
  rating: ['ratingId', 'submitted', 'revealed'],
  proposal: ['proposalId', 'created', 'voted', 'approved', 'executed'],
};
const CHANNEL = /^(?:(?:order|user|dispute|proposal|shipment):[^ \t\r\n]+|global)$/;

const makeShop = () => {
  /** The buyer and the vendor of each thing, by its own channel, such as `order:7`. */
  const parties = new Map<string, readonly string[]>();

  const partiesOf = (kind: string, { orderId, buyerDid, vendorDid }: Json): readonly string[] => {
    if (kind === 'proposal') return [];
    const named = kind === 'shipment' ? parties.get(`order:${orderId}`) : [buyerDid, vendorDid];
    if (!named?.every(isText)) throw new TypeError(`A new ${kind} needs its order, or a buyer and a vendor.`);
    return named;
  };

  return {
    /** Takes note of what happened; the channels to tell it on. Throws where it cannot have happened. */
    take: (event: string, data: Json): ReadonlySet<string> => {
      const [kind = '', happening = ''] = event.split('.');
      const [field = '', ...happenings] = EVENTS[kind] ?? [];
      // A real shop checks every field here; the package has a JSON Schema and a validator for each event.
      if (!happenings.includes(happening) || !isText(data[field])) throw new TypeError(`That is no ${event}.`);
      const own = `${kind}:${data[field]}`;
      const users = parties.get(own) ?? partiesOf(kind, data);
      parties.set(own, users);
      const others = kind === 'proposal' ? ['global'] : users.map((user) => `user:${user}`);
      return new Set(kind === 'rating' ? others : [own, ...others]);
    },
    mayListen: (user: string, roles: readonly string[], channel: string): boolean => {
      if (channel === 'global' || channel === `user:${user}`) return true;
      if (channel.startsWith('proposal:')) return roles.includes('signer') && parties.has(channel);
      // What does not exist is refused like what belongs to somebody else.
      return parties.get(channel)?.includes(user) ?? false;
    },
  };
};

// ---- The server. ----

interface Connection {
  readonly user: string;
  readonly channels: Set<string>;
  readonly send: (message: Json) => void;
  readonly end: (code: number, reason: string) => void;
}

const error = (message: string, code: string): Json => ({ type: 'error', message, code });

/** The channels of a command, or `undefined` unless it has one `channel` or a list of `channels`, and not both. */
const channelsIn = ({ channel, channels }: Json): readonly string[] | undefined => {
  if (channels === undefined) return isText(channel) ? [channel] : undefined;
  const valid = channel === undefined && Array.isArray(channels) && channels.length > 0 && channels.every(isText);
  return valid ? channels : undefined;
};

const makeServer = (clock: ReturnType<typeof makeClock>) => {
  const secret = randomBytes(32);
  const connections = new Set<Connection>();
  let shop = makeShop();

  const open = (socket: WebSocket, user: string, roles: readonly string[], expiresAt: number): void => {
    const channels = new Set<string>();
    const send = (message: Json): void => {
      socket.send(JSON.stringify(message));
      if (socket.bufferedAmount > UNREAD) socket.terminate();
    };
    const say = (type: string, fields: Json = {}): void => send({ type, ...fields, timestamp: clock.iso() });
    const forget = (): void => {
      connections.delete(connection);
      cancelExpiry();
      cancelBeat();
    };
    const end = (code: number, reason: string): void => {
      forget();
      socket.close(code, reason);
    };
    const connection: Connection = { user, channels, send, end };
    connections.add(connection);

    let answered = true;
    const beat = (): void => {
      if (!answered) {
        forget();
        socket.terminate();
        return;
      }
      answered = false;
      socket.ping();
      cancelBeat = clock.at(clock.now() + PING_EVERY, beat);
    };
    let cancelBeat = clock.at(clock.now() + PING_EVERY, beat);
    const cancelExpiry = clock.at(expiresAt, () => end(4001, 'Token expired'));

    const change = (kind: 'subscribe' | 'unsubscribe', channel: string): void => {
      if (!CHANNEL.test(channel)) {
        send(error(`Invalid channel format: ${channel}`, 'INVALID_CHANNEL'));
      } else if (kind === 'subscribe' && !shop.mayListen(user, roles, channel)) {
        send(error(`Not authorized to subscribe to: ${channel}`, 'NOT_AUTHORIZED'));
      } else {
        if (kind === 'subscribe') channels.add(channel);
        else channels.delete(channel);
        say(`${kind}d`, { channel });
      }
    };

    socket.on('pong', () => (answered = true));
    socket.on('close', forget);
    socket.on('message', (data: RawData, isBinary: boolean) => {
      if (!connections.has(connection)) return;
      const command = isBinary ? undefined : objectIn(data.toString());
      const { type } = command ?? {};
      const listed = command && (type === 'subscribe' || type === 'unsubscribe') ? channelsIn(command) : undefined;
      if (type === 'ping') say('pong');
      else if (listed) for (const channel of listed) change(type as 'subscribe' | 'unsubscribe', channel);
      else send(error('Invalid message format', 'INVALID_MESSAGE'));
    });
    say('connected', { userId: user });
  };

  /** Whom a token lets in. The library is given the server's clock: else it would judge `exp` by its own. */
  const claimed = async (token: string) => {
    const now = { algorithms: ['HS256'], currentDate: new Date(clock.now()) };
    const { sub, exp, roles = [] } = (await jwtVerify(token, secret, now)).payload;
    if (!isText(sub) || exp === undefined || !Array.isArray(roles)) throw new TypeError('A claim is missing.');
    return { user: sub, roles: roles.filter(isText), expiresAt: exp * 1000 };
  };

  return {
    secret,
    /** What the shop's own code calls when something has happened. */
    publish: (event: string, data: Json): void => {
      const channels = shop.take(event, data);
      const message = { event, data, timestamp: clock.iso() };
      for (const connection of connections) {
        if ([...connection.channels].some((channel) => channels.has(channel))) connection.send(message);
      }
    },
    /** Ends the connections of one user, or all. */
    shutDown: (user?: string): void => {
      for (const connection of [...connections]) {
        if (user === undefined || connection.user === user) connection.end(1001, 'Server shutting down');
      }
    },
    forgetEverything: (): void => {
      shop = makeShop();
    },
    welcome: async (socket: WebSocket, token: string): Promise<void> => {
      // ws ends the connection that had the error; without a listener it would end the process.
      socket.on('error', () => {});
      // What the client sends before its token is judged must wait.
      socket.pause();
      const claims = await claimed(token).catch(() => undefined);
      socket.resume();
      if (claims) return open(socket, claims.user, claims.roles, claims.expiresAt);
      socket.send(JSON.stringify(error('Authentication required', 'AUTH_REQUIRED')));
      socket.close(4001, 'Authentication required');
    },
  };
};

// ---- The hooks: for test builds only, off unless asked for, on loopback. ----

type Answer = readonly [status: number, body?: Json];
type Hook = (body: Json) => Answer | Promise<Answer>;

/** Throws, with a sentence for the caller, unless a body is as it must be. */
const must = (holds: boolean, sentence: string): void => {
  if (!holds) throw new TypeError(sentence);
};

const makeHooks = (
  server: ReturnType<typeof makeServer>,
  clock: ReturnType<typeof makeClock>,
): Readonly<Record<string, Hook>> => ({
  publish: ({ event, payload }) => {
    must(isText(event) && typeof payload === 'object' && payload !== null, 'publish needs an event and a payload.');
    server.publish(event as string, payload as Json);
    // By now it has been written to every connection it concerns.
    return [202, {}];
  },
  token: async ({ subject, roles = [], expiresIn = 3_600_000 }) => {
    must(isText(subject) && Array.isArray(roles) && Number.isFinite(expiresIn), 'token needs a subject.');
    const exp = (clock.now() + (expiresIn as number)) / 1000;
    const unsigned = new SignJWT({ sub: subject as string, roles, exp }).setProtectedHeader({ alg: 'HS256' });
    return [200, { token: await unsigned.sign(server.secret) }];
  },
  advance: ({ ms }) => {
    must(typeof ms === 'number' && ms >= 0, 'ms must be a number from 0 up.');
    return [200, { now: clock.advance(ms as number) }];
  },
  close: ({ subject, reason }) => {
    must(reason === 'shutdown' && (subject === undefined || isText(subject)), 'The reason must be shutdown.');
    server.shutDown(subject as string | undefined);
    return [202, {}];
  },
  reset: () => {
    server.shutDown();
    server.forgetEverything();
    return [204];
  },
});

const answerHook = async (hooks: ReturnType<typeof makeHooks>, request: IncomingMessage): Promise<Answer> => {
  const name = new URL(request.url ?? '/', 'http://server').pathname.slice(1);
  if (request.method === 'GET' && name === '') return [200, { protocol: 'commerce', hooks: Object.keys(hooks) }];
  const hook = request.method === 'POST' && Object.hasOwn(hooks, name) ? hooks[name] : undefined;
  if (!hook) return [404, { error: `There is no ${request.method} /${name}.` }];
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = name === 'reset' ? {} : objectIn(Buffer.concat(chunks).toString());
  return body ? await hook(body) : [400, { error: 'The body is no JSON object.' }];
};

const serveHooks = (hooks: ReturnType<typeof makeHooks>, secret: string | undefined) =>
  createServer(async (request: IncomingMessage, response: ServerResponse) => {
    const allowed = secret === undefined || request.headers.authorization === `Bearer ${secret}`;
    const [status, body] = allowed
      ? await answerHook(hooks, request).catch((problem: Error): Answer => [400, { error: problem.message }])
      : [401, { error: 'The control secret is missing or wrong.' }];
    response.writeHead(status, { 'content-type': 'application/json' }).end(body && JSON.stringify(body));
  });

// ---- Serve. ----

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '8080' },
    'control-port': { type: 'string' },
    'control-secret': { type: 'string' },
  },
});
const clock = makeClock();
const server = makeServer(clock);

const sockets = new WebSocketServer({ host: '127.0.0.1', port: Number(values.port), path: '/ws', maxPayload: LARGEST });
sockets.on('connection', (socket, request) => {
  const { searchParams } = new URL(request.url ?? '/', 'http://server');
  void server.welcome(socket, searchParams.get('token') ?? '');
});
sockets.on('listening', () => {
  console.log(`ws://127.0.0.1:${(sockets.address() as AddressInfo).port}/ws`);
  if (values['control-port'] === undefined) return;
  const control = serveHooks(makeHooks(server, clock), values['control-secret']);
  control.listen(Number(values['control-port']), '127.0.0.1', () =>
    console.log(`http://127.0.0.1:${(control.address() as AddressInfo).port}`),
  );
});
