/** The faults of likeness: what is listed twice comes twice, what is like something before it does not come, and what says nothing is left out. */
import type { FiltersPromise } from '../../../schemas/promises/filters.ts';
import type { Input, Output } from '../../../schemas/server.ts';
import { bodySchema } from '../../../schemas/json-schema.ts';
import type { Fault, Setting } from '../../engine/requirement.ts';
import { withBody } from '../../faults/bodies.ts';
import { alter, type Wrap } from '../../faults/wrap.ts';
import { narrowed, stripped } from '../../faults/narrow.ts';
import { freeField } from '../../plans/marks.ts';
import { calledAs } from '../../scene/called.ts';
import { parsed } from '../../scene/json.ts';
import { at, itemsAt } from '../../scene/pointer.ts';
import { createWorld } from '../../scene/world.ts';
import type { FilterTools } from './tools.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Literals, so that `breaks` is checked against the requirements. */
export const likenessFaults = (
  { protocol, promises, promise, reader }: Setting<FiltersPromise>,
  { isEvent, bodyAsked, unseen, list, whole }: FilterTools,
) => {
  const { machineOf } = createWorld(promises);
  const isLifeless = (event: string): boolean =>
    machineOf(event) === undefined && promises.pacing?.[event] === undefined && event !== promises.books?.delta;

  /** Whoever lists something twice is told twice; `listed` gives what a command lists, `of` what of it an event is. */
  const toldTwice =
    (listed: (body: Fields) => readonly unknown[], of: (event: string, body: unknown) => unknown): Wrap =>
    (server) => {
      const twice = new Map<string, ReadonlySet<unknown>>();
      const note = ({ connection, text }: Extract<Input, { do: 'text' }>): void => {
        const [set, unset] = [promise.set, promise.unset].map((command) => bodyAsked(parsed(text), command));
        const before = twice.get(connection) ?? new Set();
        const given = new Set(unset && listed(unset));
        if (unset) twice.set(connection, new Set(whole ? [] : [...before].filter((one) => !given.has(one))));
        const all = set ? listed(set) : [];
        const more = all.filter((one, index) => all.indexOf(one) !== index);
        if (set) twice.set(connection, new Set([...(whole ? [] : before), ...more]));
      };
      return {
        ...server,
        receive: (input, now) => {
          if (input.do === 'text') note(input);
          return server.receive(input, now).flatMap((output): readonly Output[] => {
            if (output.do !== 'message' || !isEvent(output)) return [output];
            const { name = '', body } = reader.read(output.message, 'server') ?? {};
            return twice.get(output.connection)?.has(of(name, body)) ? [output, output] : [output];
          });
        },
      };
    };

  /** What bears the same mark as an event of its name before it is taken for that. */
  const oncePerMark: Wrap = (server) => {
    const seen = new Set<string>();
    return {
      ...server,
      receive: (input, now) => {
        const outputs = server.receive(input, now);
        if (input.do !== 'hook' || input.hook !== 'publish') return outputs;
        const { event, payload } = input.body as { readonly event: string; readonly payload: Fields };
        const mark = isLifeless(event) ? freeField(bodySchema(protocol, 'event', event), payload) : undefined;
        if (mark === undefined) return outputs;
        const key = JSON.stringify([event, at(payload, mark)]);
        const isKnown = seen.has(key);
        seen.add(key);
        return isKnown ? outputs.filter((output) => output.do !== 'message') : outputs;
      },
    };
  };
  const changing = (change: (body: Fields) => Fields): Wrap =>
    alter(isEvent, (frame) => withBody(protocol, 'event', frame, change));
  const isOpen = (event: string): boolean =>
    Object.values(bodySchema(protocol, 'event', event).properties ?? {}).some(
      ({ type, properties }) => type === 'object' && properties === undefined,
    );
  const hasOpen = Object.keys(protocol.events).some((event) => isOpen(event) && promises.pacing?.[event] === undefined);

  return {
    'tells-what-is-listed-twice-twice': {
      story: 'Whoever lists a name twice is told twice.',
      breaks: ['once'],
      disturbs: unseen,
      wrap: toldTwice(
        (body) => itemsAt(body, promise.names.at),
        (event) => calledAs(promise, event),
      ),
    },
    'tells-values-listed-twice-twice': {
      story: 'Whoever lists a value twice is told twice what bears it.',
      breaks: list ? (['once'] as const) : [],
      disturbs: unseen,
      wrap: toldTwice(
        (body) => itemsAt(body, list?.at ?? ''),
        (_, body) => at(body, list?.field ?? ''),
      ),
    },
    'once-for-each-mark': {
      story: 'An event that begins with the same text as one of its name before it is taken for that, and not sent.',
      breaks: ['passes'],
      disturbs: unseen,
      wrap: oncePerMark,
    },
    'counts-in-32-bits': {
      story: 'What is above 32 bits in a number is lost.',
      breaks: ['unchanged'],
      disturbs: [...unseen, 'facts/*', 'pacing/unchanged', 'messages/events'],
      wrap: changing(narrowed),
    },
    'leaves-out-what-says-nothing': {
      story: 'Members that are null or empty are left out of objects of which nothing is declared.',
      breaks: hasOpen ? (['unchanged'] as const) : [],
      disturbs: [...unseen, 'messages/events'],
      wrap: changing((body) =>
        Object.fromEntries(Object.entries(body).map(([key, value]) => [key, isBare(value) ? stripped(value) : value])),
      ),
    },
  } as const satisfies Readonly<Record<string, Fault>>;
};

const isBare = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
