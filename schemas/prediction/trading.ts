/** The streams of trading: books, as snapshots and what changes them, and trades. */
import { Type } from '@sinclair/typebox';
import { message } from '../protocol.ts';
import { Int, Iso, OneOf, Text } from '../types.ts';
import { CommandId, Decimal, MarketId, OutcomeId, Price, Quantity } from './fields.ts';

const Levels = (description: string) =>
  Type.Array(Type.Tuple([Price('The price.'), Quantity('What there is at this price.')]), { description });

const level = { side: OneOf(['bid', 'ask'], { description: 'The side of the book.' }), price: Price('Which level.') };
const quantity = Quantity('What there is at this price from now on, all in all.');

const Action = <const A extends string>(action: A, description: string) =>
  Type.Object({ action: OneOf([action], { description }), ...level, quantity }, { description });

const Mutation = Type.Union(
  [
    Action('add', 'Adds a level that was not there.'),
    Action('modify', 'Changes the quantity of a level.'),
    Type.Object(
      { action: OneOf(['remove'], { description: 'Takes a level away.' }), ...level },
      {
        description: 'Takes a level away.',
        not: { type: 'object', properties: { quantity: {} }, required: ['quantity'] },
      },
    ),
  ],
  { description: 'One change to one level.' },
);

const book = { market_id: 'market-1', outcome_id: 'yes' };
const snapshot = {
  ...book,
  bids: [
    ['0.6', '120'],
    ['0.59', '12.25'],
  ] satisfies [string, string][],
  asks: [['0.62', '40']] satisfies [string, string][],
  sequence_start: 3,
};
const added = { action: 'add', side: 'bid', price: '0.6', quantity: '120' } as const;
const offered = { action: 'add', side: 'ask', price: '0.62', quantity: '3' } as const;
const removed = { action: 'remove', side: 'ask', price: '0.62' } as const;
const delta = { ...book, mutations: [added, removed], sequence_number: 4 };

const trade = {
  ...book,
  trade_id: 'trade-1',
  price: '0.61',
  quantity: '25',
  maker_order_id: 'order-1',
  taker_order_id: 'order-2',
  timestamp: '2026-02-11T09:30:00Z',
};

/** The streams of trading, by name. */
export const trading = {
  'orders.snapshot': message(
    'The whole book of one outcome, made for one subscriber. It replaces what the client had, comes before the first delta that it leads to, and has no offset.',
    Type.Object({
      market_id: MarketId,
      outcome_id: OutcomeId,
      bids: Levels('What is bid, the highest price first.'),
      asks: Levels('What is asked, the lowest price first.'),
      sequence_start: Int(
        'The number of the last delta in it, 0 where there is none; the next delta has the next one.',
      ),
    }),
    {
      examples: [snapshot, { ...book, bids: [], asks: [], sequence_start: 0 }],
      invalid: [
        { body: { ...snapshot, sequence_start: -1 }, at: '/sequence_start', keyword: 'minimum' },
        { body: { ...snapshot, bids: [['0.6']] }, at: '/bids/0', keyword: 'minItems' },
        { body: { ...snapshot, asks: [['0.62', '0']] }, at: '/asks/0/1', keyword: 'pattern' },
        { body: { ...snapshot, bids: [[0.6, '1']] }, at: '/bids/0/0', keyword: 'type' },
        { body: book, at: '', keyword: 'required' },
      ],
    },
    { optional: { id: CommandId('The id of the resync that this answers.') } },
  ),
  'orders.delta': message(
    'What has changed in the book of one outcome, to be applied as a whole and in order.',
    Type.Object({
      market_id: MarketId,
      outcome_id: OutcomeId,
      mutations: Type.Array(Mutation, { minItems: 1, description: 'The changes, one after the other.' }),
      sequence_number: Type.Integer({
        minimum: 1,
        maximum: Number.MAX_SAFE_INTEGER,
        description: 'The number of this delta. Each book counts from 1, one by one.',
      }),
    }),
    {
      examples: [
        delta,
        { ...delta, mutations: [{ ...added, action: 'modify', quantity: '119.5' }], sequence_number: 5 },
      ],
      invalid: [
        { body: { ...delta, mutations: [] }, at: '/mutations', keyword: 'minItems' },
        { body: { ...delta, mutations: [{ ...added, side: 'buy' }] }, at: '/mutations/0/side', keyword: 'enum' },
        {
          body: { ...delta, mutations: [{ ...added, quantity: '0' }] },
          at: '/mutations/0/quantity',
          keyword: 'pattern',
        },
        {
          body: { ...delta, mutations: [offered, { ...removed, quantity: '1' }] },
          at: '/mutations/1/action',
          keyword: 'const',
        },
        {
          body: { ...delta, mutations: [offered, { ...removed, action: 'modify' }] },
          at: '/mutations/1/action',
          keyword: 'const',
        },
        ...['1.01', '0.60', '00.6', '+0.6', '6e-1'].map((price) => ({
          body: { ...delta, mutations: [{ ...added, price }] },
          at: '/mutations/0/price',
          keyword: 'pattern',
        })),
        ...['1.0', '-1', '1e2'].map((quantity) => ({
          body: { ...delta, mutations: [{ ...added, quantity }] },
          at: '/mutations/0/quantity',
          keyword: 'pattern',
        })),
        { body: { ...delta, sequence_number: 0 }, at: '/sequence_number', keyword: 'minimum' },
        { body: { ...book, mutations: [added] }, at: '', keyword: 'required' },
      ],
    },
  ),
  'trades.executed': message(
    'A trade. It comes once and never changes.',
    Type.Object({
      trade_id: Text('The trade; no other has this id.'),
      market_id: MarketId,
      outcome_id: OutcomeId,
      price: Price('What was paid for one share.'),
      quantity: Decimal('How many shares changed hands.'),
      maker_order_id: Text('The order that was in the book.'),
      taker_order_id: Text('The order that met it.'),
      timestamp: Iso('When it was executed.'),
    }),
    {
      examples: [trade, { ...trade, trade_id: 'trade-2', outcome_id: 'no', price: '0.39', quantity: '0.5' }],
      invalid: [
        { body: { ...trade, price: '1.01' }, at: '/price', keyword: 'pattern' },
        { body: { ...trade, quantity: '1e3' }, at: '/quantity', keyword: 'pattern' },
        { body: { ...trade, taker_order_id: undefined }, at: '', keyword: 'required' },
      ],
    },
  ),
};
