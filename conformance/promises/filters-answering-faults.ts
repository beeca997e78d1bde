/** The faults of answering what sets a filter: the unknown taken, the refused half taken, the address not heeded. */
import type { FiltersPromise } from '../../schemas/promises.ts';
import type { Fault, Setting } from '../engine/requirement.ts';
import { alter, hear, messages } from '../faults/wrap.ts';
import { parsed } from '../scene/json.ts';
import { at, itemsAt, withAt } from '../scene/pointer.ts';
import type { FilterTools, Frame } from './filters-tools.ts';

/** Literals, so that `breaks` is checked against the requirements. */
export const answeringFaults = (
  { protocol, promises, promise, reader }: Setting<FiltersPromise>,
  { isSet, misheard, secretly, may, unseen, list, field, answer, known, addressed }: FilterTools,
) =>
  ({
    'half-taken': {
      story: 'Of a command that is refused for an unknown name, the other names are taken all the same.',
      breaks: ['kept-when-refused'],
      disturbs: [...unseen, 'replies/*', 'errors/*', ...may.unknown],
      wrap: (server) => ({
        ...server,
        receive: (input, now) => {
          const frame = input.do === 'text' ? parsed(input.text) : undefined;
          const names = isSet(frame) ? itemsAt(frame, promise.names.at) : [];
          const good = names.filter((name) => known.includes(String(name)));
          if (
            input.do === 'text' &&
            good.length > 0 &&
            names.every((name) => typeof name === 'string' && name !== '') &&
            good.length < names.length
          )
            server.receive({ ...input, text: JSON.stringify(withAt(frame as Frame, promise.names.at, good)) }, now);
          return server.receive(input, now);
        },
      }),
    },
    'passes-over-unknown-values': {
      story: 'Values that nothing bears are passed over.',
      breaks: [],
      breaksToo: list?.unknown === undefined ? [] : ['filters/unknown-value'],
      disturbs: [...unseen, 'replies/*', ...may.badInput, 'errors/code', 'messages/controls', ...may.unknown],
      wrap: (server) => {
        const borne = new Set<string>();
        const deaf = secretly((frame) => {
          const values = itemsAt(frame, list?.at ?? '');
          const good = values.filter((value) => borne.has(String(value)));
          return list === undefined || good.length === 0 ? frame : withAt(frame, list.at, good);
        })(server);
        return {
          ...deaf,
          receive: (input, now) => {
            if (input.do === 'hook' && input.hook === 'publish') borne.add(String(at(input.body, `/payload${field}`)));
            return deaf.receive(input, now);
          },
        };
      },
    },
    'needs-no-values': {
      story: 'What must be asked for with values is confirmed without them, and brings nothing.',
      breaks: [],
      breaksToo: promise.scoped === undefined ? [] : ['filters/scoped'],
      disturbs: [...unseen, 'replies/*', 'messages/controls', ...may.badInput, 'errors/code', 'messages/controls'],
      wrap: (server) => ({
        ...server,
        receive: (input, now) => {
          const frame = input.do === 'text' ? parsed(input.text) : undefined;
          const isScoped = itemsAt(frame, promise.names.at).some((name) => promise.scoped?.some((one) => one === name));
          const valued = itemsAt(frame, list?.at ?? '').length > 0;
          if (input.do !== 'text' || !isSet(frame) || !isScoped || valued) return server.receive(input, now);
          const example = protocol.controls[answer]?.examples[0] as Frame;
          const { echoes = [] } = promises.replies?.to[promise.set] ?? {};
          const repeated = Object.fromEntries(echoes.map((echo) => [echo.slice(1), at(frame, echo)]));
          return [
            {
              do: 'message',
              connection: input.connection,
              message: reader.frame('control', answer, { ...example, ...repeated }),
            },
          ];
        },
      }),
    },
    'confirms-nothing-asked': {
      story: 'The answer tells every list empty, whatever was asked for.',
      breaks: ['told'],
      disturbs: ['messages/controls', 'replies/*'],
      wrap: alter(
        messages(reader, (name) => name === answer),
        (frame) => {
          const told = [promise.names.at, ...Object.values(promise.values).map(({ at: where }) => where)];
          return told.reduce((made, where) => (at(made, where) === undefined ? made : withAt(made, where, [])), frame);
        },
      ),
    },
    'passes-over-the-unknown': {
      story: 'Names that there are not are passed over, and the rest is taken.',
      breaks: ['unknown'],
      disturbs: [...unseen, 'replies/*', 'errors/*', 'messages/*'],
      wrap: misheard((frame) => {
        const names = itemsAt(frame, promise.names.at);
        const known = names.filter(
          (name) => typeof name !== 'string' || name === '' || Object.hasOwn(protocol.events, name),
        );
        return known.length === names.length || known.length === 0 ? frame : withAt(frame, promise.names.at, known);
      }),
    },
    'deaf-to-the-address': {
      story: 'The filter in the address is not heeded.',
      breaks: ['from-address'],
      disturbs: [...unseen, 'replies/*', 'errors/*'],
      wrap: hear((input) => (input.do === 'connect' ? [{ ...input, query: {} }] : [input])),
    },
    'deaf-to-values-in-the-address': {
      story: 'Of the filter in the address, the names alone are heeded.',
      breaks: ['from-address'],
      disturbs: unseen,
      wrap: hear((input) => {
        if (input.do !== 'connect' || list?.query === undefined) return [input];
        const { [list.query]: _, ...query } = input.query;
        return [{ ...input, query }];
      }),
    },
    'complains-before-it-greets': {
      story: 'What is wrong with an address is told before the greeting.',
      breaks: [],
      breaksToo: addressed ? ['filters/unknown-in-address', 'handshake/first-message'] : [],
      disturbs: [...unseen, 'replies/*', 'errors/*'],
      wrap: (server) => ({
        ...server,
        receive: (input, now) => {
          const outputs = server.receive(input, now);
          return input.do === 'connect' ? outputs.toReversed() : outputs;
        },
      }),
    },
  }) as const satisfies Readonly<Record<string, Fault>>;
