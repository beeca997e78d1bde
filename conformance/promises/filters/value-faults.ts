/** The faults of lists of values: only the first of them heeded, or what resembles one taken for it. */
import type { FiltersPromise } from '../../../schemas/promises/filters.ts';
import type { Output } from '../../../schemas/server.ts';
import type { Fault, Setting } from '../../engine/requirement.ts';
import { hear, type Wrap } from '../../faults/wrap.ts';
import { lets, queryBody, type Wish, wishIn } from '../../scene/interest.ts';
import { parsed } from '../../scene/json.ts';
import { at, itemsAt, withAt } from '../../scene/pointer.ts';
import type { FilterTools } from './tools.ts';

type Message = Extract<Output, { do: 'message' }>;

/** The least of a value that is long. */
const LONG = 64;

/** Literals, so that `breaks` is checked against the requirements. */
export const valueFaults = (
  { promise, reader }: Setting<FiltersPromise>,
  { isEvent, bodyAsked, secretly, may, unseen, list, whole, answer }: FilterTools,
) => {
  const byEach = list ? (['by-each-value'] as const) : [];
  const ofAddress = list?.query === undefined ? [] : (['filters/each-value-of-address'] as const);
  const parameter = list?.query ?? '';
  const nameOf = ({ message }: Message): string | undefined => reader.read(message, 'server')?.name;
  /** Of a list of values, no more than the first few are heeded. */
  const heeding =
    (most: number): Wrap =>
    (server) => {
      const deaf = hear((input) => {
        const values = input.do === 'connect' ? input.query[parameter]?.split(',') : undefined;
        return input.do === 'connect' && values
          ? [{ ...input, query: { ...input.query, [parameter]: values.slice(0, most).join() } }]
          : [input];
      })(server);
      return secretly((frame) => {
        const values = itemsAt(frame, list?.at ?? '');
        return list && values.length > most ? withAt(frame, list.at, values.slice(0, most)) : frame;
      })(deaf);
    };
  /** Whoever lists values gets what resembles one of them as well. */
  const resembling =
    (form: (value: string) => string): Wrap =>
    (server) => {
      const wishes = new Map<string, Wish | undefined>();
      const passesAlike = (wish: Wish | undefined, name: string, body: unknown): boolean => {
        const value = at(body, list?.field ?? '') ?? null;
        if (!wish?.isValued || value === null) return false;
        const listed = Object.values(wish.values).flatMap((values) => [...(values ?? [])]);
        return (
          lets(promise, { ...wish, values: {} }, name, body) &&
          listed.some((one) => one !== String(value) && form(one) === form(String(value)))
        );
      };
      return {
        ...server,
        receive: (input, now) => {
          const outputs = server.receive(input, now);
          if (!whole || !list) return outputs;
          if (input.do === 'connect') wishes.set(input.connection, wishIn(promise, queryBody(promise, input.query)));
          const [set, unset] =
            input.do === 'text'
              ? [promise.set, promise.unset].map((command) => bodyAsked(parsed(input.text), command))
              : [];
          const isRefused = set && !outputs.some((output) => output.do === 'message' && nameOf(output) === answer);
          if (input.do === 'text' && (set || unset) && !isRefused)
            wishes.set(input.connection, set && wishIn(promise, set));
          if (input.do === 'disconnect') wishes.delete(input.connection);
          const events = outputs.filter((output): output is Message => output.do === 'message' && isEvent(output));
          const [event] = events;
          const read = event && reader.read(event.message, 'server');
          if (input.do !== 'hook' || !read) return outputs;
          const more = [...wishes].flatMap(([connection, wish]): readonly Output[] =>
            events.some((one) => one.connection === connection) || !passesAlike(wish, read.name, read.body)
              ? []
              : [{ do: 'message', connection, message: event.message }],
          );
          // The answer to the hook comes last.
          return [...more, ...outputs];
        },
      };
    };
  const disturbs = [...unseen, 'replies/*', 'limits/*', ...may.badInput, ...may.unknown];
  const alike = whole ? byEach : [];
  const alikeToo = whole ? ofAddress : [];
  return {
    'heeds-two-values': {
      story: 'Of a list of values the first two count.',
      breaks: byEach,
      breaksToo: ofAddress,
      disturbs,
      wrap: heeding(2),
    },
    'heeds-twenty-values': {
      story: 'Of a list of values the first twenty count.',
      breaks: byEach,
      breaksToo: ofAddress,
      disturbs,
      wrap: heeding(20),
    },
    'values-in-any-case': {
      story: 'Values are compared without heed of capital letters.',
      breaks: alike,
      breaksToo: alikeToo,
      disturbs,
      wrap: resembling((value) => value.toLowerCase()),
    },
    'values-without-blanks': {
      story: 'Blanks around values are passed over.',
      breaks: alike,
      breaksToo: alikeToo,
      disturbs,
      wrap: resembling((value) => value.trim()),
    },
    'values-are-numbers': {
      story: 'Values that are made of digits are compared as numbers.',
      breaks: alike,
      breaksToo: alikeToo,
      disturbs,
      wrap: resembling((value) => (/^\d+$/.test(value) ? String(BigInt(value)) : value)),
    },
    'values-normalized': {
      story: 'Values that are equal once Unicode has composed them are taken for one.',
      breaks: alike,
      disturbs,
      wrap: resembling((value) => value.normalize('NFC')),
    },
    'values-cut-short': {
      story: `Of values the first ${LONG} characters are compared.`,
      breaks: alike,
      disturbs,
      wrap: resembling((value) => value.slice(0, LONG)),
    },
  } as const satisfies Readonly<Record<string, Fault>>;
};
