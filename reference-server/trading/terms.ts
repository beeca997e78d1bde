/** What the trading server takes from the promises: numbers and codes, nothing that says how to behave. */
import type { Protocol } from '../../schemas/protocol.ts';
import type { Trouble } from './decisions.ts';

/** The numbers and codes of one build; durations in ms. */
export interface Terms {
  /** How long before the end of a token its connection is warned. */
  readonly warnBefore: number;
  /** How many messages are taken in any window, how long that is, and at which count a warning goes out. */
  readonly most: number;
  readonly within: number;
  readonly warnsAt: number;
  /** For how long a user who went over is refused. */
  readonly coolDown: number;
  /** The least time between two quotes of a symbol. */
  readonly quoteEvery: number;
  /** The code of an error. */
  readonly code: (trouble: Trouble) => string;
}

const kept = <Promise>(promise: Promise | undefined, name: string): Promise => {
  if (promise === undefined)
    throw new TypeError(`The trading server needs the promise "${name}"; keep it when changing numbers.`);
  return promise;
};

/** The terms that a protocol's promises set. */
export const termsOf = ({ promises }: Protocol): Terms => {
  const { kinds } = kept(promises.errors, 'errors');
  const { most, within, warning, over } = kept(promises.limits, 'limits');
  return {
    warnBefore: kept(promises.credentials?.warning, 'credentials.warning').before,
    ...{ most, within },
    warnsAt: kept(warning, 'limits.warning').at,
    coolDown: kept(over.coolDown, 'limits.over.coolDown'),
    quoteEvery: kept(promises.pacing?.['market.quote'], 'pacing').every,
    code: (trouble) => kinds[trouble]?.code ?? trouble,
  };
};
