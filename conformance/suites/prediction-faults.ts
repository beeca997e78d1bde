/** The faults that are peculiar to `prediction`: summaries that are wrong, broken chains, ids that are lost. */
import type { Output } from '../../schemas/server.ts';
import type { Fault, Setting } from '../engine/requirement.ts';
import { alter, drop, hear, messages, overtake } from '../faults/wrap.ts';
import { parsed } from '../scene/json.ts';
import { at, itemsAt, textAt } from '../scene/pointer.ts';
import { data, ELSEWHERE, type Fields, leavingOut, ofTrade, summing } from './prediction-fault-tools.ts';
import { predictionMarketFaults } from './prediction-market-faults.ts';
import { STEPS, SUMMARIES, TRADES, UPDATES } from './prediction-streams.ts';

/** All faults that are peculiar to `prediction`; literals, so that `breaks` is checked against its requirements. */
export const predictionFaults = (setting: Omit<Setting<undefined>, 'promise'>) => {
  const { reader } = setting;
  const named = (...names: readonly string[]) => messages(reader, (name) => names.includes(name));
  return {
    'trades-after-the-end': {
      story: 'The summary of a market that is resolved tells the state before.',
      breaks: ['snapshot-state'],
      wrap: summing(() => {
        const before = new Map<string, unknown>();
        return {
          note: (event, payload, isTaken) => {
            if (isTaken && event === STEPS && at(payload, '/new_state') === 'RESOLVED')
              before.set(textAt(payload, '/market_id') ?? '', at(payload, '/previous_state'));
          },
          sum: (body) =>
            body.market_state === 'RESOLVED'
              ? { ...body, market_state: before.get(String(body.market_id)) ?? 'RESOLVED' }
              : body,
        };
      }),
    },
    'repeats-old-summaries': {
      story: 'Whoever pings gets the summaries again with which its subscription began.',
      breaks: ['snapshot-state', 'snapshot-trade', 'snapshot-best'],
      wrap: (server) => {
        const kept = new Map<string, readonly Output[]>();
        return {
          ...server,
          receive: (input, now) =>
            server.receive(input, now).flatMap((output): readonly Output[] => {
              if (output.do !== 'message') return [output];
              const { connection } = output;
              const name = reader.read(output.message, 'server')?.name;
              if (name === 'subscribed' || name === 'unsubscribed') kept.delete(connection);
              if (name === SUMMARIES) kept.set(connection, [...(kept.get(connection) ?? []), output]);
              return name === 'pong' ? [output, ...(kept.get(connection) ?? [])] : [output];
            }),
        };
      },
    },
    'swaps-best-prices': {
      story: 'Summaries take the best bid for the best ask.',
      breaks: ['snapshot-best'],
      wrap: summing(() => ({
        sum: (body) => ({
          ...body,
          ...(body.outcomes !== undefined && {
            outcomes: itemsAt(body, '/outcomes').map((outcome) => {
              const { best_bid, best_ask, ...rest } = outcome as Fields;
              return {
                ...rest,
                ...(best_ask !== undefined && { best_bid: best_ask }),
                ...(best_bid !== undefined && { best_ask: best_bid }),
              };
            }),
          }),
        }),
      })),
    },
    'prices-of-the-first': {
      story: 'Summaries tell the best prices of the first outcome for all of them.',
      breaks: ['snapshot-best'],
      wrap: summing(() => ({
        sum: (body) => {
          const [first] = itemsAt(body, '/outcomes');
          const { outcome_id: _, ...prices } = (first ?? {}) as Fields;
          const outcomes = itemsAt(body, '/outcomes').map((outcome) => ({
            outcome_id: at(outcome, '/outcome_id'),
            ...prices,
          }));
          return first === undefined ? body : { ...body, outcomes };
        },
      })),
    },
    'trade-of-another': {
      story: 'Summaries tell the last trade of all, whatever market it was in.',
      breaks: ['snapshot-trade'],
      wrap: summing(() => {
        let last: unknown;
        return {
          note: (event, payload, isTaken) => {
            if (isTaken && event === TRADES) last = payload;
          },
          sum: (body) => ofTrade(body, last),
        };
      }),
    },
    'trade-before-the-last': {
      story: 'Summaries tell the trade before the last.',
      breaks: ['snapshot-trade'],
      wrap: summing(() => {
        const trades = new Map<string, readonly unknown[]>();
        return {
          note: (event, payload, isTaken) => {
            const market = textAt(payload, '/market_id') ?? '';
            if (isTaken && event === TRADES) trades.set(market, [...(trades.get(market) ?? []), payload].slice(-2));
          },
          sum: (body) => ofTrade(body, trades.get(String(body.market_id))?.[0]),
        };
      }),
    },
    'forgets-the-newest': {
      story: 'Subscribing to summaries brings none of the last of several markets.',
      breaks: ['snapshot-per-market'],
      disturbs: ['filters/*'],
      wrap: leavingOut(reader, (market, all) => all.length < 2 || market !== all.at(-1)),
    },
    'sums-up-one': {
      story: 'Subscribing to summaries brings that of one market alone.',
      breaks: ['snapshot-per-market'],
      disturbs: ['filters/*'],
      wrap: leavingOut(reader, (market, all) => market === all[0]),
    },
    'no-summaries-of-the-past': {
      story: 'Subscribing to summaries from the earliest record on brings none.',
      breaks: ['snapshot-per-market'],
      disturbs: ['filters/*'],
      wrap: leavingOut(reader, (_, __, command) => at(command, '/from') !== 'earliest'),
    },
    'summaries-have-no-beginning': {
      story: 'Subscribing to summaries from the earliest record on is refused, since they have no offsets.',
      breaks: [],
      breaksToo: ['filters/known'],
      disturbs: ELSEWHERE,
      wrap: hear((input) => {
        const frame = input.do === 'text' ? parsed(input.text) : undefined;
        const isPast = at(frame, '/from') === 'earliest' && itemsAt(frame, '/streams').includes(SUMMARIES);
        return input.do === 'text' && isPast
          ? [{ ...input, text: JSON.stringify({ ...(frame as Fields), streams: [SUMMARIES], from: { offset: 1 } }) }]
          : [input];
      }),
    },
    'loses-a-step': {
      story: 'Every fifth step of a market is lost.',
      breaks: ['chain'],
      disturbs: ELSEWHERE,
      wrap: drop(named(STEPS), 5),
    },
    'swaps-steps': {
      story: 'Every fourth step of a market goes out behind the next message.',
      breaks: ['chain'],
      disturbs: ELSEWHERE,
      wrap: overtake(named(STEPS), 4),
    },
    'disputes-what-is-open': {
      story: 'A step to a dispute is told to begin in OPEN.',
      breaks: ['chain'],
      disturbs: ELSEWHERE,
      wrap: alter(named(STEPS), (message) =>
        data(message).new_state === 'DISPUTED'
          ? { ...message, data: { ...data(message), previous_state: 'OPEN' } }
          : message,
      ),
    },
    'refuses-without-a-name': {
      story: 'An error says of no command that it answers it.',
      breaks: ['correlated'],
      disturbs: ['errors/*'],
      wrap: alter(named('error'), (message) => ({ ...message, id: null })),
    },
    'answers-as-the-one-before': {
      story: 'Every seventh answer carries the id of the answer before.',
      breaks: ['correlated'],
      disturbs: ['replies/*', 'errors/*', 'filters/*', 'recovery/*', 'books/*', 'markets/chain', 'size/takes'],
      wrap: (server) => {
        const before = new Map<string, unknown>();
        let nth = 0;
        return {
          ...server,
          receive: (input, now) =>
            server.receive(input, now).map((output) => {
              if (output.do !== 'message' || at(output.message, '/op') === undefined) return output;
              const [id, last] = [at(output.message, '/id'), before.get(output.connection)];
              before.set(output.connection, id);
              return ++nth % 7 === 0 && last !== undefined && last !== null && last !== id
                ? { ...output, message: { ...(output.message as Fields), id: last } }
                : output;
            }),
        };
      },
    },
    'updates-the-state': {
      story: 'What updates a market says that it is open.',
      breaks: ['updated-without-state'],
      disturbs: ['messages/events', 'messages/declared-fields'],
      wrap: alter(named(UPDATES), (message) => ({ ...message, data: { ...data(message), market_state: 'OPEN' } })),
    },
    ...predictionMarketFaults(setting),
  } as const satisfies Readonly<Record<string, Fault>>;
};
