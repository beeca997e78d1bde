/** More faults that are peculiar to `prediction`: what is refused or over shows all the same, and what was told is told anew. */
import type { Server } from '../../schemas/server.ts';
import type { Fault, Setting } from '../engine/requirement.ts';
import { alter, hear, messages, type Wrap } from '../faults/wrap.ts';
import { compare } from '../scene/decimals.ts';
import { parsed } from '../scene/json.ts';
import { at, itemsAt, textAt } from '../scene/pointer.ts';
import { data, ELSEWHERE, type Fields, leavingOut, ofTrade, summing } from './prediction-fault-tools.ts';
import { MARKETS, STEPS, TRADES } from './prediction-streams.ts';

/** Answers a refused trade as if it had been published, if it is `such`: the trades before it by their ids, as texts. */
const agreeing =
  (such: (trade: Fields, known: ReadonlyMap<unknown, string>) => boolean): Wrap =>
  (server: Server) => {
    const known = new Map<unknown, string>();
    return {
      ...server,
      receive: (input, now) => {
        const outputs = server.receive(input, now);
        if (input.do !== 'hook' || at(input.body, '/event') !== TRADES) return outputs;
        // What is published is an object, or it is refused with a 400.
        const trade = at(input.body, '/payload') as Fields;
        return outputs.map((output) => {
          if (output.do !== 'answer' || output.id !== input.id) return output;
          const isAgreed = output.status === 409 && such(trade, known);
          if (output.status < 300) known.set(at(trade, '/trade_id'), wording(trade));
          return isAgreed ? { ...output, status: 202, body: {} } : output;
        });
      },
    };
  };
/** What a trade says, but for its time. */
const wording = (trade: Fields): string => JSON.stringify({ ...trade, timestamp: '' });

/** An instant, and only that. */
const INSTANT = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;
const tidy = (text: string): string =>
  INSTANT.test(text) ? new Date(text).toISOString() : text.trim().normalize('NFC') || text;

/** Literals, so that `breaks` is checked against the requirements. */
export const predictionMarketFaults = ({ reader, protocol }: Omit<Setting<undefined>, 'promise'>) => {
  const named = (...names: readonly string[]) => messages(reader, (name) => names.includes(name));
  return {
    'tidies-up': {
      story: 'Texts lose the blanks around them, and letters are composed; instants are told to the millisecond.',
      breaks: [],
      breaksToo: ['filters/unchanged'],
      disturbs: ELSEWHERE,
      wrap: alter(named(...Object.keys(protocol.events)), (message) => {
        const told = JSON.parse(JSON.stringify(message.data), (_, value: unknown) =>
          typeof value === 'string' ? tidy(value) : value,
        ) as Fields;
        return { ...message, data: told };
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
    'agrees-to-another-trade': {
      story: 'Who publishes another trade under an id that there was already is told that it was done.',
      breaks: [],
      breaksToo: ['lifecycle/trade-enforced'],
      wrap: agreeing((trade, known) => (known.get(trade.trade_id) ?? wording(trade)) !== wording(trade)),
    },
    'agrees-to-late-trades': {
      story: 'Who publishes a trade in a market that is over is told that it was done.',
      breaks: [],
      breaksToo: ['lifecycle/trade-enforced'],
      wrap: (server) => {
        const over = new Set<unknown>();
        const agreed = agreeing((trade, known) => !known.has(trade.trade_id) && over.has(trade.market_id))(server);
        return {
          ...agreed,
          receive: (input, now) => {
            const payload = input.do === 'hook' ? at(input.body, '/payload') : undefined;
            const state = at(payload, '/new_state') ?? at(payload, '/initial_state');
            if (state === 'RESOLVED' || state === 'DISPUTED') over.add(at(payload, '/market_id'));
            return agreed.receive(input, now);
          },
        };
      },
    },
    'latest-by-the-clock': {
      story: 'Summaries tell the trade with the latest time, in whatever order trades were published.',
      breaks: ['snapshot-trade'],
      wrap: summing(() => {
        const latest = new Map<string, Fields>();
        return {
          note: (event, payload, isTaken) => {
            const market = textAt(payload, '/market_id') ?? '';
            const before = Date.parse(textAt(latest.get(market), '/timestamp') ?? '');
            if (isTaken && event === TRADES && !(before > Date.parse(textAt(payload, '/timestamp') ?? '')))
              latest.set(market, payload as Fields);
          },
          sum: (body) => ofTrade(body, latest.get(String(body.market_id))),
        };
      }),
    },
    'remembers-the-best': {
      story: 'Summaries tell the highest bid that there ever was while there is any.',
      breaks: ['snapshot-best'],
      wrap: summing(() => {
        const best = new Map<string, string>();
        return {
          note: (_, payload, isTaken) => {
            for (const mutation of itemsAt(payload, '/mutations')) {
              const book = JSON.stringify([at(payload, '/market_id'), at(payload, '/outcome_id')]);
              const price = textAt(mutation, '/price') ?? '0';
              if (isTaken && at(mutation, '/side') === 'bid' && compare(price, best.get(book) ?? '0') > 0)
                best.set(book, price);
            }
          },
          sum: (body) => ({
            ...body,
            ...(body.outcomes !== undefined && {
              outcomes: itemsAt(body, '/outcomes').map((outcome) => {
                const known = best.get(JSON.stringify([body.market_id, at(outcome, '/outcome_id')]));
                const isBid = at(outcome, '/best_bid') !== undefined && known !== undefined;
                return { ...(outcome as Fields), ...(isBid && { best_bid: known }) };
              }),
            }),
          }),
        };
      }),
    },
    'found-where-it-is-now': {
      story: 'A market that was found before is told to have begun in the state in which it is now.',
      breaks: [],
      breaksToo: ['recovery/old-unchanged'],
      disturbs: ELSEWHERE,
      wrap: (server) => {
        const states = new Map<unknown, unknown>();
        const told = alter(named(MARKETS), (message) => ({
          ...message,
          data: { ...data(message), initial_state: states.get(data(message).market_id) ?? data(message).initial_state },
        }))(server);
        return {
          ...told,
          receive: (input, now) => {
            const outputs = told.receive(input, now);
            const isStep = input.do === 'hook' && at(input.body, '/event') === STEPS;
            const payload = isStep ? at(input.body, '/payload') : undefined;
            const isTaken = outputs.some((output) => output.do === 'answer' && output.status < 300);
            if (isStep && isTaken) states.set(at(payload, '/market_id'), at(payload, '/new_state'));
            return outputs;
          },
        };
      },
    },
    'reads-words-as-meant': {
      story:
        'Where a subscription is to begin is read without regard to case, and no word at all is taken for the latest.',
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
    'tidies-ids': {
      story: 'The id of a command comes back without the blanks around it, and never longer than 64 characters.',
      breaks: ['correlated'],
      disturbs: ['replies/*', 'errors/*'],
      wrap: alter(named('pong', 'subscribed', 'unsubscribed', 'error'), (message) =>
        typeof message.id === 'string' ? { ...message, id: message.id.trim().slice(0, 64) } : message,
      ),
    },
  } as const satisfies Readonly<Record<string, Fault>>;
};
