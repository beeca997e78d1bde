/** The events about what domains are worth: trades, model valuations, and flags on trades that look wrong. */
import { Type } from '@sinclair/typebox';
import { message } from '../protocol.ts';
import { Amount, Num, OneOf, Text } from '../types.ts';
import { authoritative, Domain, Price, Side } from './fields.ts';

const trade = { domain: 'example.com', price: 1200, side: 'buy' } as const;
const valued = { domain: 'example.com', value: 1050, model_version: 'v3' };
const flagged = { trade_id: 'trade-1', flag_type: 'WASH_LIKELY' } as const;

/** Every event about the worth of domains, by name. */
export const valuations = {
  trade: message(
    'A domain has been traded.',
    Type.Object({ domain: Domain, price: Price('What was paid.'), side: Side }, authoritative),
    {
      examples: [trade, { ...trade, price: 0.75, side: 'sell' }],
      invalid: [
        { body: { ...trade, side: 'BUY' }, at: '/side', keyword: 'enum' },
        { body: { ...trade, price: -0.01 }, at: '/price', keyword: 'minimum' },
      ],
    },
  ),
  valuation_update: message(
    'A model has valued a domain anew. A client can work out the change by itself where it is left out.',
    Type.Object(
      {
        domain: Domain,
        value: Amount('What the domain is worth now.'),
        model_version: Text('The version of the model that valued it.'),
        previous_value: Type.Optional(Amount('What it was worth before.')),
        change_pct: Type.Optional(
          Num(
            'The change from the value before to the value now, in per cent of the value before, which is not 0 then.',
          ),
        ),
      },
      authoritative,
    ),
    {
      examples: [valued, { ...valued, previous_value: 0 }, { ...valued, previous_value: 1000, change_pct: 5 }],
      invalid: [
        { body: { ...valued, value: -1 }, at: '/value', keyword: 'minimum' },
        { body: { ...valued, change_pct: '5%' }, at: '/change_pct', keyword: 'type' },
        { body: { ...valued, model_version: '' }, at: '/model_version', keyword: 'minLength' },
      ],
    },
  ),
  risk_flag: message(
    'A trade looks like manipulation of the market.',
    Type.Object(
      {
        trade_id: Text('The trade that is flagged.'),
        flag_type: OneOf(['WASH_LIKELY', 'SELF_CROSS', 'CIRCULAR_PATTERN', 'RAPID_FLIP'], {
          description: 'The pattern that it fits.',
        }),
      },
      authoritative,
    ),
    {
      examples: [flagged, { trade_id: 'trade-2', flag_type: 'RAPID_FLIP' }],
      invalid: [
        { body: { ...flagged, flag_type: 'WASH' }, at: '/flag_type', keyword: 'enum' },
        { body: { ...flagged, trade_id: 1 }, at: '/trade_id', keyword: 'type' },
      ],
    },
  ),
};
