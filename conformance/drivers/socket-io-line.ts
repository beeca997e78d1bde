/** One Socket.IO connection as a line: everything that happens on it becomes a signal, and nothing is ever thrown. */
import { Manager, type ManagerOptions, type Socket } from 'socket.io-client';
import { WebSocket } from 'ws';
import type { Line, Signal } from '../engine/driver.ts';
import { brokenFrame } from './broken-frames.ts';
import { createDialer, type Dialer } from './dialer.ts';
import { guardHandshake } from './engine-io-guard.ts';
import { createOwnPings, type OwnPings } from './own-pings.ts';
import {
  createMeter,
  createTrip,
  GIVEN_UP,
  type LineOptions,
  MAX_PAYLOAD,
  type OpenLine,
  unanswered,
} from './open-line.ts';
import { type Reach, trustOf } from './reach.ts';
import { allow } from './real-clock.ts';
import { emissionOf, frameOf } from './socket-io-frames.ts';
import { createFraming } from './socket-io-framing.ts';
import { BROKEN, codeIn, MISTAKEN, refusalIn, troubleIn, whyNot } from './socket-io-mishaps.ts';
import type { Traffic } from './under-way.ts';

/** How to open a line over Socket.IO. */
export interface SocketIoLineOptions extends LineOptions {
  /** The command that carries what is no frame. */
  readonly command: string;
  /** What acknowledgements are called in the history. */
  readonly acknowledgement: string;
}

/** The packets of Socket.IO, by their types; what is binary has become one of these when it is told. */
const PACKET = { event: 2, acknowledgement: 3, refusal: 4 } as const;

type Refused = Extract<Signal, { kind: 'refused' }>;
type Closed = Extract<Signal, { kind: 'closed' }>;

/** The parameter of an address that says which transports are tried, and in which order; Engine.IO uses its name too. */
const TRANSPORTS = 'transport';
/** The largest answer to a poll that is read, in bytes, and how often it is looked at while it comes in, in ms. */
const ANSWER = { most: 4 * MAX_PAYLOAD, looked: 250 };

/** The transports that an address asks for; over WebSocket alone unless it does. */
const transportsIn = (address: URL): readonly string[] => {
  const asked = (address.searchParams.get(TRANSPORTS) ?? '').split(',');
  const known = asked.filter((name) => name === 'polling' || name === 'websocket');
  return known.length > 0 ? known : ['websocket'];
};

const managerOf = (address: URL, { agent }: Dialer, { headers = {} }: Reach): Manager => {
  const { [TRANSPORTS]: _, ...query } = Object.fromEntries(address.searchParams);
  const options = {
    ...{ autoConnect: false, reconnection: false, path: address.pathname, query },
    transports: transportsIn(address),
    extraHeaders: { ...headers },
    // Handed on to `ws`.
    maxPayload: MAX_PAYLOAD,
    agent,
  };
  const base = `${address.protocol.replace(/^ws/, 'http')}//${address.host}`;
  // Typed for browsers, which have no agents and bound no messages.
  return new Manager(base, options as unknown as Partial<ManagerOptions>).timeout(false);
};

