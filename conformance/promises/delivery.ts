/** Delivery: who gets which event, once, unchanged, in order - and nobody else. */
import fc from 'fast-check';
import { broken, each, held, judge, type Oracle, perConnection, quote } from '../engine/oracle.ts';
import { symbol } from '../engine/names.ts';
import { type Plan, plan, type Step } from '../engine/plan.ts';
import { family, type Requirement } from '../engine/requirement.ts';
import { excluded } from '../plans/rights.ts';
import { life, machinesInOrder, thingChannel, tour } from '../plans/tour.ts';
import { alter, drop, messages, overtake, twice } from '../faults/wrap.ts';
import { matches } from '../scene/pointer.ts';
import type { Scene } from '../scene/scene.ts';
import { absence } from './absence.ts';

/** The key of a pattern's requirement: `order` for `order.*`. */
const keyOf = (pattern: string): string => pattern.replace(/\.\*$/, '');

/** The family of the `delivery` promise. */
export const delivery = family('delivery', 'Delivery', ({ protocol, promise, kit, reader }) => {
  const source = `${protocol.id}#delivery`;
  const [one, two, three] = [symbol('user', 1), symbol('user', 2), symbol('user', 3)];
  const own = kit.ownChannel(one);
  const isEvent = messages(reader, (name) => Object.hasOwn(protocol.events, name));
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
  const needs = ['token', 'publish'] as const;
  const [commonest = ''] = Object.keys(promise.routes);

  const complete = (pattern: string): Requirement => ({
    level: 'MUST',
    statement: `${pattern} reaches every connection subscribed to ${(promise.routes as Readonly<Record<string, readonly string[] | undefined>>)[pattern]?.join(' or ')}.`,
    source,
    needs,
    given: touring,
    check: each(({ delivery: found, lost }) => {
      const missing = lost?.find(({ event }) => matches(pattern, event));
      if (missing) return broken(`${missing.event} had not come when something asked later was answered`);
      return found?.due && found.of && matches(pattern, found.of.event) ? held : undefined;
    }),
  });

  const ordered: Oracle = perConnection(
    () => ({ got: 0 }),
    ({ delivery: found }, state) => {
      if (!found?.of || found.again) return undefined;
      return found.overtaken
        ? broken(`${found.of.event} was published before an event that came earlier`)
        : state.got++ > 0
          ? held
          : undefined;
    },
  );

  const everyDevice: Oracle = perConnection(
    () => ({}),
    ({ connection, delivery: found, lost, scene }) => {
      const twins = [...scene.connections.values()].filter(
        (other) => other !== connection && other.badge.user === connection.badge.user && other.state === 'open',
      );
      const elsewhere = twins.some(({ inbox }) => (lost ?? []).some((publication) => inbox.got.has(publication)));
      if (lost && elsewhere) return broken('another connection of the same user got it');
      return found?.due && found.of && twins.some(({ inbox }) => found.of && inbox.got.has(found.of))
        ? held
        : undefined;
    },
  );

  /** Channels this connection asked for when it had them already, or gave up when it had them not. */
  const confirmed = (
    command: string,
    concerns: (item: string, had: ReadonlySet<string>, scene: Scene) => boolean,
  ): Oracle =>
    perConnection(
      () => ({ had: new Set<string>() }),
      ({ reply, scene }, state) => {
        const { had } = state;
        if (!reply || reply.to.item === undefined) return undefined;
        const repeated = reply.to.command.name === command && concerns(reply.to.item, had, scene);
        if (reply.fit === 'answer' && reply.to.command.name === promise.subscribe) had.add(reply.to.item);
        if (reply.fit === 'answer' && reply.to.command.name === promise.unsubscribe) had.delete(reply.to.item);
        return repeated ? judge(reply.fit === 'answer', () => `${quote(reply.to.item)} was not confirmed`) : undefined;
      },
    );

  const keepsOthers: Oracle = perConnection(
    () => ({}),
    ({ connection, delivery: found, lost }) => {
      const gaveUp = (channels: readonly string[] | undefined) =>
        channels?.some((channel) => connection.former.has(channel)) ?? false;
      const missing = lost?.find(({ channels }) => gaveUp(channels));
      if (missing) return broken(`${missing.event} did not come by the channel that was kept`);
      return found?.due && gaveUp(found.of?.channels) ? held : undefined;
    },
  );

  const liveOnly: Oracle = perConnection(
    () => ({ first: new Map<string, number>() }),
    ({ command, delivery: found, connection, reply }, state) => {
      if (command?.name === promise.subscribe) {
        for (const item of command.items) if (!state.first.has(item)) state.first.set(item, command.entry.seq);
      }
      if (reply?.to.command.name === promise.unsubscribe && reply.to.item !== undefined)
        state.first.delete(reply.to.item);
      const of = found?.of;
      const told = of?.told;
      if (of && told !== undefined && found.via && found.via.length > 0 && !found.again && !found.overtaken) {
        const early = found.via.every(
          (channel) => told < (state.first.get(channel) ?? -1) && !connection.asking.has(channel),
        );
        if (early) return broken(`${of.event} was published before its channel was subscribed to`);
      }
      return found?.due ? held : undefined;
    },
  );

  return {
    paragraph:
      'An event reaches every connection that is subscribed to one of its channels, once, however many of them match, unchanged, and in the order in which events were published. ' +
      'A subscription is in force once its answer has been received, and until the answer to an unsubscribe.',
    requirements: {
      ...Object.fromEntries(Object.keys(promise.routes).map((pattern) => [keyOf(pattern), complete(pattern)])),
      once: {
        level: 'MUST',
        statement: 'A connection gets an event once.',
        source,
        needs,
        given: always,
        check: each(({ delivery: found }) =>
          found?.of ? judge(!found.again, () => `${found.of?.event} came again`) : undefined,
        ),
      },
      'once-across-channels': {
        level: 'MUST',
        statement: 'A connection gets an event once, however many of its channels match.',
        source,
        needs,
        given: overlapping,
        check: each(({ delivery: found }) =>
          found?.of && (found.via?.length ?? 0) > 1
            ? judge(!found.again, () => `${found.of?.event} came again, by ${found.via?.join(' and ')}`)
            : undefined,
        ),
      },
      ordered: {
        level: 'MUST',
        statement: 'Events reach a connection in the order in which they were published.',
        source,
        needs,
        given: always,
        check: ordered,
      },
      unchanged: {
        level: 'MUST',
        statement: 'An event is delivered as it was published.',
        source,
        needs,
        given: touring,
        check: each(({ delivery: found }) =>
          found?.of
            ? judge(
                found.altered === undefined,
                () => `${found.of?.event} came with another ${found.altered || 'body'}`,
              )
            : undefined,
        ),
      },
      'only-subscribed': {
        level: 'MUST',
        statement: 'A connection gets no event of a channel that it never subscribed to.',
        source,
        needs,
        given: always,
        check: absence(
          ({ connection, channels }) =>
            !channels.some((channel) => connection.former.has(channel) || connection.refused.has(channel)),
          'a channel not subscribed to',
        ),
      },
      'silent-after-unsubscribe': {
        level: 'MUST',
        statement: 'A channel is silent from the answer to its unsubscribe on.',
        source,
        needs,
        given: leaving,
        check: absence(
          ({ connection, channels }) => channels.some((channel) => connection.former.has(channel)),
          'a channel unsubscribed from',
        ),
      },
      entitled: {
        level: 'MUST',
        statement: 'Nobody gets an event without a right to one of its channels.',
        source,
        needs,
        given: always,
        check: absence(
          ({ connection, channels, publication, scene }) =>
            channels.every((channel) => excluded(protocol, scene.world, connection, channel, publication.asked)),
          'channels that its user has no right to',
        ),
      },
      'every-connection': {
        level: 'MUST',
        statement: 'All connections of a user that are subscribed get an event.',
        source,
        needs,
        given: always,
        check: everyDevice,
      },
      'repeated-subscribe': {
        level: 'MUST',
        statement: `Repeating ${promise.subscribe} is confirmed.`,
        source,
        needs: ['token'],
        given: fc.constant(plan(kit.connect('a'), kit.subscribe('a', own), kit.subscribe('a', own), kit.settle())),
        check: confirmed(promise.subscribe, (item, had) => had.has(item)),
      },
      'repeated-unsubscribe': {
        level: 'MUST',
        statement: `${promise.unsubscribe} is confirmed also for what was given up already, or never subscribed to.`,
        source,
        needs: ['token'],
        given: fc.constant(
          plan(
            kit.connect('a'),
            kit.unsubscribe('a', own),
            kit.subscribe('a', own),
            kit.unsubscribe('a', own),
            kit.unsubscribe('a', own),
            kit.settle(),
          ),
        ),
        check: confirmed(
          promise.unsubscribe,
          (item, had, scene) => !had.has(item) && scene.world.channel(item) !== undefined,
        ),
      },
      'keeps-other-channels': {
        applies: thing !== undefined,
        level: 'MUST',
        statement: 'Giving up one channel does not touch the others.',
        source,
        needs,
        given: overlapping,
        check: keepsOthers,
      },
      'live-only': {
        level: 'MUST',
        statement: 'A subscription brings what is published from then on, and nothing from before.',
        source,
        needs,
        given: overlapping,
        check: liveOnly,
      },
    },
    faults: {
      'once-in-fifty': {
        story: `One ${commonest} event in fifty is lost.`,
        breaks: [],
        breaksToo: [`delivery/${keyOf(commonest)}`],
        disturbs: ['delivery/*', 'lifecycle/*', 'errors/changes-nothing'],
        wrap: drop(
          messages(reader, (name) => matches(commonest, name)),
          50,
        ),
      },
      'once-per-channel': {
        story: 'A connection with two matching channels gets the event twice.',
        breaks: ['once-across-channels'],
        disturbs: ['delivery/once', 'lifecycle/*'],
        decide: {
          recipients:
            (original) =>
            (
              event: unknown,
              routes: readonly string[],
              connections: readonly { readonly id: string; readonly channels: ReadonlySet<string> }[],
            ) =>
              (original(event, routes, connections) as readonly string[]).flatMap((id) => {
                const channels = connections.find((connection) => connection.id === id)?.channels;
                return routes.filter((route) => channels?.has(route)).map(() => id);
              }),
        },
      },
      'swaps-two': {
        story: 'Every sixth event goes out behind the next message.',
        breaks: ['ordered'],
        disturbs: ['delivery/*', 'lifecycle/*', 'rights/*', 'errors/changes-nothing', 'replies/*'],
        wrap: overtake(isEvent, 6),
      },
      repeats: {
        story: 'Every eighth event is sent twice.',
        breaks: ['once'],
        disturbs: ['delivery/*', 'lifecycle/*'],
        wrap: twice(isEvent, 8),
      },
      'keeps-the-channel': {
        story: 'After an unsubscribe, events go on as before.',
        breaks: ['silent-after-unsubscribe'],
        disturbs: ['delivery/*', 'errors/changes-nothing'],
        decide: {
          holds:
            (original) => (had: ReadonlySet<string>, command: { readonly do: string }, confirmed: readonly string[]) =>
              command.do === promise.unsubscribe ? had : original(had, command, confirmed),
        },
      },
      broadcasts: {
        story: 'Events go to everybody who is connected.',
        breaks: ['only-subscribed', 'entitled'],
        disturbs: ['delivery/*', 'rights/*', 'errors/changes-nothing', 'lifecycle/*', 'facts/*'],
        decide: {
          recipients: () => (_: unknown, __: unknown, connections: readonly { readonly id: string }[]) =>
            connections.map(({ id }) => id),
        },
      },
      'counts-one-more': {
        story: 'Every number in an event is one too high.',
        breaks: ['unchanged'],
        disturbs: ['delivery/*', 'messages/events'],
        wrap: alter(isEvent, (message) =>
          JSON.parse(JSON.stringify(message, (_, value: unknown) => (typeof value === 'number' ? value + 1 : value))),
        ),
      },
      'last-connection-only': {
        story: 'Of several connections of one user only the latest gets events.',
        breaks: ['every-connection'],
        disturbs: ['delivery/*', 'lifecycle/*', 'errors/changes-nothing'],
        decide: {
          recipients:
            (original) =>
            (event: unknown, routes: unknown, connections: readonly { readonly id: string; readonly user: string }[]) =>
              (original(event, routes, connections) as readonly string[]).filter((id) => {
                const mine = connections.find((connection) => connection.id === id);
                return connections.filter(({ user }) => user === mine?.user).at(-1)?.id === id;
              }),
        },
      },
    },
    unobservable: [
      {
        statement: 'The first event of an order, dispute, shipment or proposal cannot be seen on its own channel.',
        reason: 'It follows from the rights: nobody may subscribe to a channel before its thing exists.',
      },
    ],
  };
});
