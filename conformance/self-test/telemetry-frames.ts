/** Frames of telemetry for histories told by hand. */

type Fields = Readonly<Record<string, unknown>>;

const frame = (event: string, data: Fields) => ({ event, data });
const trouble = { what: 'It did not work', why: 'It cannot', how: 'Do something else' };

export const subscribe = (...channels: readonly string[]) => frame('subscribe', { channels });
export const unsubscribe = (...channels: readonly string[]) => frame('unsubscribe', { channels });
export const subscribed = (...channels: readonly string[]) =>
  frame('subscribed', { channels, subscribedAt: 1706400000000 });
export const unsubscribed = (...channels: readonly string[]) =>
  frame('unsubscribed', { channels, unsubscribedAt: 1706400000000 });
export const disconnect = frame('disconnect', {});
export const error = (code: string) => frame('error', { code, error: trouble });
export const refusal = (code: string) => frame('connection:error', { code, error: trouble });
export const goodbye = (reason: string) => frame('connection:closed', { reason, message: 'Goodbye.' });
export const reconnect = (reason: string, delay: number) =>
  frame('reconnect', { reason, delay, message: 'Please connect again.' });

/** What an order says that bears a name of an examination's own. */
export const order = (id: string, more: Fields = {}) => ({
  order: {
    ...{ id: `wp:selftest-${id}`, symbol: 'TCS', side: 'buy', type: 'limit', qty: 10, filledQty: 5, price: 3750 },
    ...{ status: 'partially_filled', createdAt: 1706399000000, updatedAt: 1706400000000, ...more },
  },
});
