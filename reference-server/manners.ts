/** A host's manners on real sockets: what becomes of what `ws` would otherwise settle by itself. */
import { isUtf8 } from 'node:buffer';
import type { WebSocket } from 'ws';
import type { Manners } from '../schemas/server.ts';

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

/**
 * Gives a socket the manners of its host. The function that comes back is asked about each message, and says whether
 * the message has been dealt with, so that it must not reach the server. `largest` in bytes; `write` makes a message text.
 */
export const misbehave = (
  socket: WebSocket,
  { oversizeNotice, invalidUtf8, answersClose, crashes }: Manners,
  largest: number,
  everybody: () => Iterable<WebSocket>,
  write: (message: unknown) => string = JSON.stringify,
): ((bytes: Buffer, isBinary: boolean) => boolean) => {
  if (answersClose === false) hangUp(socket);
  if (crashes)
    socket.on('error', (error) => {
      if (isBreach(error)) for (const one of [...everybody()]) one.terminate();
    });
  return (bytes, isBinary) => {
    if (oversizeNotice !== undefined && bytes.length > largest) {
      socket.send(write(oversizeNotice));
      socket.close(TOO_LARGE);
      return true;
    }
    if (invalidUtf8 === undefined || isBinary || isUtf8(bytes)) return false;
    if (invalidUtf8 !== 'ignored') socket.close(invalidUtf8);
    return true;
  };
};
