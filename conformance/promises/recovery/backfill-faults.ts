/** The faults of backfill: servers whose resources forget, invent or confuse what has changed. */
import { bodySchema } from '../../../schemas/json-schema.ts';
import { movesOf } from '../../../schemas/moves.ts';
import type { Backfill } from '../../../schemas/promises/recovery.ts';
import type { Fault, Setting } from '../../engine/requirement.ts';
import { both, hear, type Wrap } from '../../faults/wrap.ts';
import { at, textAt, withAt } from '../../scene/pointer.ts';
import { type About, type Fields, resourceTools } from './resource-tools.ts';

/** The most items that a careless page holds. */
const PAGE = 100;
/** How many events a replica is behind: many enough that some are of the examiner who has just connected. */
const BEHIND = 100;

/** The faults of the resources of one protocol. */
export const backfillFaults = (
  { protocol }: Pick<Setting<unknown>, 'protocol'>,
  resources: Readonly<Record<string, Backfill>>,
): Readonly<Record<string, Fault>> => {
  const { lifecycle = {} } = protocol.promises;
  const { known, all, may, told, listed, items } = resourceTools(protocol, resources);
  const numberOf = (item: Fields, pointer: string): number => Number(at(item, pointer));
  const statuses = ({ resource }: About): readonly string[] => Object.values(resource.statuses);

  /** The fields that a thing may be created without. */
  const optional = (machine: string): readonly string[] => {
    const births = movesOf(lifecycle[machine] ?? { transitions: {} }).filter(({ from }) => from.includes(null));
    return births.flatMap(({ event }) => {
      const { properties = {}, required = [] } = bodySchema(protocol, 'event', event);
      return Object.keys(properties).filter((key) => !required.includes(key));
    });
  };

  /** Puts the fields of the latest event of each thing in the place of those that it was created with. */
  const relating: Wrap = (server) => {
    const later = new Map<string, Fields>();
    const keyOf = (machine: string, body: unknown): string =>
      `${machine} ${textAt(body, lifecycle[machine]?.key ?? '/id')}`;
    const listening = hear((input) => {
      const event = input.do === 'hook' && input.hook === 'publish' ? (textAt(input.body, '/event') ?? '') : '';
      for (const [machine] of known) {
        // What is published is an object.
        const payload = input.do === 'hook' ? (at(input.body, '/payload') as Fields) : {};
        const isAbout = Object.hasOwn(lifecycle[machine]?.transitions ?? {}, event);
        if (isAbout) later.set(keyOf(machine, payload), payload);
      }
      return [input];
    });
    const merging = items((item, { machine }) => ({ ...item, ...later.get(keyOf(machine, item)) }));
    return both(merging, listening)(server);
  };

  /** Things are found by their names alone: what ends one ends whatever has the same name, as far as it is told of. */
  const byNameAlone: Wrap = (server) => {
    const ended = new Map<string, string>();
    const listening = hear((input) => {
      const event = input.do === 'hook' && input.hook === 'publish' ? (textAt(input.body, '/event') ?? '') : '';
      for (const [machine] of known) {
        const { key = '/id' } = lifecycle[machine] ?? {};
        const isEnd = movesOf(lifecycle[machine] ?? { transitions: {} }).some(
          (move) => move.event === event && !move.from.includes(null),
        );
        const name = input.do === 'hook' ? textAt(at(input.body, '/payload'), key) : undefined;
        if (isEnd && name !== undefined) ended.set(name, machine);
      }
      return [input];
    });
    const shared = items((item, about) => {
      const by = ended.get(textAt(item, lifecycle[about.machine]?.key ?? '/id') ?? '');
      const [first] = statuses(about);
      const isOpen = at(item, about.resource.status) === first;
      return isOpen && by !== undefined && by !== about.machine
        ? withAt(item, about.resource.status, statuses(about).at(-1))
        : item;
    });
    return both(shared, listening)(server);
  };

  return {
    'found-by-name-alone': {
      story: 'What ends a thing ends things of another sort as well that have the same name.',
      breaks: known.length > 1 ? known.slice(0, 1).map(([machine]) => `${machine}-status`) : [],
      disturbs: may('law', 'status'),
      wrap: byNameAlone,
    },
    'forgets-the-changed': {
      story: 'Only what was created after the number is told, and not what has changed since.',
      breaks: all('complete', 'law'),
      wrap: items((item, { resource, since: n }) => (numberOf(item, resource.created) > n ? item : undefined)),
    },
    'never-the-last': {
      story: 'What has come to its last end is told with the number of its creation as that of its latest change.',
      breaks: all('numbers'),
      wrap: items((item, about) =>
        at(item, about.resource.status) === statuses(about).at(-1)
          ? withAt(item, about.resource.updated, numberOf(item, about.resource.created))
          : item,
      ),
    },
    'still-active': {
      story: 'What was filled, or accepted, is told as active.',
      breaks: all('status', 'law'),
      wrap: items((item, about) => {
        const [first, second] = statuses(about);
        return at(item, about.resource.status) === second ? withAt(item, about.resource.status, first) : item;
      }),
    },
    'one-too-high': {
      story: 'The number of an answer is one too high, so that the next live event is taken for told.',
      breaks: all('complete', 'law'),
      disturbs: may('left-out', 'status', 'numbers', 'nothing-else'),
      wrap: told((body, { resource }) => withAt(body, resource.number, numberOf(body, resource.number) + 1)),
    },
    'a-replica-behind': {
      story: `What is told is how everything was ${BEHIND} events ago, which whoever has just connected does not know of.`,
      breaks: all('law'),
      disturbs: may('nothing-else'),
      wrap: told((body, { resource, since: n, machine }) => {
        const upTo = Math.max(0, numberOf(body, resource.number) - BEHIND);
        const first = Object.values(resource.statuses)[0];
        const then = listed(body, resource).flatMap((item) => {
          const [created, updated] = [numberOf(item, resource.created), numberOf(item, resource.updated)];
          if (updated <= upTo) return [item];
          if (created > upTo || created <= n || !lifecycle[machine]) return [];
          return [withAt(withAt(item, resource.status, first), resource.updated, created)];
        });
        return withAt(withAt(body, resource.items, n > upTo ? [] : then), resource.number, upTo);
      }),
    },
    'essentials-only': {
      story: 'The fields that a thing may be created without are not told.',
      breaks: all('fields'),
      wrap: items((item, { machine }) => {
        const left = optional(machine);
        return Object.fromEntries(Object.entries(item).filter(([key]) => !left.includes(key)));
      }),
    },
    'latest-fields': {
      story: 'The fields of the latest event of a thing take the place of those that it was created with.',
      breaks: all('fields'),
      wrap: relating,
    },
    'created-when-changed': {
      story: 'A thing is told with the number of its latest change as that of its creation.',
      breaks: all('numbers'),
      wrap: items((item, { resource }) => withAt(item, resource.created, numberOf(item, resource.updated))),
    },
    'one-page': {
      story: `A resource tells ${PAGE} items at the most, and says nothing of the others.`,
      breaks: all('complete', 'law'),
      disturbs: may('left-out'),
      wrap: told((body, { resource }) => withAt(body, resource.items, listed(body, resource).slice(0, PAGE))),
    },
  };
};
