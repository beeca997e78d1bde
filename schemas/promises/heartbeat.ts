/** How each side knows that the other is there. */
import type { Ending } from './endings.ts';
import type { Level, Pointer } from './terms.ts';

/** A beat that the server sends and the client answers, or else is cut off. */
export interface HeartbeatPromise<Command extends string = string, Control extends string = string> {
  /** An RFC 6455 ping that the peer's pong answers, or a message. */
  readonly send: 'ping frame' | Control;
  /** The command that answers the message; one answers all beats so far. */
  readonly answer?: Command;
  /** The period in ms; the first beat comes within one period of connecting, or when one is over since the greeting. */
  readonly every: number;
  readonly from?: 'greeting';
  /** Where a beat tells for how many ms its connection has been open, since the greeting. */
  readonly uptime?: Pointer;
  /** How many beats in a row may go unanswered; after one more, the connection is ended in place of the next. */
  readonly forgives: number;
  /** How it is ended: in a way of the protocol's own, or `terminate`, with or without a close frame. */
  readonly ending: 'terminate' | Ending<Control>;
  /** How firmly that end is promised; MUST, where it is left out. Where it does not come, beats go on. */
  readonly level?: Level;
}
