/** The faults of giving up what nobody knows: servers that confirm it, or give up the rest. */
import type { FiltersPromise } from '../../../schemas/promises/filters.ts';
import type { Fault, Setting } from '../../engine/requirement.ts';
import { noticing } from '../../faults/noticing.ts';

interface Listing {
  readonly do: string;
  readonly channels: readonly string[];
}

const known = ({ channels }: Listing, unheardOf: readonly string[]): readonly string[] =>
  channels.filter((name) => !unheardOf.includes(name));

/** The faults where a command that gives up may be refused for an unknown name. */
export const filtersUnsetFaults = ({ promises, promise: { unset, unknown, values } }: Setting<FiltersPromise>) => {
  // Servers whose filters list values as well decide in another way.
  const mayRefuse =
    Object.keys(values).length === 0 && promises.replies?.to[unset]?.refusals?.includes(unknown) === true;
  const may = noticing(promises);
  return {
    'gives-up-anything': {
      story: 'What gives something up is confirmed as far as anybody knows what it names, and the rest is passed over.',
      breaks: mayRefuse ? (['unknown'] as const) : [],
      disturbs: [...may.filtered, 'replies/*'],
      decide: {
        verdict: (original) => (command: Listing, unheardOf: readonly string[]) =>
          command.do === unset ? { channels: known(command, unheardOf) } : original(command, unheardOf),
      },
    },
    'gives-up-what-it-knows': {
      story: 'What gives up something that nobody knows is refused, and gives up all the rest.',
      breaks: mayRefuse ? (['passes'] as const) : [],
      disturbs: [...may.lost, 'filters/*', 'pacing/*', 'limits/no-effect'],
      decide: {
        verdict: (original) => (command: Listing, unheardOf: readonly string[]) => {
          const right = original(command, unheardOf) as object;
          const isHalf = command.do === unset && unheardOf.length > 0;
          return isHalf ? { ...right, channels: known(command, unheardOf) } : right;
        },
      },
    },
  } as const satisfies Readonly<Record<string, Fault>>;
};
