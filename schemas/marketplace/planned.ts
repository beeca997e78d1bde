/** The events that the marketplace plans to send: they belong to the catalog already, and can be asked for. */
import { Type } from '@sinclair/typebox';
import { message } from '../protocol.ts';
import { Num, Text } from '../types.ts';
import { authoritative, Domain, Price, Side } from './fields.ts';

const DisputeId = Text('The dispute this is about.');

const opened = { dispute_id: 'dispute-1', trade_id: 'trade-1', reason: 'not_delivered' };
const resolved = { dispute_id: 'dispute-1', outcome: 'refund' };
const executed = { trade_id: 'trade-1', domain: 'example.com', price: 1200, side: 'sell' } as const;
const scored = { domain: 'example.com', score: 0.87 };

/** Every planned event, by name. */
export const planned = {
  dispute_opened: message(
    'Somebody disputes a trade.',
    Type.Object(
      {
        dispute_id: DisputeId,
        trade_id: Type.Optional(Text('The trade that is disputed.')),
        reason: Type.Optional(Text('Why, for people or as a name.')),
      },
      authoritative,
    ),
    {
      examples: [opened, { dispute_id: 'dispute-2' }],
      invalid: [
        { body: { ...opened, reason: '' }, at: '/reason', keyword: 'minLength' },
        { body: { trade_id: 'trade-1' }, at: '', keyword: 'required' },
      ],
    },
  ),
  dispute_resolved: message(
    'A dispute has been decided.',
    Type.Object({ dispute_id: DisputeId, outcome: Text('What was decided.') }, authoritative),
    {
      examples: [resolved, { ...resolved, outcome: 'rejected' }],
      invalid: [
        { body: { dispute_id: 'dispute-1' }, at: '', keyword: 'required' },
        { body: { ...resolved, outcome: null }, at: '/outcome', keyword: 'type' },
      ],
    },
  ),
  trade_executed: message(
    'A trade has been carried out, with a measure of how well.',
    Type.Object(
      {
        trade_id: Text('The trade this is about.'),
        domain: Domain,
        price: Price('What was paid.'),
        side: Side,
        quality: Type.Optional(Num('How well the trade was carried out.')),
      },
      authoritative,
    ),
    {
      examples: [executed, { ...executed, side: 'buy', quality: 0.95 }],
      invalid: [
        { body: { ...executed, side: 'both' }, at: '/side', keyword: 'enum' },
        { body: { ...executed, quality: 'good' }, at: '/quality', keyword: 'type' },
      ],
    },
  ),
  anomaly_score: message(
    'A domain has been rated by how unusual its market looks.',
    Type.Object({ domain: Domain, score: Num('How unusual it looks; more is more.') }, authoritative),
    {
      examples: [scored, { ...scored, score: -1 }],
      invalid: [
        { body: { ...scored, score: null }, at: '/score', keyword: 'type' },
        { body: { ...scored, domain: '' }, at: '/domain', keyword: 'minLength' },
      ],
    },
  ),
};
