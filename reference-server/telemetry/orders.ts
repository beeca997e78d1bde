/** What must hold within an update of an order before it is published. */
import type { Json } from '../json.ts';

/** What happened to an order, and where it stands then. */
const STATUSES: ReadonlyMap<unknown, string> = new Map([
  ['new', 'new'],
  ['partial_fill', 'partially_filled'],
  ['filled', 'filled'],
  ['cancelled', 'cancelled'],
  ['rejected', 'rejected'],
]);

/** Why an event must not be published, or `undefined` where it may be; its data must have passed the schema. */
export const objectionTo = (event: string, { type, order }: Json): string | undefined => {
  if (event !== 'orders:update') return undefined;
  // The schema has it as an object, and quantities as numbers.
  const { status, filledQty, qty } = order as Json;
  if (STATUSES.get(type) !== status) return `an order that is ${status} does not come with ${type}`;
  return Number(filledQty) > Number(qty) ? `of ${qty}, no ${filledQty} can be filled` : undefined;
};
