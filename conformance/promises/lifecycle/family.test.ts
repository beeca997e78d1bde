/** Lifecycles, on histories told by hand. */
import { dispute, order, proposal, rating, shipment } from '../../self-test/commerce-frames.ts';
import { type Cases, judging } from '../../self-test/judging.ts';
import { told, type Told } from '../../self-test/told.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Events of somebody else, as one connection sees them. */
const seen = (fields: Fields, ...events: readonly string[]): Told =>
  events.reduce((history, event) => history.receives('a', event, fields), told().opens('a').watches('a', 'user:did:a'));

const cases = (
  fields: Fields,
  key: string,
  right: Readonly<Record<string, readonly string[]>>,
  wrong: Readonly<Record<string, readonly string[]>>,
): Cases => ({
  holds: Object.fromEntries(Object.entries(right).map(([title, events]) => [title, seen(fields, ...events).ends()])),
  breaks: Object.fromEntries(Object.entries(wrong).map(([title, events]) => [title, seen(fields, ...events).ends()])),
  passesOver: {
    'only one event comes': seen(fields, Object.values(right)[0]?.[0] ?? '').ends(),
    'two events speak of two things': seen(fields, Object.values(right)[0]?.at(-1) ?? '')
      .receives('a', Object.values(right)[0]?.[0] ?? '', { ...fields, [key]: 'another' })
      .ends(),
    'two connections see one event each': seen(fields, Object.values(right)[0]?.at(-1) ?? '')
      .opens('b')
      .watches('b', 'user:did:b')
      .receives('b', Object.values(right)[0]?.[0] ?? '', fields)
      .ends(),
  },
});

judging('lifecycle', {
  order: cases(
    order,
    'orderId',
    {
      'it lives its whole life': ['order.created', 'order.paid', 'order.shipped', 'order.delivered', 'order.completed'],
      'the connection has missed what lay between': ['order.created', 'order.delivered', 'order.completed'],
      'it is cancelled late': ['order.delivered', 'order.cancelled'],
    },
    {
      'it is paid twice': ['order.paid', 'order.paid'],
      'it is created after it was paid': ['order.paid', 'order.created'],
      'it is cancelled when it is completed': ['order.completed', 'order.cancelled'],
      'it goes on when it is cancelled': ['order.cancelled', 'order.delivered'],
    },
  ),
  dispute: cases(
    dispute,
    'disputeId',
    {
      'it is answered and resolved': ['dispute.filed', 'dispute.vendor_responded', 'dispute.resolved'],
      'it is resolved without an answer': ['dispute.filed', 'dispute.resolved'],
    },
    {
      'it is answered twice': ['dispute.vendor_responded', 'dispute.vendor_responded'],
      'it is answered when it is resolved': ['dispute.resolved', 'dispute.vendor_responded'],
      'it is filed again': ['dispute.resolved', 'dispute.filed'],
    },
  ),
  shipment: cases(
    shipment,
    'shipmentId',
    {
      'it is tracked more than once': [
        'shipment.created',
        'shipment.tracking_updated',
        'shipment.tracking_updated',
        'shipment.delivered',
      ],
      'it is delivered untracked': ['shipment.created', 'shipment.delivered'],
    },
    {
      'it is tracked when it is delivered': ['shipment.delivered', 'shipment.tracking_updated'],
      'it is created under way': ['shipment.tracking_updated', 'shipment.created'],
      'it is delivered twice': ['shipment.delivered', 'shipment.delivered'],
    },
  ),
  rating: cases(
    rating,
    'ratingId',
    { 'it is revealed': ['rating.submitted', 'rating.revealed'] },
    {
      'it is submitted again': ['rating.revealed', 'rating.submitted'],
      'it is revealed twice': ['rating.revealed', 'rating.revealed'],
    },
  ),
  proposal: cases(
    proposal,
    'proposalId',
    {
      'it is voted on, approved and executed': [
        'proposal.created',
        'proposal.voted',
        'proposal.voted',
        'proposal.approved',
        'proposal.executed',
      ],
      'it is executed, and the approval was missed': ['proposal.voted', 'proposal.executed'],
    },
    {
      'it is voted on when it is approved': ['proposal.approved', 'proposal.voted'],
      'it is approved when it is executed': ['proposal.executed', 'proposal.approved'],
      'it is created again': ['proposal.voted', 'proposal.created'],
    },
  ),
});
