/** Telemetry: how an account, its orders and the system around it fare, told at a steady pace to whoever has a session. */
import { type Bodies, protocol, tagged } from '../protocol.ts';
import { kibibytes, seconds } from '../units.ts';
import { commands } from './commands.ts';
import { controls } from './controls.ts';
import { holdings } from './holdings.ts';
import { system } from './system.ts';

const frame = tagged('event', 'data');

const farewell = (reason: string) =>
  ({ message: 'connection:closed', level: 'MUST', says: { '/reason': reason } }) as const;
const notice = (reason: string) =>
  ({ message: 'reconnect', level: 'MUST', says: { '/reason': reason }, delay: '/delay' }) as const;

/** The protocol `telemetry`. */
export const telemetry = protocol({
  id: 'telemetry',
  title: 'Trading telemetry',
  description:
    'Shows a trading account as it lives: positions, orders, balances, prices, activity, and the health of the system behind them. A client connects with its session, starts the channels it wants, and is told what changes, or the state of things at a steady pace; server and client each show the other that they are alive.',
  path: '/telemetry',
  envelope: { command: frame, control: frame, event: frame },
  commands,
  controls,
  events: { ...holdings, ...system },
  promises: {
    handshake: { greeting: 'connection:ack' },
    credentials: {
      in: { query: 'session' },
      refusal: { close: 4001, error: { kind: 'auth-required', level: 'MUST' } },
      expired: { close: 4001, error: { kind: 'session-expired', level: 'MUST' } },
      expiry: { close: 4001, farewell: farewell('session_expired'), tolerance: seconds(1) },
    },
    replies: {
      fence: 'subscribe',
      fenceBody: { channels: [] },
      to: {
        subscribe: {
          answer: 'subscribed',
          echoes: ['/channels'],
          refusals: ['subscription-error', 'rate-limited'],
        },
        unsubscribe: {
          answer: 'unsubscribed',
          echoes: ['/channels'],
          refusals: ['subscription-error', 'rate-limited'],
        },
      },
    },
    errors: {
      message: 'error',
      text: '/error/what',
      code: { at: '/code', level: 'MUST' },
      kinds: {
        'auth-required': { code: 'AUTH_REQUIRED', message: 'connection:error' },
        'session-expired': { code: 'SESSION_EXPIRED', message: 'connection:error' },
        'subscription-error': { code: 'SUBSCRIPTION_ERROR' },
        'rate-limited': { code: 'RATE_LIMITED' },
        'server-error': { code: 'SERVER_ERROR' },
        'invalid-message': { code: 'INVALID_MESSAGE' },
      },
      input: {
        'not-json': 'invalid-message',
        binary: 'invalid-message',
        'not-object': 'invalid-message',
        'unknown-command': 'invalid-message',
        'bad-field': 'invalid-message',
      },
    },
    filters: {
      set: 'subscribe',
      unset: 'unsubscribe',
      replaces: 'name by name',
      names: { at: '/channels', empty: 'nothing' },
      called: {
        'positions:update': 'positions',
        'orders:update': 'orders',
        'account:update': 'account',
        'health:update': 'health',
        'market:update': 'market',
        'activity:log': 'activity',
      },
      values: {},
      initially: 'nothing',
      unknown: 'subscription-error',
    },
    pacing: {
      'positions:update': { kind: 'spaced', every: seconds(1) },
      'market:update': { kind: 'steady', every: seconds(1) },
      'account:update': { kind: 'steady', every: seconds(5) },
      'health:update': { kind: 'steady', every: seconds(5) },
    },
    heartbeat: {
      send: 'heartbeat',
      answer: 'heartbeat:ack',
      every: seconds(30),
      from: 'greeting',
      uptime: '/connectionUptime',
      forgives: 1,
      ending: { close: 4002, farewell: farewell('error') },
      level: 'SHOULD',
    },
    limits: {
      per: 'connection',
      most: 100,
      within: seconds(10),
      over: { error: 'rate-limited', connection: 'goes on' },
    },
    facts: {
      'order-status': {
        statement: 'What happened to an order agrees with where it stands.',
        of: 'orders:update',
        agree: {
          one: '/type',
          other: '/order/status',
          words: {
            new: 'new',
            partial_fill: 'partially_filled',
            filled: 'filled',
            cancelled: 'cancelled',
            rejected: 'rejected',
          },
        },
      },
      'filled-quantity': {
        statement: 'No more of an order is filled than was ordered.',
        of: 'orders:update',
        atMost: { less: '/order/filledQty', more: '/order/qty' },
      },
    },
    closing: {
      reasons: {
        client_disconnect: { close: 1000, farewell: farewell('client_disconnect') },
        server_shutdown: { close: 1001, farewell: farewell('server_shutdown'), unasked: true },
        session_expired: { close: 4001, farewell: farewell('session_expired') },
        error: { close: 4002, farewell: farewell('error') },
        server_restart: { close: 1012, farewell: notice('server_restart'), unasked: true },
        session_refresh: { close: 1012, farewell: notice('session_refresh'), unasked: true },
      },
      asked: { disconnect: { close: 1000, farewell: farewell('client_disconnect') } },
      codes: {
        1000: { means: 'The client has asked for it.', next: 'nothing' },
        1001: { means: 'The server shuts down.', next: 'reconnect' },
        1009: { means: 'A message was larger than 64 KiB.', next: 'fix the client' },
        1012: { means: 'The server starts anew, or refreshes the session, as announced.', next: 'reconnect' },
        4001: { means: 'The session is missing, bad or expired.', next: 'new token' },
        4002: { means: 'Something is wrong, such as heartbeats that nobody answered.', next: 'reconnect' },
      },
    },
    size: { takes: kibibytes(60), refuses: kibibytes(64), close: 1009 },
  },
});

/** The protocol `telemetry` with its literal types. */
export type Telemetry = typeof telemetry;
/** The bodies of its commands, by name. */
export type TelemetryCommands = Bodies<Telemetry['commands']>;
/** The bodies of its control messages, by name. */
export type TelemetryControls = Bodies<Telemetry['controls']>;
/** The bodies of its events, by name. */
export type TelemetryEvents = Bodies<Telemetry['events']>;
