/** One WebSocket connection as a line: everything that happens on it becomes a signal, and nothing is ever thrown. */
import { connect as connectPlain, type createConnection, isIP, type Socket } from 'node:net';
import { connect as connectSecure } from 'node:tls';
import { WebSocket } from 'ws';
import type { Line, Signal } from '../engine/driver.ts';
import { brokenFrame } from './broken-frames.ts';
import { sendInFrames } from './in-frames.ts';
import { whyBroken, whyRefused } from './mishaps.ts';
import {
  createMeter,
  createTrip,
  GIVEN_UP,
  type LineOptions,
  MAX_PAYLOAD,
  type OpenLine,
  unanswered,
} from './open-line.ts';
import { createOwnPings, type OwnPings } from './own-pings.ts';
import { type Reach, trustOf } from './reach.ts';
import { allow } from './real-clock.ts';
import type { Traffic } from './under-way.ts';

/** How long the server may take to end a connection once either side has sent a close frame, in ms: saying nothing, and at all. */
const FAREWELL = { silent: 5000, most: 60_000 } as const;

const dial = ({ protocol, hostname, port }: URL, reach: Reach): Socket => {
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  if (protocol === 'ws:') return connectPlain({ host, port: Number(port || 80) });
  return connectSecure({ host, port: Number(port || 443), servername: isIP(host) ? '' : host, ...trustOf(reach) });
};

const createSocket = (address: URL, tcp: Socket, { headers = {}, subprotocols = [] }: Reach): WebSocket => {
  const options = {
    headers: { ...headers },
    autoPong: false,
    maxPayload: MAX_PAYLOAD,
    // Offered as browsers offer it; what inflates beyond `maxPayload` is not read to its end.
    perMessageDeflate: true,
    closeTimeout: FAREWELL.most,
    // `ws` calls this with options for `net.connect`; all that matters in them is known already.
    createConnection: (() => tcp) as typeof createConnection,
  };
  return new WebSocket(address, [...subprotocols], options);
};

