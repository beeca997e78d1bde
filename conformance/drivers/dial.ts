/** Dialling a live server: one line to it, over whatever carries its protocol. */
import { tokenParameter } from '../../schemas/token-place.ts';
import type { Protocol } from '../../schemas/protocol.ts';
import type { Signal } from '../engine/driver.ts';
import { addressOf, withToken } from './addresses.ts';
import type { LineOptions, OpenLine } from './open-line.ts';
import type { Reach } from './reach.ts';
import { openSocketIoLine } from './socket-io-line.ts';
import { openLine } from './websocket-line.ts';

/** Whom to dial, and how. */
export interface DialOptions {
  readonly url: string;
  readonly protocol: Protocol;
  /** Shown where the protocol wants one. */
  readonly token?: string;
  readonly reach?: Reach;
  /** How long the handshake may take, in ms. */
  readonly patience: number;
  readonly listener: (signal: Signal) => void;
}

/** Opens lines over what carries the protocol. */
export const openOver = ({ transport, commands, promises }: Protocol): ((options: LineOptions) => OpenLine) => {
  if (transport !== 'socket.io') return openLine;
  const [command = 'message'] = Object.keys(commands);
  const acknowledgement = promises.replies?.acknowledgement?.message ?? 'acknowledgement';
  return (options) => openSocketIoLine({ ...options, command, acknowledgement });
};

/** How a server is reached by a client that offers a subprotocol: the protocol's own, unless others are given. */
export const offering = (reach: Reach, { promises }: Protocol, offers?: string): Reach => {
  if (offers !== undefined) return { ...reach, subprotocols: offers === '' ? [] : [offers] };
  const own = promises.handshake?.subprotocol?.name;
  return own === undefined || reach.subprotocols ? reach : { ...reach, subprotocols: [own] };
};

/** Opens one line as a client would, for as long as the server keeps it; throws `USAGE` where the URL is none. */
export const dial = ({ url, protocol, token, reach, patience, listener }: DialOptions): OpenLine => {
  const address = addressOf(url, protocol);
  const parameter = tokenParameter(protocol.promises);
  return openOver(protocol)({
    address: token === undefined ? address : withToken(address, parameter, token),
    ...{ patience, listener, endless: true },
    reach: offering(reach ?? {}, protocol),
    notice: () => {},
    roundTrip: () => {},
  });
};
