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
  return (moment) => {
    const known = scenes.get(moment.scene) ?? { learn: begin() };
    if (known.latest?.moment === moment) return known.latest.learnt;
    if (!known.latest) scenes.set(moment.scene, known);
    const learnt = known.learn(moment);
    known.latest = { moment, learnt };
    return learnt;
  };
};
