/**
 * Knowledge: what a capture shows of a connection decides which requirements may judge it.
 * Of a whole history all may; of a connection seen from its opening on, those that need no more; of others, those that
 * judge each message by itself.
 */
import type { Protocol } from '../../schemas/protocol.ts';
import type { Listed } from '../engine/requirement.ts';
import type { Suite } from '../suites/suite.ts';
import { parsed } from '../scene/json.ts';
import type { Told } from './capture.ts';

/** How much is known. */
export type Known = 'history' | 'connection' | 'message';

/** The requirements that may judge by what is known. */
export const judgedBy = ({ requirements }: Suite, known: Known): readonly Listed[] => {
  switch (known) {
    case 'history':
      return requirements;
    case 'connection':
      return requirements.filter(({ reach }) => reach !== undefined);
    case 'message':
      return requirements.filter(({ reach }) => reach === 'message');
  }
};

/** Whether the address of a connection may set a filter, so that nobody knows the filter who does not know the address. */
const filtersByAddress = ({ promises: { filters } }: Protocol): boolean =>
  filters !== undefined && [filters.names, ...Object.values(filters.values)].some(({ query }) => query !== undefined);

/** How much is known of a connection outside whole histories, by what is seen of it first. */
export const knownOf = ({ protocol, reader }: Suite, first: Told, hasAddress: boolean): Known => {
  if (filtersByAddress(protocol) && !hasAddress) return 'message';
  if (first.kind === 'opened') return 'connection';
  // Whoever sees the greeting sees all that was ever sent before it, which is nothing.
  if (first.kind !== 'received' || first.form !== 'text') return 'message';
  const greeting = protocol.promises.handshake?.greeting;
  const reading = greeting === undefined ? undefined : reader.read(parsed(first.text), 'server');
  return reading !== undefined && reading.name === greeting ? 'connection' : 'message';
};
