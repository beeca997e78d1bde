/** Prediction: markets on events in the world, as streams that can be replayed and books that can be folded. */
import { type Bodies, flat, protocol, tagged } from '../protocol.ts';
import { kibibytes } from '../units.ts';
import { streams } from './catalog.ts';
import { commands } from './commands.ts';
import { controls } from './controls.ts';
import { numbered } from './fields.ts';
import { lifecycle, TRADING } from './lifecycle.ts';

/** The protocol `prediction`. */
export const prediction = protocol({
  id: 'prediction',
  title: 'Prediction market streams',
  description:
    'Tells of events in the world, of the markets on them, of their order books and their trades, across venues. Each kind of record is a stream of its own, numbered from 1 and kept from its beginning, so that a client can start anywhere in it; books are built from a snapshot and the changes that follow it.',
  path: '/streams',
  envelope: { command: flat('op'), control: flat('op'), event: tagged('stream', 'data', numbered) },
  commands,
  controls,
  events: streams,
  promises: {
    replies: {
      fence: 'ping',
      to: {
        subscribe: {
          answer: 'subscribed',
          echoes: ['/id', '/streams'],
          refusals: ['unknown-stream', 'unknown-market', 'offset-out-of-range'],
        },
        unsubscribe: { answer: 'unsubscribed', echoes: ['/id'], refusals: ['unknown-stream'] },
        ping: { answer: 'pong', echoes: ['/id'] },
        resync: { answer: 'orders.snapshot', echoes: ['/id'], refusals: ['unknown-market'] },
      },
    },
    errors: {
      message: 'error',
      text: '/message',
      id: '/id',
      code: { at: '/code', level: 'MUST' },
      kinds: {
        'invalid-message': { code: 'INVALID_MESSAGE' },
        'unknown-stream': { code: 'UNKNOWN_STREAM' },
        'unknown-market': { code: 'UNKNOWN_MARKET' },
        'offset-out-of-range': { code: 'OFFSET_OUT_OF_RANGE' },
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
      names: { at: '/streams', empty: 'refused' },
      values: { markets: { at: '/markets', field: '/market_id', unknown: 'unknown-market' } },
      initially: 'nothing',
      along: { 'orders.snapshot': 'orders.delta' },
      scoped: ['orders.delta'],
      unknown: 'unknown-stream',
    },
    sequence: {
      number: '/offset',
      scope: ['/stream'],
      first: 1,
      unnumbered: ['orders.snapshot', 'markets.snapshots'],
    },
    recovery: {
      replay: {
        command: 'subscribe',
        from: '/from',
        latest: 'latest',
        earliest: 'earliest',
        number: 'offset',
        next: '/next',
        outOfRange: 'offset-out-of-range',
      },
    },
    books: {
      snapshot: 'orders.snapshot',
      delta: 'orders.delta',
      key: ['/market_id', '/outcome_id'],
      sides: { bid: { at: '/bids', best: 'highest' }, ask: { at: '/asks', best: 'lowest' } },
      start: '/sequence_start',
      number: '/sequence_number',
      mutations: '/mutations',
      belongsTo: { machine: 'market', by: '/market_id', in: TRADING },
      resync: { command: 'resync', unknown: 'unknown-market' },
      enforced: true,
    },
    lifecycle,
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

/** The protocol `prediction` with its literal types. */
export type Prediction = typeof prediction;
/** The bodies of its commands, by name. */
export type PredictionCommands = Bodies<Prediction['commands']>;
/** The bodies of its control messages, by name. */
export type PredictionControls = Bodies<Prediction['controls']>;
/** The bodies of its records, by stream. */
export type PredictionEvents = Bodies<Prediction['events']>;
