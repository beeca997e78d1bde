/** What may happen to orders, disputes, shipments, ratings and proposals, and what is remembered of it. */
import type { Json } from '../json.ts';
import type { Kind, Published, Thing, World } from './decisions.ts';

/** By kind and by what happens: what may have happened last. `nothing` is the state of what does not exist. */
const AFTER: Readonly<Record<Kind, ReadonlyMap<string, readonly string[]>>> = {
  order: new Map([
    ['created', ['nothing']],
    ['paid', ['created']],
    ['shipped', ['paid']],
    ['delivered', ['shipped']],
    ['completed', ['delivered']],
    ['cancelled', ['created', 'paid', 'shipped', 'delivered']],
  ]),
  dispute: new Map([
    ['filed', ['nothing']],
    ['vendor_responded', ['filed']],
    ['resolved', ['filed', 'vendor_responded']],
  ]),
  shipment: new Map([
    ['created', ['nothing']],
    ['tracking_updated', ['created', 'tracking_updated']],
    ['delivered', ['created', 'tracking_updated']],
  ]),
  rating: new Map([
    ['submitted', ['nothing']],
    ['revealed', ['submitted']],
  ]),
  proposal: new Map([
    ['created', ['nothing']],
    ['voted', ['created', 'voted']],
    ['approved', ['created', 'voted']],
    ['executed', ['approved']],
  ]),
};

/** A world in which nothing has happened yet. */
export const emptyWorld = () =>
  ({
    order: new Map<string, Thing>(),
    dispute: new Map<string, Thing>(),
    shipment: new Map<string, Thing>(),
    rating: new Map<string, Thing>(),
    proposal: new Map<string, Thing>(),
  }) satisfies World;

/** An event by its parts; its data must have passed the schema. */
export const published = (name: string, data: Json): Published => {
  const [of = '', what = ''] = name.split('.');
  // The catalog holds events of these kinds only, and each names its thing with a text: `orderId`.
  return { name, of: of as Kind, what, id: data[`${of}Id`] as string, data };
};

const orderOf = ({ of, id, data }: Published): string | undefined => {
  switch (of) {
    case 'order':
      return id;
    case 'proposal':
      return undefined;
    case 'dispute':
    case 'shipment':
    case 'rating':
      // The schema has it as a text.
      return data.orderId as string;
  }
};

/** What is known of an event's thing after the event. */
export const thingAfter = (event: Published, world: World): Thing => {
  const { of, what, id, data } = event;
  const before = world[of].get(id);
  if (before) return { ...before, state: what };
  const order = orderOf(event);
  if (order === undefined) return { state: what, parties: [] };
  // The schema has both as texts.
  const parties =
    of === 'order' ? [data.buyerDid as string, data.vendorDid as string] : world.order.get(order)?.parties;
  return { state: what, order, parties: parties ?? [] };
};

/** Whether an event names the parties of its order; shipments and proposals name none. */
const keepsParties = ({ of, data }: Published, [buyer, vendor]: readonly string[]): boolean =>
  of === 'shipment' || of === 'proposal' || (data.buyerDid === buyer && data.vendorDid === vendor);

/** Why an event must not be published now, or `undefined` where it may be. */
export const objectionTo = (event: Published, world: World): string | undefined => {
  const { name, of, what, id } = event;
  const before = world[of].get(id);
  const state = before?.state ?? 'nothing';
  if (!AFTER[of].get(what)?.includes(state)) return `${name} does not follow ${state} of ${of} ${id}`;
  const order = orderOf(event);
  if (before && before.order !== order) return `${of} ${id} belongs to another order`;
  if (order === undefined) return undefined;
  const parties = world.order.get(order)?.parties;
  // An order's first event says who its parties are.
  if (!parties) return of === 'order' ? undefined : `order ${order} does not exist`;
  return keepsParties(event, parties) ? undefined : `order ${order} has other parties`;
};
