/** Shared: what several oracles learn of the same moments is worked out once, by whichever of them hears a moment first. */
import type { Moment } from '../scene/scene.ts';

/** What is learnt of one scene, and what the latest moment has taught. */
interface Learning<Learnt> {
  readonly learn: (moment: Moment) => Learnt;
  latest?: Moment;
  learnt?: Learnt;
}

/**
 * Makes something that learns from moments once for each scene, and tells it each moment once.
 * Whoever shares it must hear all the moments from which it learns.
 */
export const shared = <Learnt>(begin: () => (moment: Moment) => Learnt): ((moment: Moment) => Learnt) => {
  const subject = {};
  return (moment) => {
    const { lessons } = moment.scene;
    // Nobody else puts anything there under this subject.
    const learning = (lessons.get(subject) as Learning<Learnt> | undefined) ?? { learn: begin() };
    if (learning.latest === moment) return learning.learnt as Learnt;
    if (!learning.latest) lessons.set(subject, learning);
    learning.latest = moment;
    learning.learnt = learning.learn(moment);
    return learning.learnt;
  };
};
