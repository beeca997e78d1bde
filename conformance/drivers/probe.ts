/** Looks whether a server can be examined at all, before anything is held against it. */
import type { Protocol } from '../../schemas/protocol.ts';
import type { Signal } from '../engine/driver.ts';
import { Trouble } from '../engine/trouble.ts';
import { allow } from './real-clock.ts';

type Refusal = Extract<Signal, { kind: 'refused' }>;

/** How long the server may take to let a probe go, in ms. */
const FAREWELL = 1000;

/** What to check, by the status that came instead of 101. */
const advice = (status: number, path: string): string => {
  if (status === 401 || status === 403) return 'It wants credentials that this protocol does not have.';
  if (status === 404) return `Check the path: this protocol is served at ${path}.`;
  if (status >= 300 && status < 400)
    return 'It sends clients elsewhere: give the address where the WebSocket itself is.';
  if (status >= 500) return 'Check that the server is healthy.';
  if (status >= 400) return 'Check that this is the address of the WebSocket, and what the server asks of a handshake.';
  return `An ordinary page is served there: check the path (this protocol is served at ${path}).`;
};

/** Why a server that refused a client cannot be talked to, and what to check, in one sentence. */
export const whyUnreachable = (
  { status, because }: Refusal,
  shown: string,
  { path, transport }: Pick<Protocol, 'path' | 'transport'>,
): Trouble => {
  if (status === undefined) {
    return new Trouble(
      'UNREACHABLE',
      `${shown} cannot be reached: ${because}. Check that the server runs and that the address is right.`,
    );
  }
  return new Trouble(
    'UNREACHABLE',
    transport === 'socket.io'
      ? `${shown} answers the Socket.IO handshake with HTTP ${status}. ${advice(status, path)}`
      : `${shown} answers the WebSocket handshake with HTTP ${status} where 101 was expected. ${advice(status, path)}`,
  );
};

/**
 * Takes a refusal of a client without a token for what it says of the server: a protocol with credentials may refuse it
 * with 401 or 403, or by an error of the transport's own. Throws {@link Trouble} `UNREACHABLE` with one clear sentence otherwise.
 */
const judgeRefusal = (refusal: Refusal, shown: string, protocol: Protocol): void => {
  const { status, error } = refusal;
  // It speaks Socket.IO, and says so in its own words.
  if (protocol.promises.credentials && (error || status === 401 || status === 403)) return;
  throw whyUnreachable(refusal, shown, protocol);
};

/** Opens a line without a token and closes it again; throws {@link Trouble} `UNREACHABLE` when nothing can be examined there. */
export const probe = async (
  open: (listener: (signal: Signal) => void) => {
    readonly close: () => void;
    readonly drop: () => void;
    readonly over: Promise<void>;
  },
  shown: string,
  protocol: Protocol,
): Promise<void> => {
  let refusal: Refusal | undefined;
  let cancel = () => {};
  const line = open((signal) => {
    if (signal.kind === 'refused') refusal = signal;
    if (signal.kind !== 'opened') return;
    line.close();
    cancel = allow(FAREWELL, line.drop);
  });
  await line.over;
  cancel();
  if (refusal) judgeRefusal(refusal, shown, protocol);
};
