/** The machines of prediction: what may follow what, by what records say. The server refuses everything else. */
import type { Machine, Transition } from '../promises/lifecycle.ts';
import type { StreamName } from './catalog.ts';
import { type MarketState, STATES } from './fields.ts';

/** The steps that a market can take, from and to. */
export const STEPS: readonly (readonly [from: MarketState, to: MarketState])[] = [
  ['PRE_OPEN', 'OPEN'],
  ['OPEN', 'HALTED'],
  ['HALTED', 'OPEN'],
  ['OPEN', 'RESOLVED'],
  ['HALTED', 'RESOLVED'],
  ['RESOLVED', 'DISPUTED'],
  ['DISPUTED', 'RESOLVED'],
];

/** The states of a market in which its books change and trades are made. */
export const TRADING: readonly MarketState[] = ['PRE_OPEN', 'OPEN', 'HALTED'];

const ofMarket = { machine: 'market', by: '/market_id' } as const;

/** Where an event stays when something about it is corrected. */
const corrected = (state: string): Transition => ({ from: [state], to: state });

const resolvedAs = (status: string): Transition => ({
  when: { '/finality_status': status },
  from: ['known', 'tentative', 'disputed'],
  to: status,
});

/** Every machine, by name. */
export const lifecycle = {
  event: {
    key: '/event_id',
    enforced: true,
    transitions: {
      'events.discovered': [
        { from: [null, 'known'], to: 'known' },
        ...['tentative', 'disputed', 'final'].map((state) => corrected(state)),
      ],
      'events.resolved': ['tentative', 'disputed', 'final'].map((status) => resolvedAs(status)),
    },
  },
  market: {
    key: '/market_id',
    enforced: true,
    belongsTo: { machine: 'event', by: '/event_id' },
    transitions: {
      'markets.discovered': STATES.map((state) => ({ when: { '/initial_state': state }, from: [null], to: state })),
      'market.state.updated': STEPS.map(([from, to]) => ({
        when: { '/previous_state': from, '/new_state': to },
        from: [from],
        to,
      })),
      'markets.updated': STATES.map((state) => ({ from: [state], to: state })),
    },
  },
  settlement: {
    key: '/market_id',
    enforced: true,
    belongsTo: { ...ofMarket, usually: ['RESOLVED'] },
    transitions: {
      'markets.resolved': { from: [null, 'disputed'], to: 'settled' },
      'market.state.updated': {
        when: { '/new_state': 'DISPUTED' },
        from: [null, 'settled', 'disputed'],
        to: 'disputed',
      },
    },
    watches: ['market.state.updated'],
  },
  trade: {
    key: '/trade_id',
    enforced: true,
    belongsTo: { ...ofMarket, in: TRADING },
    transitions: { 'trades.executed': { from: [null], to: 'executed' } },
  },
} satisfies Readonly<Record<string, Machine<StreamName>>>;
