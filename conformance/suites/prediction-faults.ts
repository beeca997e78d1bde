/** The faults that are peculiar to `prediction`: summaries that are wrong, broken chains, ids that are lost. */
import type { Output } from '../../schemas/server.ts';
import type { Fault, Setting } from '../engine/requirement.ts';
import { alter, drop, hear, messages, overtake, type Wrap } from '../faults/wrap.ts';
import { parsed } from '../scene/json.ts';
import { at, itemsAt, textAt } from '../scene/pointer.ts';
import { STEPS, SUMMARIES, TRADES, UPDATES } from './prediction-streams.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Requirements of other families about records that do not come, or come otherwise than they were published. */
const ELSEWHERE = ['filters/*', 'recovery/*', 'sequence/*', 'lifecycle/*', 'errors/changes-nothing'] as const;

/** Changes summaries by what was published: each record is noted, and whether it was taken, before what comes of it goes out. */
const summing =
  (
    begin: () => {
      readonly note?: (event: string, payload: unknown, isTaken: boolean) => void;
      readonly sum: (body: Fields) => Fields;
    },
  ): Wrap =>
  (server) => {
    const { note, sum } = begin();
    const isTaken = (id: string, outputs: readonly Output[]): boolean =>
      outputs.some((output) => output.do === 'answer' && output.id === id && output.status < 300);
    return {
      ...server,
      receive: (input, now) => {
        const outputs = server.receive(input, now);
        if (input.do === 'hook' && input.hook === 'publish')
          note?.(textAt(input.body, '/event') ?? '', at(input.body, '/payload'), isTaken(input.id, outputs));
        return outputs.map((output) => {
          if (output.do !== 'message' || at(output.message, '/stream') !== SUMMARIES) return output;
          // The wrapped server sends objects.
          const frame = output.message as { readonly data: Fields };
          return { ...output, message: { ...frame, data: sum(frame.data) } };
        });
      },
    };
  };

const data = (message: Fields): Fields => message.data as Fields;

/** What a summary says of a trade, where it says anything. */
const ofTrade = (body: Fields, trade: unknown): Fields =>
  trade !== undefined && body.last_trade_price !== undefined
    ? { ...body, last_trade_price: at(trade, '/price'), last_trade_time: at(trade, '/timestamp') }
    : body;

/** Drops chosen ones of the summaries that a subscription brings. */
const leavingOut =
  (
    reader: Setting<undefined>['reader'],
    kept: (market: string, markets: readonly string[], command: unknown, summary: unknown) => boolean,
  ): Wrap =>
  (server) => ({
    ...server,
    receive: (input, now) => {
      const outputs = server.receive(input, now);
      const command = input.do === 'text' ? reader.read(parsed(input.text), 'client') : undefined;
      if (command?.name !== 'subscribe' || !itemsAt(command.body, '/streams').includes(SUMMARIES)) return outputs;
      const marketOf = (output: Output): string | undefined =>
        output.do === 'message' && at(output.message, '/stream') === SUMMARIES
          ? textAt(output.message, '/data/market_id')
          : undefined;
      const all = outputs.flatMap((output) => marketOf(output) ?? []);
      return outputs.filter((output) => {
        const market = marketOf(output);
        if (market === undefined || output.do !== 'message') return true;
        return kept(market, all, command.body, at(output.message, '/data'));
      });
    },
  });

/** All faults that are peculiar to `prediction`; literals, so that `breaks` is checked against its requirements. */
export const predictionFaults = ({ reader }: Omit<Setting<undefined>, 'promise'>) => {
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
    'takes-disputes-for-ends': {
      story: 'The summary of a market that is disputed tells that it is resolved.',
      breaks: ['snapshot-state'],
      wrap: summing(() => ({
        sum: (body) => (body.market_state === 'DISPUTED' ? { ...body, market_state: 'RESOLVED' } : body),
      })),
    },
    'passes-over-what-is-halted': {
      story: 'Subscribing to summaries brings none of markets that are halted.',
      breaks: ['snapshot-per-market'],
      disturbs: ['filters/*'],
      wrap: leavingOut(reader, (_, __, ___, body) => at(body, '/market_state') !== 'HALTED'),
    },
    'believes-what-it-refused': {
      story: 'A step that was refused shows in the summary of its market all the same, until a step is taken.',
      breaks: ['snapshot-state'],
      wrap: summing(() => {
        const told = new Map<string, unknown>();
        return {
          note: (event, payload, isTaken) => {
            if (event !== STEPS) return;
            const market = textAt(payload, '/market_id') ?? '';
            if (isTaken) told.delete(market);
            else told.set(market, at(payload, '/new_state'));
          },
          sum: (body) => ({ ...body, market_state: told.get(String(body.market_id)) ?? body.market_state }),
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
    'tidies-ids': {
      story: 'The id of a command comes back without the blanks around it, and never longer than 64 characters.',
      breaks: ['correlated'],
      disturbs: ['replies/*', 'errors/*'],
      wrap: alter(named('pong', 'subscribed', 'unsubscribed', 'error'), (message) =>
        typeof message.id === 'string' ? { ...message, id: message.id.trim().slice(0, 64) } : message,
      ),
    },
    'agrees-to-another-trade': {
      story: 'Who publishes another trade under an id that there was already is told that it was done.',
      breaks: [],
      breaksToo: ['lifecycle/trade-enforced'],
      wrap: (server) => {
        const known = new Map<unknown, string>();
        return {
          ...server,
          receive: (input, now) => {
            const outputs = server.receive(input, now);
            if (input.do !== 'hook' || at(input.body, '/event') !== TRADES) return outputs;
            const trade = at(input.body, '/payload');
            const [id, said] = [at(trade, '/trade_id'), JSON.stringify({ ...(trade as Fields), timestamp: '' })];
            const isAnother = (known.get(id) ?? said) !== said;
            return outputs.map((output) => {
              if (output.do !== 'answer' || output.id !== input.id) return output;
              if (output.status < 300) known.set(id, said);
              return output.status === 409 && isAnother ? { ...output, status: 202, body: {} } : output;
            });
          },
        };
      },
    },
    'reads-words-as-meant': {
      story: 'Where a subscription is to begin is read without regard to case, and no word at all is taken for the latest.',
      breaks: [],
      breaksToo: ['errors/wrong-type'],
      disturbs: [...ELSEWHERE, 'replies/*', 'errors/*'],
      wrap: hear((input) => {
        const frame = input.do === 'text' ? parsed(input.text) : undefined;
        const from = at(frame, '/from');
        return input.do === 'text' && typeof from === 'string'
          ? [{ ...input, text: JSON.stringify({ ...(frame as Fields), from: from.toLowerCase() || 'latest' }) }]
          : [input];
      }),
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
  } as const satisfies Readonly<Record<string, Fault>>;
};
