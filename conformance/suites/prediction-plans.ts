/** The directed plans of what is peculiar to `prediction`: markets live, trade and end while clients ask how they stand. */
import fc from 'fast-check';
import { type Move, movesOf } from '../../schemas/moves.ts';
import { symbol } from '../engine/names.ts';
import { type Plan, plan, type Step } from '../engine/plan.ts';
import type { Setting } from '../engine/requirement.ts';
import { askingBeside } from '../plans/abreast.ts';
import { missteps } from '../plans/missteps.ts';
import { raise } from '../plans/raise.ts';
import type { Choice, Story } from '../plans/story.ts';
import { DELTAS, EVENTS, type EventName, MARKETS, STEPS, SUMMARIES, TRADES, UPDATES } from './prediction-streams.ts';

type Roll = readonly [number, number, number, number, number];

/** Ids that are texts like any other, character by character: none is trimmed, folded, cut, or read as a number. */
const IDS = [
  ' eleven ',
  'Twelve',
  'twelve',
  '13',
  '0013',
  '1e3',
  'e\u0301',
  '\u00e9',
  '\u{1f3b2}',
  'null',
  'x'.repeat(300),
];

/** How many markets live in a plan. */
const COUNT = 4;

const die = fc.nat(0xffff);
const rolls: fc.Arbitrary<readonly Roll[]> = fc.array(fc.tuple(die, die, die, die, die), {
  minLength: 40,
  maxLength: 60,
  size: 'max',
});
/** So few that a plan is a third as long. */
const fewRolls: fc.Arbitrary<readonly Roll[]> = fc.array(fc.tuple(die, die, die, die, die), {
  minLength: 14,
  maxLength: 20,
  size: 'max',
});
/** As many as happen between some glances. */
const glanceRolls: fc.Arbitrary<readonly Roll[]> = fc.array(fc.tuple(die, die, die, die, die), {
  minLength: 6,
  maxLength: 10,
  size: 'max',
});

