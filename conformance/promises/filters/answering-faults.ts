/** The faults of answering what sets a filter: the unknown taken, the refused half taken, the address not heeded. */
import type { FiltersPromise } from '../../../schemas/promises/filters.ts';
import type { Fault, Setting } from '../../engine/requirement.ts';
import { alter, hear, messages } from '../../faults/wrap.ts';
import { parsed } from '../../scene/json.ts';
import { at, itemsAt, withAt } from '../../scene/pointer.ts';
import { mayTellEnds } from './known.ts';
import type { FilterTools } from './tools.ts';

/** A value that nothing bears. */
const NOBODY = 'wp:nobody';

/** Literals, so that `breaks` is checked against the requirements. */
export const answeringFaults = (
  setting: Setting<FiltersPromise>,
  {
    bodyAsked,
    saying,
    misheard,
    secretly,
    confirming,
    lastIsUnknown,
    may,
    unseen,
    list,
    field,
    answer,
    known,
    addressed,
  }: FilterTools,
) => {
  const { protocol, promises, promise, reader } = setting;
  return {
    'half-taken': {
      story: 'Of a command that is refused for an unknown name, the other names are taken all the same.',
      breaks: ['kept-when-refused'],
      disturbs: [...unseen, 'replies/*', 'errors/*', ...may.unknown],
      wrap: (server) => ({
        ...server,
        receive: (input, now) => {
          const asked = input.do === 'text' ? bodyAsked(parsed(input.text), promise.set) : undefined;
          const names = itemsAt(asked, promise.names.at);
          const good = names.filter((name) => known.includes(String(name)));
          if (
            input.do === 'text' &&
            asked &&
            good.length > 0 &&
            names.every((name) => typeof name === 'string' && name !== '') &&
            good.length < names.length
          )
            server.receive(
              { ...input, text: JSON.stringify(saying(promise.set, withAt(asked, promise.names.at, good))) },
              now,
            );
          return server.receive(input, now);
        },
      }),
    },
    'does-not-know-the-last': {
      story: `A ${promise.set} that lists the last name of the catalog is refused, as if there were no such name.`,
      breaks: ['known'],
      disturbs: [...unseen, 'replies/*', 'errors/code'],
      wrap: misheard(lastIsUnknown),
    },
    'cannot-end-the-last': {
      story: `A ${promise.unset} that lists the last name of the catalog is refused, as if there were no such name.`,
      breaks: promise.replaces === 'whole' ? [] : (['known'] as const),
      disturbs: [...unseen, 'replies/*', 'errors/code'],
      wrap: misheard(lastIsUnknown, promise.unset),
    },
    'knows-one-value-at-a-time': {
      story: 'Two values and more are refused, as if nothing bore them.',
      breaks: list?.unknown === undefined ? [] : (['known'] as const),
      disturbs: [...unseen, 'replies/*', 'errors/code', ...may.badInput],
      wrap: misheard((frame) =>
        list && itemsAt(frame, list.at).length > 1 ? withAt(frame, list.at, [NOBODY]) : frame,
      ),
    },
    'half-taken-for-a-value': {
      story: 'Of a command that is refused for an unknown value, the other values are taken all the same.',
      breaks: list?.unknown === undefined ? [] : (['kept-when-refused'] as const),
      disturbs: [...unseen, 'replies/*', ...may.unknown],
      wrap: (server) => {
        const borne = new Set<unknown>();
        return {
          ...server,
          receive: (input, now) => {
            if (input.do === 'hook' && input.hook === 'publish') borne.add(at(input.body, `/payload${field}`));
            const asked = input.do === 'text' ? bodyAsked(parsed(input.text), promise.set) : undefined;
            const values = itemsAt(asked, list?.at ?? '');
            const good = values.filter((value) => borne.has(value));
            const isHalf = good.length > 0 && good.length < values.length;
            if (input.do === 'text' && asked && list && isHalf)
              server.receive(
                { ...input, text: JSON.stringify(saying(promise.set, withAt(asked, list.at, good))) },
                now,
              );
            return server.receive(input, now);
          },
        };
      },
    },
    'half-taken-without-values': {
      story: 'Of a command that is refused since something needs values, the rest is taken all the same.',
      breaks: promise.scoped === undefined ? [] : (['kept-when-refused'] as const),
      disturbs: [...unseen, 'replies/*', ...may.unknown],
      wrap: (server) => ({
        ...server,
        receive: (input, now) => {
          const asked = input.do === 'text' ? bodyAsked(parsed(input.text), promise.set) : undefined;
          const names = itemsAt(asked, promise.names.at);
          const rest = names.filter((name) => !promise.scoped?.some((one) => one === name));
          const isHalf = rest.length > 0 && rest.length < names.length && itemsAt(asked, list?.at ?? '').length === 0;
          if (input.do === 'text' && asked && isHalf)
            server.receive(
              { ...input, text: JSON.stringify(saying(promise.set, withAt(asked, promise.names.at, rest))) },
              now,
            );
          return server.receive(input, now);
        },
      }),
    },
    'takes-what-comes-along': {
      story: 'What comes along with another is confirmed by itself as well, and brings nothing.',
      breaks: [],
      breaksToo: promise.along === undefined ? [] : ['filters/unknown'],
      disturbs: [...unseen, 'replies/*', 'messages/controls'],
      wrap: (server) => ({
        ...server,
        receive: (input, now) => {
          const asked = input.do === 'text' ? bodyAsked(parsed(input.text), promise.set) : undefined;
          const names = itemsAt(asked, promise.names.at);
          const isAlone = names.length > 0 && names.every((name) => Object.hasOwn(promise.along ?? {}, String(name)));
          if (input.do !== 'text' || !asked || !isAlone) return server.receive(input, now);
          return [{ do: 'message', connection: input.connection, message: confirming(promise.set, asked) }];
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
    'takes-any-message-for-an-event': {
      story: 'Whoever asks for a message of the server that is no event is confirmed.',
      breaks: ['unknown'],
      disturbs: [...unseen, 'replies/*', 'errors/*', 'messages/controls', ...may.unknown],
      wrap: (server) => ({
        ...server,
        receive: (input, now) => {
          const asked = input.do === 'text' ? bodyAsked(parsed(input.text), promise.set) : undefined;
          const names = itemsAt(asked, promise.names.at);
          const isNone = names.length > 0 && names.every((name) => Object.hasOwn(protocol.controls, String(name)));
          if (input.do !== 'text' || !asked || !isNone) return server.receive(input, now);
          return [{ do: 'message', connection: input.connection, message: confirming(promise.set, asked) }];
        },
      }),
    },
    'needs-no-values': {
      story: 'What must be asked for with values is confirmed without them, and brings nothing.',
      breaks: [],
      breaksToo: promise.scoped === undefined ? [] : ['filters/scoped'],
      disturbs: [...unseen, 'replies/*', 'messages/controls', ...may.badInput, 'errors/code', 'messages/controls'],
      wrap: (server) => ({
        ...server,
        receive: (input, now) => {
          const asked = input.do === 'text' ? bodyAsked(parsed(input.text), promise.set) : undefined;
          const isScoped = itemsAt(asked, promise.names.at).some((name) => promise.scoped?.some((one) => one === name));
          const valued = itemsAt(asked, list?.at ?? '').length > 0;
          if (input.do !== 'text' || !asked || !isScoped || valued) return server.receive(input, now);
          return [{ do: 'message', connection: input.connection, message: confirming(promise.set, asked) }];
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
    'ends-something-else': {
      story: `The answer to ${promise.unset} tells of something else than was listed.`,
      breaks: mayTellEnds(setting) ? (['ended'] as const) : [],
      disturbs: [],
      wrap: alter(
        messages(reader, (name) => name === promises.replies?.to[promise.unset]?.answer),
        (frame) => withAt(frame, promise.names.at, known.slice(-1)),
      ),
    },
    'passes-over-the-unknown': {
      story: 'Names that there are not are passed over, and the rest is taken.',
      breaks: ['unknown'],
      disturbs: [...unseen, 'replies/*', 'errors/*', 'messages/*'],
      wrap: misheard((frame) => {
        const names = itemsAt(frame, promise.names.at);
        const good = names.filter(
          (name) =>
            typeof name !== 'string' || name === '' || known.includes(name) || Object.hasOwn(protocol.events, name),
        );
        return good.length === names.length || good.length === 0 ? frame : withAt(frame, promise.names.at, good);
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
    'complains-of-each': {
      story: 'An address that names two things which there are not brings two errors.',
      breaks: [],
      breaksToo: addressed ? ['filters/unknown-in-address', 'errors/once'] : [],
      disturbs: [...unseen, 'replies/*', 'errors/*'],
      wrap: (server) => ({
        ...server,
        receive: (input, now) => {
          const outputs = server.receive(input, now);
          if (input.do !== 'connect') return outputs;
          const names = (input.query[promise.names.query ?? ''] ?? '').split(',');
          const unknown = names.filter((name) => name !== '' && !known.includes(name));
          return [...outputs, ...unknown.slice(1).flatMap(() => outputs.slice(-1))];
        },
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
  } as const satisfies Readonly<Record<string, Fault>>;
};
