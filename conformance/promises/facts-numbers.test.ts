/** Facts about numbers and words, on histories told by hand of telemetry with some more of them. */
import type { Protocol } from '../../schemas/protocol.ts';
import { telemetry } from '../../schemas/telemetry/protocol.ts';
import { type Cases, judging } from '../self-test/judging.ts';
import { order, subscribe, subscribed } from '../self-test/telemetry-frames.ts';
import { told } from '../self-test/told.ts';

const protocol: Protocol = {
  ...telemetry,
  promises: {
    ...telemetry.promises,
    facts: {
      ...telemetry.promises.facts,
      total: {
        statement: 'What is owned is cash and the portfolio.',
        of: 'account:update',
        sum: { total: '/equity', parts: ['/cash', '/portfolioValue'] },
      },
      gain: {
        statement: 'A gain is a rise times how much there is.',
        of: 'account:update',
        product: { total: '/totalPL', factors: [['/equity', '/cash'], '/dayPL'] },
      },
    },
  },
};
const hearing = () =>
  told(protocol).opens('a').sends('a', subscribe('orders', 'account')).gets('a', subscribed('orders', 'account'));
const account = (fields: Readonly<Record<string, number>>) =>
  hearing()
    .receives('a', 'account:update', { equity: 5, cash: 2, portfolioValue: 3, totalPL: 12, dayPL: 4, ...fields })
    .ends();
const update = (type: string, more: Readonly<Record<string, unknown>>) =>
  hearing()
    .receives('a', 'orders:update', { type, ...order('1', more) })
    .ends();
const passesOver: Cases['passesOver'] = { 'no event comes': hearing().ends() };

judging(
  'facts',
  {
    'order-status': {
      holds: { 'both say the same': update('partial_fill', {}), 'it is new': update('new', { status: 'new' }) },
      breaks: { 'they differ': update('filled', {}) },
      passesOver,
    },
    'filled-quantity': {
      holds: {
        'it is less': update('partial_fill', {}),
        'it is equal': update('partial_fill', { filledQty: 10 }),
        'it is more by less than can be told': update('partial_fill', { filledQty: 10.009 }),
      },
      breaks: { 'it is more': update('partial_fill', { filledQty: 10.02 }) },
      passesOver,
    },
    total: {
      holds: {
        'it adds up': account({}),
        'it adds up within a cent': account({ equity: 5.01, totalPL: 12.04 }),
        'it adds up within a millionth': account({
          ...{ equity: 5_000_004, cash: 2_000_000, portfolioValue: 3_000_000, totalPL: 12_000_016 },
        }),
      },
      breaks: { 'it does not add up': account({ portfolioValue: 4 }) },
      passesOver,
    },
    gain: {
      holds: { 'it is the product': account({}) },
      breaks: { 'it is another': account({ totalPL: 20 }) },
      passesOver,
    },
  },
  [],
  protocol,
);
