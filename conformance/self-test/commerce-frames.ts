/** The frames of commerce that histories told by hand are made of. */
const timestamp = '2026-01-01T00:00:00Z';

/** Asks for one channel, or for a list of several. */
export const subscribe = (...channels: readonly string[]) =>
  channels.length === 1 ? { type: 'subscribe', channel: channels[0] } : { type: 'subscribe', channels };
/** Gives up one channel, or a list of several. */
export const unsubscribe = (...channels: readonly string[]) =>
  channels.length === 1 ? { type: 'unsubscribe', channel: channels[0] } : { type: 'unsubscribe', channels };
export const ping = { type: 'ping' };
export const pong = { type: 'pong', timestamp };
export const connected = (userId: string) => ({ type: 'connected', userId, timestamp });
export const subscribed = (channel: string) => ({ type: 'subscribed', channel, timestamp });
export const unsubscribed = (channel: string) => ({ type: 'unsubscribed', channel, timestamp });

export const unauthenticated = { type: 'error', message: 'Authentication required', code: 'AUTH_REQUIRED' };
export const badInput = { type: 'error', message: 'Invalid message format', code: 'INVALID_MESSAGE' };
export const malformed = (channel: string) => ({
  type: 'error',
  message: `Invalid channel format: ${channel}`,
  code: 'INVALID_CHANNEL',
});
export const notAuthorized = (channel: string) => ({
  type: 'error',
  message: `Not authorized to subscribe to: ${channel}`,
  code: 'NOT_AUTHORIZED',
});

/** An order of the users `did:a` and `did:b`, and what belongs to it. */
export const order = { orderId: 'o', buyerDid: 'did:a', vendorDid: 'did:b' };
export const dispute = { ...order, disputeId: 'd' };
export const rating = { ...order, ratingId: 'r' };
export const shipment = { orderId: 'o', shipmentId: 's' };
export const proposal = { proposalId: 'p' };
