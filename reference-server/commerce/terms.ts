/** What the commerce server takes from the promises: numbers and texts, nothing that says how to behave. */
import type { Protocol } from '../../schemas/protocol.ts';
import type { Json } from '../json.ts';
import type { Trouble } from './decisions.ts';

/** The numbers and texts of one build. */
export interface Terms {
  /** Close codes. */
  readonly refused: number;
  readonly expired: number;
  readonly shutdown: number;
  /** Ms between pings. */
  readonly pingEvery: number;
  /** How many pings may go unanswered. */
  readonly forgives: number;
  /** The fields of an error beside its `type`. */
  readonly error: (trouble: Trouble, item?: string) => Json;
}

const kept = <Promise>(promise: Promise | undefined, name: string): Promise => {
  if (promise === undefined)
    throw new TypeError(`The commerce server needs the promise "${name}"; keep it when changing numbers.`);
  return promise;
};

/** The terms that a protocol's promises set. */
export const termsOf = ({ promises }: Protocol): Terms => {
  const { refusal, expiry } = kept(promises.credentials, 'credentials');
  const { every, forgives } = kept(promises.heartbeat, 'heartbeat');
  const { kinds } = kept(promises.errors, 'errors');
  return {
    refused: kept(refusal.close, 'credentials.refusal.close'),
    expired: kept(expiry?.close, 'credentials.expiry?.close'),
    shutdown: kept(promises.closing?.reasons.shutdown?.close, 'closing'),
    pingEvery: every,
    forgives,
    error: (trouble, item = '') => {
      const { text = trouble, code } = kinds[trouble] ?? {};
      // A function, for the item may hold what a replacement text would expand.
      const message = text.replace('{item}', () => item);
      return code === undefined ? { message } : { message, code };
    },
  };
};
