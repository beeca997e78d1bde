/** Delivery: who gets which event, once, unchanged, in order - and nobody else. */
import fc from 'fast-check';
import { symbol } from '../engine/names.ts';
import { type Plan, plan, type Step } from '../engine/plan.ts';
import { family, type Requirement } from '../engine/requirement.ts';
import { life, machinesInOrder, thingChannel, tour } from '../plans/tour.ts';
import { deliveryFaults, keyOf } from './delivery-faults.ts';
import * as oracles from './delivery-oracles.ts';
import { liveOnly } from './live-only.ts';
import { TOKEN, TOKEN_AND_PUBLISH } from './needs.ts';

/** The family of the `delivery` promise. */
export const delivery = family('delivery', 'Delivery', (setting) => {
  const { protocol, promise, kit } = setting;
  const source = `${protocol.id}#delivery`;
  const needs = TOKEN_AND_PUBLISH;
  const [one, two, three] = [symbol('user', 1), symbol('user', 2), symbol('user', 3)];
  const own = kit.ownChannel(one);
  const [machine = ''] = machinesInOrder(protocol);
  const thing = thingChannel(protocol, machine);
  const touring = fc.constant(tour(protocol, kit));

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
  const always = fc.constant(
    around(
      [
        kit.connect('a'),
        kit.connect('b', one),
        kit.connect('c', three),
        kit.subscribe('a', own),
        kit.subscribe('b', own),
        kit.settle(),
      ],
      [],
    ),
  );
  const overlapping = fc.constant(
    around(
      [kit.connect('a'), kit.subscribe('a', own), kit.settle()],
      thing ? [kit.subscribe('a', thing)] : [],
      thing ? [kit.unsubscribe('a', thing), kit.settle()] : [],
    ),
  );
  /** What is born before anybody asks for its channel is missed; what comes later is not. */
  const joining = fc.constant(around([kit.connect('a')], [kit.subscribe('a', own)]));
  const leaving = fc.constant(
    around(
      [
        kit.connect('a'),
        kit.connect('b', two),
        kit.subscribe('a', own),
        kit.subscribe('b', kit.ownChannel(two)),
        kit.settle(),
      ],
      [],
      [kit.unsubscribe('a', own), kit.settle()],
    ),
  );
  const leavingTwice = fc.constant(
    plan(
      kit.connect('a'),
      kit.unsubscribe('a', own),
      kit.subscribe('a', own),
      kit.unsubscribe('a', own),
      kit.unsubscribe('a', own),
      kit.settle(),
    ),
  );

  const reaches = (pattern: string, channels: readonly string[]): Requirement => ({
    level: 'MUST',
    statement: `${pattern} reaches every connection subscribed to ${channels.join(' or ')}.`,
    source,
    needs,
    given: touring,
    check: oracles.complete(pattern),
  });

  return {
    paragraph:
      'An event reaches every connection that is subscribed to one of its channels, once, however many of them match, unchanged, and in the order in which events were published. ' +
      'A subscription is in force once its answer has been received, and until the answer to an unsubscribe.',
    requirements: {
      ...Object.fromEntries(
        Object.entries(promise.routes).map(([pattern, to = []]) => [keyOf(pattern), reaches(pattern, to)]),
      ),
      once: {
        level: 'MUST',
        statement: 'A connection gets an event once.',
        source,
        needs,
        given: always,
        check: oracles.once,
      },
      'once-across-channels': {
        level: 'MUST',
        statement: 'A connection gets an event once, however many of its channels match.',
        source,
        needs,
        given: overlapping,
        check: oracles.onceAcrossChannels,
      },
      ordered: {
        level: 'MUST',
        statement: 'Events reach a connection in the order in which they were published.',
        source,
        needs,
        given: always,
        check: oracles.ordered,
      },
      unchanged: {
        level: 'MUST',
        statement: 'An event is delivered as it was published.',
        source,
        needs,
        given: touring,
        check: oracles.unchanged,
      },
      'only-subscribed': {
        level: 'MUST',
        statement: 'A connection gets no event of a channel that it never subscribed to.',
        source,
        needs,
        given: always,
        check: oracles.onlySubscribed,
      },
      'silent-after-unsubscribe': {
        level: 'MUST',
        statement: 'A channel is silent from the answer to its unsubscribe on.',
        source,
        needs,
        given: leaving,
        check: oracles.silentAfterUnsubscribe,
      },
      entitled: {
        level: 'MUST',
        statement: 'Nobody gets an event without a right to one of its channels.',
        source,
        needs,
        given: always,
        check: oracles.entitled(setting),
      },
      'every-connection': {
        level: 'MUST',
        statement: 'All connections of a user that are subscribed get an event.',
        source,
        needs,
        given: always,
        check: oracles.everyConnection,
      },
      'repeated-subscribe': {
        level: 'MUST',
        statement: `Repeating ${promise.subscribe} is confirmed.`,
        source,
        needs: TOKEN,
        given: fc.constant(plan(kit.connect('a'), kit.subscribe('a', own), kit.subscribe('a', own), kit.settle())),
        check: oracles.repeatedSubscribe(setting),
      },
      'repeated-unsubscribe': {
        level: 'MUST',
        statement: `${promise.unsubscribe} is confirmed also for what was given up already, or never subscribed to.`,
        source,
        needs: TOKEN,
        given: leavingTwice,
        check: oracles.repeatedUnsubscribe(setting),
      },
      'keeps-other-channels': {
        applies: thing !== undefined,
        level: 'MUST',
        statement: 'Giving up one channel does not touch the others.',
        source,
        needs,
        given: overlapping,
        check: oracles.keepsOthers,
      },
      'live-only': {
        level: 'MUST',
        statement: 'A subscription brings what is published from then on, and nothing from before.',
        source,
        needs,
        given: joining,
        check: liveOnly(setting),
      },
    },
    faults: deliveryFaults(setting),
  };
});
