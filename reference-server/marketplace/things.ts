/** Listings and offers: what may happen to them, what is remembered of them; and the one fact about valuations. */
import type { Json } from '../json.ts';
import type { Publication } from '../publication.ts';
import type { Kind, Numbered, Published, Thing, World } from './decisions.ts';

/** By event: the kind of its thing, and the status it leads to. */
const LEADS: ReadonlyMap<string, readonly [Kind, Thing['status']]> = new Map([
  ['listing_created', ['listing', 'active']],
  ['listing_filled', ['listing', 'filled']],
  ['listing_cancelled', ['listing', 'cancelled']],
  ['offer_created', ['offer', 'active']],
  ['offer_accepted', ['offer', 'accepted']],
  ['offer_cancelled', ['offer', 'cancelled']],
]);

/** A world in which nothing has happened yet. */
export const emptyWorld = () =>
  ({ listing: new Map<string, Thing>(), offer: new Map<string, Thing>() }) satisfies World;

/** An event with the thing it is about; its fields must have passed the schema. */
export const published = ({ event: name, payload: fields }: Publication): Published => {
  const leads = LEADS.get(name);
  if (!leads) return { name, fields };
  const [of, status] = leads;
  // The schema has the id as a text.
  return { name, fields, thing: { of, id: fields['id'] as string, status } };
};

/** Numbers are equal within one part in a million, or within a hundredth, whichever is more. */
const near = (told: number, true_: number): boolean =>
  Math.abs(told - true_) <= Math.max(0.01, 1e-6 * Math.abs(true_)) && Number.isFinite(true_);

const keepsFact = ({ value, previous_value: before, change_pct: change }: Json): boolean => {
  if (change === undefined) return true;
  // The schema has all three as numbers, where they are there.
  const [from, to, told] = [before as number | undefined, value as number, change as number];
  return from !== undefined && from !== 0 && near(told, ((to - from) / from) * 100);
};

/** Why an event must not be published now, or `undefined` where it may be. */
export const objectionTo = ({ name, fields, thing }: Published, world: World): string | undefined => {
  if (name === 'valuation_update' && !keepsFact(fields))
    return 'change_pct is not the change from previous_value to value in per cent';
  if (!thing) return undefined;
  const { of, id, status } = thing;
  const before = world[of].get(id)?.status;
  // What is active can end, once; what exists cannot be created again.
  return before === (status === 'active' ? undefined : 'active')
    ? undefined
    : `${name} does not follow ${before ?? 'nothing'} of ${of} ${id}`;
};

/** What is known of an event's thing after the event. */
export const thingAfter = (before: Thing | undefined, { fields, thing, seq: updated }: Numbered): Thing | undefined => {
  if (!thing) return undefined;
  const { of, id, status } = thing;
  // Each member by name: there are many things, and they are looked through often.
  if (status === 'active') return { of, id, status, fields, seq: updated, updated };
  return before && { of, id, status, fields: before.fields, seq: before.seq, updated };
};
