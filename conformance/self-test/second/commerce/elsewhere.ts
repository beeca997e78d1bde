/** What happens in the shop without anybody of ours asking for it: its past, and what its other users do meanwhile. */
import type { Happening } from './catalog.ts';

const INSTANT = '2025-11-05T12:00:00Z';
const told = { timestamp: INSTANT };

/** The life of one order, of all that belongs to it, and of a proposal, in one possible order. */
const life = (name: string, buyerDid: string, vendorDid: string): readonly Happening[] => {
  const parties = { buyerDid, vendorDid, ...told };
  const order = { orderId: `order-${name}`, orderNumber: `N-${name}`, ...parties };
  const dispute = { disputeId: `dispute-${name}`, disputeNumber: `D-${name}`, orderId: order.orderId, ...parties };
  const shipment = { shipmentId: `parcel-${name}`, orderId: order.orderId, trackingNumber: `T-${name}`, ...told };
  const rating = { ratingId: `rating-${name}`, orderId: order.orderId, ...parties };
  const proposal = { proposalId: `proposal-${name}`, ...told };
  return [
    { event: 'proposal.created', data: { ...proposal, title: 'Lower the fees', status: 'pending' } },
    { event: 'order.created', data: { ...order, status: 'payment_pending', total: { amount: 9.5, currency: 'EUR' } } },
    { event: 'order.paid', data: { ...order, status: 'paid' } },
    { event: 'proposal.voted', data: { ...proposal, voterDid: 'did:elsewhere:voter', approve: true } },
    { event: 'shipment.created', data: { ...shipment, status: 'label_printed' } },
    { event: 'order.shipped', data: { ...order, status: 'shipped' } },
    { event: 'dispute.filed', data: { ...dispute, status: 'open', disputeType: 'late' } },
    { event: 'shipment.tracking_updated', data: { ...shipment, status: 'in_transit', currentLocation: 'Lyon' } },
    { event: 'proposal.approved', data: { ...proposal, status: 'approved' } },
    { event: 'dispute.vendor_responded', data: { ...dispute, status: 'vendor_responded' } },
    { event: 'shipment.delivered', data: { ...shipment, status: 'delivered' } },
    { event: 'order.delivered', data: { ...order, status: 'delivered' } },
    { event: 'rating.submitted', data: { ...rating, revealed: false } },
    { event: 'dispute.resolved', data: { ...dispute, status: 'resolved', resolution: 'refund' } },
    { event: 'order.completed', data: { ...order, status: 'completed' } },
    { event: 'rating.revealed', data: { ...rating, revealed: true, buyerRating: 4 } },
    { event: 'proposal.executed', data: { ...proposal, status: 'executed' } },
  ];
};

/** What others do right behind something, and with the same thing. */
export const echoing = ({ event, data }: Happening): Happening | undefined => {
  switch (event) {
    case 'proposal.voted':
      return { event, data: { ...data, voterDid: 'did:elsewhere:voter', approve: data.approve !== true } };
    case 'shipment.tracking_updated':
      return { event, data: { ...data, status: `${String(data.status)}, and on its way` } };
    default:
      return undefined;
  }
};

/** What happened before anybody connected: lives that ended, and lives that go on. */
export const past = (): readonly Happening[] =>
  [17, 9, 2].flatMap((length) =>
    life(`past-${length}`, 'did:elsewhere:buyer', 'did:elsewhere:vendor').slice(0, length),
  );

/** Gives what happens next: one life after the other, each of an order of somebody who is there as it begins. */
export const createElsewhere = (anybody: () => string | undefined): (() => Happening) => {
  let lives = 0;
  let ahead: readonly Happening[] = [];
  return () => {
    const [next, ...rest] = ahead;
    ahead = next ? rest : life(`${++lives}`, anybody() ?? 'did:elsewhere:buyer', `did:elsewhere:${lives}`);
    return (
      next ?? {
        event: 'proposal.created',
        data: { proposalId: `notice-${lives}`, title: 'Soon', status: 'pending', ...told },
      }
    );
  };
};
