/** Makes any list of steps a plan that an examiner may perform: what the promises forbid it to do is left out. */
import { movesBy } from '../../schemas/moves.ts';
import type { Protocol } from '../../schemas/protocol.ts';
import { plan, type Plan, type Step } from '../engine/plan.ts';
import { createStory } from './story.ts';

/**
 * The steps without publications that break a lifecycle or a fact, and without what clients do before they connect
 * or after they left. Shrinking relies on it: any part of a plan becomes a plan again.
 */
export const legal = (protocol: Protocol, steps: readonly Step[]): Plan => {
  let story = createStory(protocol);
  const present = new Set<string>();
  const known = new Set<string>();
  const filter = (some: readonly Step[]): readonly Step[] => some.flatMap((step) => keep(step));
  /** Only what leaves every thing in a state that it may come in again can be published several times. */
  const repeatable = (step: Step): boolean => {
    if (step.do !== 'publish' || step.refused) return true;
    const { lifecycle = {}, books } = protocol.promises;
    if (step.event === books?.delta) return false;
    const moved = Object.entries(lifecycle).flatMap(([name, machine]) =>
      movesBy(machine, step.event).length > 0 ? [story.world.moveOf(name, step.event, step.body)] : [],
    );
    return moved.every((move) => move?.from.includes(move.to));
  };
  const keep = (step: Step): readonly Step[] => {
    switch (step.do) {
      case 'connect':
        if (present.has(step.client)) return [];
        present.add(step.client);
        known.add(step.client);
        return [step];
      case 'publish':
        return story.accept(step) ? [step] : [];
      case 'together':
      case 'repeat': {
        const inner = filter(step.do === 'repeat' ? step.steps.filter(repeatable) : step.steps);
        return inner.length === 0 ? [] : [{ ...step, steps: inner }];
      }
      case 'leave':
        return present.delete(step.client) ? [step] : [];
      case 'settle':
        return step.client === undefined || present.has(step.client) ? [step] : [];
      case 'wait':
      case 'end':
        return [step];
      case 'reset':
        // Nothing that was begun is there any more.
        story = createStory(protocol);
        return [step];
      case 'fetch':
        return known.has(step.client) ? [step] : [];
      case 'send':
      case 'pad':
      case 'text':
      case 'binary':
      case 'ping':
      case 'break':
        return present.has(step.client) ? [step] : [];
    }
  };
  return plan(...filter(steps));
};
