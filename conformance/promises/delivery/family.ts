/** Delivery: who gets which event, once, unchanged, in order - and nobody else. */
import fc from 'fast-check';
import { fromSchema } from '../../arbitraries/from-schema.ts';
import { family, type Requirement } from '../../engine/requirement.ts';
import { machinesInOrder, thingChannel, tour } from '../../plans/tour.ts';
import { deliveryFaults } from './faults.ts';
import * as oracles from './oracles.ts';
import { deliveryPlans } from './plans.ts';
import { keyOf } from '../keys.ts';
import { liveOnly } from '../live-only.ts';
import { TOKEN, TOKEN_AND_PUBLISH } from '../needs.ts';
import { matches } from '../../scene/pointer.ts';
import { isPrivate } from '../../scene/channels.ts';

/** The family of the `delivery` promise. */
export const delivery = family('delivery', 'Delivery', (setting) => {
  const { protocol, promise, kit, reader } = setting;
  const source = `${protocol.id}#delivery`;
  const needs = TOKEN_AND_PUBLISH;
  const [machine = ''] = machinesInOrder(protocol);
  const plans = deliveryPlans(setting);
  /** Everybody's events, with whatever their schemas allow in them. */
  const bodies = fc.record(
    Object.fromEntries(
      Object.keys(protocol.events).map((name) => [
        name,
        fromSchema(reader.bodySchema('event', name), { extras: false }),
      ]),
    ),
  );
  const touring = bodies.map((drawn) => tour(protocol, kit, undefined, drawn as Parameters<typeof tour>[3]));
  const always = fc.constant(plans.always);
  const overlapping = fc.constant(plans.overlapping);

  const { pacing = {}, rights } = setting.promises;
  /** What is told at a pace is judged by that. */
  const told = Object.keys(protocol.events).filter((event) => pacing[event] === undefined);
  const routes = Object.entries(promise.routes).filter(([pattern]) => told.some((event) => matches(pattern, event)));
  /** Whether any of it goes out on channels that are subscribed to, and not come with the greeting. */
  const isSubscribed = routes.some(([, to = []]) => to.some((channel) => !isPrivate(promise, channel)));
  const isOverlapping = routes.some(([, to = []]) => to.length > 1);

  const reaches = (pattern: string, channels: readonly string[]): Requirement => ({
    applies: routes.some(([known]) => known === pattern),
    level: 'MUST',
    statement: channels.every((channel) => isPrivate(promise, channel))
      ? `${pattern} reaches every connection of the user whom it concerns.`
      : `${pattern} reaches every connection subscribed to ${channels.join(' or ')}.`,
    source,
    needs,
    given: fc.constant(plans.apart(pattern)),
    check: oracles.complete(pattern),
  });

  return {
    paragraph: isSubscribed
      ? 'An event reaches every connection that is subscribed to one of its channels, once, however many of them match, unchanged, and in the order in which events were published. ' +
        'A subscription is in force once its answer has been received, and until the answer to an unsubscribe.'
      : 'An event reaches every connection of the user whom it concerns from its greeting on, once, unchanged, and in the order in which events were published; it reaches nobody else.',
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
        applies: isOverlapping,
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
        given: fc.constant(plans.outliving()),
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
        applies: isSubscribed,
        level: 'MUST',
        statement: 'A connection gets no event of a channel that it never subscribed to.',
        source,
        needs,
        given: always,
        check: oracles.onlySubscribed,
      },
      'silent-after-unsubscribe': {
        applies: isSubscribed,
        level: 'MUST',
        statement: 'A channel is silent from the answer to its unsubscribe on.',
        source,
        needs,
        given: fc.constant(plans.leaving),
        check: oracles.silentAfterUnsubscribe,
      },
      entitled: {
        level: 'MUST',
        statement:
          rights === undefined
            ? 'Nobody gets an event that concerns another user.'
            : 'Nobody gets an event without a right to one of its channels.',
        source,
        needs,
        given: always,
        check: oracles.entitled(setting),
      },
      'every-connection': {
        level: 'MUST',
        statement: isSubscribed
          ? 'All connections of a user that are subscribed get an event.'
          : 'All connections of a user get an event.',
        source,
        needs,
        given: fc.constant(plans.companions),
        check: oracles.everyConnection,
      },
      'repeated-subscribe': {
        level: 'MUST',
        statement: `Repeating ${promise.subscribe} is confirmed.`,
        source,
        needs: TOKEN,
        given: fc.constant(plans.subscribingTwice),
        check: oracles.repeatedSubscribe(setting),
      },
      'repeated-unsubscribe': {
        level: 'MUST',
        statement: `${promise.unsubscribe} is confirmed also for what was given up already, or never subscribed to.`,
        source,
        needs: TOKEN,
        given: fc.constant(plans.leavingTwice),
        check: oracles.repeatedUnsubscribe(setting),
      },
      'keeps-other-channels': {
        applies: isSubscribed && thingChannel(protocol, machine) !== undefined,
        level: 'MUST',
        statement: 'Giving up one channel does not touch the others.',
        source,
        needs,
        given: fc.constant(plans.crowded),
        more: overlapping,
        check: oracles.keepsOthers,
      },
      'live-only': {
        applies: isSubscribed,
        level: 'MUST',
        statement: 'A subscription brings what is published from then on, and nothing from before.',
        source,
        needs,
        given: fc.constant(plans.joining),
        check: liveOnly(setting),
      },
    },
    faults: deliveryFaults(setting),
  };
});
