/** What is peculiar to `trading`: a client can ask for its user's state, which is what the events add up to. */
import fc from 'fast-check';
import type { trading as protocolOfTrading, TradingEvents } from '../../schemas/trading/protocol.ts';
import { symbol } from '../engine/names.ts';
import { type Plan, plan, type Step } from '../engine/plan.ts';
import { type Family, type Requirement, always } from '../engine/requirement.ts';
import { marksOf } from '../plans/paced-marks.ts';
import { TOKEN, TOKEN_AND_PUBLISH } from '../promises/needs.ts';
import { tradingFaults } from './trading-faults.ts';
import * as oracles from './trading-state.ts';

type Order = TradingEvents['trade.submitted']['orderType'];
type Part = 'portfolio' | 'positions' | 'trades';
const COMMAND = oracles.asksForState satisfies keyof (typeof protocolOfTrading)['commands'];
const ALL: readonly Part[] = ['portfolio', 'positions', 'trades'];
/** Every choice of parts. */
const CHOICES: readonly (readonly Part[])[] = [0, 1, 2, 3, 4, 5, 6, 7].map((bits) =>
  ALL.filter((_, bit) => (bits >> bit) & 1),
);

/** Every way to order, with the example that names what it needs. */
const ORDERS = [
  { orderType: 'market', example: 0 },
  { orderType: 'limit', example: 1 },
  { orderType: 'stop', example: 0 },
  { orderType: 'stop_limit', example: 1 },
] as const satisfies readonly { readonly orderType: Order; readonly example: number }[];

/** What a careless server may take for whom a command speaks of, where its schema knows no such field. */
const NAMES_OF_USERS = ['userId', 'user_id', 'user', 'uid', 'accountId', 'account', 'sub', 'subject'] as const;

/** How long somebody who has left stays away, so that the server has noticed, in ms. */
const AWAY = 500;
/** By when a quote has come that nothing held back, in ms. */
const QUOTED = 2500;

