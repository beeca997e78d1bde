/** The events about what goes on around the account: the health of the system, the market, activity. */
import { Type } from '@sinclair/typebox';
import { message } from '../protocol.ts';
import { Amount, Int, Num, OneOf, Text, UnixMillis } from '../types.ts';
import { taken } from './fields.ts';

const Percent = (description: string) => Type.Number({ minimum: 0, maximum: 100, description });

const Quote = Type.Object(
  {
    price: Amount('The price now.'),
    change: Num('By how much it has changed today.'),
    changePercent: Num('The same, in per cent.'),
    volume: Int('How many have changed hands today.'),
  },
  { description: 'One symbol of the watchlist.' },
);

const health = {
  cpu: 25,
  memory: 45,
  latency: 25,
  uptime: 3600000,
  lastHeartbeat: 1706400000000,
  status: 'healthy',
  timestamp: 1706400000000,
} as const;

const reliance = { price: 2450.75, change: 25.5, changePercent: 1.05, volume: 5234567 };
const tcs = { price: 3812.5, change: -12.25, changePercent: -0.32, volume: 1234567 };
const market = { symbols: { RELIANCE: reliance, TCS: tcs }, timestamp: 1706400000000 };

const activity = {
  id: 'act-abc123',
  type: 'order_filled',
  severity: 'info',
  message: 'Order filled: Buy 10 TCS @ 3750.00',
  details: { orderId: 'order-abc123', symbol: 'TCS' },
  timestamp: 1706400000000,
} as const;
const { details: _, ...terse } = activity;

/** The events about what goes on around the account, by name. */
export const system = {
  'health:update': message(
    'How the system fares, every five seconds, as it was known last.',
    Type.Object({
      cpu: Percent('How busy the processors are, in per cent.'),
      memory: Percent('How full the memory is, in per cent.'),
      latency: Amount('How long the system takes to answer, in ms.'),
      uptime: Int('For how many ms the system has been running.'),
      lastHeartbeat: UnixMillis('When the system showed signs of life last.'),
      status: OneOf(['healthy', 'degraded', 'critical'], { description: 'What all that comes to.' }),
      ...taken,
    }),
    {
      examples: [health, { ...health, cpu: 99.5, memory: 100, latency: 1250.75, status: 'critical' }],
      invalid: [
        { body: { ...health, cpu: 101 }, at: '/cpu', keyword: 'maximum' },
        { body: { ...health, memory: -1 }, at: '/memory', keyword: 'minimum' },
        { body: { ...health, status: 'ok' }, at: '/status', keyword: 'enum' },
        { body: { ...health, uptime: 0.5 }, at: '/uptime', keyword: 'type' },
      ],
    },
  ),
  'market:update': message(
    'The prices of the watchlist, every second, as they were known last.',
    Type.Object({
      symbols: Type.Record(Type.String(), Quote, { description: 'What is watched, by its symbol.' }),
      ...taken,
    }),
    {
      examples: [market, { symbols: { INFY: { ...tcs, volume: 0 } }, timestamp: 0 }, { symbols: {}, timestamp: 1 }],
      invalid: [
        { body: { ...market, symbols: [reliance] }, at: '/symbols', keyword: 'type' },
        { body: { symbols: { TCS: { price: 3812.5 } }, timestamp: 0 }, at: '/symbols/TCS', keyword: 'required' },
        {
          body: { symbols: { TCS: { ...tcs, volume: 0.5 } }, timestamp: 0 },
          at: '/symbols/TCS/volume',
          keyword: 'type',
        },
      ],
    },
  ),
  'activity:log': message(
    'Something has happened that people may want to read. Every one that is published comes.',
    Type.Object({
      id: Text('The entry.'),
      type: OneOf(['order_placed', 'order_filled', 'position_opened', 'position_closed', 'system', 'error'], {
        description: 'What it is about.',
      }),
      severity: OneOf(['info', 'warning', 'error'], { description: 'How bad it is.' }),
      message: Text('What happened, for people.'),
      details: Type.Optional(
        Type.Record(Type.String(), Type.Unknown(), { description: 'What happened, for programs; of any form.' }),
      ),
      ...taken,
    }),
    {
      examples: [
        activity,
        { ...terse, id: 'act-2', type: 'system', severity: 'warning', message: 'A feed is late.' },
        { ...activity, id: 'act-3', details: {} },
      ],
      invalid: [
        { body: { ...activity, severity: 'fatal' }, at: '/severity', keyword: 'enum' },
        { body: { ...activity, type: 'filled' }, at: '/type', keyword: 'enum' },
        { body: { ...activity, details: 'TCS' }, at: '/details', keyword: 'type' },
        { body: { ...activity, message: '' }, at: '/message', keyword: 'minLength' },
      ],
    },
  ),
};
