/** A TCP relay between an examiner and a server: every byte arrives, in order, but later, in pieces or in lumps. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { createDice } from './dice.ts';

/** How one direction of one connection carries bytes. */
export interface Manner {
  /** Ms until what comes now is passed on; it never overtakes what came before. None unless given. */
  readonly delay?: (now: number) => number;
  /** Cuts what is passed on into pieces, written one by one. One piece unless given. */
  readonly cut?: (bytes: Buffer) => readonly Buffer[];
}

/** Makes the manner of one direction; each direction of each connection has its own. */
export type MakeManner = (towards: 'client' | 'server') => Manner;

/** Everything so many ms late. */
export const lateBytes =
  (ms: number): MakeManner =>
  () => ({ delay: () => ms });

/** Between so many and so many ms late; directions differ, and equal seeds give equal lateness in equal order. */
export const jitteryBytes = (seed: number, least: number, most: number): MakeManner => {
  const dice = createDice(seed);
  return () => ({ delay: () => dice(least, most) });
};

/** What comes within so many ms leaves together, in one write. */
export const lumps =
  (ms: number): MakeManner =>
  () => ({ delay: (now) => Math.ceil(now / ms) * ms - now });

/** How many bytes of each chunk come one by one; headers are among them. */
const SINGLE = 16;
/** The longest piece of the rest, in bytes. */
const PIECE = 16_000;

/** The first bytes of every chunk one by one, the rest in pieces of any length. */
export const pieces = (seed: number): MakeManner => {
  const dice = createDice(seed);
  const cut = (bytes: Buffer): readonly Buffer[] => {
    const cuts: Buffer[] = [];
    for (let at = 0; at < bytes.length; ) {
      const length = at < SINGLE ? 1 : dice(1, PIECE);
      cuts.push(bytes.subarray(at, at + length));
      at += length;
    }
    return cuts;
  };
  return () => ({ cut });
};

/** Carries what one socket receives to the other, its end included. What is written may be more or less than was read. */
const carry = (from: Socket, to: Socket, { delay = () => 0, cut = (bytes) => [bytes] }: Manner): void => {
  let waiting: { readonly at: number; readonly bytes?: Buffer; readonly act?: () => void }[] = [];
  let latest = 0;
  let turn: NodeJS.Timeout | undefined;
  const written: Buffer[] = [];
  let writing = false;

  /** One piece in each turn of the event loop, so that each is a segment of its own. */
  const write = (then: () => void): void => {
    const piece = written.shift();
    writing = piece !== undefined;
    if (!piece) then();
    else if (to.destroyed) written.length = 0;
    else {
      to.write(piece);
      if (written.length === 0) write(then);
      else setImmediate(() => write(then));
    }
  };

  const pass = (): void => {
    turn = undefined;
    if (writing) return;
    const now = performance.now();
    const due = waiting.filter(({ at }) => at <= now);
    const upTo = due.findIndex(({ act }) => act);
    const taken = upTo < 0 ? due : due.slice(0, upTo + 1);
    waiting = waiting.slice(taken.length);
    const bytes = Buffer.concat(taken.flatMap(({ bytes }) => bytes ?? []));
    if (bytes.length > 0) written.push(...cut(bytes));
    write(() => {
      taken.at(-1)?.act?.();
      wait();
    });
  };
  const wait = (): void => {
    const [first] = waiting;
    if (!first || turn || writing) return;
    const ms = first.at - performance.now();
    if (ms <= 0) pass();
    else turn = setTimeout(pass, ms);
  };
  const later = (what: { readonly bytes?: Buffer; readonly act?: () => void }): void => {
    const now = performance.now();
    latest = Math.max(latest, now + delay(now));
    waiting.push({ at: latest, ...what });
    wait();
  };

  from.on('data', (bytes: Buffer) => later({ bytes }));
  from.on('end', () => later({ act: () => to.end() }));
  // A reset arrives as an end: resetting a socket with unwritten bytes makes libuv of Node 20 spin for ever.
  from.on('error', () => later({ act: () => to.destroy() }));
  to.on('close', () => {
    clearTimeout(turn);
    waiting = [];
  });
};

/** A relay that is listening. */
export interface Relay {
  readonly port: number;
  /** Ends all that passes through it, and stops listening. */
  readonly close: () => Promise<void>;
}

/** Relays to a port of this machine. */
export const relayTo = async (port: number, manner: MakeManner): Promise<Relay> => {
  const sockets = new Set<Socket>();
  const keep = (socket: Socket): void => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
  };
  const server = createServer({ allowHalfOpen: true }, (near) => {
    const far = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    keep(near);
    keep(far);
    carry(near, far, manner('server'));
    carry(far, near, manner('client'));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    // A server that listens on a port has an address with one.
    port: (server.address() as AddressInfo).port,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
};
