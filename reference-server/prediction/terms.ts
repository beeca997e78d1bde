/** What the prediction server takes from the promises: numbers and texts, nothing that says how to behave. */
import type { Protocol } from '../../schemas/protocol.ts';
import type { Json } from '../json.ts';
import type { Trouble } from './decisions.ts';

/** The numbers and texts of one build. */
export interface Terms {
  /** The close code of a shutdown. */
  readonly shutdown: number;
  /** The code of an error, and its text where the protocol gives one. */
  readonly error: (trouble: Trouble) => Json;
}

const kept = <Promise>(promise: Promise | undefined, name: string): Promise => {
  if (promise === undefined)
    throw new TypeError(`The prediction server needs the promise "${name}"; keep it when changing numbers.`);
  return promise;
};

/** The terms that a protocol's promises set. */
export const termsOf = ({ promises }: Protocol): Terms => {
  const { kinds } = kept(promises.errors, 'errors');
  return {
    shutdown: kept(promises.closing?.reasons.shutdown?.close, 'closing'),
    error: (trouble) => {
      const { code = trouble, text } = kinds[trouble] ?? {};
      return text === undefined ? { code } : { code, message: text };
    },
  };
};
