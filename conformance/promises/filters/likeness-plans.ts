/** The plans of likeness: names that are listed twice, events that are like others in most respects, and what says next to nothing. */
import { bodySchema } from '../../../schemas/json-schema.ts';
import type { FiltersPromise } from '../../../schemas/promises/filters.ts';
import { symbol } from '../../engine/names.ts';
import { type Plan, plan, type Step } from '../../engine/plan.ts';
import type { Setting } from '../../engine/requirement.ts';
import { edgesOf } from '../../plans/edge-bodies.ts';
import { emit } from '../../plans/emit.ts';
import { freeField } from '../../plans/marks.ts';
import type { Story } from '../../plans/story.ts';
import { withAt } from '../../scene/pointer.ts';
import { filterEvents } from './events.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Second marks are numbered from here on, so that no story has given them. */
const AGAIN = 900;

/** How many odd bodies each event has. */
const ODD = 3;

/** The plans for one protocol. */
export const likenessPlans = (setting: Setting<FiltersPromise>) => {
  const { protocol, promise, kit } = setting;
  const { sequence, books } = protocol.promises;
  const { all, prompt, list, listed, begun, happens, one, two } = filterEvents(setting);
  /** Where all events have one count, two that are the same word for word are told apart by their numbers. */
  const isCounted = sequence?.scope === 'server';
  const everything = (client: string): Step => kit.listen(client, undefined, all && { names: all });

  /** The same once more, of which nobody could take one for a repetition of the other but by what they are about. */
  const again = (step: Extract<Step, { do: 'publish' }>, nth: number): Step | undefined => {
    if (isCounted) return step;
    const schema = bodySchema(protocol, 'event', step.event);
    const [first] = [freeField(schema, step.body)];
    const second = first === undefined ? undefined : freeField(schema, without(step.body, first));
    return second === undefined ? undefined : { ...step, body: withAt(step.body, second, symbol('mark', AGAIN + nth)) };
  };
  /** Events that speak of no thing with a life of its own, so that anything may happen to it. */
  const lifeless = (story: Story): readonly string[] =>
    prompt.filter((event) => story.world.machineOf(event) === undefined && event !== books?.delta);
  const [namesAt, valuesAt] = [promise.names.at.slice(1), list?.at.slice(1) ?? ''];
  const doubled = (names: readonly string[]): readonly string[] => kit.called(names).flatMap((name) => [name, name]);

  return {
    /** Names, and values, that are listed twice; and then given up, where a name is. */
    namedTwice: (): Plan => {
      const story = kit.story();
      const before = begun(story);
      const values = list ? { [valuesAt]: [listed(1), listed(1), listed(2)] } : {};
      const body: Fields = { [namesAt]: doubled([one, two]), ...values };
      const given = promise.replaces === 'whole' ? {} : { [namesAt]: kit.called([one, two]) };
      const some = (from: number): readonly Step[] => [
        ...happens(story, one, from, 1),
        ...happens(story, two, from + 1, 2),
        ...happens(story, one, from + 2, 2),
      ];
      return plan(
        kit.connect('a'),
        kit.connect('b', symbol('user', 2)),
        ...before,
        everything('a'),
        kit.say('b', promise.set, body),
        kit.settle(),
        ...some(3),
        kit.settle(),
        kit.say('b', promise.unset, given),
        kit.settle(),
        ...some(6),
        kit.settle(),
        kit.fence('b'),
      );
    },
    /** Of each event that may be, two about the same. */
    alike: (): Plan => {
      const story = kit.story();
      const happening = lifeless(story).flatMap((event, nth): readonly Step[] => {
        const step = emit(protocol, story, event, 3 + nth).at(-1);
        const more = step?.do === 'publish' ? again(step, nth) : undefined;
        return step && more ? [step, more] : [];
      });
      return plan(kit.connect('a'), everything('a'), kit.settle(), ...happening, kit.settle());
    },
    /** Of each event, one with large numbers, one with noughts and with what says nothing, and some in words that are seldom told. */
    edges: (): Plan => {
      const story = kit.story();
      const before = begun(story);
      const examplesOf = (event: string) => (protocol.events[event]?.examples ?? []) as readonly Fields[]; // They are objects.
      const edges = prompt
        .filter((event) => event !== books?.delta)
        .flatMap((event, nth): readonly Step[] => {
          const { large, hollow } = edgesOf(protocol, event);
          return examplesOf(event)
            .slice(0, 2)
            .flatMap((example) => [large(example), hollow(example)])
            .flatMap((body, more) => emit(protocol, story, event, 100 + 4 * nth + more, { body }));
        });
      const odd = prompt.flatMap((event, index) =>
        Array.from({ length: ODD }, (_, nth): readonly Step[] => {
          const body = edgesOf(protocol, event).odd(examplesOf(event)[0] ?? {}, index * 2 + nth);
          return emit(protocol, story, event, 10 + index * ODD + nth, { parent: 1, body, undated: true });
        }).flat(),
      );
      return plan(
        kit.connect('a'),
        kit.connect('b'),
        ...before,
        everything('a'),
        everything('b'),
        kit.settle(),
        ...edges,
        ...odd,
        kit.settle(),
      );
    },
  };
};

/** A body without what stands at a place in it. */
const without = (body: Fields, pointer: string): Fields => {
  const [head = '', ...rest] = pointer.slice(1).split('/');
  const { [head]: inner, ...others } = body;
  // Only what lies within an object has a longer way to it.
  return rest.length === 0 ? others : { ...others, [head]: without(inner as Fields, `/${rest.join('/')}`) };
};