/** Opens a line; its listener hears exactly one of `refused` and `closed`, and nothing after it. */
export const openSocketIoLine = ({
  address,
  reach = {},
  patience,
  listener,
  notice,
  roundTrip,
  endless,
  command,
  acknowledgement,
}: SocketIoLineOptions): OpenLine => {
  const dialer = createDialer(/^(https|wss):$/.test(address.protocol), trustOf(reach));
  const manager = managerOf(address, dialer, reach);
  const socket = manager.socket('/');
  const meter = createMeter(endless);
  const trip = createTrip(roundTrip);
  const pings = createOwnPings();
  /** The WebSocket, if it is one that carries it now; its pongs are heard from the first time on that it is asked for. */
  const carrier = (): WebSocket | undefined => {
    const { ws } = manager.engine.transport as { readonly ws?: WebSocket };
    if (ended || ws?.readyState !== WebSocket.OPEN) return undefined;
    if (!ponging.has(ws)) ws.on('pong', ponged);
    ponging.add(ws);
    return ws;
  };
  const ponging = new WeakSet<WebSocket>();
  const ponged = (data: Buffer): void => {
    const text = data.toString();
    if (pings.came(text)) signal({ kind: 'ponged', text });
  };
  /** What comes ahead of the namespace's own answer. */
  const early: Signal[] = [];
  let opened = false;
  let ended = false;
  let settle = () => {};
  const over = new Promise<void>((resolve) => {
    settle = resolve;
  });

  const signal = (happened: Signal): void => {
    if (ended) return;
    ended = happened.kind === 'refused' || happened.kind === 'closed';
    notice('heard', line);
    listener(happened);
    if (!ended) return;
    cancel();
    clearInterval(metering);
    pings.end();
    socket.disconnect();
    settle();
  };
  /** Ends the line, whether or not it ever opened; what came before is heard in the microtasks that wait by now. */
  const end = (refused: Omit<Refused, 'kind'>, closed: Omit<Closed, 'kind'>): void =>
    queueMicrotask(() =>
      signal(opened ? { kind: 'closed', ...closed, ...carried() } : { kind: 'refused', ...refused }),
    );
  const carried = (): { readonly polling?: true } =>
    manager.engine?.transport.name === 'polling' ? { polling: true } : {};
  const giveUp = (because: string, trouble?: string): void => {
    dialer.cut();
    end({ because }, { reason: '', ...(trouble !== undefined && { trouble }) });
  };
  const cancel = allow(patience, () => opened || giveUp(unanswered(patience)));

  const cutFor = (flood: string | undefined): void => {
    if (flood !== undefined) giveUp(flood, flood);
  };
  const metering = setInterval(() => {
    // Over WebSocket, `ws` sees to it that no message is too large.
    if (manager.engine.transport.name === 'polling' && dialer.most() > ANSWER.most)
      cutFor(`the server answered a poll with more than ${ANSWER.most / MAX_PAYLOAD} MiB, the most that is read here`);
  }, ANSWER.looked);
  metering.unref();

  const receive = (event: string, args: readonly unknown[]): void => {
    trip.end();
    const frame = frameOf(event, args);
    const received: Signal = { kind: 'received', ...frame, bytes: Buffer.byteLength(frame.text) };
    if (opened) signal(received);
    else early.push(received);
  };

  // Ahead of Socket.IO's own listeners, which are told nothing any more of what comes in one breath with the end.
  manager.on('packet', ({ type, nsp, data }) => {
    if (nsp !== '/') return;
    const args: readonly unknown[] = Array.isArray(data) ? data : [];
    const [name, ...payload] = args;
    if (type === PACKET.event) receive(String(name), payload);
    else if (type === PACKET.acknowledgement) receive(acknowledgement, args);
    else if (type === PACKET.refusal && !opened) {
      const error = refusalIn(data);
      signal({ kind: 'refused', error, because: `the server refused the connection (${error.message})` });
    }
  });
  socket.on('connect', () => {
    opened = true;
    cancel();
    signal({ kind: 'opened' });
    for (const happened of early.splice(0)) signal(happened);
  });
  socket.on('connect_error', (error) => {
    end(whyNot(error), { reason: '', ...troubleIn('transport error', error) });
  });
  socket.on('disconnect', (reason, details) => {
    end(
      { because: 'the connection ended before the handshake' },
      { ...codeIn(details), reason, ...troubleIn(reason, details) },
    );
  });

  const line: OpenLine = {
    over,
    // Engine.IO lets the server alone ask whether the other side is there; the frames that carry it do not mind.
    drained: (done) => {
      const ws = trip.isUnderWay() ? undefined : carrier();
      if (!ws) {
        done(false);
        return;
      }
      const text = pings.ask(done);
      if (text !== undefined) ws.ping(text);
    },
    ...lineOf({
      ...{ manager, socket, dialer, command, giveUp, carrier, pings },
      notice: (what) => {
        if (what === 'spoke') trip.begin();
        notice(what, line);
      },
      isOver: () => ended,
    }),
  };
  socket.connect();
  guardHandshake(manager.engine, () => giveUp(MISTAKEN, BROKEN));
  manager.engine.on('packet', ({ data = '' }) => cutFor(meter(Buffer.byteLength(data as string | Buffer))));
  return line;
};

interface Parts {
  readonly manager: Manager;
  readonly socket: Socket;
  readonly dialer: Dialer;
  readonly command: string;
  readonly carrier: () => WebSocket | undefined;
  readonly pings: OwnPings;
  readonly giveUp: (why: string) => void;
  readonly notice: (what: Traffic) => void;
  readonly isOver: () => boolean;
}

/** What an owner can do with a connection; on one that is not open it does nothing. */
const lineOf = ({ manager, socket, dialer, command, carrier, pings, giveUp, notice, isOver }: Parts): Line => {
  const heard = (): void => {};
  /** Socket.IO numbers what is to be acknowledged from 0 on. */
  let next = 0;
  const speak = (send: () => void, what: Traffic = 'spoke'): void => {
    if (!socket.connected) return;
    notice(what);
    send();
  };
  const ping = (ws: WebSocket, text: string): void => {
    pings.sent(text);
    ws.ping(text);
  };
  const { inFrames, carriedBy, after } = createFraming(ping);
  const emit = (name: string, args: readonly unknown[]): void => {
    next++;
    socket.compress(false).emit(name, ...args, heard);
  };
  return {
    text: (text, _last, frames) =>
      speak(() => {
        const { name, args } = emissionOf(text, command, next);
        const ws = carrier();
        if (frames && ws) {
          carriedBy(ws);
          inFrames(next, frames);
        }
        emit(name, args);
      }),
    ping: (text) => {
      const ws = carrier();
      if (ws) speak(() => after(() => ping(ws, text)), 'last word');
    },
    framed: () => carrier() !== undefined,
    binary: (text) => speak(() => emit(command, [Buffer.from(text)])),
    break: (how) =>
      speak(() => {
        // Over polling there are no frames to break, but packets.
        if (manager.engine.transport.name === 'websocket') dialer.latest()?.write(brokenFrame(how));
        else manager.engine.write('no packet');
      }),
    pong: () => {},
    close: () => {
      if (!socket.connected) giveUp(GIVEN_UP);
      else speak(() => socket.disconnect());
    },
    drop: () => {
      if (isOver()) return;
      notice('last word');
      giveUp(GIVEN_UP);
    },
  };
};
