/** The protocols that are shipped, by id. */
import { commerce } from './commerce/protocol.ts';
import { marketplace } from './marketplace/protocol.ts';
import { prediction } from './prediction/protocol.ts';
import type { Protocol } from './protocol.ts';
import { telemetry } from './telemetry/protocol.ts';
import { trading } from './trading/protocol.ts';

/** Every shipped protocol, with its literal types. */
export const protocols: {
  readonly commerce: typeof commerce;
  readonly marketplace: typeof marketplace;
  readonly prediction: typeof prediction;
  readonly telemetry: typeof telemetry;
  readonly trading: typeof trading;
} = {
  commerce,
  marketplace,
  prediction,
  telemetry,
  trading,
} satisfies Readonly<Record<string, Protocol>>;

/** The id of a shipped protocol. */
export type ProtocolId = keyof typeof protocols;

/** Finds a shipped protocol by its id; `undefined` when none has it. */
export const findProtocol = (id: string): Protocol | undefined =>
  Object.hasOwn(protocols, id) ? protocols[id as ProtocolId] : undefined; // the line before has checked the id
