/** Drives a commerce core by hand, for the tests beside it: short inputs, its outputs, and time that is passed. */
import type { Credential, Input, MakeServer, Output } from '../../schemas/server.ts';
import type { Json } from '../json.ts';
import type { Decisions } from '../commerce/decisions.ts';
import { makeCommerce } from '../commerce/server.ts';

/** When every trial begins, as the protocol writes it. */
export const START = '2025-11-05T12:00:00.000Z';

const order = (orderId: string) => ({ orderId, orderNumber: 'ORD-1', buyerDid: 'did:b', vendorDid: 'did:v' });

/** The fields of events that keep every rule: the buyer is `did:b`, the vendor `did:v`. */
export const data = (event: string, id: string, more: Json = {}): Json => {
  const [of, what] = event.split('.');
  const timestamp = '2025-01-01T00:00:00Z';
  const status = event === 'order.created' ? 'payment_pending' : what;
  const total = event === 'order.created' ? { total: { amount: 1, currency: 'USD' } } : {};
  switch (of) {
    case 'order':
      return { ...order(id), status, ...total, timestamp, ...more };
    case 'dispute': {
      const type = what === 'filed' ? { status: 'open', disputeType: 'quality' } : { status };
      return { ...order('o'), disputeId: id, disputeNumber: 'DIS-1', ...type, timestamp, ...more };
    }
    case 'shipment':
      return { shipmentId: id, orderId: 'o', trackingNumber: 'T1', status, timestamp, ...more };
    case 'rating':
      return { ...order('o'), ratingId: id, revealed: what === 'revealed', timestamp, ...more };
    default: {
      const proposal = { title: 'Fees', voterDid: 'did:s', approve: true };
      return { proposalId: id, ...proposal, status: what === 'created' ? 'pending' : status, timestamp, ...more };
    }
  }
};

/** One server and one clock. */
export const trial = (options?: Parameters<MakeServer<Decisions>>[0]) => {
  const server = makeCommerce(options);
  let now = Date.parse(START);
  const feed = (input: Input): readonly Output[] => server.receive(input, now);
  const present = (connection: string, credential: Credential) =>
    feed({ do: 'connect', connection, path: '/ws', query: {}, credential });
  const hook = (name: 'publish' | 'close' | 'reset', body?: unknown) => feed({ do: 'hook', id: 'h', hook: name, body });
  return {
    feed,
    present,
    due: server.due,
    /** Connects a user whose token lasts so many ms. */
    connect: (connection: string, user: string, roles: readonly string[] = [], lasts = 1e9) =>
      present(connection, { status: 'valid', user, roles, expiresAt: now + lasts }),
    text: (connection: string, text: string) => feed({ do: 'text', connection, text }),
    send: (connection: string, command: unknown) => feed({ do: 'text', connection, text: JSON.stringify(command) }),
    hook,
    publish: (event: string, id: string, more?: Json) => hook('publish', { event, payload: data(event, id, more) }),
    /** Lets ms pass without a tick, as on a machine that is late. */
    stall: (ms: number): void => {
      now += ms;
    },
    /** Lets ms pass and fires what is due in them; pings are answered by those listed. */
    pass: (ms: number, answering: readonly string[] = []): readonly Output[] => {
      const end = now + ms;
      const outputs: Output[] = [];
      for (let due = server.due(); due !== undefined && due <= end; due = server.due()) {
        now = due;
        const fired = feed({ do: 'tick' });
        outputs.push(...fired);
        for (const { do: what, ...to } of fired) {
          if (what === 'ping' && 'connection' in to && answering.includes(to.connection)) {
            feed({ do: 'pong', connection: to.connection });
          }
        }
      }
      now = end;
      return outputs;
    },
  };
};

/** The messages among outputs, each with the connection it goes to. */
export const messages = (outputs: readonly Output[]) =>
  outputs.flatMap((output) => (output.do === 'message' ? [[output.connection, output.message] as const] : []));

/** The connections that outputs send messages to. */
export const reached = (outputs: readonly Output[]) => messages(outputs).map(([connection]) => connection);

/** The status that a hook was answered with. */
export const status = (outputs: readonly Output[]) =>
  outputs.flatMap((output) => (output.do === 'answer' ? [output.status] : []))[0];

/** The error messages and the confirmed channels among outputs, in order. */
export const told = (outputs: readonly Output[]) =>
  messages(outputs).map(([, message]) => {
    const { message: text, channel, type } = message as Record<string, unknown>;
    return text ?? (channel === undefined ? type : `${type} ${channel}`);
  });
