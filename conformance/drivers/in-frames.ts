/** Sending a text in several frames (RFC 6455, 5.4), with a ping between them where one is wanted. */
import type { WebSocket } from 'ws';
import type { InFrames } from '../engine/driver.ts';

/** The bytes of a text in so many parts, as equal as can be, wherever that cuts. */
export const partsOf = (text: string, fragments: number): readonly Buffer[] => {
  const bytes = Buffer.from(text);
  const cut = (nth: number): number => Math.floor((nth * bytes.length) / fragments);
  return Array.from({ length: fragments }, (_, nth) => bytes.subarray(cut(nth), cut(nth + 1)));
};

/** Sends a text so, uncompressed; `send` and `ping` are those of a socket. */
export const sendInFrames = (
  { send, ping }: Pick<WebSocket, 'send' | 'ping'>,
  text: string,
  { fragments, ping: held }: InFrames,
): void => {
  for (const [nth, part] of partsOf(text, fragments).entries()) {
    if (nth === 1 && held !== undefined) ping(held);
    send(part, { binary: false, compress: false, fin: nth === fragments - 1 });
  }
};
