/** The events of a dispute: filed by a buyer, perhaps answered by the vendor, resolved. */
import { Type } from '@sinclair/typebox';
import { message } from '../protocol.ts';
import { Id, Text } from '../types.ts';
import { happened, OrderId, parties, Status } from './fields.ts';

const dispute = {
  disputeId: Id('The dispute this is about; every event of the dispute carries the same id.'),
  disputeNumber: Text('The number of the dispute that buyer and vendor see, such as DIS-001.'),
  orderId: OrderId,
  ...parties,
};

const seeds = {
  disputeId: 'uuid',
  disputeNumber: 'DIS-001',
  orderId: 'uuid',
  buyerDid: 'did:rangkai:...',
  vendorDid: 'did:rangkai:...',
};
const another = {
  disputeId: 'dispute-42',
  disputeNumber: 'DIS-042',
  orderId: '0b0e7f5c-6d7a-4a5e-9a4e-1f6f4f0c9b11',
  buyerDid: 'did:rangkai:buyer-7',
  vendorDid: 'did:rangkai:vendor-3',
};

const filed = { ...seeds, status: 'open', disputeType: 'quality', timestamp: '2025-11-05T15:00:00Z' } as const;
const answered = { ...seeds, status: 'vendor_responded', timestamp: '2025-11-06T10:00:00Z' } as const;
const resolved = { ...seeds, status: 'resolved', timestamp: '2025-11-08T18:45:00Z' } as const;

/** Every event of a dispute, by name. */
export const disputes = {
  'dispute.filed': message(
    'A party of an order has opened a dispute about it.',
    Type.Object({
      ...dispute,
      status: Status('open', 'The dispute waits for the vendor or for a ruling.'),
      disputeType: Text('What the dispute is about, such as quality.'),
      ...happened,
    }),
    {
      examples: [filed, { ...filed, ...another, disputeType: 'not_received' }],
      invalid: [
        { body: { ...filed, status: 'filed' }, at: '/status', keyword: 'const' },
        { body: { ...filed, disputeType: '' }, at: '/disputeType', keyword: 'minLength' },
      ],
    },
  ),
  'dispute.vendor_responded': message(
    'The vendor has stated the other side of a dispute.',
    Type.Object({
      ...dispute,
      status: Status('vendor_responded', 'Both sides are known; the dispute waits for a ruling.'),
      ...happened,
    }),
    {
      examples: [answered, { ...answered, ...another }],
      invalid: [
        { body: { ...answered, status: 'open' }, at: '/status', keyword: 'const' },
        { body: { ...answered, disputeNumber: 1 }, at: '/disputeNumber', keyword: 'type' },
      ],
    },
  ),
  'dispute.resolved': message(
    'A dispute has been decided. Nothing follows it.',
    Type.Object({
      ...dispute,
      status: Status('resolved', 'The dispute is over.'),
      resolution: Type.Optional(Text('What was decided, for people or as a name.')),
      ...happened,
    }),
    {
      examples: [resolved, { ...resolved, ...another, resolution: 'refund' }],
      invalid: [
        { body: { ...resolved, resolution: null }, at: '/resolution', keyword: 'type' },
        { body: { disputeId: 'uuid', disputeNumber: 'DIS-001' }, at: '', keyword: 'required' },
      ],
    },
  ),
};
