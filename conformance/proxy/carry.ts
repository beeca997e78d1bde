/** Carrying bytes between two sockets: each byte goes on at once and unchanged, and no more is read than the other side takes. */
import type { Socket } from 'node:net';
import type { Side } from './frames.ts';
import type { Onlooker } from './onlooker.ts';

/** Carries what one socket says to the other, its end included, and shows it to an onlooker. */
const oneWay = (from: Socket, to: Socket, side: Side, onlooker: Onlooker): (() => void) => {
  const goOn = (): void => {
    if (!to.writableNeedDrain && !onlooker.isFull()) from.resume();
  };
  from.on('data', (bytes: Buffer) => {
    // Before it goes on: whoever gets it gets it after this instant.
    const at = performance.now();
    const isTaken = to.writable ? to.write(bytes) : true;
    onlooker.saw(side, bytes, at);
    if (!isTaken || onlooker.isFull()) from.pause();
  });
  to.on('drain', goOn);
  from.on('end', () => {
    to.end();
    onlooker.ended(side);
  });
  // What was written goes out before the other side is let go. A reset arrives as an end.
  from.on('close', () => to.destroySoon());
  return goOn;
};

/** Joins two sockets, both of which may end halfway; gives the way to go on once the onlooker has room again. */
export const join = (client: Socket, server: Socket, onlooker: Onlooker): (() => void) => {
  const there = oneWay(client, server, 'client', onlooker);
  const back = oneWay(server, client, 'server', onlooker);
  let open = 2;
  const close = (): void => {
    open--;
    if (open === 0) onlooker.gone();
  };
  client.on('close', close);
  server.on('close', close);
  return () => {
    there();
    back();
  };
};
