/** The context: what the parts of one scene share; they are handed it, and only the scene itself puts it together. */
import type { Promises } from '../../schemas/promises.ts';
import type { Protocol } from '../../schemas/protocol.ts';
import type { Reader } from '../../schemas/reader.ts';
import type { Cause, Connection } from './connection.ts';
import type { Declares } from './declares.ts';
import type { Publications } from './deliveries.ts';
import type { Limits } from './limits.ts';
import type { createCarrying } from './operations.ts';
import type { Read } from './readings.ts';
import type { World } from './world.ts';

/** What the parts of one scene share. */
export interface Context {
  readonly protocol: Protocol;
  readonly promises: Promises;
  readonly reader: Reader;
  readonly read: Read;
  readonly world: World;
  /** What filters can name. */
  readonly events: ReadonlySet<string>;
  readonly declares: Declares;
  readonly publications: Publications;
  /** What counts towards the limit, where there is one. */
  readonly limits?: Limits;
  /** What was published and is carried by operations. */
  readonly carrying: ReturnType<typeof createCarrying>;
  readonly connections: ReadonlyMap<number, Connection>;
  /** What jitter, round trips and strides of time may make of a duration that is right, in ms. */
  readonly resolution: () => number;
  /** Our own longest stall so far, in ms; so much later than it came may anything have been heard. */
  readonly stalled: () => number;
  /** Notes a reason for which the server may, or must, end a connection. */
  readonly cause: (
    connection: Connection,
    why: Cause['why'],
    seq: number,
    must: boolean,
    codes?: readonly number[],
    by?: string,
  ) => void;
}
