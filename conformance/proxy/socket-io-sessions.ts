/** The sessions of Socket.IO that pass: each is known by the id that its handshake gave it, over polling and over WebSocket. */
import type { IncomingMessage } from 'node:http';
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import { decodePayload } from 'engine.io-parser';
import { LARGEST, type Side } from './frames.ts';
import type { Onlooking } from './onlooker.ts';
import type { RequestEar } from './requests.ts';
import { createSession, packetOf, type Session } from './socket-io-session.ts';
import type { Turns } from './turns.ts';
import type { Testimony } from './witness.ts';

/** The most sessions that are followed at once; of more, those that were silent longest are let go. */
const FOLLOWED = 10_000;

/** Follows sessions. */
export interface Sessions {
  /** An upgrade of a session that began by polling, or one that begins with it. */
  readonly overWebSocket: (address: URL) => Onlooking;
  /** One poll, or one request that brings packets. */
  readonly overPolling: (address: URL) => RequestEar;
}

/** What it takes to follow sessions. */
export interface SessionsOptions {
  /** What acknowledgements are called. */
  readonly acknowledgement: string;
  readonly testimony: Testimony;
  readonly turns: Turns;
  /** Tells the opening of a connection at an address, and gives its number. */
  readonly open: (address: URL, at: number) => number;
}

const sidIn = (text: unknown): string | undefined => {
  try {
    const { sid } = JSON.parse(String(text)) as { readonly sid?: unknown };
    return typeof sid === 'string' ? sid : undefined;
  } catch {
    return undefined;
  }
};

/** A body as text; undefined where it is too large, or not as its header fields say. */
const textOf = (parts: readonly Buffer[], encoding: string | undefined): string | undefined => {
  const bytes = Buffer.concat(parts);
  const most = { maxOutputLength: LARGEST };
  try {
    switch (encoding) {
      case undefined:
      case '':
      case 'identity':
        return bytes.toString();
      case 'gzip':
        return gunzipSync(bytes, most).toString();
      case 'deflate':
        return inflateSync(bytes, most).toString();
      case 'br':
        return brotliDecompressSync(bytes, most).toString();
      default:
        return undefined;
    }
  } catch {
    return undefined;
  }
};

/** Keeps a body until it is whole; undefined is given of one that is too large. */
const createBody = () => {
  let parts: Buffer[] = [];
  let length = 0;
  return {
    add: (bytes: Buffer): void => {
      length += bytes.length;
      if (length > LARGEST) parts = [];
      else parts.push(bytes);
    },
    text: (encoding: string | undefined): string | undefined =>
      length > LARGEST ? undefined : textOf(parts, encoding),
  };
};

/** No session yet. */
export const createSessions = ({ acknowledgement, testimony, turns, open }: SessionsOptions): Sessions => {
  /** Those that were silent longest come first. */
  const sessions = new Map<string, Session>();
  const begin = (address: URL, at: number): Session => createSession(open(address, at), acknowledgement, testimony);
  const keep = (sid: string, session: Session): void => {
    sessions.delete(sid);
    sessions.set(sid, session);
    const [longest] = sessions;
    if (sessions.size <= FOLLOWED || !longest) return;
    sessions.delete(longest[0]);
    longest[1].lose();
  };
  const known = (address: URL): Session | undefined => {
    const sid = address.searchParams.get('sid');
    const session = sid === null ? undefined : sessions.get(sid);
    if (sid !== null && session) keep(sid, session);
    return session;
  };

  const polled = (address: URL, side: Side, text: string | undefined, at: number): void => {
    let session = known(address);
    if (text === undefined) {
      session?.lose();
      return;
    }
    // Whoever polls says nothing by it.
    if (text === '') return;
    for (const packet of decodePayload(text, 'nodebuffer')) {
      if (packet.type === 'open' && !address.searchParams.has('sid')) {
        const sid = sidIn(packet.data);
        session = begin(address, at);
        if (sid !== undefined) keep(sid, session);
      } else session?.take(side, packet, at);
    }
  };

  return {
    overPolling: (address) => {
      const bodies = { client: createBody(), server: createBody() };
      let answer: IncomingMessage | undefined;
      const later = (side: Side, encoding: string | undefined): void => {
        const at = performance.now();
        turns.later(() => polled(address, side, bodies[side].text(encoding), at));
      };
      return {
        asked: bodies.client.add,
        askedAll: () => later('client', undefined),
        answering: (came) => {
          answer = came;
        },
        answered: bodies.server.add,
        answeredAll: () => {
          const { statusCode, headers } = answer ?? {};
          // What is brought is answered by `ok`, which is no packet.
          if (statusCode === 200 && isPoll(answer)) later('server', headers?.['content-encoding']);
        },
      };
    },
    overWebSocket: (address) => {
      const sid = address.searchParams.get('sid') ?? undefined;
      let session = sid === undefined ? undefined : known(address);
      let isCarrier = sid === undefined;
      let code: number | undefined;
      const end = (reason: string, at: number): void => {
        if (isCarrier) session?.end(reason, at, code);
      };
      const own = (at: number): void => {
        session ??= sid === undefined ? begin(address, at) : undefined;
      };
      return {
        opened: own,
        refused: ({ because, status }, at) => {
          if (sid !== undefined) return;
          const connection = open(address, at);
          testimony.tell({ kind: 'refused', connection, because, ...(status !== undefined && { status }) }, at);
        },
        message: (side, data, isBinary, at) => {
          const packet = packetOf(data, isBinary);
          if (packet.type === 'upgrade' && side === 'client') isCarrier = true;
          if (packet.type === 'open' && session) {
            const given = sidIn(packet.data);
            if (given !== undefined) keep(given, session);
          } else session?.take(side, packet, at);
        },
        ping: () => {},
        pong: () => {},
        conclude: (side, came) => {
          // 1005 stands for none.
          if (side === 'server' && came !== 1005) code = came;
        },
        left: () => {},
        broken: () => session?.lose(),
        lost: () => session?.lose(),
        over: (at) => end('transport close', at),
      };
    },
  };
};

/** Whether an answer is that of a poll: only these have packets. */
const isPoll = (answer: IncomingMessage | undefined): boolean =>
  // Set by node:http for answers of its own requests.
  (answer as { readonly req?: { readonly method?: string } } | undefined)?.req?.method === 'GET';
