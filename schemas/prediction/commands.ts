/** The commands of prediction: what a client can ask of the server. */
import { Type } from '@sinclair/typebox';
import { type Invalid, message } from '../protocol.ts';
import { OneOf, Text } from '../types.ts';
import { CommandId, MarketId, OutcomeId } from './fields.ts';

const id = CommandId('What the client calls this command; the answer repeats it.');

const Streams = (description: string) => Type.Array(Text('The name of a stream.'), { minItems: 1, description });

const From = Type.Union(
  [
    OneOf(['latest', 'earliest'], {
      description: 'With the next record of each stream, or with the first that there ever was.',
    }),
    Type.Object(
      {
        offset: Type.Integer({
          description: 'The offset of the first record wanted: from 1 up to the one after the last.',
        }),
      },
      { description: 'With one record, where a single stream is asked for, and one that has offsets.' },
    ),
  ],
  { description: 'Where to begin; `latest` where it is left out.' },
);

const badNames = [
  { body: { streams: ['trades.executed'] }, at: '', keyword: 'required' },
  { body: { id: '1' }, at: '', keyword: 'required' },
  { body: { id: 1, streams: ['trades.executed'] }, at: '/id', keyword: 'type' },
  { body: { id: '1', streams: [] }, at: '/streams', keyword: 'minItems' },
  { body: { id: '1', streams: 'trades.executed' }, at: '/streams', keyword: 'type' },
  { body: { id: '1', streams: ['trades.executed', ''] }, at: '/streams/1', keyword: 'minLength' },
] as const satisfies readonly Invalid[];

const asking = { id: '1', streams: ['trades.executed'] };

/** Every command, by name. */
export const commands = {
  subscribe: message(
    'Starts streams, with old records first where that is asked. What it says about a stream replaces what an earlier subscription said about it. Where a stream or a market is unknown, nothing of it takes effect.',
    Type.Object({
      id,
      streams: Streams('The streams to start.'),
      markets: Type.Optional(
        Type.Array(Text('The id of a market.'), {
          minItems: 1,
          description: 'The only markets that are wanted; all where it is left out. `orders.delta` needs it.',
        }),
      ),
      from: Type.Optional(From),
    }),
    {
      examples: [
        { id: '1', streams: ['events.discovered', 'markets.discovered'], from: 'earliest' },
        { id: '2', streams: ['orders.delta', 'trades.executed'], markets: ['market-1'] },
        { id: '3', streams: ['trades.executed'], from: { offset: 42 } },
        { id: '4', streams: ['markets.snapshots'], from: 'latest' },
      ],
      invalid: [
        ...badNames,
        { body: { ...asking, markets: [] }, at: '/markets', keyword: 'minItems' },
        { body: { ...asking, markets: ['market-1', 7] }, at: '/markets/1', keyword: 'type' },
        { body: { ...asking, markets: null }, at: '/markets', keyword: 'type' },
        { body: { ...asking, from: 'newest' }, at: '/from', keyword: 'anyOf' },
        { body: { ...asking, from: 'Latest' }, at: '/from', keyword: 'anyOf' },
        { body: { ...asking, from: '' }, at: '/from', keyword: 'anyOf' },
        { body: { ...asking, from: { offset: 1.5 } }, at: '/from/offset', keyword: 'type' },
        { body: { ...asking, from: 1 }, at: '/from', keyword: 'anyOf' },
      ],
    },
  ),
  unsubscribe: message(
    'Ends streams; one that was never subscribed is confirmed like the others.',
    Type.Object({ id, streams: Streams('The streams to end.') }),
    {
      examples: [asking, { id: '5', streams: ['orders.delta', 'markets.snapshots'] }],
      invalid: badNames,
    },
  ),
  ping: message(
    'Asks for a sign of life and changes nothing. Since answers keep the order of the commands, its pong also proves that everything asked before has been answered.',
    Type.Object({ id }),
    {
      examples: [{ id: '6' }, { id: 'still there?' }],
      invalid: [
        { body: {}, at: '', keyword: 'required' },
        { body: { id: null }, at: '/id', keyword: 'type' },
      ],
    },
  ),
  resync: message(
    'Asks for the whole book of one outcome, for a client that has lost a delta or trusts its own no longer.',
    Type.Object({ id, market_id: MarketId, outcome_id: OutcomeId }),
    {
      examples: [
        { id: '7', market_id: 'market-1', outcome_id: 'yes' },
        { id: '8', market_id: 'market-2', outcome_id: 'no' },
      ],
      invalid: [
        { body: { id: '7', market_id: 'market-1' }, at: '', keyword: 'required' },
        { body: { id: '7', market_id: '', outcome_id: 'yes' }, at: '/market_id', keyword: 'minLength' },
        { body: { id: '7', market_id: 'market-1', outcome_id: 1 }, at: '/outcome_id', keyword: 'type' },
      ],
    },
  ),
};