/** Opens a line; its listener hears exactly one of `refused` and `closed`, and nothing after it. */
export const openLine = ({
  address,
  reach = {},
  patience,
  listener,
  notice,
  roundTrip,
  endless,
  allowing = allow,
}: LineOptions): OpenLine => {
  const tcp = dial(address, reach);
  const socket = createSocket(address, tcp, reach);
  const meter = createMeter(endless);
  const trip = createTrip(roundTrip);
  let opened = false;
  let ended = false;
  let because: string | undefined;
  let trouble: string | undefined;
  let ping = Buffer.alloc(0);
  const pings = createOwnPings();
  let settle = () => {};
  const over = new Promise<void>((resolve) => {
    settle = resolve;
  });

  const signal = (happened: Signal): void => {
    if (ended) return;
    ended = happened.kind === 'refused' || happened.kind === 'closed';
    notice('heard', line);
    if (ended) cancel();
    if (ended) heard();
    listener(happened);
    if (!ended) return;
    pings.end();
    settle();
  };
  const giveUp = (why: string): void => {
    because ??= why;
    socket.terminate();
  };
  const cancel = allowing(patience, () => giveUp(unanswered(patience)));
  const hangUp = (): void => {
    trouble ??= `it was cut, for nothing had come within ${FAREWELL.silent / 1000} s of the close frame`;
    socket.terminate();
  };
  /** Once a connection is closing: cuts it when nothing has come for too long. Who has much to say before its end may say it. */
  let heard = () => {};
  const closing = (): void => {
    heard();
    if (socket.readyState === WebSocket.CLOSING) heard = allowing(FAREWELL.silent, hangUp);
  };

  const receive = (bytes: number, happened: () => Signal | undefined): void => {
    const flood = meter(bytes);
    const next: Signal | undefined = flood === undefined ? happened() : { kind: 'closed', reason: '', trouble: flood };
    if (next) signal(next);
    if (flood !== undefined) socket.terminate();
  };

  tcp.on('error', (error) => {
    trouble ??= whyBroken(error);
  });
  socket.on('unexpected-response', (_request, response) => {
    const status = response.statusCode ?? 0;
    signal({ kind: 'refused', status, because: `the handshake was answered with HTTP ${status}` });
    response.on('error', () => {});
    socket.terminate();
  });
  socket.on('open', () => {
    opened = true;
    cancel();
    // A close frame in it has been read by then.
    tcp.on('data', () => setImmediate(closing));
    signal({ kind: 'opened' });
  });
  // Messages come as buffers, since `binaryType` is left as it is.
  socket.on('message', (data: Buffer, isBinary) => {
    trip.end();
    receive(data.length, () => ({
      kind: 'received',
      form: isBinary ? 'binary' : 'text',
      text: data.toString(),
      bytes: data.length,
    }));
  });
  socket.on('ping', (data) =>
    receive(data.length, () => {
      ping = Buffer.from(data);
      return { kind: 'ping' };
    }),
  );
  socket.on('pong', (data) => {
    const text = data.toString();
    receive(data.length, () => (pings.came(text) ? { kind: 'ponged', text } : undefined));
  });
  socket.on('error', (error) => {
    if (opened) trouble ??= whyBroken(error);
    else because ??= whyRefused(error);
    // The close frame in which `ws` says what is wrong still goes out.
    tcp.destroySoon();
  });
  socket.on('close', (code, reason) => {
    if (!opened) signal({ kind: 'refused', because: because ?? 'the connection ended before the handshake' });
    // 1006 stands for no close frame at all, 1005 for one without a code.
    else if (code !== 1006) signal({ kind: 'closed', code, reason: reason.toString() });
    else signal({ kind: 'closed', reason: '', ...(trouble === undefined ? {} : { trouble }) });
  });

  const line: OpenLine = {
    over,
    drained: (done) => {
      // A server that is about to end the connection over what it was sent might reset it over one more frame.
      if (socket.readyState !== WebSocket.OPEN || trip.isUnderWay()) {
        done(false);
        return;
      }
      const text = pings.ask(done);
      if (text !== undefined) socket.ping(text);
    },
    ...lineOf(
      socket,
      tcp,
      (what) => {
        if (what === 'spoke') trip.begin();
        notice(what, line);
      },
      giveUp,
      () => ping,
      closing,
      pings,
    ),
  };
  return line;
};

/** What an owner can do with a socket; on one that is not open it does nothing. */
const lineOf = (
  socket: WebSocket,
  tcp: Socket,
  notice: (what: Traffic) => void,
  giveUp: (why: string) => void,
  ping: () => Buffer,
  closing: () => void,
  pings: OwnPings,
): Line => {
  const speak = (what: Traffic, send: () => void): void => {
    if (socket.readyState !== WebSocket.OPEN) return;
    notice(what);
    send();
  };
  // Uncompressed, so that frames and broken frames leave in the order in which they were asked for.
  const plain = { compress: false };
  const send: WebSocket['send'] = socket.send.bind(socket);
  const sendPing: WebSocket['ping'] = (held: string) => {
    pings.sent(held);
    socket.ping(held);
  };
  return {
    text: (text, last, frames) =>
      speak(last ?? 'spoke', () =>
        frames ? sendInFrames({ send, ping: sendPing }, text, frames) : socket.send(text, plain),
      ),
    ping: (text) => speak('last word', () => sendPing(text)),
    framed: () => true,
    binary: (text) => speak('spoke', () => socket.send(Buffer.from(text), plain)),
    break: (how) => speak('spoke', () => tcp.write(brokenFrame(how))),
    pong: () => speak('last word', () => socket.pong(ping())),
    close: () => {
      if (socket.readyState === WebSocket.CONNECTING) giveUp(GIVEN_UP);
      else
        speak('spoke', () => {
          socket.close(1000);
          closing();
        });
    },
    drop: () => {
      if (socket.readyState === WebSocket.CLOSED) return;
      notice('last word');
      giveUp(GIVEN_UP);
    },
  };
};
