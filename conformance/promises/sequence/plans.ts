/** The directed plans of sequences: events between all sorts of commands, on connections that come and go. */
import type { SequencePromise } from '../../../schemas/promises/sequence.ts';
import { symbol } from '../../engine/names.ts';
import { type Plan, plan, type Step } from '../../engine/plan.ts';
import type { Setting } from '../../engine/requirement.ts';
import { emit } from '../../plans/emit.ts';
import type { Story } from '../../plans/story.ts';
import { promptReasons } from '../../scene/farewells.ts';

/** How many events a storm has, and how many of them are under way at once. */
const STORM = { bursts: 300, events: 4 } as const;

/** How many events a plan takes turns with. */
const ENOUGH = 3;
/** Things that have begun before have numbers from here on. */
const EARLIER = 10_000;

/** The plans for one protocol. */
export const sequencePlans = ({ protocol, promises, kit }: Setting<SequencePromise>) => {
  const { filters } = promises;
  const names = kit.names;
  const alone = names.filter((event) => emit(protocol, kit.story(), event, 1).length === 1);
  /** Where too few can happen of themselves, there are those that can once something has begun. */
  const lasting = names.filter((event) => {
    const story = kit.story();
    return emit(protocol, story, event, 1).length > 0 && emit(protocol, story, event, 2).length === 1;
  });
  const isBegun = alone.length < ENOUGH;
  const single = isBegun ? lasting : alone;
  const [one = '', two = '', three = ''] = single;
  const everything = (client: string, more?: Readonly<Record<string, unknown>>): readonly Step[] =>
    filters?.initially === 'all' && !more ? [] : [kit.listen(client, undefined, more ? { more } : {})];
  const happens = (story: Story, event: string, n: number): readonly Step[] => emit(protocol, story, event, n);
  /** What has to have begun before all that happens at once. */
  const begun = (story: Story): readonly Step[] =>
    isBegun ? single.flatMap((event, index) => happens(story, event, EARLIER + index)) : [];
  const narrow = (client: string, event: string): Step => kit.listen(client, undefined, { names: [event] });

  /** Events, and between them whatever must use up no number. */
  const between = (): Plan => {
    const story = kit.story();
    return plan(
      kit.connect('a'),
      ...everything('a'),
      kit.settle(),
      ...happens(story, one, 1),
      kit.fence('a'),
      { do: 'text', client: 'a', text: 'no json' },
      kit.connect('b', symbol('user', 2)),
      ...everything('b'),
      kit.settle(),
      ...happens(story, two, 2),
      narrow('b', two),
      kit.unlisten('b', undefined, names),
      kit.settle(),
      ...happens(story, three, 3),
      { do: 'leave', client: 'b' },
      ...happens(story, one, 4),
      kit.connect('c', symbol('user', 3)),
      ...everything('c'),
      kit.settle(),
      ...happens(story, two, 5),
      kit.settle(),
    );
  };

  /** Events that come at once, seen by several. */
  const atOnce = (): Plan => {
    const story = kit.story();
    return plan(
      kit.connect('a'),
      kit.connect('b', symbol('user', 2)),
      ...everything('a'),
      ...everything('b'),
      kit.settle(),
      ...begun(story),
      ...[0, 1, 2, 3].map(
        (nth): Step => ({
          do: 'together',
          steps: [one, two, three].flatMap((event, index) => happens(story, event, 10 * nth + index + 1)),
        }),
      ),
      kit.settle(),
    );
  };

  /** Filters come and go while events go on. */
  const filtered = (): Plan => {
    const story = kit.story();
    return plan(
      kit.connect('a'),
      kit.connect('b', symbol('user', 2)),
      ...everything('a'),
      narrow('b', one),
      kit.settle(),
      ...[one, two, one, three, two, one].flatMap((event, index) => happens(story, event, index + 1)),
      narrow('b', two),
      kit.settle(),
      ...[one, two, three, two].flatMap((event, index) => happens(story, event, 10 + index)),
      kit.unlisten('b', undefined, names),
      kit.settle(),
      ...happens(story, one, 20),
      kit.listen('b'),
      kit.settle(),
      ...[two, one].flatMap((event, index) => happens(story, event, 30 + index)),
      kit.settle(),
    );
  };

  const storm = (): Plan => {
    const story = kit.story();
    return plan(
      kit.connect('a'),
      kit.connect('b', symbol('user', 2)),
      ...everything('a'),
      ...everything('b'),
      kit.settle(),
      ...begun(story),
      ...Array.from({ length: STORM.bursts }, (_, nth): readonly Step[] => {
        const burst = Array.from({ length: STORM.events }, (__, more) =>
          happens(story, single[(nth + more) % single.length] ?? one, 1 + nth * STORM.events + more),
        );
        return [{ do: 'together', steps: burst.flat() }];
      }).flat(),
      kit.settle(),
    );
  };

  /** Numbers are reached, everything is forgotten, and numbers begin anew. */
  const anew = (): Plan => {
    const [story, afterwards] = [kit.story(), kit.story()];
    return plan(
      kit.connect('a'),
      ...everything('a'),
      kit.settle(),
      ...Array.from({ length: 12 }, (_, nth) => happens(story, nth % 2 === 0 ? one : two, nth + 1)).flat(),
      kit.settle(),
      { do: 'reset' },
      kit.connect('b', symbol('user', 2)),
      ...everything('b'),
      kit.settle(),
      ...happens(afterwards, one, 50),
      ...happens(afterwards, two, 51),
      kit.settle(),
    );
  };

  /** Connections are ended, some or all, and others come afterwards. */
  const ended = (): Plan => {
    const story = kit.story();
    const [reason = ''] = promptReasons(promises);
    const user = promises.credentials ? { user: symbol('user', 1) } : {};
    const visit = (client: string, n: number): readonly Step[] => [
      kit.connect(client),
      ...everything(client),
      kit.settle(),
      ...happens(story, n % 2 === 0 ? one : two, n),
      kit.settle(),
    ];
    return plan(
      ...visit('a', 1),
      ...visit('b', 2),
      { do: 'end', ...user, reason },
      ...visit('c', 3),
      { do: 'end', ...user, reason },
      ...visit('d', 4),
    );
  };

  return { ended: ended(), between: between(), atOnce: atOnce(), filtered: filtered(), storm: storm(), anew: anew() };
};