/** The family of the state of a user. */
export const trading: Family = always('state', 'State', ({ protocol, kit }) => {
  const source = `${protocol.id}#commands`;
  const [one, two] = [symbol('user', 1), symbol('user', 2)];
  const sync = (client: string, parts: readonly Part[] = ALL): Step => kit.say(client, COMMAND, { syncTypes: parts });

  const example = (event: keyof TradingEvents, nth = 0) =>
    protocol.events[event]?.examples[nth] as Readonly<Record<string, unknown>>; // examples are objects
  /** A position of less than nothing. */
  const short = example('portfolio.positionAdded', 1);
  /** The n-th way to order, beginning anew after the last; what waits for a price names it. */
  const ordered = (n: number) => {
    const { orderType, example: nth } = ORDERS[n % ORDERS.length] ?? ORDERS[0];
    return { ...example('trade.submitted', nth), orderType };
  };

  /** Two users have cash, positions and trades, which change and end; both ask in between. */
  const living = (brief = false) => {
    const story = kit.story();
    const tell = (event: keyof TradingEvents, n: number, user: string, body?: Readonly<Record<string, unknown>>) =>
      kit.steps(story.publish(event, n, { users: [user], ...(body && { body }) }));
    const balance = (user: string, oldBalance: number, newBalance: number) =>
      tell('portfolio.balanceChanged', 1, user, {
        ...example('portfolio.balanceChanged'),
        ...{ oldBalance, newBalance, change: newBalance - oldBalance },
      });
    /** What comes to nothing counts as any other value does. */
    const nothing = (n: number) =>
      tell('portfolio.positionUpdated', n, one, {
        ...example('portfolio.positionUpdated'),
        updates: { quantity: 0, currentPrice: 0, unrealizedPnL: 0 },
      });
    const quote: Step = {
      do: 'publish',
      event: 'market.quote' satisfies keyof TradingEvents,
      body: { ...example('market.quote'), symbol: 'AAPL', last: 1, bid: 1, ask: 1 },
    };
    if (brief)
      return plan(
        kit.connect('a', one),
        kit.connect('b', one),
        kit.connect('c', two),
        kit.settle(),
        ...balance(one, 0, -450.5),
        ...balance(two, 0, 90),
        ...balance(two, 90, 0),
        ...tell('portfolio.positionAdded', 1, one),
        ...tell('portfolio.positionAdded', 2, one),
        ...tell('portfolio.positionAdded', 4, one),
        ...tell('portfolio.positionAdded', 3, two, short),
        ...tell('trade.submitted', 1, one, ordered(1)),
        ...tell('trade.submitted', 2, one, ordered(2)),
        ...tell('trade.submitted', 3, two, ordered(3)),
        ...tell('trade.submitted', 4, one, ordered(4)),
        ...tell('trade.submitted', 5, one, ordered(5)),
        ...tell('portfolio.positionUpdated', 1, one),
        ...nothing(4),
        ...tell('trade.partialFill', 1, one),
        ...tell('trade.partialFill', 5, one),
        ...tell('portfolio.positionClosed', 2, one),
        ...tell('trade.filled', 2, one),
        ...tell('trade.cancelled', 5, one),
        quote,
        kit.settle(),
        sync('a'),
        sync('c'),
        kit.settle(),
        sync('b'),
        kit.settle(),
      );
    return plan(
      kit.connect('a', one),
      kit.connect('b', one),
      kit.connect('c', two),
      sync('a'),
      kit.settle(),
      ...balance(one, 0, 700),
      ...balance(two, 0, 90),
      ...balance(one, 700, -450.5),
      ...tell('portfolio.positionAdded', 1, one),
      ...tell('portfolio.positionAdded', 2, one),
      ...tell('portfolio.positionAdded', 3, two, short),
      ...tell('portfolio.positionAdded', 4, one),
      ...tell('trade.submitted', 1, one, ordered(1)),
      ...tell('trade.submitted', 2, one, ordered(2)),
      ...tell('trade.submitted', 3, two, ordered(3)),
      ...tell('trade.submitted', 4, one, ordered(4)),
      ...tell('trade.submitted', 5, one, ordered(5)),
      ...tell('trade.submitted', 6, one, ordered(6)),
      ...tell('trade.submitted', 7, one, ordered(7)),
      ...tell('trade.submitted', 8, one, ordered(8)),
      kit.settle(),
      sync('a'),
      sync('c'),
      kit.settle(),
      ...tell('portfolio.positionUpdated', 1, one),
      ...nothing(4),
      ...[1, 6, 7, 8].flatMap((n) => tell('trade.partialFill', n, one)),
      quote,
      kit.settle(),
      sync('b'),
      kit.settle(),
      ...tell('portfolio.positionClosed', 2, one),
      ...tell('trade.filled', 2, one),
      ...tell('trade.rejected', 4, one),
      ...tell('trade.cancelled', 5, one),
      ...tell('trade.filled', 6, one),
      ...tell('trade.rejected', 7, one),
      ...tell('trade.cancelled', 8, one),
      ...balance(one, -450.5, 0),
      kit.settle(),
      sync('a'),
      sync('c'),
      kit.settle(),
    );
  };

  /** A user has something, leaves, and comes back twice; meanwhile it changes. */
  const returning = () => {
    const story = kit.story();
    const tell = (...events: readonly (keyof TradingEvents)[]) =>
      kit.steps(...events.map((event) => story.publish(event, 1, { users: [one] })));
    const away: Step = { do: 'wait', ms: AWAY };
    return plan(
      kit.connect('a', one),
      kit.connect('c', two),
      kit.settle(),
      ...tell('portfolio.balanceChanged', 'portfolio.positionAdded', 'trade.submitted'),
      // As many as a careless list would not hold.
      ...[2, 3, 4, 5, 6, 7, 8].flatMap((n) =>
        kit.steps(story.publish('portfolio.positionAdded', n, { users: [one], ...(n % 2 === 0 && { body: short }) })),
      ),
      kit.settle(),
      { do: 'leave', client: 'a' },
      away,
      kit.connect('b', one),
      sync('b'),
      kit.settle(),
      { do: 'leave', client: 'b' },
      away,
      ...tell('portfolio.positionUpdated', 'trade.partialFill'),
      kit.connect('d', one),
      sync('d'),
      kit.settle(),
    );
  };

  /** Two users have something; one asks as the other would be named, by fields that nobody has declared. */
  const pretending = () => {
    const story = kit.story();
    const tell = (user: string, n: number) =>
      (['portfolio.balanceChanged', 'portfolio.positionAdded', 'trade.submitted'] as const).map((event) =>
        story.publish(event, n, { users: [user] }),
      );
    const named = Object.fromEntries(NAMES_OF_USERS.map((field) => [field, one]));
    return plan(
      kit.connect('a', one),
      kit.connect('c', two),
      kit.steps(...tell(one, 1), ...tell(two, 2)),
      kit.settle(),
      sync('c'),
      kit.say('c', COMMAND, { ...named, syncTypes: ALL }),
      kit.settle(),
    );
  };

  /** A position that comes to nothing is still held until it is closed: it is told, and so are quotes of its symbol. */
  const emptied = (): Plan => {
    const story = kit.story();
    const held = symbol('value', 1);
    const { position } = example('portfolio.positionAdded');
    const about = { users: [one] };
    const body = marksOf(protocol).value('market.quote' satisfies keyof TradingEvents, 1, [held]);
    const steps = plan(
      kit.connect('a', one),
      kit.connect('b', two),
      kit.subscribe('b', held),
      kit.settle(),
      ...kit.steps(
        story.publish('portfolio.positionAdded', 1, {
          ...about,
          body: { ...example('portfolio.positionAdded'), position: { ...(position as object), symbol: held } },
        }),
        story.publish('portfolio.positionUpdated', 1, {
          ...about,
          body: { ...example('portfolio.positionUpdated'), updates: { quantity: 0 } },
        }),
      ),
      kit.settle(),
      { do: 'publish', event: 'market.quote' satisfies keyof TradingEvents, body },
      { do: 'wait', ms: QUOTED },
      sync('a'),
      kit.settle(),
    );
    return { ...steps, apart: true };
  };

  const choosing = () => {
    const story = kit.story();
    return plan(
      kit.connect('a'),
      ...kit.steps(story.publish('portfolio.positionAdded', 1), story.publish('trade.submitted', 1)),
      ...CHOICES.map((parts) => sync('a', parts)),
      kit.settle(),
    );
  };

  const must = (statement: string, check: Requirement['check'], more: Partial<Requirement> = {}): Requirement => ({
    ...{ level: 'MUST', statement, source, needs: TOKEN_AND_PUBLISH, given: fc.constant(living()), check },
    more: fc.constantFrom(living(true), living(true), living(true), living()),
    ...more,
  });

  return {
    paragraph:
      'A state is what the events of a user add up to: the cash is the last balance, 0 before there is one; positions are as they were added, with updates applied, until they are closed; trades are pending from their submission until they are filled, rejected or cancelled. Positions are worth their quantity times their current price, whatever quotes say. It is told on the connection that asked, in the parts that were asked for.',
    requirements: {
      parts: must(`${COMMAND} brings the parts that were asked for, and no others.`, oracles.parts, {
        needs: TOKEN,
        given: fc.constant(choosing()),
        more: fc.constant(choosing()),
      }),
      cash: must('The cash is the last balance, and 0 before there is one.', oracles.cash),
      'positions-value': must(
        'The positions are worth their quantities times their current prices.',
        oracles.positionsValue,
      ),
      'quotes-aside': must('Quotes do not move what positions are worth.', oracles.quotesAside),
      total: must('The total is cash and positions together.', oracles.total, { needs: TOKEN }),
      positions: must('Every open position is told, as it was added.', oracles.present('positions', false), {
        given: fc.constant(returning()),
      }),
      updates: must('Positions are told with their updates.', oracles.present('positions', true), {
        given: fc.constant(emptied()),
      }),
      closed: must('A position that was closed is not told any more.', oracles.gone('positions')),
      pending: must(
        'Every trade that was submitted and is not over is told, as it was submitted.',
        oracles.present('pendingTrades', false),
      ),
      'partly-filled': must(
        'A trade that was filled in part is pending, unchanged.',
        oracles.present('pendingTrades', true),
      ),
      over: must('A trade that was filled, rejected or cancelled is not pending.', oracles.gone('pendingTrades')),
      own: must('Nobody is told what belongs to another user, and nothing twice.', oracles.own, {
        given: fc.constant(pretending()),
      }),
      'only-asker': must('Only the connection that asked is told.', oracles.onlyAsker, { needs: TOKEN }),
    },
    faults: tradingFaults(),
  };
});