/** The plans. */
export const predictionPlans = ({ protocol, kit }: Omit<Setting<undefined>, 'promise'>) => {
  const market = (n: number): string => symbol('market', n);
  const listen = (client: string, names: readonly EventName[], markets: readonly number[] = [], from?: unknown): Step =>
    kit.listen(client, undefined, {
      names,
      values: markets.map(market),
      ...(from !== undefined && { more: { from } }),
    });

  const born = (story: Story, n: number): readonly Step[] => [
    ...raise(protocol, story, 'market', n),
    ...kit.steps(story.publish('markets.discovered', n)),
  ];

  /** Something happens to one of the first markets, if it may: a trade, a delta, now and then a step or an update. */
  const happens =
    (story: Story, markets = COUNT) =>
    ([what, which, ...dice]: Roll, nth: number): readonly Step[] => {
      const n = 1 + (which % markets);
      const [a = 0] = dice;
      const sort = what % 8;
      if (sort < 3) return kit.steps(story.publish(TRADES, 100 + nth, { parent: n, body: trade(nth, a) }));
      if (sort < 6) return kit.steps(story.publish(DELTAS, n, { book: 1 + (a % 2), dice }));
      const moves = story.moves('market', n).filter(({ event }) => event === (sort === 6 ? STEPS : UPDATES));
      const move = moves[a % Math.max(1, moves.length)];
      return move ? kit.steps(story.publish(move.event, n, { move })) : [];
    };
  const exampleOf = (event: EventName, nth = 0) =>
    // Examples of records are objects.
    protocol.events[event]?.examples.at(nth) as Readonly<Record<string, unknown>>;
  /** Trades differ in their prices, so that one cannot be taken for another. */
  const trade = (nth: number, die: number) => ({
    ...exampleOf(TRADES),
    outcome_id: symbol('outcome', 1 + (die % 2)),
    price: `0.${101 + nth + Math.floor(nth / 9)}`.replace(/0$/, '5'),
  });

  /** Markets live while one asks again and again how all of them stand, one how some do, and one follows their steps. */
  const standing = (some: readonly Roll[]): Plan => {
    const story = kit.story();
    const part = Math.ceil(some.length / 4);
    const nth = (n: number) => some.slice(n * part, (n + 1) * part).flatMap(happens(story));
    const first = [1, 2, 3].flatMap((n) => born(story, n));
    return plan(
      ...['a', 'b', 'c'].map((client) => kit.connect(client)),
      ...first,
      kit.settle(),
      listen('c', [STEPS, UPDATES]),
      ...nth(0),
      listen('a', [SUMMARIES], [1, 2, 3]),
      kit.settle(),
      listen('b', [SUMMARIES], [1, 3]),
      kit.settle(),
      ...born(story, COUNT),
      ...nth(1),
      listen('a', [SUMMARIES, STEPS], [4, 3, 2, 1]),
      kit.settle(),
      // What is published while one asks may be told, or not yet.
      ...nth(2).flatMap((step, index): readonly Step[] => [
        index % 3 === 0 ? { do: 'together', steps: [listen('b', [SUMMARIES], [1, 2, 4]), step] } : step,
      ]),
      kit.settle(),
      ...nth(3),
      ...[1, 2].flatMap((n) => ended(story, n)),
      listen('a', [SUMMARIES], [2, 4, 1]),
      listen('c', [STEPS], [1, 2, 3, 4], 'earliest'),
      listen('b', [SUMMARIES], [2]),
      kit.settle(),
    );
  };

  /** One who asks again and again how two markets stand, while little happens to them. */
  const glancing = (some: readonly Roll[]): Plan => {
    const story = kit.story();
    const half = Math.ceil(some.length / 2);
    const glance = (...markets: readonly number[]): Step => listen('a', [SUMMARIES], markets);
    return plan(
      kit.connect('a'),
      ...[1, 2].flatMap((n) => born(story, n)),
      ...some.slice(0, half).flatMap(happens(story, 2)),
      kit.settle(),
      glance(1, 2),
      kit.settle(),
      // What is published while one asks may be told, or not yet.
      ...askingBeside(
        glance(2, 1),
        some
          .slice(half)
          .flatMap(happens(story, 2))
          .map((step) => ({ step, thing: step.do === 'publish' ? String(step.body.market_id) : '' })),
      ),
      kit.settle(),
      glance(1, 2),
      kit.settle(),
    );
  };

  /** A trade in a market, or one that must be refused since the market is over. */
  const dealt = (n: number, nth: number, timestamp: string) =>
    ({ parent: n, body: { ...trade(nth, 0), timestamp }, undated: true }) satisfies Choice;
  /** A change of the first book of a market. */
  const changes = (story: Story, n: number, ...mutations: readonly Readonly<Record<string, string>>[]) =>
    kit.steps(story.publish(DELTAS, n, { book: 1, body: { ...exampleOf(DELTAS), mutations } }));
  const bid = (action: string, price: string, quantity?: string) => ({
    ...{ action, side: 'bid', price },
    ...(quantity !== undefined && { quantity }),
  });

  /**
   * Asks how all markets stand, in every state, while what was best goes, trades tell of earlier times than those before
   * them, and steps are refused; then for what was found at first. Of markets of others there may be many, so that news of
   * them are given up at once.
   */
  const everything = (): Plan => {
    const story = kit.story();
    const glance = [listen('a', [SUMMARIES]), kit.fence('a'), kit.unlisten('a', undefined, [SUMMARIES]), kit.settle()];
    const told = plan(
      kit.connect('a'),
      kit.connect('c'),
      listen('c', [EVENTS, MARKETS]),
      kit.settle(),
      ...[1, 2, 3].flatMap((n) => born(story, n)),
      kit.settle(),
      ...glance,
      ...ended(story, 2),
      ...led(story, 3, ['OPEN', 'RESOLVED', 'DISPUTED']),
      ...led(story, 1, ['OPEN', 'HALTED']),
      ...kit.steps(story.publish(TRADES, 101, dealt(1, 1, '2026-03-02T00:00:00Z'))),
      ...changes(story, 1, bid('add', '0.4', '2'), bid('add', '0.5', '1')),
      kit.settle(),
      ...glance,
      ...kit.steps(story.publish(TRADES, 102, dealt(1, 2, '2026-03-01T00:00:00Z'))),
      ...changes(story, 1, bid('remove', '0.5')),
      // What is refused leaves no trace.
      ...kit.steps(story.misstep(STEPS, 2, { move: step('RESOLVED', 'OPEN') })),
      ...kit.steps(story.misstep(TRADES, 103, dealt(2, 3, '2026-03-03T00:00:00Z'))),
      ...kit.steps(story.misstep(STEPS, 1, { move: step('HALTED', 'DISPUTED') })),
      ...kit.steps(story.publish(EVENTS, 1, { body: exampleOf(EVENTS, -1) })),
      kit.settle(),
      ...glance,
      // A correction takes nothing back, nor does what has become of a market.
      listen('a', [EVENTS], [1], { offset: { seen: 'c', of: EVENTS, plus: -1 } }),
      listen('a', [MARKETS], [1, 2, 3], 'earliest'),
      kit.settle(),
    );
    // Else a moment later the last records would be those of other plans.
    return { ...told, apart: true };
  };

  /** A step that says so. */
  const step = (from: string, to: string): Move => ({
    ...{ event: STEPS, from: [], to: '' },
    when: { '/previous_state': from, '/new_state': to },
  });
  /** The way of a market to its end, if it has not come there. */
  const ended = (story: Story, n: number): readonly Step[] => led(story, n, ['OPEN', 'RESOLVED']);
  /** A market goes from state to state, as far as it can. */
  const led = (story: Story, n: number, states: readonly string[]): readonly Step[] =>
    states.flatMap((state) => {
      const step = movesOf(protocol.promises.lifecycle?.market ?? { transitions: {} }).find(
        ({ event, to, from }) => event === STEPS && to === state && from.includes(stateOf(story, n)),
      );
      return step ? kit.steps(story.publish(step.event, n, { move: step })) : [];
    });
  const stateOf = (story: Story, n: number): string => story.world.find('market', market(n))?.state ?? '';

  /** Commands that are good, refused or bad, one behind the other without waiting, each with an id of its own. */
  const asking = (): Plan => {
    const story = kit.story();
    const say = (command: string, id: string, body: Readonly<Record<string, unknown>> = {}): Step =>
      kit.say('a', command, { ...body, id });
    return plan(
      kit.connect('a'),
      ...born(story, 1),
      kit.settle(),
      say('ping', 'one'),
      say('subscribe', 'two', { streams: [STEPS] }),
      say('subscribe', 'three', { streams: ['no.such.stream'] }),
      say('resync', 'four', { market_id: market(99), outcome_id: symbol('outcome', 1) }),
      say('subscribe', 'five', { streams: [TRADES], from: { offset: Number.MAX_SAFE_INTEGER } }),
      say('subscribe', 'six', { streams: [TRADES], markets: [market(98)] }),
      say('subscribe', 'seven', { streams: [] }),
      { do: 'text', client: 'a', text: '{' },
      say('unsubscribe', 'eight', { streams: ['no.such.stream'] }),
      say('unsubscribe', 'nine', { streams: [STEPS] }),
      say('ping', 'ten'),
      ...IDS.map((id) => say('ping', id)),
      kit.settle(),
    );
  };

  return {
    standing: rolls.map(standing),
    /** For what comes up again: most are short, some as long as ever. */
    again: fc.oneof({ weight: 1, arbitrary: rolls }, { weight: 3, arbitrary: fewRolls }).map(standing),
    glances: glanceRolls.map(glancing),
    asking: fc.constant(asking()),
    everything: fc.constant(everything()),
    /** Every step that a market can take, and every one that it cannot. */
    stepping: fc.constant(missteps(protocol, kit, 'market')),
  };
};
