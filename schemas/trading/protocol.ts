/** Trading: portfolios, trades and quotes, told to all devices of a user and to nobody else, over Socket.IO. */
import { type Bodies, protocol, tagged } from '../protocol.ts';
import type { Ending } from '../promises/endings.ts';
import { kibibytes, minutes, seconds } from '../units.ts';
import { commands } from './commands.ts';
import { controls } from './controls.ts';
import { lifecycle } from './lifecycle.ts';
import { market } from './market.ts';
import { portfolio } from './portfolio.ts';
import { trades } from './trades.ts';

/** Takes leave with a reason; Socket.IO has no close codes. */
const closed = <const Reason extends string>(reason: Reason) =>
  ({
    farewell: { message: 'connection.closed', level: 'MUST', says: { '/reason': reason } },
  }) satisfies Ending<'connection.closed'>;

/** The protocol `trading`. */
export const trading = protocol({
  id: 'trading',
  title: 'Trading notifications',
  description:
    'Tells a user on all devices at once what becomes of trades, positions and cash, and quotes of what is watched or held. A client connects with a token over Socket.IO, watches symbols, and asks for the state as a whole where it has missed something. It may send ten messages a minute.',
  transport: 'socket.io',
  path: '/socket.io/',
  envelope: { command: tagged('event', 'data'), control: tagged('event', 'data'), event: tagged('event', 'data') },
  commands,
  controls,
  events: { ...portfolio, ...trades, ...market },
  promises: {
    handshake: { greeting: 'connection.authorized', user: '/userId' },
    credentials: {
      in: { query: 'token' },
      refusal: {
        error: { kind: 'authentication-failed', level: 'MUST' },
        within: seconds(5),
        instead: { code: '/data/code' },
      },
      expiry: { ...closed('token_expired'), tolerance: seconds(1) },
      warning: { message: 'token.expiring', before: minutes(5), seconds: '/expiresIn' },
    },
    replies: {
      sentinel: { event: 'error.brokerDisconnected', mark: '/brokerConnectionId' },
      acknowledgement: { message: 'acknowledgement', ok: '/ok', error: '/error' },
      to: {
        'market.subscribe': { answer: 'acknowledgement', each: ['/symbols'], together: true },
        'market.unsubscribe': { answer: 'acknowledgement', each: ['/symbols'], together: true },
        'state.requestSync': { answer: 'state.sync' },
      },
    },
    errors: {
      message: 'connection.error',
      text: '/message',
      code: { at: '/error', level: 'MUST' },
      kinds: {
        'authentication-failed': { code: 'AUTHENTICATION_FAILED' },
        'rate-limit-exceeded': { code: 'RATE_LIMIT_EXCEEDED' },
        'internal-error': { code: 'INTERNAL_ERROR' },
        'invalid-payload': { code: 'INVALID_PAYLOAD' },
      },
      input: {
        'not-json': 'invalid-payload',
        binary: 'invalid-payload',
        'not-object': 'invalid-payload',
        'unknown-command': 'invalid-payload',
        'bad-field': 'invalid-payload',
      },
      ignorable: ['unknown-command'],
    },
    delivery: {
      subscribe: 'market.subscribe',
      unsubscribe: 'market.unsubscribe',
      channel: 'symbol:{item}',
      always: ['user:{user}'],
      holding: { position: { in: ['open'], user: '/userId', item: '/position/symbol' } },
      addressed: ['error.brokerDisconnected'],
      routes: {
        'portfolio.*': ['user:{userId}'],
        'trade.*': ['user:{userId}'],
        'error.*': ['user:{user}'],
        'market.quote': ['symbol:{symbol}'],
      },
    },
    limits: {
      per: 'user',
      most: 10,
      within: seconds(60),
      free: ['unknown-command'],
      warning: {
        at: 8,
        message: 'error.rateLimitWarning',
        limit: '/limit',
        current: '/current',
        resets: '/resetAt',
      },
      over: { error: 'rate-limit-exceeded', connection: 'ends', coolDown: seconds(60) },
    },
    pacing: { 'market.quote': { kind: 'spaced', every: seconds(1), key: ['/symbol'], atOnce: true } },
    lifecycle,
    facts: {
      'balance-change': {
        statement: 'A balance changes by the difference between the new one and the old one.',
        of: 'portfolio.balanceChanged',
        sum: { total: '/newBalance', parts: ['/oldBalance', '/change'] },
      },
      'filled-quantities': {
        statement: 'What is filled and what remains are what was requested.',
        of: 'trade.partialFill',
        sum: { total: '/requestedQuantity', parts: ['/filledQuantity', '/remainingQuantity'] },
      },
      'total-cost': {
        statement: 'The total cost is the quantity times the price.',
        of: 'trade.filled',
        product: { total: '/totalCost', factors: ['/quantity', '/fillPrice'] },
      },
      'realized-gain': {
        statement: 'What a position has gained is the difference of its prices times its quantity.',
        of: 'portfolio.positionClosed',
        product: { total: '/realizedPnL', factors: [['/exitPrice', '/entryPrice'], '/quantity'] },
      },
    },
    closing: {
      reasons: {
        logout: { ...closed('logout'), next: 'stay away' },
        token_expired: { ...closed('token_expired'), next: 'new token' },
        duplicate_connection: { ...closed('duplicate_connection'), next: 'stay away' },
        server_shutdown: { ...closed('server_shutdown'), next: 'reconnect', unasked: true },
      },
      codes: { 1009: { means: 'Over WebSocket: a message was larger than 64 KiB.', next: 'fix the client' } },
    },
    size: { takes: kibibytes(60), refuses: kibibytes(64), close: 1009 },
  },
});

/** The protocol `trading` with its literal types. */
export type Trading = typeof trading;
/** The bodies of its commands, by name. */
export type TradingCommands = Bodies<Trading['commands']>;
/** The bodies of its control messages, by name. */
export type TradingControls = Bodies<Trading['controls']>;
/** The bodies of its events, by name. */
export type TradingEvents = Bodies<Trading['events']>;
