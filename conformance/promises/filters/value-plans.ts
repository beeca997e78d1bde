/** The plans of lists of values: long ones, of which each counts, and values that only resemble what is listed. */
import type { FiltersPromise } from '../../../schemas/promises/filters.ts';
import { numeral, symbol } from '../../engine/names.ts';
import { type Plan, plan, type Step } from '../../engine/plan.ts';
import type { Setting } from '../../engine/requirement.ts';
import type { Story } from '../../plans/story.ts';
import { filterEvents } from './events.ts';

/** Values that are listed go by these numbers from here on: none of them holds what has to be quoted in an address. */
const FIRST = 11;
/** How many values a short list has, and a long one. */
const [FEW, MANY] = [3, 25];
/** How long a long value is before it differs from another. */
const LONG = 80;
/** One letter, written in two ways that Unicode calls equivalent. */
const [COMPOSED, DECOMPOSED] = ['\u00e9', 'e\u0301'] as const;

/** The plans for one protocol. */
export const valuePlans = (setting: Setting<FiltersPromise>) => {
  const { kit } = setting;
  const { list, owner, all, lasting, takes, listed, happens, happensWith, begun, ...events } = filterEvents(setting);
  // Of an event that may have several shapes, not every one has a place for values.
  const [one = events.one, two = one] = lasting.filter((event) => takes(event, 'string'));
  const several = (count: number): readonly string[] => Array.from({ length: count }, (_, nth) => listed(FIRST + nth));
  const asks = (client: string, values: readonly string[]): Step =>
    kit.listen(client, undefined, { names: [one, two], values });
  /** What bears the last of a list, one from its middle, and one that is not on it. */
  const throughout = (story: Story, count: number, from: number): readonly Step[] => [
    ...happens(story, one, from, FIRST + count - 1),
    ...happens(story, two, from + 1, FIRST + Math.floor(count / 2)),
    ...happens(story, two, from + 2, FIRST + count),
    ...happens(story, one, from + 3, FIRST + count - 1),
  ];

  const [text, number] = [symbol('value', 1), symbol('number', 1)];
  const long = `${text}${'-'.repeat(LONG)}`;
  /** What is listed, and what an event says that resembles it: in another case, with blanks, with a digit more, the same for long, in other code points. */
  const resembling: readonly (readonly [listed: string, said: unknown])[] = [
    [text, symbol('value', 3)],
    [symbol('value', 3), text],
    [text, `${text} `],
    [text, ` ${text}`],
    [`${text} `, text],
    [number, `0${number}`],
    [`0${number}`, numeral(1)],
    [`${long}a`, `${long}b`],
    [`${text}${COMPOSED}`, `${text}${DECOMPOSED}`],
  ];

  return {
    /** By commands: a few values, and many; then one, and what resembles it. */
    asked: (): Plan => {
      const story = kit.story();
      const before = begun(story, [1, 2, 3, ...Array.from({ length: MANY + 1 }, (_, nth) => FIRST + nth)]);
      return plan(
        kit.connect('a'),
        kit.connect('b', symbol('user', 2)),
        ...before,
        kit.listen('a', undefined, all && { names: all }),
        ...[FEW, MANY].flatMap((count, nth) => [
          asks('b', several(count)),
          kit.settle(),
          ...throughout(story, count, 40 + 10 * nth),
          kit.settle(),
        ]),
        ...(owner === undefined
          ? resembling.flatMap(([value, said], nth) => [
              asks('b', [value]),
              kit.settle('b'),
              ...happensWith(story, one, 60 + nth, said),
              kit.settle('b'),
            ])
          : [asks('b', [listed(1)]), kit.settle('b'), ...happens(story, one, 60, 3), ...happens(story, two, 61, 2)]),
        kit.settle(),
        kit.fence('b'),
      );
    },
    /** By addresses, each of a connection of its own. */
    addressed: (): Plan => {
      const story = kit.story();
      const parameter = list?.query ?? '';
      return plan(
        kit.connect('a'),
        kit.connect('few', symbol('user', 2), { query: { [parameter]: several(FEW).join() } }),
        kit.connect('many', symbol('user', 2), { query: { [parameter]: several(MANY).join() } }),
        kit.connect('same', symbol('user', 2), { query: { [parameter]: `${number},${text}` } }),
        kit.settle(),
        ...throughout(story, FEW, 40),
        ...throughout(story, MANY, 50),
        ...resembling.flatMap(([value, said], nth) =>
          value === number || value === text ? happensWith(story, one, 60 + nth, said) : [],
        ),
        kit.settle(),
        ...['few', 'many', 'same'].map((client) => kit.fence(client)),
        kit.settle(),
      );
    },
  };
};
