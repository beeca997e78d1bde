/** The directed plans of delivery: who listens where, and what happens meanwhile. */
import { symbol } from '../../engine/names.ts';
import { type Plan, plan, type Step } from '../../engine/plan.ts';
import type { Setting } from '../../engine/requirement.ts';
import { openings } from '../../plans/rights.ts';
import { life, machinesInOrder, thingChannel, tour } from '../../plans/tour.ts';
import { matches } from '../../scene/pointer.ts';

/** How many things begin and end while the first one of a plan lives. */
const OUTLIVED = 9;

/** How many channels one connection asks for in one list. */
const CROWD = 60;

/** The plans for one protocol. */
export const deliveryPlans = ({ protocol, kit }: Pick<Setting<unknown>, 'protocol' | 'kit'>) => {
  const [one, two, three] = [symbol('user', 1), symbol('user', 2), symbol('user', 3)];
  /** Those whose ids end as those of the first two do. */
  const [five, six] = [symbol('user', 5), symbol('user', 6)];
  const { lifecycle = {}, rights } = protocol.promises;
  const own = kit.ownChannel(one);
  const [machine = ''] = machinesInOrder(protocol);
  const thing = thingChannel(protocol, machine);
  const roles = [...new Set(Object.values(rights?.channels ?? {}).flatMap((right) => right.roles ?? []))];

  /** The first machine's thing is born; then the steps; then it lives on; then the later steps. */
  const around = (before: readonly Step[], between: readonly Step[], after: readonly Step[] = []): Plan => {
    const story = kit.story();
    const [birth, ...rest] = life(story, machine, 1);
    return plan(
      ...before,
      ...kit.steps(birth),
      ...between,
      kit.settle(),
      ...rest.slice(0, 1),
      kit.settle(),
      ...after,
      ...rest.slice(1),
      kit.settle(),
    );
  };

  /** Each channel of a pattern has a listener with no other, while a thing lives its whole life. */
  const apart = (pattern: string): Plan => {
    const name = machinesInOrder(protocol).find((known) =>
      Object.keys(lifecycle[known]?.transitions ?? {}).some((event) => matches(pattern, event)),
    );
    if (name === undefined) return tour(protocol, kit);
    const story = kit.story();
    const parent = lifecycle[name]?.belongsTo?.machine;
    const [beginning = ''] = parent === undefined ? [] : story.next(parent, 1);
    const begun = parent === undefined ? undefined : story.publish(beginning, 1);
    const [birth, ...rest] = life(story, name, 1);
    /** What belongs to another has a sibling, which begins before it goes on. */
    const siblings = parent === undefined ? [] : life(story, name, 2);
    const channel = thingChannel(protocol, name);
    return plan(
      kit.connect('a', one),
      kit.connect('b', two),
      kit.connect('c', three),
      kit.connect('d', one, { roles }),
      kit.subscribe('a', own),
      kit.subscribe('b', kit.ownChannel(two)),
      ...openings(protocol).map((open) => kit.subscribe('c', open)),
      kit.settle(),
      ...kit.steps(begun, birth),
      ...(channel === undefined ? [] : [kit.subscribe('d', channel)]),
      ...siblings.slice(0, 1),
      kit.settle(),
      ...rest,
      ...siblings.slice(1),
      kit.settle(),
    );
  };

  /** One thing is born, and goes on only when many others have come and gone; then another follows, at once. */
  const outliving = (): Plan => {
    const story = kit.story();
    const [beginning = ''] = story.next(machine, 1);
    const birth = story.publish(beginning, 1);
    const others = Array.from({ length: OUTLIVED }, (_, n) =>
      life(story, machine, n + 2, (events) => events.at(-1) ?? ''),
    );
    return plan(
      kit.connect('a'),
      kit.subscribe('a', own),
      kit.settle(),
      ...kit.steps(birth),
      ...others.flat(),
      kit.settle(),
      ...life(story, machine, 1),
      ...life(story, machine, OUTLIVED + 2),
      kit.settle(),
    );
  };

  /** Channels of every kind bring something, are given up one by one and several at once, and would bring more. */
  const leaving = (): Plan => {
    const story = kit.story();
    const lives = machinesInOrder(protocol).map((name) => life(story, name, 1));
    const nth = (...range: readonly [number, number?]): readonly Step[] =>
      lives.flatMap((steps) => steps.slice(...range));
    const things = machinesInOrder(protocol).flatMap((name) => thingChannel(protocol, name) ?? []);
    const each = things.map((channel, index) => ({ client: `t${index}`, channel }));
    const open = openings(protocol);
    /** What a party may have without a role. */
    const several = machinesInOrder(protocol).flatMap((name) => {
      const isUsers = Object.values(rights?.channels ?? {}).some(({ exists, users }) => exists === name && users);
      return isUsers ? (thingChannel(protocol, name) ?? []) : [];
    });
    return plan(
      kit.connect('a'),
      kit.connect('b', two),
      kit.connect('c', three),
      kit.connect('d', two),
      ...each.map(({ client }) => kit.connect(client, one, { roles })),
      // However often it was asked for, it is given up once.
      kit.subscribe('a', own),
      kit.subscribe('a', own, own),
      kit.subscribe('b', kit.ownChannel(two)),
      ...open.map((channel) => kit.subscribe('c', channel)),
      kit.settle(),
      ...nth(0, 1),
      ...each.map(({ client, channel }) => kit.subscribe(client, channel)),
      ...(several.length > 0 ? [kit.subscribe('d', ...several)] : []),
      kit.settle(),
      ...nth(1, 2),
      kit.settle(),
      kit.unsubscribe('a', own),
      ...open.map((channel) => kit.unsubscribe('c', channel)),
      ...each.map(({ client, channel }) => kit.unsubscribe(client, channel)),
      ...(several.length > 0 ? [kit.unsubscribe('d', ...several)] : []),
      kit.settle(),
      ...nth(2),
      kit.settle(),
    );
  };

  /** One asks for more things than most servers think of, gives up its own channel, and hears of the first and the last. */
  const crowded = (): Plan => {
    const story = kit.story();
    const numbers = Array.from({ length: CROWD }, (_, nth) => nth + 1);
    const [birth = ''] = story.next(machine, 1);
    const births = numbers.map((n) => story.publish(birth, n));
    const channels = numbers.flatMap((n) => thingChannel(protocol, machine, n) ?? []);
    return plan(
      kit.connect('a'),
      kit.subscribe('a', own),
      kit.settle(),
      ...kit.steps(...births),
      kit.subscribe('a', ...channels),
      kit.unsubscribe('a', own),
      kit.settle(),
      ...[1, CROWD / 2, CROWD].flatMap((n) => life(story, machine, n).slice(0, 1)),
      kit.settle(),
    );
  };

  return {
    apart,
    crowded: crowded(),
    outliving,
    always: around(
      [
        kit.connect('a'),
        kit.connect('b', one),
        kit.connect('c', three),
        kit.connect('d', five),
        kit.connect('e', six),
        kit.subscribe('a', own),
        kit.subscribe('b', own),
        kit.subscribe('d', kit.ownChannel(five)),
        kit.subscribe('e', kit.ownChannel(six)),
        kit.settle(),
      ],
      [],
    ),
    /**
     * Of several connections of one user some leave, or give up what they had; one asks for nothing, one for the same
     * twice in one list, and one for something else in a list behind it.
     */
    companions: around(
      [
        ...['a', 'b', 'f', 'g', 'h'].map((client) => kit.connect(client)),
        kit.subscribe('a', own),
        kit.subscribe('b', own),
        kit.subscribe('b', kit.ownChannel(two), ...openings(protocol)),
        kit.subscribe('f', own, own),
        kit.subscribe('g', own),
        kit.subscribe('h', own),
        kit.settle(),
        kit.unsubscribe('h', own),
        kit.settle(),
        { do: 'leave', client: 'g' },
        kit.connect('i'),
        kit.settle(),
      ],
      [],
    ),
    overlapping: around(
      [kit.connect('a'), kit.subscribe('a', own), kit.settle()],
      thing ? [kit.subscribe('a', thing)] : [],
      thing ? [kit.unsubscribe('a', thing), kit.settle()] : [],
    ),
    /** One listens from the beginning; another joins when something has happened. */
    joining: around(
      [kit.connect('a'), kit.connect('b', one), kit.subscribe('a', own), kit.settle()],
      [kit.subscribe('b', thing ?? own)],
    ),
    leaving: leaving(),
    leavingTwice: plan(
      kit.connect('a'),
      kit.unsubscribe('a', own),
      kit.subscribe('a', own),
      kit.unsubscribe('a', own),
      kit.unsubscribe('a', own),
      kit.settle(),
    ),
    subscribingTwice: plan(kit.connect('a'), kit.subscribe('a', own), kit.subscribe('a', own), kit.settle()),
  };
};
