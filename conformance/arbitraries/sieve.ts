// A filter that cannot run for ever: what nothing passes is found out when it is built.

import fc from 'fast-check';

const PATIENCE = 100_000;

/** The first values an arbitrary draws from a fixed seed. */
export const samples = <T>(source: fc.Arbitrary<T>, count: number): readonly T[] =>
  fc.sample(source, { numRuns: count, seed: count });

/** The values of a source that are accepted, in draws and in shrinks; nothing if a few thousand draws gave none. */
export const sieve = <T>(source: fc.Arbitrary<T>, accepts: (value: T) => boolean): fc.Arbitrary<T> | undefined => {
  if (![10, 200, 4000].some((count) => samples(source, count).some(accepts))) return undefined;
  let refused = 0;
  return source.filter((value) => {
    if (accepts(value)) {
      refused = 0;
      return true;
    }
    refused += 1;
    if (refused > PATIENCE) throw new Error(`${PATIENCE} values in a row satisfied all of a schema but its filters.`);
    return false;
  });
};

/** One of several arbitraries by weight, shrinking towards the first; nothing if there is none. */
export const oneOf = <T>(
  choices: readonly { readonly weight: number; readonly arbitrary: fc.Arbitrary<T> | undefined }[],
): fc.Arbitrary<T> | undefined => {
  const possible = choices.flatMap(({ weight, arbitrary }) =>
    arbitrary === undefined || weight === 0 ? [] : [{ weight, arbitrary }],
  );
  const [first] = possible;
  if (first === undefined || possible.length === 1) return first?.arbitrary;
  return fc.oneof({ withCrossShrink: true }, ...possible);
};
