/** The faults of what resources are asked: servers that take a number for another, and none for some. */
import type { Protocol } from '../../../schemas/protocol.ts';
import type { Backfill } from '../../../schemas/promises/recovery.ts';
import type { Fault } from '../../engine/requirement.ts';
import { answering, requesting } from '../../faults/resources.ts';
import type { Wrap } from '../../faults/wrap.ts';
import { sinceIn } from './chronicle.ts';
import { resourceTools } from './resource-tools.ts';

/** The faults of what the resources of one protocol are asked. */
export const sinceFaults = (
  protocol: Pick<Protocol, 'promises'>,
  resources: Readonly<Record<string, Backfill>>,
): Readonly<Record<string, Fault>> => {
  const { known, all, may, resourceOf, query, since } = resourceTools(protocol, resources);
  const lenient: Wrap = requesting((request) => {
    const [, resource] = resourceOf(request) ?? [];
    if (!resource || sinceIn(resource, query(request)).is !== 'bad') return request;
    const { [resource.since]: _, ...rest } = request.query;
    return { ...request, query: rest };
  });
  const next = (machine: string): readonly [string, Backfill] | undefined =>
    known[(known.findIndex(([name]) => name === machine) + 1) % known.length];

  return {
    inclusive: {
      story: 'What changed at the very number is told as well.',
      breaks: all('nothing-else'),
      wrap: since((n) => (n === undefined ? n : Math.max(0, n - 1))),
    },
    'since-ever': {
      story: 'Whatever number it is given, a resource tells everything.',
      breaks: all('nothing-else'),
      wrap: since(() => undefined),
    },
    'since-now': {
      story: 'Where no number is given, a resource tells nothing.',
      breaks: all('left-out'),
      disturbs: may('law'),
      wrap: since((n) => n ?? Number.MAX_SAFE_INTEGER),
    },
    'nought-is-none': {
      story: 'A number of 0 is taken for none at all, and refused.',
      breaks: all('complete'),
      wrap: answering((answer, request) => {
        const [, resource] = resourceOf(request) ?? [];
        return resource && request.query[resource.since] === '0'
          ? { ...answer, status: 400, body: { error: `${resource.since} is missing` } }
          : answer;
      }),
    },
    lenient: {
      story: 'What is no number is taken for none given.',
      breaks: all('refuses'),
      wrap: lenient,
    },
    'refuses-wordlessly': {
      story: 'A bad number is refused with 422, and no word why.',
      breaks: all('refuses'),
      wrap: answering((answer, request) =>
        resourceOf(request) && answer.status === 400 ? { ...answer, status: 422, body: {} } : answer,
      ),
    },
    'one-for-the-other': {
      story: 'Of several resources each tells the things of the next.',
      breaks: known.length > 1 ? all('fields', 'numbers') : [],
      disturbs: may('complete', 'status', 'law', 'nothing-else', 'left-out'),
      wrap: requesting((request) => {
        const [machine] = resourceOf(request) ?? [];
        const other = machine === undefined ? undefined : next(machine)?.[1];
        return other ? { ...request, path: other.path } : request;
      }),
    },
  };
};
