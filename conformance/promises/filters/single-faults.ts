/** The faults of single names and values: one that is forgotten among many, one that is none among those that are. */
import type { FiltersPromise } from '../../../schemas/promises/filters.ts';
import type { Input } from '../../../schemas/server.ts';
import type { Fault, Setting } from '../../engine/requirement.ts';
import { hear, type Wrap } from '../../faults/wrap.ts';
import { calledAs } from '../../scene/called.ts';
import { parsed } from '../../scene/json.ts';
import { itemsAt, withAt } from '../../scene/pointer.ts';
import type { FilterTools } from './tools.ts';

/** What an input says of the names that a connection filters by, if it says anything. */
type Says = (input: Input) => { readonly connection: string; readonly isNamed: boolean } | undefined;

/** Literals, so that `breaks` is checked against the requirements. */
export const singleFaults = (
  { promise, reader }: Setting<FiltersPromise>,
  { bodyAsked, misheard, may, unseen, list, known, prompt, addressed }: FilterTools,
) => {
  const { query = '' } = promise.names;
  /** A name from the middle of the catalog. */
  const middle = prompt[Math.floor(prompt.length / 2)] ?? '';
  /** Connections that filter by names do not get what is named so. */
  const forgetting =
    (...says: readonly Says[]): Wrap =>
    (server) => {
      const naming = new Set<string>();
      return {
        ...server,
        receive: (input, now) => {
          for (const { connection, isNamed } of says.flatMap((say) => say(input) ?? [])) {
            if (isNamed) naming.add(connection);
            else naming.delete(connection);
          }
          return server.receive(input, now).filter((output) => {
            if (output.do !== 'message' || !naming.has(output.connection)) return true;
            const read = reader.read(output.message, 'server');
            return read?.kind !== 'event' || calledAs(promise, read.name) !== middle;
          });
        },
      };
    };
  const byCommand: Says = (input) => {
    const asked = input.do === 'text' ? bodyAsked(parsed(input.text), promise.set) : undefined;
    if (input.do !== 'text' || !asked) return undefined;
    const isNamed = itemsAt(asked, promise.names.at).length > 0;
    // Elsewhere an empty list changes nothing.
    return isNamed || promise.names.empty === 'all' ? { connection: input.connection, isNamed } : undefined;
  };
  const byAddress: Says = (input) =>
    input.do === 'connect'
      ? { connection: input.connection, isNamed: addressed && (input.query[query] ?? '') !== '' }
      : undefined;
  return {
    'forgets-a-name': {
      story: `A filter in which ${middle} is named lets everything pass that it names, but for ${middle}.`,
      breaks: ['by-name'],
      disturbs: unseen,
      wrap: forgetting(byCommand),
    },
    'forgets-a-name-of-the-address': {
      story: `A filter in the address lets everything pass that it names, but for ${middle}.`,
      breaks: addressed ? (['from-address'] as const) : [],
      disturbs: unseen,
      wrap: forgetting(byAddress, (input) => {
        const said = byCommand(input);
        return said && { ...said, isNamed: false };
      }),
    },
    'does-not-know-one-in-the-address': {
      story: `In an address ${middle} is told to be unknown.`,
      breaks: [],
      breaksToo: addressed ? ['errors/once'] : [],
      disturbs: [...unseen, 'errors/*', 'replies/*'],
      wrap: hear((input) => {
        if (input.do !== 'connect' || !addressed) return [input];
        const names = (input.query[query] ?? '').split(',').map((name) => (name === middle ? 'no-such-event' : name));
        return [{ ...input, query: { ...input.query, ...(input.query[query] && { [query]: names.join() }) } }];
      }),
    },
    'looks-at-the-last-name': {
      story: 'Names that there are not are passed over where one that there is comes last.',
      breaks: ['unknown'],
      disturbs: [...unseen, 'replies/*', 'errors/*', 'messages/*', ...may.unknown],
      wrap: misheard((frame) => {
        const names = itemsAt(frame, promise.names.at);
        const good = names.filter((name) => known.includes(String(name)));
        const isPassed = good.length < names.length && good.includes(names.at(-1));
        return isPassed && !names.includes('') ? withAt(frame, promise.names.at, good) : frame;
      }),
    },
    'reads-names-as-meant': {
      story: 'Spaces around a name, and its case, are passed over.',
      breaks: ['unknown'],
      disturbs: [...unseen, 'replies/*', 'errors/*', 'messages/*', ...may.unknown],
      wrap: misheard((frame) => {
        const meant = (name: unknown): unknown =>
          known.find((one) => one.toLowerCase() === String(name).trim().toLowerCase()) ?? name;
        const names = itemsAt(frame, promise.names.at);
        const heard = names.map(meant);
        return heard.every((name, nth) => name === names[nth]) ? frame : withAt(frame, promise.names.at, heard);
      }),
    },
    'passes-over-what-is-no-value': {
      story: 'What is no text, or empty, is passed over in a list of values that holds others.',
      breaks: [],
      breaksToo: list === undefined ? [] : ['errors/empty-text', 'errors/null-field', 'errors/wrong-type'],
      disturbs: [...unseen, 'replies/*', 'errors/*', ...may.unknown],
      wrap: misheard((frame) => {
        const values = itemsAt(frame, list?.at ?? '');
        const good = values.filter((value) => typeof value === 'string' && value !== '');
        const isMixed = good.length > 0 && good.length < values.length;
        return list !== undefined && isMixed ? withAt(frame, list.at, good) : frame;
      }),
    },
  } as const satisfies Readonly<Record<string, Fault>>;
};
