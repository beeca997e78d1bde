/** The directed plans of paces: values published faster and slower than they go out, to those who want them and not. */
import type { PacingPromise } from '../../../schemas/promises/pacing.ts';
import { numeral, symbol } from '../../engine/names.ts';
import { type Plan, plan, type Step } from '../../engine/plan.ts';
import type { Setting } from '../../engine/requirement.ts';
import { edgesOf } from '../../plans/edge-bodies.ts';
import { marksOf } from '../../plans/paced-marks.ts';
import type { Story } from '../../plans/story.ts';
import { channelShape, matches, withAt } from '../../scene/pointer.ts';
import { mostOf } from './tracker.ts';

/** Waits are made of so many for a period, so that where time moves in strides these are short. */
const PARTS = 4;

/** The plans for one protocol. They run apart: what is paced is the same for everybody on a server. */
export const pacingPlans = ({ protocol, promises, promise, kit }: Setting<PacingPromise>) => {
  const marks = marksOf(protocol);
  const of = (kind: 'spaced' | 'steady') =>
    Object.entries(promise).flatMap(([event, pace]) => (pace?.kind === kind ? [{ event, pace }] : []));
  const [spaced, steady] = [of('spaced'), of('steady')];
  const shortest = Math.min(...[...spaced, ...steady].map(({ pace }) => pace.every));
  const part = Math.max(1, Math.floor(shortest / PARTS));
  const longest = Math.max(0, ...steady.map(({ pace }) => pace.every));
  const wait = (ms: number): Step => ({
    do: 'repeat',
    times: Math.max(1, Math.ceil(ms / part)),
    steps: [{ do: 'wait', ms: part }],
  });
  const names = [symbol('value', 1), symbol('value', 2)];
  /** The same letter at the end, in the two ways in which Unicode writes it. */
  const [composed, decomposed] = ['\u00e9', 'e\u0301'].map((letter) => `${symbol('value', 1)}${letter}`) as [
    string,
    string,
  ];
  /** So many that a careless list does not hold them. */
  const others = Array.from({ length: 60 }, (_, index) => symbol('value', 10 + index));
  const apart = (...steps: readonly (Step | readonly Step[])[]): Plan => ({ ...plan(...steps), apart: true });
  const user = (client: string): string => symbol('user', client === 'a' ? 1 : 2);

  /** The items by which channels are asked for that bring an event about things of these names; none, where they come anyway. */
  const itemsFor = (event: string): readonly string[] => {
    const routes = Object.entries(promises.delivery?.routes ?? {}).find(([pattern]) => matches(pattern, event))?.[1];
    const pace = promise[event];
    const keys = pace?.kind === 'spaced' ? (pace.key ?? []) : [];
    const isByKey = routes?.some((route) => keys.includes(`/${channelShape(route).parameter ?? ''}`));
    return isByKey ? names : [];
  };
  const want = (client: string, ...events: readonly string[]): readonly Step[] => {
    if (promises.filters) return [kit.listen(client, user(client), { names: events })];
    const items = [...new Set(events.flatMap(itemsFor))];
    return items.length > 0 ? [kit.subscribe(client, ...items)] : [];
  };
  const giveUp = (client: string, ...events: readonly string[]): readonly Step[] => {
    if (promises.filters) return [kit.unlisten(client, user(client), events)];
    const items = [...new Set(events.flatMap(itemsFor))];
    return items.length > 0 ? [kit.unsubscribe(client, ...items)] : [];
  };
  let told = 0;
  const say = (event: string, ...about: readonly string[]): Step => ({
    do: 'publish',
    event,
    body: marks.value(event, ++told, about),
  });
  /** Values that careless code takes for something else, about the first of things: large numbers, noughts, and nothing at all. */
  const edges = (event: string): readonly Step[] => {
    const { large, nought, empty } = edgesOf(protocol, event);
    const value = () => marks.value(event, ++told, names.slice(0, 1));
    const nothing = empty(value());
    // Without any of the numbers in its lists it is known again by another.
    const place = Object.keys(nothing ?? {}).find((key) => typeof nothing?.[key] === 'number');
    const bodies = [
      large(value()),
      nought(value()),
      nothing && place !== undefined ? { ...nothing, [place]: numeral(++told) } : undefined,
    ];
    return bodies.flatMap((body): readonly Step[] => (body ? [{ do: 'publish', event, body }] : []));
  };
  /** Of each thing that the event is paced by, one value. */
  const each = (event: string): readonly Step[] => {
    const pace = promise[event];
    return pace?.kind === 'spaced' && pace.key ? names.map((name) => say(event, name)) : [say(event)];
  };

  /** One after the other; many at once; a steady flow, faster than it may go out; and quiet after each. */
  const flowing = (): Plan =>
    apart(
      kit.connect('a'),
      kit.connect('b', user('b')),
      ...spaced.flatMap(({ event }) => [...want('a', event), ...want('b', event)]),
      kit.settle(),
      ...spaced.flatMap(({ event, pace }) => [
        ...each(event),
        wait(mostOf(pace)),
        ...[1, 2, 3].flatMap(() => each(event)),
        // Whoever comes now takes nothing away.
        kit.connect('c'),
        wait(2 * mostOf(pace)),
        // The next period counts from when what was held goes out, and not from when it was said.
        ...[1, 2].flatMap(() => each(event)),
        wait(pace.every + part),
        ...each(event),
        wait(2 * mostOf(pace)),
        ...Array.from({ length: 2 * PARTS }, () => [...each(event), wait(part)]).flat(),
        // Who asks for it now is told how things stand, or nothing.
        ...(promises.filters ? [...want('c', event), kit.settle('c')] : []),
        wait(mostOf(pace)),
        ...edges(event).flatMap((step) => [step, wait(2 * mostOf(pace))]),
      ]),
      kit.settle(),
    );

  /** One gives up what is held for it, another goes on; then it gives up what has just come, and asks for it again. */
  const dropping = (): Plan =>
    apart(
      kit.connect('a'),
      kit.connect('b', user('b')),
      ...spaced.flatMap(({ event }) => [...want('a', event), ...want('b', event)]),
      kit.settle(),
      ...spaced.flatMap(({ event, pace }) => [
        ...each(event),
        ...each(event),
        ...giveUp('a', event),
        kit.settle('a'),
        wait(mostOf(pace)),
        ...each(event),
        wait(mostOf(pace)),
        kit.settle(),
        ...want('a', event),
        kit.settle('a'),
        // What is held as it is given up does not come back with it.
        ...each(event),
        ...each(event),
        kit.settle(),
        ...giveUp('a', event),
        kit.settle('a'),
        ...want('a', event),
        kit.settle('a'),
        wait(mostOf(pace)),
        kit.settle(),
        ...each(event),
        wait(part),
        ...giveUp('a', event),
        ...want('a', event),
        kit.settle('a'),
        ...each(event),
        wait(mostOf(pace)),
        kit.settle(),
      ]),
    );

  /** The same after a short flow: all that paces show where something is told by itself. */
  const brief = (): Plan =>
    apart(
      kit.connect('a'),
      kit.connect('b', user('b')),
      ...spaced.flatMap(({ event }) => [...want('a', event), ...want('b', event)]),
      kit.settle(),
      ...spaced.flatMap(({ event, pace }) => [
        ...Array.from({ length: PARTS / 2 }, () => [...each(event), wait(part)]).flat(),
        ...each(event),
        ...giveUp('a', event),
        kit.settle('a'),
        wait(2 * mostOf(pace)),
        ...each(event),
        ...each(event),
        wait(mostOf(pace)),
        kit.settle(),
      ]),
    );

  /** One from the beginning, another out of step with it; values change; one asks for it again, and then gives up. */
  const beating = (): Plan => {
    const events = steady.map(({ event }) => event);
    return apart(
      kit.connect('a'),
      kit.connect('b', user('b')),
      ...want('a', ...events),
      kit.settle(),
      ...events.map((event) => say(event)),
      wait(longest + shortest / 2),
      ...want('b', ...events),
      kit.settle('b'),
      wait(longest + shortest),
      ...want('a', ...events),
      kit.settle('a'),
      // What comes after each answer was sent after all that was said before it.
      ...[1, 2].flatMap(() => [
        ...events.map((event) => say(event)),
        wait(part),
        kit.settle(),
        wait(longest + shortest),
        kit.settle(),
      ]),
      ...events.flatMap((event) => edges(event).slice(0, 1)),
      wait(longest + shortest),
      kit.settle(),
      ...giveUp('a', ...events),
      kit.settle('a'),
      wait(longest + shortest),
      kit.settle(),
    );
  };
  /** What is asked for by items, one by one: more of it, nothing, nothing given up, and one given up. */
  const watching = (): Plan | undefined => {
    const [one = '', two = ''] = names;
    const asked = spaced.filter(({ event }) => itemsFor(event).length > 0);
    if (asked.length === 0) return undefined;
    return apart(
      kit.connect('a'),
      kit.connect('b', user('b')),
      kit.subscribe('b', ...others, one, two),
      // Listed twice, it is watched once.
      kit.subscribe('a', one, one),
      kit.subscribe('a', two),
      kit.subscribe('a'),
      kit.unsubscribe('a'),
      kit.settle(),
      ...asked.flatMap(({ event, pace }) => [...each(event), wait(2 * mostOf(pace))]),
      kit.settle(),
      kit.unsubscribe('a', one),
      kit.settle(),
      ...asked.flatMap(({ event, pace }) => [...each(event), wait(2 * mostOf(pace))]),
      kit.settle(),
    );
  };

  const [[machine, { item }] = ['', { item: '' }]] = Object.entries(promises.delivery?.holding ?? {});
  /** The n-th thing by which its user holds what is told of begins, as one example or another has it, and ends. */
  const lifeOf = (story: Story, n: number) => {
    const [birth = ''] = story.next(machine, n);
    const examples = (protocol.events[birth]?.examples ?? []) as readonly Readonly<Record<string, unknown>>[]; // objects
    const body = examples[(n - 1) % Math.max(1, examples.length)] ?? {};
    const begun = item === '' ? undefined : story.publish(birth, n, { body: withAt(body, item, names[0]) });
    return { begun, ended: story.publish(story.next(machine, n).at(-1) ?? '', n) };
  };

  /** One user holds what is told of twice, and watches it: it goes on coming as long as one of these is so. */
  const staying = (): Plan | undefined => {
    const [one = ''] = names;
    const asked = spaced.filter(({ event }) => itemsFor(event).length > 0);
    if (asked.length === 0 || item === '') return undefined;
    const story = kit.story();
    const [first, second] = [lifeOf(story, 1), lifeOf(story, 2)];
    const tell = () => asked.flatMap(({ event, pace }) => [say(event, one), wait(2 * mostOf(pace))]);
    return apart(
      kit.connect('a'),
      kit.connect('b', user('b')),
      kit.subscribe('b', one),
      kit.subscribe('a', one),
      ...kit.steps(first.begun, second.begun),
      kit.unsubscribe('a', one),
      kit.settle(),
      ...tell(),
      ...kit.steps(first.ended),
      kit.settle(),
      ...tell(),
      kit.subscribe('a', one),
      kit.settle(),
      ...kit.steps(second.ended),
      kit.settle(),
      ...tell(),
      kit.settle(),
    );
  };

  /** One user holds what is told of, and then no more; another watches it, and a third does neither. */
  const holding = (): Plan => {
    const { begun, ended } = lifeOf(kit.story(), 1);
    return apart(
      kit.connect('a'),
      kit.connect('b', user('b')),
      kit.connect('c', symbol('user', 3)),
      ...spaced.flatMap(({ event }) => want('b', event)),
      // What differs in case alone from what is told of, in blanks about it, or in code points.
      ...(promises.delivery?.channel === undefined
        ? []
        : [
            kit.subscribe('c', symbol('value', 3), composed, ...names.flatMap((name) => [` ${name}`, `${name} `])),
            kit.subscribe('b', decomposed),
          ]),
      kit.settle(),
      ...kit.steps(begun),
      ...spaced.flatMap(({ event, pace }) => [
        ...each(event),
        wait(2 * mostOf(pace)),
        ...each(event),
        ...each(event),
        kit.settle(),
        ...kit.steps(ended),
        // What comes from here on was sent after its end.
        kit.settle(),
        wait(mostOf(pace)),
        ...each(event),
        // What is written in other code points is another.
        ...(promises.delivery?.channel === undefined ? [] : [say(event, decomposed)]),
        wait(2 * mostOf(pace)),
        kit.settle(),
      ]),
    );
  };
  return {
    ...{ holding: holding(), flowing: flowing(), dropping: dropping(), brief: brief(), beating: beating() },
    ...{ watching: watching(), staying: staying() },
    ...{ spaced, steady },
  };
};
