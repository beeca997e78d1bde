/** What happens before those who filter: events that say one thing or another in the place by which filters choose. */
import type { FiltersPromise } from '../../../schemas/promises/filters.ts';
import { bodySchema } from '../../../schemas/json-schema.ts';
import { numeral, symbol } from '../../engine/names.ts';
import type { Step } from '../../engine/plan.ts';
import type { Setting } from '../../engine/requirement.ts';
import { emit } from '../../plans/emit.ts';
import type { Story } from '../../plans/story.ts';

/** What an event says in the place by which filters choose: the n-th value as text, a number, `null`, or nothing. */
export type Said = number | 'number' | 'null' | 'nothing';

/** The events of one protocol, by what filters make of them. */
export const filterEvents = ({ protocol, promise, kit }: Setting<FiltersPromise>) => {
  const { lifecycle = {}, sequence, pacing = {} } = protocol.promises;
  const [list] = Object.values(promise.values);
  /** The machine whose things the values name, if they name any. */
  const owner = Object.entries(lifecycle).find(
    ([, { key, belongsTo }]) => key === list?.field && belongsTo?.by !== key,
  )?.[0];
  const declares = (event: string): boolean => {
    // Where there is but one event that can be asked for, there is no other.
    if (!Object.hasOwn(protocol.events, event)) return false;
    const { properties = {}, oneOf = [] } = bodySchema(protocol, 'event', event);
    const all = [properties, ...oneOf.map((one) => one.properties ?? {})];
    return list !== undefined && all.some((some) => Object.hasOwn(some, list.field.slice(1)));
  };
  const takes = (event: string, type: string): boolean => {
    const schema = JSON.stringify(bodySchema(protocol, 'event', event).properties?.[list?.field.slice(1) ?? ''] ?? {});
    return schema.includes(`"${type}"`);
  };
  const mayLack = (event: string): boolean => {
    const { required = [], oneOf = [] } = bodySchema(protocol, 'event', event);
    return ![required, ...oneOf.map((one) => one.required ?? [])].some((names) =>
      names.includes(list?.field.slice(1) ?? ''),
    );
  };
  const told = kit.names.filter((name) => !sequence?.unnumbered?.includes(name));
  /** The names by which everything is asked for; none where whoever lists none gets everything. */
  const all = promise.initially === 'all' && promise.names.empty === 'all' ? undefined : told;
  /** What is paced comes when its time has come, so that something else has to show what passes. */
  const prompt = told.filter((name) => pacing[name] === undefined);
  const valued = prompt.filter(declares);
  const plain = prompt.filter((name) => !declares(name));

  /** The value that a filter lists. */
  const listed = (said: number | 'number'): string =>
    said === 'number' ? symbol('number', 1) : symbol(owner ?? 'value', said);
  const value = (said: Said): unknown => {
    switch (said) {
      case 'number':
        return numeral(1);
      case 'null':
        return null;
      case 'nothing':
        return undefined;
      default:
        return symbol('value', said);
    }
  };

  /** An event that says this, with what has to happen before it; `n` numbers things where values name none. */
  const happens = (story: Story, event: string, n: number, said: Said): readonly Step[] => {
    if (owner === undefined || !declares(event)) {
      // What its schema does not let it say cannot happen.
      const mustSay = valued.includes(event) && !mayLack(event);
      if (mustSay && (said === 'nothing' || (said === 'null' && !takes(event, 'null')))) return [];
      const given = value(said);
      const bare = said === 'nothing' ? { body: without(protocol, event, list?.field) } : {};
      return emit(protocol, story, event, n, given === undefined ? bare : { value: given });
    }
    const name = story.world.machineOf(event);
    const { belongsTo, key } = lifecycle[name ?? ''] ?? {};
    const which = typeof said === 'number' ? said : 1;
    const own = name === owner || belongsTo?.by === key;
    return emit(protocol, story, event, own ? which : n, { parent: which });
  };

  /** Where values name no things, an event that says just this. */
  const happensWith = (story: Story, event: string, n: number, said: unknown): readonly Step[] =>
    emit(protocol, story, event, n, { value: said });

  /** Events that can happen again and again, of whatever values name. */
  const lasting = (list ? valued : plain).filter((event) => {
    const story = kit.story();
    return [3, 4, 5].every((n) => happens(story, event, n, 1).length > 0);
  });
  const [one = prompt[0] ?? '', two = prompt[1] ?? ''] = lasting;
  const other = plain[0] ?? two;

  /** What values name has to be there before it can be listed. */
  const begun = (story: Story, which: readonly number[] = [1, 2]): readonly Step[] => {
    const [birth] = owner === undefined ? [] : story.next(owner, 1);
    const event = Object.keys(lifecycle[owner ?? '']?.transitions ?? {})[0] ?? birth;
    return owner === undefined || event === undefined
      ? []
      : which.flatMap((n) => emit(protocol, story, event, n, { parent: 1 }));
  };

  return {
    list,
    owner,
    /** What can be asked for and published. */
    told,
    all,
    prompt,
    /** Those that have a place by which filters choose, and those that have none. */
    valued,
    plain,
    takes,
    mayLack,
    listed,
    lasting,
    happens,
    happensWith,
    begun,
    one,
    two,
    other,
  };
};

/** The example of an event without one of its fields. */
const without = (
  protocol: Setting<unknown>['protocol'],
  event: string,
  field: string | undefined,
): Readonly<Record<string, unknown>> => {
  const example = (protocol.events[event]?.examples[0] ?? {}) as Readonly<Record<string, unknown>>;
  const { [field?.slice(1) ?? '']: _, ...rest } = example;
  return rest;
};
