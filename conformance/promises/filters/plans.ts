/** The directed plans of filters: who asks for what, and what happens that passes, or does not. */
import { symbol } from '../../engine/names.ts';
import { type Plan, plan, type Step } from '../../engine/plan.ts';
import type { FiltersPromise } from '../../../schemas/promises/filters.ts';
import type { Setting } from '../../engine/requirement.ts';
import { emit } from '../../plans/emit.ts';
import type { Story } from '../../plans/story.ts';
import { nameable } from '../../scene/called.ts';
import { filterEvents } from './events.ts';

/** How many messages that are no events are asked for. */
const SOME = 5;

/** The plans for one protocol. */
export const filtersPlans = (setting: Setting<FiltersPromise>) => {
  const { protocol, promise, kit } = setting;
  const { pacing = {} } = protocol.promises;
  const events = filterEvents(setting);
  const { list, owner, told, all, prompt, valued, plain, takes, mayLack, listed, happens, begun, one, two, other } =
    events;

  const asks = (client: string, names: readonly string[] | undefined, values: readonly string[] = []): Step =>
    kit.listen(client, undefined, { ...(names && { names }), values });
  const refusesToGiveUp = protocol.promises.replies?.to[promise.unset]?.refusals?.includes(promise.unknown) === true;

  /** One wants everything, another what `asked` says; then whatever `happening` says happens. */
  const beside = (asked: (client: string) => readonly Step[], happening: (story: Story) => readonly Step[]): Plan => {
    const story = kit.story();
    const before = begun(story);
    return plan(
      kit.connect('a'),
      kit.connect('b', symbol('user', 2)),
      ...before,
      asks('a', all),
      ...asked('b'),
      kit.settle(),
      ...happening(story),
      kit.settle(),
    );
  };
  const [namesAt, valuesAt] = [promise.names.at.slice(1), list?.at.slice(1) ?? ''];
  /** Filters that list less than those before them, in one way or another; after one of them nothing is wanted at all. */
  const widening: readonly (Readonly<Record<string, unknown>> | undefined)[] = [
    { [namesAt]: [one], [valuesAt]: [listed(1)] },
    { [valuesAt]: [listed(2)] },
    { [namesAt]: [two] },
    {},
    { [namesAt]: [one], [valuesAt]: [listed(2)] },
    { [namesAt]: [one], [valuesAt]: [] },
    { [namesAt]: [], [valuesAt]: [listed(1)] },
    { [namesAt]: [], [valuesAt]: [] },
    undefined,
    {},
  ];
  const some = (story: Story, from = 3): readonly Step[] => [
    ...happens(story, one, from, 1),
    ...happens(story, two, from + 1, 2),
    ...happens(story, one, from + 2, 2),
    ...happens(story, other, from + 3, 'nothing'),
    ...happens(story, two, from + 4, 1),
  ];
  /** Messages of the server that are no events, and that nobody can ask for: some of those that answer, greet or complain. */
  const controls = Object.keys(protocol.controls).filter((name) => !nameable(promise, protocol.events).has(name));
  /** Commands that are refused, each in a way of its own. */
  const refusals = (client: string): readonly Step[] => [
    asks(client, [one, two, 'no-such-event'], [listed(2)]),
    // An unknown one before one that is known, and what is almost a name.
    asks(client, ['no-such-event', two], [listed(2)]),
    ...kit.called([one]).flatMap((name) => [asks(client, [` ${name} `]), asks(client, [name.toUpperCase()])]),
    // What comes along with another, by itself; and what needs values, beside what does not.
    ...Object.keys(promise.along ?? {}).map((event) => asks(client, [event], [listed(2)])),
    ...(promise.scoped ?? []).map((event) => asks(client, [two, event])),
    // What is no value, behind one that is.
    ...(list ? ['', null, 7] : []).map((item) =>
      kit.listen(client, undefined, { names: [one], more: { [valuesAt]: [listed(1), item] } }),
    ),
    // Where giving up may be refused for it as well, that takes nothing away.
    ...(refusesToGiveUp ? [kit.unlisten(client, undefined, [one, 'no-such-event'])] : []),
  ];

  return {
    told,
    /** The fields, but those by which things are named, with numbers and with nothing where filters look. */
    numbers: valued.some((event) => takes(event, 'integer') || takes(event, 'number')),
    /** Whether any event may lack what filters look at. */
    lacks: plain.length > 0 || (owner === undefined && valued.some((event) => takes(event, 'null') || mayLack(event))),
    byName: beside((client) => [asks(client, [one])], some),
    byValue: beside((client) => [asks(client, valued, [listed(1)])], some),
    both: beside((client) => [asks(client, [one], [listed(1)])], some),
    byNumber: beside(
      (client) => [asks(client, valued, [listed('number')])],
      (story) => [
        ...happens(story, one, 3, 'number'),
        ...happens(story, one, 4, 1),
        ...happens(story, one, 5, 'number'),
      ],
    ),
    lacking: beside(
      (client) => [asks(client, all, [listed(1)])],
      (story) => [
        ...happens(story, other, 3, 'nothing'),
        ...happens(story, one, 4, owner === undefined ? 'null' : 1),
        ...happens(story, one, 5, owner === undefined ? 'nothing' : 2),
        ...plain.slice(1, 4).flatMap((event, index) => happens(story, event, 6 + index, 'nothing')),
      ],
    ),
    replaced: beside(
      (client) => [asks(client, [one], [listed(1)]), asks(client, [two]), asks(client, [one], [listed(2)])],
      (story) => [
        ...some(story),
        asks('b', [two]),
        kit.settle(),
        ...happens(story, one, 8, 2),
        ...happens(story, two, 9, 1),
        asks('b', all),
        kit.settle(),
        ...happens(story, one, 10, 1),
        ...happens(story, other, 11, 'nothing'),
        // What was given up is forgotten, values and all.
        asks('b', [one], [listed(1)]),
        kit.unlisten('b'),
        asks('b', [one]),
        kit.settle(),
        ...happens(story, one, 12, 2),
        ...happens(story, one, 13, 1),
      ],
    ),
    /** Lists left out, and empty ones, where they were not before; what happens in between tells them apart. */
    leftOut: beside(
      () => [],
      (story) =>
        widening.flatMap((body, nth) => [
          body ? kit.say('b', promise.set, body) : kit.unlisten('b'),
          kit.settle(),
          ...[one, two, one, two].flatMap((event, more) =>
            happens(story, event, 3 + nth * 4 + more, more === 0 || more === 3 ? 1 : 2),
          ),
        ]),
    ),
    /** The same in short, for each list and for both. */
    leftOutOnce: [1, 2, 3].map((nth): Plan => {
      const story = kit.story();
      return plan(
        kit.connect('b'),
        ...[widening[0], widening[nth]].flatMap((body) => (body ? [kit.say('b', promise.set, body)] : [])),
        kit.settle(),
        ...happens(story, nth === 1 ? one : two, 3, 2),
        kit.settle(),
      );
    }),
    silenced: beside(
      (client) => [asks(client, all)],
      (story) => [
        ...happens(story, other, 3, 'nothing'),
        kit.unlisten('b', undefined, told),
        kit.settle(),
        ...some(story),
        // What comes all the same comes before it is asked for anew.
        kit.settle(),
        kit.fence('b'),
        ...happens(story, other, 12, 'nothing'),
        asks('b', all),
        kit.settle(),
        ...happens(story, other, 13, 'nothing'),
      ],
    ),
    unknown: beside(
      (client) => [
        asks(client, [one]),
        ...refusals(client),
        ...controls.slice(0, SOME).map((name) => kit.listen(client, undefined, { names: [name], values: [listed(1)] })),
        kit.fence(client),
      ],
      (story) => [
        ...some(story),
        // Each by itself, where nothing is wanted any more.
        kit.unlisten('b', undefined, told),
        ...refusals('b').flatMap((refused, nth) => [
          refused,
          kit.settle(),
          ...happens(story, one, 20 + 2 * nth, 1),
          ...happens(story, two, 21 + 2 * nth, 2),
          kit.settle(),
          kit.fence('b'),
        ]),
      ],
    ),
    /** All that can be named, one by one and all together, with what values name by one and by several, and each ended again. */
    known: ((): Plan => {
      const story = kit.story();
      const names = [...nameable(promise, protocol.events)];
      const [single, several] = [[listed(1)], [listed(1), listed(2)]];
      /** What one alone can be asked for without values; what brings all that there is, or needs them, is asked for with one. */
      const alone = (name: string): Step => asks('a', [name], list && !kit.called(told).includes(name) ? single : []);
      const { query } = promise.names;
      return plan(
        kit.connect('a'),
        ...(query === undefined ? [] : [kit.connect('b', symbol('user', 2), { query: { [query]: names.join(',') } })]),
        ...begun(story),
        ...names.map(alone),
        ...(list
          ? [asks('a', names, single), asks('a', names, several), asks('a', [one], several)]
          : [asks('a', names)]),
        ...(promise.replaces === 'whole'
          ? [asks('a', [], several), asks('a', undefined), kit.unlisten('a')]
          : [
              ...names.map((name) => kit.unlisten('a', undefined, [name])),
              asks('a', names, list ? several : []),
              kit.unlisten('a', undefined, names),
            ]),
        kit.settle(),
      );
    })(),
    /** Empty lists between what is asked for and what happens. */
    nothing: beside(
      (client) => [asks(client, [one])],
      (story) => [asks('b', []), kit.unlisten('b', undefined, []), kit.settle(), ...some(story), kit.fence('b')],
    ),
    unknownValue: beside(
      (client) => [
        asks(client, [one], [listed(1)]),
        asks(client, [one], [listed(2), symbol(owner ?? 'value', 9)]),
        asks(client, [one], [symbol(owner ?? 'value', 9), listed(2)]),
        // Also where nothing that is asked for has a place for values.
        ...(plain.length > 0 ? [asks(client, plain.slice(0, 2), [symbol(owner ?? 'value', 9)])] : []),
        // What is almost a value that there is: with a blank, and in another case.
        asks(client, [one], [`${listed(1)} `]),
        asks(client, [one], [` ${listed(1)}`]),
        asks(client, [one], [symbol(owner ?? 'value', 3)]),
      ],
      some,
    ),
    /** Sixty bursts, all seen by everybody. */
    storm: (bursts: number): Plan => {
      const story = kit.story();
      const before = begun(story);
      const quick = prompt.filter((event) => repeatable(event));
      const bursting = plan(
        kit.connect('a'),
        kit.connect('b', symbol('user', 2)),
        ...before,
        asks('a', all),
        asks('b', all),
        kit.settle(),
        ...Array.from({ length: bursts }, (_, nth): Step => {
          const steps = [0, 1, 2, 3].flatMap((more) =>
            happens(story, quick[(nth + more) % quick.length] ?? other, 20 + nth * 4 + more, 1).slice(-1),
          );
          return { do: 'together', steps };
        }),
        kit.settle(),
      );
      // What comes at a pace to other plans is not to wait behind it.
      return Object.keys(pacing).length > 0 ? { ...bursting, apart: true } : bursting;
    },
    address: (query: Readonly<Record<string, string>>): Plan => {
      const story = kit.story();
      return plan(
        kit.connect('a'),
        kit.connect('b', symbol('user', 2), { query }),
        kit.settle(),
        ...some(story),
        kit.settle(),
        kit.fence('b'),
      );
    },
    names: { one, two, other },
    listed,
  };

  /** Whether an event needs nothing to have happened before, so that many can happen at once. */
  function repeatable(event: string): boolean {
    const story = kit.story();
    return emit(protocol, story, event, 1).length === 1;
  }
};
