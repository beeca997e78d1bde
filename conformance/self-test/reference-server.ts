/** The reference server, whole or with a fault, for the self-tests and the proof. */
import type { Protocol } from '../../schemas/protocol.ts';
import type { Server } from '../../schemas/server.ts';
import { protocols } from '../../schemas/index.ts';
import { referenceServers } from '../../reference-server/index.ts';
import type { ListedFault } from '../engine/requirement.ts';

/** The protocol that the self-tests examine. */
export const protocol: Protocol = protocols.commerce;

/** The reference server, with a fault in it if one is given. */
export const reference = (fault?: Pick<ListedFault, 'wrap' | 'decide'>): Server => {
  // Faults name decisions as strings; that they exist is proved by their taking effect.
  const made = referenceServers.commerce({ decide: (fault?.decide ?? {}) as never });
  return fault?.wrap ? fault.wrap(made) : made;
};
