/**
 * The promises a protocol can make, as JSON: strings, numbers and JSON pointers, never functions.
 * Each is read by the reference server (its numbers), the oracles, the documents and the diff.
 *
 * Templates such as `user:{order.buyerDid}` name a field of the event's own body (`{orderId}`), or a field of the
 * thing that the body refers to (`{order.buyerDid}`: the order is found by its lifecycle's key).
 */
import type { BooksPromise } from './promises/books.ts';
import type { ClosingPromise } from './promises/closing.ts';
import type { CredentialsPromise } from './promises/credentials.ts';
import type { DeliveryPromise } from './promises/delivery.ts';
import type { ErrorsPromise } from './promises/errors.ts';
import type { Fact } from './promises/facts.ts';
import type { FiltersPromise } from './promises/filters.ts';
import type { HandshakePromise } from './promises/handshake.ts';
import type { HeartbeatPromise } from './promises/heartbeat.ts';
import type { Machine } from './promises/lifecycle.ts';
import type { LimitsPromise } from './promises/limits.ts';
import type { OperationsPromise } from './promises/operations.ts';
import type { PacingPromise } from './promises/pacing.ts';
import type { RecoveryPromise } from './promises/recovery.ts';
import type { RepliesPromise } from './promises/replies.ts';
import type { RightsPromise } from './promises/rights.ts';
import type { SequencePromise } from './promises/sequence.ts';
import type { SizePromise } from './promises/size.ts';

/** All promises a protocol makes; the names of its messages are checked where it is declared. */
export interface Promises<
  Command extends string = string,
  Control extends string = string,
  Event extends string = string,
> {
  readonly handshake?: HandshakePromise<Control, Command>;
  readonly credentials?: CredentialsPromise<Control>;
  readonly replies?: RepliesPromise<Command, Control, Event>;
  readonly errors?: ErrorsPromise<Control>;
  readonly rights?: RightsPromise;
  readonly delivery?: DeliveryPromise<Command, Event>;
  readonly filters?: FiltersPromise<Command, Event>;
  readonly operations?: OperationsPromise<Command, Control, Event>;
  readonly sequence?: SequencePromise<Control, Event>;
  readonly recovery?: RecoveryPromise<Command>;
  readonly books?: BooksPromise<Command, Event>;
  readonly heartbeat?: HeartbeatPromise<Command, Control>;
  readonly limits?: LimitsPromise<Control, Event>;
  readonly pacing?: PacingPromise<Event>;
  readonly lifecycle?: Readonly<Record<string, Machine<Event>>>;
  readonly facts?: Readonly<Record<string, Fact<Event>>>;
  readonly closing?: ClosingPromise<Command, Control>;
  readonly size?: SizePromise;
}
