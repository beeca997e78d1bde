/** A witness of one WebSocket connection: tells what an onlooker makes out as a capture would have it. */
import type { Sight } from '../captures/witnessing.ts';
import type { Side } from './frames.ts';
import type { Onlooking } from './onlooker.ts';

/** What is told of connections. */
export interface Testimony {
  /** Takes what was seen, with its instant in ms. */
  readonly tell: (sight: Sight, at: number) => void;
  /** A connection cannot be followed any longer; nothing more is told of it. */
  readonly lost: (connection: number) => void;
}

const isServers = (side: Side): boolean => side === 'server';

/** Begins to tell of one connection, whose opening has been told. */
export const witness = (connection: number, { tell, lost }: Testimony): Onlooking => {
  let closing: { readonly code?: number; readonly reason: string } = { reason: '' };
  let hasLeft = false;
  const leave = (abruptly: boolean, at: number): void => {
    if (!hasLeft) tell({ kind: 'leaving', connection, abruptly }, at);
    hasLeft = true;
  };
  return {
    opened: (at) => tell({ kind: 'opened', connection }, at),
    refused: (refusal, at) => tell({ kind: 'refused', connection, ...refusal }, at),
    message: (side, data, isBinary, at) =>
      tell(
        {
          kind: isServers(side) ? 'received' : 'sent',
          ...{ connection, form: isBinary ? 'binary' : 'text', text: data.toString(), bytes: data.length },
        },
        at,
      ),
    ping: (side, at) => {
      if (isServers(side)) tell({ kind: 'ping', connection }, at);
    },
    pong: (side, at) => {
      if (!isServers(side)) tell({ kind: 'pong', connection }, at);
    },
    conclude: (side, code, reason, at) => {
      if (isServers(side)) closing = { code, reason };
      else leave(false, at);
    },
    left: (side, at) => {
      if (!isServers(side)) leave(true, at);
    },
    broken: (side, why, at) => {
      // What a client breaks is no matter of the server's; what that makes of it can be followed no further.
      if (isServers(side)) tell({ kind: 'closed', connection, reason: '', trouble: why }, at);
      else lost(connection);
    },
    lost: () => lost(connection),
    over: (at) => tell({ kind: 'closed', connection, ...closing }, at),
  };
};
