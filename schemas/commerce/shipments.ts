/** The events of a shipment: created, tracked on its way, delivered. */
import { Type } from '@sinclair/typebox';
import { message } from '../protocol.ts';
import { Id, Iso, Text } from '../types.ts';
import { happened, OrderId, Status } from './fields.ts';

const shipment = {
  shipmentId: Id('The shipment this is about; every event of the shipment carries the same id.'),
  orderId: OrderId,
  trackingNumber: Text('The number under which the carrier tracks it, such as TRACK123.'),
};

const seeds = { shipmentId: 'uuid', orderId: 'uuid', trackingNumber: 'TRACK123' };
const another = {
  shipmentId: 'shipment-9',
  orderId: '0b0e7f5c-6d7a-4a5e-9a4e-1f6f4f0c9b11',
  trackingNumber: 'TRACK124',
};

const created = { ...seeds, status: 'label_created', timestamp: '2025-11-05T13:00:00Z' } as const;
const tracked = {
  ...seeds,
  status: 'in_transit',
  currentLocation: 'Chicago, IL',
  estimatedDelivery: '2025-11-10T12:00:00Z',
  timestamp: '2025-11-05T14:00:00Z',
} as const;
const delivered = { ...seeds, status: 'delivered', timestamp: '2025-11-10T11:20:00Z' } as const;

/** Every event of a shipment, by name. */
export const shipments = {
  'shipment.created': message(
    'A shipment has been made up for an order.',
    Type.Object({
      ...shipment,
      status: Text('Where the shipment stands at its start, in the words of the carrier.'),
      carrier: Type.Optional(Text('Who carries it.')),
      ...happened,
    }),
    {
      examples: [created, { ...created, ...another, carrier: 'Overland Parcel' }],
      invalid: [
        { body: { ...created, status: '' }, at: '/status', keyword: 'minLength' },
        { body: { ...created, carrier: 7 }, at: '/carrier', keyword: 'type' },
      ],
    },
  ),
  'shipment.tracking_updated': message(
    'The carrier has reported where a shipment is or how it fares.',
    Type.Object({
      ...shipment,
      status: Text('Where the shipment stands, in the words of the carrier, such as in_transit.'),
      currentLocation: Type.Optional(Text('The place it was last seen at, for people.')),
      estimatedDelivery: Type.Optional(Iso('When it is expected to arrive.')),
      ...happened,
    }),
    {
      examples: [tracked, { ...another, status: 'customs', timestamp: '2025-11-06T07:10:00Z' }],
      invalid: [
        { body: { ...tracked, estimatedDelivery: 'Monday' }, at: '/estimatedDelivery', keyword: 'pattern' },
        { body: { ...tracked, trackingNumber: null }, at: '/trackingNumber', keyword: 'type' },
      ],
    },
  ),
  'shipment.delivered': message(
    'A shipment has been handed over to the buyer. Nothing follows it.',
    Type.Object({ ...shipment, status: Status('delivered', 'The shipment has arrived.'), ...happened }),
    {
      examples: [delivered, { ...delivered, ...another }],
      invalid: [
        { body: { ...delivered, status: 'in_transit' }, at: '/status', keyword: 'const' },
        { body: { shipmentId: 'uuid', orderId: 'uuid' }, at: '', keyword: 'required' },
      ],
    },
  ),
};
