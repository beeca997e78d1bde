/** A host's manners on real sockets: what becomes of what `ws` would otherwise settle by itself. */
import { isUtf8 } from 'node:buffer';
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { heardIn } from '../schemas/fragments.ts';
import type { Manners } from '../schemas/server.ts';
import { readFragments } from './fragments.ts';

const TOO_LARGE = 1009;

/** Errors of `ws` that are no breach of RFC 6455: the message as such is refused. */
const REFUSALS = new Set([
  'WS_ERR_INVALID_UTF8',
  'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH',
  'WS_ERR_TOO_MANY_BUFFERED_PARTS',
]);

const isBreach = (error: Error): boolean => {
  const code = 'code' in error ? String(error.code) : '';
  return code.startsWith('WS_ERR_') && !REFUSALS.has(code);
};

/** `ws` answers a close frame through the socket's own `close`, with the client's reason as bytes, or with nothing. */
const hangUp = (socket: WebSocket): void => {
  const close = socket.close.bind(socket);
  socket.close = (code, reason) => {
    if (code === undefined || reason instanceof Uint8Array) socket.terminate();
    else close(code, reason);
  };
};

/** What a host is like, and what it needs to behave so. */
export interface Misbehaving {
  readonly manners: Manners;
  /** The largest message that is taken, in bytes. */
  readonly largest: number;
  readonly everybody: () => Iterable<WebSocket>;
  /** What the bytes of the client's frames come by. */
  readonly tcp: Duplex;
  /** Makes a message text; as JSON, unless told otherwise. */
  readonly write?: (message: unknown) => string;
}

/** Whether `ws` is to answer pings itself. */
export const isPonging = ({ pongs }: Manners): boolean => pongs === undefined;

/** Gives a socket the manners of its host. The function that comes back says what is to be heard in each message. */
export const misbehave = (
  socket: WebSocket,
  { manners, largest, everybody, tcp, write = JSON.stringify }: Misbehaving,
): ((bytes: Buffer, isBinary: boolean) => readonly Buffer[]) => {
  const { oversizeNotice, invalidUtf8, answersClose, crashes, pongs, fragments } = manners;
  if (answersClose === false) hangUp(socket);
  if (pongs === 'empty') socket.on('ping', () => socket.pong());
  else if (typeof pongs === 'number') socket.on('ping', () => socket.close(pongs));
  const next = fragments === undefined ? () => undefined : readFragments(tcp);
  if (crashes)
    socket.on('error', (error) => {
      if (isBreach(error)) for (const one of [...everybody()]) one.terminate();
    });
  return (bytes, isBinary) => {
    const came = next();
    if (oversizeNotice !== undefined && bytes.length > largest) {
      socket.send(write(oversizeNotice));
      socket.close(TOO_LARGE);
      return [];
    }
    if (fragments !== undefined && came && came.parts.length > 1) {
      if (typeof fragments !== 'number') return heardIn(came, fragments);
      socket.close(fragments);
      return [];
    }
    if (invalidUtf8 === undefined || isBinary || isUtf8(bytes)) return [bytes];
    if (invalidUtf8 !== 'ignored') socket.close(invalidUtf8);
    return [];
  };
};
