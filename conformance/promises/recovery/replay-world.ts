/** The world of replay plans: two things that filters choose by, events about them, and a witness who hears everything. */
import { bodySchema } from '../../../schemas/json-schema.ts';
import { symbol } from '../../engine/names.ts';
import { type Plan, plan, type Seen, type Step } from '../../engine/plan.ts';
import type { Setting } from '../../engine/requirement.ts';
import { raise } from '../../plans/raise.ts';
import type { Story } from '../../plans/story.ts';
import type { Replay } from './commands.ts';

/** Where a client asks to begin. */
export type From = 'latest' | 'earliest' | number | Seen;

/** The things whose events a filter lets through, and those it does not. */
export const OURS = 1;
export const OTHERS = 2;
/** The worlds of one protocol's plans. */
export const replayWorld = ({ kit, protocol }: Pick<Setting<unknown>, 'kit' | 'protocol'>, replay: Replay) => {
  const { filters, lifecycle = {}, sequence, books } = protocol.promises;
  const [{ field = '' } = {}] = Object.values(filters?.values ?? {});
  /** The machine whose things the values of filters are. */
  const [owner = ''] =
    Object.entries(lifecycle).find(([, { key, belongsTo }]) => key === field && belongsTo?.by !== key) ?? [];
  const declaresField = (event: string): boolean =>
    Object.hasOwn(bodySchema(protocol, 'event', event).properties ?? {}, field.slice(1));

  /** Whether what belongs to a thing in such a state can go on. */
  const lasts = (state: string): boolean => !books || books.belongsTo.in.includes(state);

  /** Publishes an event about a thing that filters choose by, or about something that belongs to it. */
  const tell = (story: Story, event: string, n: number, fresh: number): Step | undefined => {
    if (event === books?.delta) return story.publish(event, n, { dice: [fresh, fresh >> 1, fresh >> 2, fresh >> 3] });
    if (story.world.machineOf(event) === owner) {
      const move = story.moves(owner, n).find((one) => one.event === event && lasts(one.to));
      return move && story.publish(event, n, { move });
    }
    const more = story.publish(event, fresh, { parent: n });
    // What does not begin anything goes on with the first thing there is.
    return more ?? (declaresField(event) ? undefined : story.publish(event, 1));
  };
  const begin = (story: Story): readonly Step[] =>
    [OURS, OTHERS].flatMap((n) => {
      const above = raise(protocol, story, owner, 1);
      const [birth] = story.moves(owner, n).filter(({ to }) => lasts(to));
      const step = birth && story.publish(birth.event, n, { move: birth, parent: 1 });
      return [...above, ...(step ? [step] : [])];
    });

  /** Events that can be told of again and again. */
  const streams = Object.keys(protocol.events).filter((event) => {
    if (sequence?.unnumbered?.includes(event)) return false;
    const story = kit.story();
    begin(story);
    return [10, 11, 12].every((fresh) => tell(story, event, OURS, fresh) !== undefined);
  });
  const scoped = streams.filter((event) => filters?.scoped?.includes(event));
  const wide = streams.filter((event) => !scoped.includes(event));
  const narrow = streams.filter(declaresField);
  /** What no filter can narrow is asked for from its beginning only where it is rare: what things begin with seldom is. */
  const rare = wide.filter((event) => !narrow.includes(event)).at(-1) ?? wide.at(-1) ?? '';
  const mine = symbol(owner, OURS);

  const ask = (client: string, names: readonly string[], from: From, values: readonly string[] = []): Step =>
    kit.listen(client, undefined, {
      names,
      values,
      more: { [replay.from.slice(1)]: typeof from === 'string' ? from : { [replay.number]: from } },
    });
  const seen = (client: string, of: string, plus: number): Seen => ({ seen: client, of, plus });
  /** Hears everything: what must be asked for with values, by the two things there are. */
  const witness: readonly Step[] = [
    kit.listen('w'),
    ...(scoped.length > 0
      ? [kit.listen('w', undefined, { names: scoped, values: [mine, symbol(owner, OTHERS)] })]
      : []),
    kit.settle('w'),
  ];

  /** A world with a witness, and the steps that follow, told by a story that goes on. */
  const world = (
    steps: (publish: (event: string, n: number) => readonly Step[]) => readonly (Step | readonly Step[])[],
  ): Plan => {
    const story = kit.story();
    let told = 9;
    const publish = (event: string, n: number): readonly Step[] => {
      const step = streams.includes(event) ? tell(story, event, n, ++told) : undefined;
      return step ? [step] : [];
    };
    return plan(kit.connect('w'), begin(story), witness, ...steps(publish));
  };
  /** The values by which a stream is narrowed to what is ours, where it can be. */
  const valuesFor = (stream: string): readonly string[] => (narrow.includes(stream) ? [mine] : []);

  return { streams, scoped, wide, narrow, rare, mine, valuesFor, ask, seen, world };
};

/** A world of one protocol. */
export type ReplayWorld = ReturnType<typeof replayWorld>;
