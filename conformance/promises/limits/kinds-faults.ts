/** The faults of limits that leave one kind of message uncounted. */
import type { BadInput } from '../../../schemas/promises/errors.ts';
import type { LimitsPromise } from '../../../schemas/promises/limits.ts';
import type { Fault, Setting } from '../../engine/requirement.ts';
import type { Wrong } from '../../faults/limiter.ts';
import { parsed } from '../../scene/json.ts';
import { at, itemsAt } from '../../scene/pointer.ts';

type Ignores = NonNullable<Wrong['ignores']>;

/** The faults of single kinds; `leaving` makes a server that leaves such messages uncounted. */
export const limitsKindsFaults = (
  { protocol, promises: { filters, heartbeat }, promise: { free = [] } }: Setting<LimitsPromise>,
  leaving: (ignores: Ignores) => Omit<Fault, 'story' | 'breaks'>,
) => {
  const ifCounted = (way: BadInput) => (free.includes(way) ? [] : (['counts-bad-input'] as const));
  const { tag } = protocol.envelope.command;
  const isKnown = new Set(Object.keys(protocol.events).map((event) => filters?.called?.[event] ?? event));
  return {
    'binary-is-free': {
      story: 'Binary frames do not count.',
      breaks: ifCounted('binary'),
      ...leaving((input) => input.do === 'binary'),
    },
    'wrong-fields-are-free': {
      story: 'Commands with a wrong field do not count.',
      breaks: ifCounted('bad-field'),
      ...leaving((_, command) => command?.wrong === true),
    },
    'unknown-commands-are-free': {
      story: 'Commands that nobody knows do not count.',
      breaks: ifCounted('unknown-command'),
      ...leaving(
        (input, command) =>
          input.do === 'text' && command === undefined && typeof at(parsed(input.text), `/${tag}`) === 'string',
      ),
    },
    'giving-up-is-free': {
      story: 'Commands that give something up do not count.',
      breaks: filters ? (['refuses'] as const) : [],
      ...leaving((_, command) => command?.name === filters?.unset && filters !== undefined),
    },
    'unknown-names-are-free': {
      story: 'Commands that ask for what nobody knows do not count.',
      breaks: filters ? (['refuses'] as const) : [],
      ...leaving(
        (_, command) =>
          command !== undefined &&
          command.name === filters?.set &&
          itemsAt(command.body, filters.names.at).some((name) => !isKnown.has(String(name))),
      ),
    },
    'beats-are-answered-for-free': {
      story: 'Answers to beats do not count.',
      breaks: heartbeat?.answer === undefined ? [] : (['refuses'] as const),
      ...leaving((_, command) => command !== undefined && command.name === heartbeat?.answer),
    },
  } as const satisfies Readonly<Record<string, Fault>>;
};
