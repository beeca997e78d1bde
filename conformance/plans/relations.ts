/** Relations: every kind that a fact can be of, in one place; whoever needs one asks here, and knows no kinds. */
import type { Fact, Relation } from '../../schemas/promises/facts.ts';
import { matches } from '../scene/pointer.ts';
import type { World } from '../scene/world.ts';
import type { Fields, Held, Way } from './relation.ts';
import { bounds, percents, products, sums } from './relations-of-numbers.ts';
import { agrees, equals } from './relations-of-words.ts';

/** The relation that a fact is. */
export const wayOf = (relation: Relation): Way => {
  if ('equal' in relation) return equals(relation.equal);
  if ('percent' in relation) return percents(relation.percent);
  if ('agree' in relation) return agrees(relation.agree);
  if ('atMost' in relation) return bounds(relation.atMost);
  return 'sum' in relation ? sums(relation.sum) : products(relation.product);
};

/** Whether a fact holds in an event; undefined where it says nothing about it. */
export const holding = (fact: Fact, event: string, body: unknown, world: World): Held | undefined =>
  matches(fact.of, event) ? wayOf(fact).held(event, body, world) : undefined;

/** Whether an event may be published as far as a fact is concerned. */
export const keeps = (fact: Fact, event: string, body: unknown, world: World): boolean =>
  holding(fact, event, body, world)?.holds !== false;

/** The body with a fact made true in it. */
export const makeTrue = (fact: Fact, event: string, body: Fields, world: World): Fields =>
  matches(fact.of, event) ? wayOf(fact).made(event, body, world) : body;
