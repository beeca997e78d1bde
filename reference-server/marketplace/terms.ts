/** What the marketplace server takes from the promises: numbers and texts, nothing that says how to behave. */
import type { Protocol } from '../../schemas/protocol.ts';
import type { Json } from '../json.ts';
import type { Kind, Trouble } from './decisions.ts';

/** The numbers and texts of one build. */
export interface Terms {
  /** The close code of a shutdown. */
  readonly shutdown: number;
  /** By path: what can be fetched there. */
  readonly resources: ReadonlyMap<string, Kind>;
  /** The query parameter that says from when on. */
  readonly since: string;
  /** The fields of an error beside its `type`. */
  readonly error: (trouble: Trouble, item?: string) => Json;
}

const kept = <Promise>(promise: Promise | undefined, name: string): Promise => {
  if (promise === undefined)
    throw new TypeError(`The marketplace server needs the promise "${name}"; keep it when changing numbers.`);
  return promise;
};

const said = (trouble: Trouble, item = ''): string => {
  switch (trouble) {
    case 'invalid-json':
      return 'The message is not a text of JSON.';
    case 'invalid-command':
      return 'The message is no object with an "action" and the fields that it needs.';
    case 'unknown-command':
      return 'There is no such action; there are PING, SUB and UNSUB.';
    case 'unknown-event':
      return `There is no business event ${JSON.stringify(item)}.`;
  }
};

/** The terms that a protocol's promises set. */
export const termsOf = ({ promises }: Protocol): Terms => {
  const { kinds } = kept(promises.errors, 'errors');
  const { backfill = {} } = kept(promises.recovery, 'recovery');
  const listing = kept(backfill['listing'], 'recovery.backfill.listing');
  const offer = kept(backfill['offer'], 'recovery.backfill.offer');
  return {
    shutdown: kept(promises.closing?.reasons['shutdown']?.close, 'closing'),
    resources: new Map([
      [listing.path, 'listing'],
      [offer.path, 'offer'],
    ]),
    since: listing.since,
    error: (trouble, item) => ({ code: kinds[trouble]?.code ?? trouble, message: said(trouble, item) }),
  };
};
