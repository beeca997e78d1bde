/** The plans of filters in which each name has its turn: asked for alone, by a command or by an address, while it happens. */
import type { FiltersPromise } from '../../../schemas/promises/filters.ts';
import { symbol } from '../../engine/names.ts';
import { type Plan, plan, type Step } from '../../engine/plan.ts';
import type { Setting } from '../../engine/requirement.ts';
import type { Story } from '../../plans/story.ts';
import { filterEvents } from './events.ts';

/** The number of the first thing that something happens to, above those that values name. */
const FIRST = 20;

/** The plans for one protocol. */
export const eachPlans = (setting: Setting<FiltersPromise>) => {
  const { promise, kit } = setting;
  const { list, all, prompt, valued, listed, happens, begun, one, two } = filterEvents(setting);
  /** It happens, and says the first value where it has a place for one. */
  const happening = (story: Story, name: string, nth: number): readonly Step[] =>
    happens(story, name, FIRST + nth, valued.includes(name) ? 1 : 'nothing');

  return {
    /** By commands of one connection, beside one that hears everything. */
    asked: (): Plan => {
      const story = kit.story();
      const before = begun(story);
      return plan(
        kit.connect('a'),
        kit.connect('b', symbol('user', 2)),
        ...before,
        kit.listen('a', undefined, all && { names: all }),
        kit.settle(),
        ...prompt.flatMap((name, nth) => [
          kit.listen('b', undefined, { names: [name] }),
          kit.settle('b'),
          ...happening(story, name, nth),
          kit.settle('b'),
          ...(promise.replaces === 'whole' ? [] : [kit.unlisten('b', undefined, [name])]),
        ]),
        kit.settle(),
      );
    },
    /** By the addresses of connections that come one after the other, the first of which names a value as well. */
    addressed: (): Plan => {
      const story = kit.story();
      const names = promise.names.query ?? '';
      const visit = (client: string, query: Readonly<Record<string, string>>, meanwhile: readonly Step[]) => [
        kit.connect(client, symbol('user', 2), { query }),
        kit.settle(),
        ...meanwhile,
        kit.settle(),
        kit.fence(client),
        kit.settle(client),
        { do: 'leave', client } as const,
      ];
      return plan(
        kit.connect('a'),
        ...visit('b', { [names]: one, [list?.query ?? '']: listed(1) }, [
          ...happens(story, one, 3, 1),
          ...happens(story, two, 4, 1),
          ...happens(story, one, 5, 2),
        ]),
        ...prompt.flatMap((name, nth) =>
          visit(`b${nth}`, { [names]: kit.called([name]).join() }, happening(story, name, nth)),
        ),
      );
    },
  };
};
