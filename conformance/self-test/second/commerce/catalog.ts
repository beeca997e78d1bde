/** The events of commerce as MESSAGES names them, written down by hand: which fields each has, and of what kind. */

type Check = (value: unknown) => boolean;

const text: Check = (value) => typeof value === 'string' && value !== '';
const id: Check = (value) => typeof value === 'string' && /^[^ \t\r\n]+$/u.test(value);
const iso: Check = (value) => typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(value);
const one =
  (expected: unknown): Check =>
  (value) =>
    value === expected;
const grade: Check = (value) => typeof value === 'number' && value >= 1 && value <= 5;
const amount: Check = (value) => typeof value === 'number' && value >= 0;
const flag: Check = (value) => typeof value === 'boolean';
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);

const fits = (value: unknown, fields: Readonly<Record<string, Check>>): boolean =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  // Whatever an object holds can be looked up by name.
  Object.entries(fields).every(([name, check]) => check((value as Readonly<Record<string, unknown>>)[name]));

const parties = { buyerDid: id, vendorDid: id, timestamp: iso };
const order = { orderId: id, orderNumber: text, ...parties };
const dispute = { disputeId: id, disputeNumber: text, orderId: id, ...parties };
const shipment = { shipmentId: id, orderId: id, trackingNumber: text, timestamp: iso };
const rating = { ratingId: id, orderId: id, ...parties };
const proposal = { proposalId: id, timestamp: iso };
const money: Check = (value) => fits(value, { amount, currency: text });

const events = new Map<string, Readonly<Record<string, Check>>>([
  ['order.created', { ...order, status: one('payment_pending'), total: money }],
  ['order.paid', { ...order, status: one('paid') }],
  ['order.shipped', { ...order, status: one('shipped') }],
  ['order.delivered', { ...order, status: one('delivered') }],
  ['order.completed', { ...order, status: one('completed') }],
  ['order.cancelled', { ...order, status: one('cancelled'), reason: optional(text) }],
  ['dispute.filed', { ...dispute, status: one('open'), disputeType: text }],
  ['dispute.vendor_responded', { ...dispute, status: one('vendor_responded') }],
  ['dispute.resolved', { ...dispute, status: one('resolved'), resolution: optional(text) }],
  ['shipment.created', { ...shipment, status: text, carrier: optional(text) }],
  [
    'shipment.tracking_updated',
    { ...shipment, status: text, currentLocation: optional(text), estimatedDelivery: optional(iso) },
  ],
  ['shipment.delivered', { ...shipment, status: one('delivered') }],
  ['rating.submitted', { ...rating, revealed: one(false) }],
  ['rating.revealed', { ...rating, revealed: one(true), buyerRating: optional(grade), vendorRating: optional(grade) }],
  ['proposal.created', { ...proposal, title: text, status: one('pending'), proposerDid: optional(id) }],
  ['proposal.voted', { ...proposal, voterDid: id, approve: flag }],
  ['proposal.approved', { ...proposal, status: one('approved') }],
  ['proposal.executed', { ...proposal, status: one('executed') }],
]);

/** An event that fits the catalog. */
export interface Happening {
  readonly event: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** The event that a request to publish asks for; `undefined` where it is none of the catalog, or does not fit it. */
export const happening = (body: unknown): Happening | undefined => {
  if (typeof body !== 'object' || body === null) return undefined;
  const { event, payload } = body as { readonly event?: unknown; readonly payload?: unknown };
  const fields = typeof event === 'string' ? events.get(event) : undefined;
  if (typeof event !== 'string' || !fields || !fits(payload, fields)) return undefined;
  // `fits` has found an object.
  return { event, data: payload as Happening['data'] };
};
