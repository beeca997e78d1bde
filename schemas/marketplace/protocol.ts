/** The marketplace: one numbered feed of what happens to domains, open to everybody, with filters, and backfill over HTTP. */
import { type Bodies, flat, protocol } from '../protocol.ts';
import { kibibytes } from '../units.ts';
import { commands } from './commands.ts';
import { competitions } from './competitions.ts';
import { controls } from './controls.ts';
import { linked, numbered } from './fields.ts';
import { funds } from './funds.ts';
import { listings } from './listings.ts';
import { offers } from './offers.ts';
import { planned } from './planned.ts';
import { valuations } from './valuations.ts';

const { trade, valuation_update, risk_flag } = valuations;
const { nav_update, fee_accrual, etf_flow } = funds;
const { leaderboard_delta, epoch_distributed } = competitions;

/** What both resources for backfill have in common. */
const resource = {
  since: 'since_seq',
  number: '/seq',
  items: '/items',
  status: '/status',
  created: '/seq',
  updated: '/updated_seq',
} as const;

/** The protocol `marketplace`. */
export const marketplace = protocol({
  id: 'marketplace',
  title: 'Marketplace feed',
  description:
    'Tells everybody what happens to domains on the market: listings, offers, trades, valuations, funds and competitions. Every event has its number in one count of the whole server, so that a client sees what it has missed, and can fetch what has changed since.',
  path: '/ws',
  envelope: { command: flat('action'), control: flat('type'), event: flat('type', numbered, linked) },
  commands,
  controls,
  events: {
    ...{ trade, nav_update, leaderboard_delta },
    ...listings,
    ...offers,
    ...{ valuation_update, fee_accrual, etf_flow, risk_flag, epoch_distributed },
    ...planned,
  },
  promises: {
    handshake: { greeting: 'hello' },
    replies: {
      fence: 'PING',
      to: {
        PING: { answer: 'pong' },
        SUB: { answer: 'subscribed', refusals: ['unknown-event'] },
        UNSUB: { answer: 'unsubscribed' },
      },
    },
    errors: {
      message: 'error',
      text: '/message',
      code: { at: '/code', level: 'MUST' },
      kinds: {
        'invalid-json': { code: 'INVALID_JSON' },
        'invalid-command': { code: 'INVALID_COMMAND' },
        'unknown-command': { code: 'UNKNOWN_COMMAND' },
        'unknown-event': { code: 'UNKNOWN_EVENT' },
      },
      input: {
        'not-json': 'invalid-json',
        binary: 'invalid-json',
        'not-object': 'invalid-command',
        'unknown-command': 'unknown-command',
        'bad-field': 'invalid-command',
      },
    },
    filters: {
      set: 'SUB',
      unset: 'UNSUB',
      replaces: 'whole',
      names: { at: '/events', query: 'events', empty: 'all' },
      values: { competitions: { at: '/competitions', query: 'competitions', field: '/competition_id' } },
      initially: 'all',
      told: true,
      unknown: 'unknown-event',
    },
    sequence: {
      number: '/seq',
      scope: 'server',
      first: 1,
      time: '/ts',
      previous: '/prev_seq',
      origin: { message: 'hello', number: '/seq', epoch: '/epoch' },
    },
    recovery: {
      backfill: {
        listing: {
          path: '/api/v1/listings',
          ...resource,
          statuses: { active: 'active', filled: 'filled', cancelled: 'cancelled' },
        },
        offer: {
          path: '/api/v1/offers',
          ...resource,
          statuses: { active: 'active', accepted: 'accepted', cancelled: 'cancelled' },
        },
      },
    },
    lifecycle: {
      listing: {
        key: '/id',
        transitions: {
          listing_created: { from: [null], to: 'active' },
          listing_filled: { from: ['active'], to: 'filled' },
          listing_cancelled: { from: ['active'], to: 'cancelled' },
        },
      },
      offer: {
        key: '/id',
        transitions: {
          offer_created: { from: [null], to: 'active' },
          offer_accepted: { from: ['active'], to: 'accepted' },
          offer_cancelled: { from: ['active'], to: 'cancelled' },
        },
      },
    },
    facts: {
      'change-percent': {
        statement:
          'A valuation that tells a change tells the value before it as well, which is not 0, and the change is the difference in per cent of that.',
        of: 'valuation_update',
        percent: { change: '/change_pct', from: '/previous_value', to: '/value' },
      },
    },
    closing: {
      reasons: { shutdown: { close: 1001, unasked: true } },
      codes: {
        1001: { means: 'The server shuts down.', next: 'reconnect' },
        1009: { means: 'A message was larger than 64 KiB.', next: 'fix the client' },
      },
    },
    size: { takes: kibibytes(60), refuses: kibibytes(64), close: 1009 },
  },
});

/** The protocol `marketplace` with its literal types. */
export type Marketplace = typeof marketplace;
/** The bodies of its commands, by name. */
export type MarketplaceCommands = Bodies<Marketplace['commands']>;
/** The bodies of its control messages, by name. */
export type MarketplaceControls = Bodies<Marketplace['controls']>;
/** The bodies of its events, by name. */
export type MarketplaceEvents = Bodies<Marketplace['events']>;
