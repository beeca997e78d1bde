/** The world that a commerce server tells of: what exists, how far it is, and whom it concerns. */
import type { Happening } from './catalog.ts';

/** The two who deal with each other. */
export type Pair = readonly [buyer: unknown, vendor: unknown];

interface Thing {
  readonly stage: string;
  /** Empty for what concerns nobody in particular. */
  readonly pair: Pair | readonly [];
}

/** What exists. */
export interface Shop {
  /** Lets something happen; gives the channels to tell it on, or `undefined` where its lifecycle forbids it. */
  readonly happen: (what: Happening) => readonly string[] | undefined;
  /** The two that a channel's thing concerns, none for a proposal; `undefined` for what does not exist. */
  readonly concerns: (channel: string) => Pair | readonly [] | undefined;
  readonly clear: () => void;
}

/** The stages in which each event may come; '' stands for a thing that does not exist yet. */
const AFTER = new Map<string, readonly string[]>([
  ['order.created', ['']],
  ['order.paid', ['created']],
  ['order.shipped', ['paid']],
  ['order.delivered', ['shipped']],
  ['order.completed', ['delivered']],
  ['order.cancelled', ['created', 'paid', 'shipped', 'delivered']],
  ['dispute.filed', ['']],
  ['dispute.vendor_responded', ['filed']],
  ['dispute.resolved', ['filed', 'vendor_responded']],
  ['shipment.created', ['']],
  ['shipment.tracking_updated', ['created', 'tracking_updated']],
  ['shipment.delivered', ['created', 'tracking_updated']],
  ['rating.submitted', ['']],
  ['rating.revealed', ['submitted']],
  ['proposal.created', ['']],
  ['proposal.voted', ['created', 'voted']],
  ['proposal.approved', ['created', 'voted']],
  ['proposal.executed', ['approved']],
]);

/** A shop in which nothing has happened. */
export const createShop = (): Shop => {
  const things = new Map<string, Thing>();

  /** Whom an event concerns; `undefined` where it names others than its order, or an order that does not exist. */
  const pairOf = (kind: string, data: Happening['data']): Pair | readonly [] | undefined => {
    if (kind === 'proposal') return [];
    const known = things.get(`order:${data['orderId']}`)?.pair;
    const own: Pair = [data['buyerDid'], data['vendorDid']];
    if (kind === 'shipment') return known;
    if (!known) return kind === 'order' ? own : undefined;
    return known[0] === own[0] && known[1] === own[1] ? known : undefined;
  };

  return {
    happen: ({ event, data }) => {
      const [kind = '', stage = ''] = event.split('.');
      const channel = `${kind}:${data[`${kind}Id`]}`;
      const pair = pairOf(kind, data);
      if (!pair || !AFTER.get(event)?.includes(things.get(channel)?.stage ?? '')) return undefined;
      things.set(channel, { stage, pair });
      if (kind === 'proposal') return ['global', channel];
      const users = pair.map((user) => `user:${user}`);
      return kind === 'rating' ? users : [...users, channel];
    },
    concerns: (channel) => things.get(channel)?.pair,
    clear: () => things.clear(),
  };
};
