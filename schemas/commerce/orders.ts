/** The events of an order: created, paid, shipped, delivered, completed - or cancelled on the way. */
import { Type } from '@sinclair/typebox';
import { message } from '../protocol.ts';
import { Text } from '../types.ts';
import { happened, Money, OrderId, parties, Status } from './fields.ts';

const order = {
  orderId: OrderId,
  orderNumber: Text('The number of the order that buyer and vendor see, such as ORD-2025-001.'),
};

const seeds = {
  orderId: 'uuid',
  orderNumber: 'ORD-2025-001',
  buyerDid: 'did:rangkai:...',
  vendorDid: 'did:rangkai:...',
};
const another = {
  orderId: '0b0e7f5c-6d7a-4a5e-9a4e-1f6f4f0c9b11',
  orderNumber: 'ORD-2025-002',
  buyerDid: 'did:rangkai:buyer-7',
  vendorDid: 'did:rangkai:vendor-3',
};
const total = { amount: 100, currency: 'USD' };

const created = { ...seeds, status: 'payment_pending', total, timestamp: '2025-11-05T12:00:00Z' } as const;
const paid = { ...seeds, status: 'paid', timestamp: '2025-11-05T12:05:00Z' } as const;
const shipped = { ...seeds, status: 'shipped', timestamp: '2025-11-06T08:30:00Z' } as const;
const delivered = { ...seeds, status: 'delivered', timestamp: '2025-11-10T12:00:00Z' } as const;
const completed = { ...seeds, status: 'completed', timestamp: '2025-11-11T09:00:00Z' } as const;
const cancelled = { ...seeds, status: 'cancelled', timestamp: '2025-11-05T12:30:00Z' } as const;

/** Every event of an order, by name. */
export const orders = {
  'order.created': message(
    'A buyer has placed an order with a vendor; it waits to be paid.',
    Type.Object({
      ...order,
      status: Status('payment_pending', 'The order waits for its payment.'),
      ...parties,
      total: Money,
      ...happened,
    }),
    {
      examples: [created, { ...created, ...another, total: { amount: 0.5, currency: 'EUR' } }],
      invalid: [
        { body: { ...created, status: 'created' }, at: '/status', keyword: 'const' },
        { body: { ...created, total: { amount: -1, currency: 'USD' } }, at: '/total/amount', keyword: 'minimum' },
        { body: { ...created, total: { amount: 100 } }, at: '/total', keyword: 'required' },
      ],
    },
  ),
  'order.paid': message(
    'The payment of an order has been confirmed; the vendor can ship.',
    Type.Object({ ...order, status: Status('paid', 'The order is paid.'), ...parties, ...happened }),
    {
      examples: [paid, { ...paid, ...another }],
      invalid: [
        { body: { ...paid, status: 'payment_pending' }, at: '/status', keyword: 'const' },
        { body: { ...paid, orderId: null }, at: '/orderId', keyword: 'type' },
      ],
    },
  ),
  'order.shipped': message(
    'The vendor has handed an order over for transport.',
    Type.Object({ ...order, status: Status('shipped', 'The order is on its way.'), ...parties, ...happened }),
    {
      examples: [shipped, { ...shipped, ...another }],
      invalid: [
        { body: { orderId: 'uuid' }, at: '', keyword: 'required' },
        { body: { ...shipped, buyerDid: '' }, at: '/buyerDid', keyword: 'minLength' },
      ],
    },
  ),
  'order.delivered': message(
    'An order has reached its buyer.',
    Type.Object({ ...order, status: Status('delivered', 'The buyer has the order.'), ...parties, ...happened }),
    {
      examples: [delivered, { ...delivered, ...another }],
      invalid: [
        { body: { ...delivered, orderNumber: 1 }, at: '/orderNumber', keyword: 'type' },
        { body: { ...delivered, timestamp: '2025-11-10' }, at: '/timestamp', keyword: 'pattern' },
      ],
    },
  ),
  'order.completed': message(
    'An order is finished, and the money held in escrow has gone to the vendor. Nothing follows it.',
    Type.Object({ ...order, status: Status('completed', 'The order is finished.'), ...parties, ...happened }),
    {
      examples: [completed, { ...completed, ...another }],
      invalid: [
        { body: { ...completed, status: 'complete' }, at: '/status', keyword: 'const' },
        { body: { ...completed, vendorDid: null }, at: '/vendorDid', keyword: 'type' },
      ],
    },
  ),
  'order.cancelled': message(
    'An order has been called off before it was completed. Nothing follows it.',
    Type.Object({
      ...order,
      status: Status('cancelled', 'The order is called off.'),
      ...parties,
      reason: Type.Optional(Text('Why it was called off, for people.')),
      ...happened,
    }),
    {
      examples: [cancelled, { ...cancelled, ...another, reason: 'The vendor has run out of stock.' }],
      invalid: [
        { body: { ...cancelled, reason: '' }, at: '/reason', keyword: 'minLength' },
        { body: { ...cancelled, status: 'canceled' }, at: '/status', keyword: 'const' },
      ],
    },
  ),
};
