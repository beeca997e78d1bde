/** Requirements that somebody names: each must be there, or a near one is offered. */
import { didYouMean } from '../../schemas/near.ts';
import { Trouble } from '../engine/trouble.ts';

/** Refuses names of no requirement; one that ends in `*` stands for all that begin like it. `by` is what named them. */
export const checkNamed = (by: string, names: readonly string[], ids: readonly string[], protocol: string): void => {
  for (const name of names) {
    const stem = name.endsWith('*') ? name.slice(0, -1) : undefined;
    if (stem === undefined ? ids.includes(name) : ids.some((id) => id.startsWith(stem))) continue;
    const advice = didYouMean(stem ?? name, ids, `\`wireproof list ${protocol}\` shows what there is.`);
    throw new Trouble(
      'USAGE',
      `${by} names ${JSON.stringify(name)}, which is no requirement of ${protocol}; ${advice}`,
    );
  }
};
