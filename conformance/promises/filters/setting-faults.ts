/** The faults of setting filters: names and values forgotten, added up, kept, or ended in name alone. */
import type { FiltersPromise } from '../../../schemas/promises/filters.ts';
import type { Fault, Setting } from '../../engine/requirement.ts';
import { parsed } from '../../scene/json.ts';
import { at, itemsAt, withAt } from '../../scene/pointer.ts';
import type { FilterTools } from './tools.ts';

/** Literals, so that `breaks` is checked against the requirements. */
export const settingFaults = (
  { promise, reader }: Setting<FiltersPromise>,
  { bodyAsked, misheard, secretly, confirming, may, unseen, list, known, prompt, whole }: FilterTools,
) =>
  ({
    'values-forgotten': {
      story: 'Of a filter, the names are heeded and the values are not.',
      breaks: list ? (['by-value', 'withholds'] as const) : [],
      disturbs: [...unseen, 'replies/*', ...may.badInput, 'errors/code'],
      wrap: misheard((frame) => {
        const { [list?.at.slice(1) ?? '']: _, ...rest } = frame;
        return promise.scoped?.some((name) => itemsAt(frame, promise.names.at).includes(name)) ? frame : rest;
      }),
    },
    'first-name-only': {
      story: 'Of a list of names, the first is taken.',
      breaks: ['passes'],
      disturbs: [...unseen, 'messages/*', 'replies/*', 'errors/*'],
      wrap: misheard((frame) => {
        const names = itemsAt(frame, promise.names.at);
        return names.length > 1 ? withAt(frame, promise.names.at, names.slice(0, 1)) : frame;
      }),
    },
    'adds-up': {
      story: 'Names that were asked for before are kept beside those asked for now.',
      breaks: [],
      breaksToo: whole ? ['filters/replaced', 'filters/withholds'] : [],
      disturbs: [...unseen, 'replies/*', ...may.badInput, 'errors/code', 'messages/controls'],
      wrap: (server) => {
        const asked = new Map<string, readonly unknown[]>();
        return secretly((frame, connection) => {
          const names = itemsAt(frame, promise.names.at);
          const all = [...new Set([...(asked.get(connection) ?? []), ...names])];
          if (names.length === 0) return frame;
          asked.set(connection, all);
          return withAt(frame, promise.names.at, all);
        })(server);
      },
    },
    'keeps-the-first-values': {
      story: 'Whoever asks for a name again keeps the values of the first time.',
      breaks: list ? (['replaced'] as const) : [],
      disturbs: [...unseen, 'replies/*', ...may.badInput, 'errors/code', 'messages/controls', ...may.unknown],
      wrap: (server) => {
        const first = new Map<string, unknown>();
        return secretly((frame, connection) => {
          const values = list && at(frame, list.at);
          if (!list || !Array.isArray(values) || values.length === 0) return frame;
          const key = `${connection} ${JSON.stringify(itemsAt(frame, promise.names.at))}`;
          if (!first.has(key)) first.set(key, values);
          return withAt(frame, list.at, first.get(key));
        })(server);
      },
    },
    'keeps-names-left-out': {
      story: 'Whoever lists no names keeps those listed before, where the list is left out.',
      breaks: [],
      breaksToo: whole ? ['filters/left-out'] : [],
      disturbs: [...unseen, 'replies/*'],
      wrap: (server) => {
        const asked = new Map<string, unknown>();
        return secretly((frame, connection) => {
          const names = at(frame, promise.names.at);
          const before = asked.get(connection);
          if (names !== undefined) asked.set(connection, names);
          return names === undefined && before !== undefined ? withAt(frame, promise.names.at, before) : frame;
        })(server);
      },
    },
    'no-list-is-the-end': {
      story: `A ${promise.set} that leaves out the list of names is confirmed, and ends everything.`,
      breaks: [],
      breaksToo: whole ? ['filters/left-out'] : [],
      disturbs: [...unseen, 'replies/*'],
      wrap: (server) => ({
        ...server,
        receive: (input, now) => {
          const asked = input.do === 'text' ? bodyAsked(parsed(input.text), promise.set) : undefined;
          const outputs = server.receive(input, now);
          if (input.do !== 'text' || !asked || !whole || at(asked, promise.names.at) !== undefined) return outputs;
          server.receive({ ...input, text: JSON.stringify(reader.frame('command', promise.unset, {})) }, now);
          return outputs;
        },
      }),
    },
    'an-empty-list-lets-nothing-pass': {
      story: 'Whoever sends an empty list of values gets no event that bears one.',
      breaks: [],
      breaksToo: whole && list ? ['filters/left-out'] : [],
      disturbs: [...unseen, 'replies/*'],
      wrap: secretly((frame) => {
        const values = list && at(frame, list.at);
        return list && Array.isArray(values) && values.length === 0 ? withAt(frame, list.at, ['wp:nobody']) : frame;
      }),
    },
    'brings-the-next-as-well': {
      story: 'Whoever asks for one name gets the one behind it in the catalog as well.',
      breaks: list ? (['by-name'] as const) : (['by-name', 'withholds'] as const),
      disturbs: [...unseen, 'replies/*', ...may.badInput, 'errors/code', 'messages/controls'],
      wrap: secretly((frame) => {
        const [only, ...others] = itemsAt(frame, promise.names.at);
        const next = prompt[(prompt.indexOf(String(only)) + 1) % prompt.length];
        return others.length > 0 || !prompt.includes(String(only))
          ? frame
          : withAt(frame, promise.names.at, [only, next]);
      }),
    },
    'goes-on-talking': {
      story: `${promise.unset} is confirmed, and changes nothing.`,
      breaks: ['silent'],
      disturbs: [...unseen, 'replies/*', 'messages/controls', 'limits/*'],
      wrap: (server) => ({
        ...server,
        receive: (input, now) => {
          const frame = input.do === 'text' ? parsed(input.text) : undefined;
          const asked = bodyAsked(frame, promise.unset);
          if (input.do !== 'text' || !asked || reader.problems('command', promise.unset, frame).length > 0)
            return server.receive(input, now);
          const message = confirming(promise.unset, asked);
          return [{ do: 'message', connection: input.connection, message }];
        },
      }),
    },
    'nothing-means-all': {
      story: 'Whoever asks for nothing gets everything.',
      breaks: ['empty-changes-nothing'],
      disturbs: [...unseen, 'replies/*', ...may.badInput],
      wrap: secretly((body) => {
        const names = at(body, promise.names.at);
        return Array.isArray(names) && names.length === 0 ? withAt(body, promise.names.at, known) : body;
      }),
    },
    'giving-up-nothing-is-giving-up-all': {
      story: `Whoever sends ${promise.unset} with an empty list gets nothing any more.`,
      breaks: ['empty-changes-nothing'],
      disturbs: [...unseen, 'replies/*', ...may.badInput],
      wrap: secretly((body) => {
        const names = at(body, promise.names.at);
        return Array.isArray(names) && names.length === 0 ? withAt(body, promise.names.at, known) : body;
      }, promise.unset),
    },
  }) as const satisfies Readonly<Record<string, Fault>>;
