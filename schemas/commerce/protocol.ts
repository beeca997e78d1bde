/** Commerce: orders, disputes, shipments, ratings and proposals, told to those who have a right to know. */
import { type Bodies, flat, protocol, tagged } from '../protocol.ts';
import { kibibytes, seconds } from '../units.ts';
import { commands } from './commands.ts';
import { controls } from './controls.ts';
import { disputes } from './disputes.ts';
import { published } from './fields.ts';
import { orders } from './orders.ts';
import { proposals } from './proposals.ts';
import { ratings } from './ratings.ts';
import { shipments } from './shipments.ts';

/** The protocol `commerce`. */
export const commerce = protocol({
  id: 'commerce',
  title: 'Commerce notifications',
  description:
    'Tells buyers, vendors and governance signers what happens to their orders, disputes, shipments, ratings and proposals as it happens. A client connects with a token, subscribes to the channels it has a right to, and receives each event once.',
  path: '/ws',
  envelope: { command: flat('type'), control: flat('type'), event: tagged('event', 'data', published) },
  commands,
  controls,
  events: { ...orders, ...disputes, ...shipments, ...ratings, ...proposals },
  promises: {
    handshake: { greeting: 'connected', user: '/userId' },
    credentials: {
      in: { query: 'token' },
      refusal: { close: 4001, error: { kind: 'unauthenticated', level: 'SHOULD' } },
      expiry: { close: 4001, error: { kind: 'unauthenticated', level: 'MAY' }, tolerance: seconds(1) },
    },
    replies: {
      fence: 'ping',
      to: {
        subscribe: {
          answer: 'subscribed',
          each: ['/channel', '/channels'],
          item: '/channel',
          refusals: ['malformed-channel', 'not-authorized'],
        },
        unsubscribe: {
          answer: 'unsubscribed',
          each: ['/channel', '/channels'],
          item: '/channel',
          refusals: ['malformed-channel'],
        },
        ping: { answer: 'pong' },
      },
    },
    errors: {
      message: 'error',
      text: '/message',
      code: { at: '/code', level: 'SHOULD' },
      kinds: {
        unauthenticated: { text: 'Authentication required', code: 'AUTH_REQUIRED' },
        'malformed-channel': { text: 'Invalid channel format: {item}', code: 'INVALID_CHANNEL' },
        'not-authorized': { text: 'Not authorized to subscribe to: {item}', code: 'NOT_AUTHORIZED' },
        'bad-input': { text: 'Invalid message format', code: 'INVALID_MESSAGE' },
      },
      input: {
        'not-json': 'bad-input',
        binary: 'bad-input',
        'not-object': 'bad-input',
        'unknown-command': 'bad-input',
        'bad-field': 'bad-input',
      },
    },
    rights: {
      channels: {
        'order:{order}': { users: ['{order.buyerDid}', '{order.vendorDid}'], exists: 'order' },
        'user:{user}': { users: ['{user}'] },
        'dispute:{dispute}': { users: ['{dispute.buyerDid}', '{dispute.vendorDid}'], exists: 'dispute' },
        'proposal:{proposal}': { roles: ['signer'], exists: 'proposal' },
        'shipment:{shipment}': {
          users: ['{shipment.order.buyerDid}', '{shipment.order.vendorDid}'],
          exists: 'shipment',
        },
        global: { anyone: true },
      },
      refusal: 'not-authorized',
      malformed: 'malformed-channel',
    },
    delivery: {
      subscribe: 'subscribe',
      unsubscribe: 'unsubscribe',
      routes: {
        'order.*': ['order:{orderId}', 'user:{buyerDid}', 'user:{vendorDid}'],
        'dispute.*': ['dispute:{disputeId}', 'user:{buyerDid}', 'user:{vendorDid}'],
        'shipment.*': ['shipment:{shipmentId}', 'user:{order.buyerDid}', 'user:{order.vendorDid}'],
        'rating.*': ['user:{buyerDid}', 'user:{vendorDid}'],
        'proposal.*': ['proposal:{proposalId}', 'global'],
      },
    },
    heartbeat: { send: 'ping frame', every: seconds(30), forgives: 0, ending: 'terminate' },
    lifecycle: {
      order: {
        key: '/orderId',
        transitions: {
          'order.created': { from: [null], to: 'created' },
          'order.paid': { from: ['created'], to: 'paid' },
          'order.shipped': { from: ['paid'], to: 'shipped' },
          'order.delivered': { from: ['shipped'], to: 'delivered' },
          'order.completed': { from: ['delivered'], to: 'completed' },
          'order.cancelled': { from: ['created', 'paid', 'shipped', 'delivered'], to: 'cancelled' },
        },
      },
      dispute: {
        key: '/disputeId',
        belongsTo: { machine: 'order', by: '/orderId' },
        transitions: {
          'dispute.filed': { from: [null], to: 'filed' },
          'dispute.vendor_responded': { from: ['filed'], to: 'answered' },
          'dispute.resolved': { from: ['filed', 'answered'], to: 'resolved' },
        },
      },
      shipment: {
        key: '/shipmentId',
        belongsTo: { machine: 'order', by: '/orderId' },
        transitions: {
          'shipment.created': { from: [null], to: 'created' },
          'shipment.tracking_updated': { from: ['created', 'under way'], to: 'under way' },
          'shipment.delivered': { from: ['created', 'under way'], to: 'delivered' },
        },
      },
      rating: {
        key: '/ratingId',
        belongsTo: { machine: 'order', by: '/orderId' },
        transitions: {
          'rating.submitted': { from: [null], to: 'submitted' },
          'rating.revealed': { from: ['submitted'], to: 'revealed' },
        },
      },
      proposal: {
        key: '/proposalId',
        transitions: {
          'proposal.created': { from: [null], to: 'pending' },
          'proposal.voted': { from: ['pending'], to: 'pending' },
          'proposal.approved': { from: ['pending'], to: 'approved' },
          'proposal.executed': { from: ['approved'], to: 'executed' },
        },
      },
    },
    facts: {
      'dispute-parties': {
        statement: 'A dispute names the buyer and the vendor of its order.',
        of: 'dispute.*',
        equal: { '/buyerDid': '{order.buyerDid}', '/vendorDid': '{order.vendorDid}' },
      },
      'rating-parties': {
        statement: 'A rating names the buyer and the vendor of its order.',
        of: 'rating.*',
        equal: { '/buyerDid': '{order.buyerDid}', '/vendorDid': '{order.vendorDid}' },
      },
      'order-parties': {
        statement: 'An order keeps its buyer and its vendor.',
        of: 'order.*',
        equal: { '/buyerDid': '{order.buyerDid}', '/vendorDid': '{order.vendorDid}' },
      },
    },
    closing: {
      reasons: { shutdown: { close: 1001, unasked: true } },
      codes: {
        1001: { means: 'The server shuts down.', next: 'reconnect' },
        1009: { means: 'A message was larger than 64 KiB.', next: 'fix the client' },
        4001: { means: 'The token is missing, bad or expired.', next: 'new token' },
      },
    },
    size: { takes: kibibytes(60), refuses: kibibytes(64), close: 1009 },
  },
});

/** The protocol `commerce` with its literal types. */
export type Commerce = typeof commerce;
/** The bodies of its commands, by name. */
export type CommerceCommands = Bodies<Commerce['commands']>;
/** The bodies of its control messages, by name. */
export type CommerceControls = Bodies<Commerce['controls']>;
/** The bodies of its events, by name. */
export type CommerceEvents = Bodies<Commerce['events']>;
