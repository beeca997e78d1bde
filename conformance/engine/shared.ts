/** Shared: what several oracles learn of the same moments is worked out once, by whichever of them hears a moment first. */
import type { Moment, Scene } from '../scene/scene.ts';

/**
 * Makes something that learns from moments once for each scene, and tells it each moment once.
 * Whoever shares it must hear all the moments from which it learns.
 */
export const shared = <Learnt>(begin: () => (moment: Moment) => Learnt): ((moment: Moment) => Learnt) => {
  const scenes = new WeakMap<
    Scene,
    { readonly learn: (moment: Moment) => Learnt; latest?: { readonly moment: Moment; readonly learnt: Learnt } }
  >();
  /** Of whichever scene's moment came last: all that share hear it one after the other. It is let go when its scene ends. */
  let latest: { readonly moment: Moment; readonly learnt: Learnt } | undefined;
  return (moment) => {
    if (latest?.moment === moment) return latest.learnt;
    const known = scenes.get(moment.scene) ?? { learn: begin() };
    if (known.latest?.moment === moment) return known.latest.learnt;
    if (!known.latest) scenes.set(moment.scene, known);
    known.latest = { moment, learnt: known.learn(moment) };
    latest = moment.entry.kind === 'end' ? undefined : known.latest;
    return known.latest.learnt;
  };
};
