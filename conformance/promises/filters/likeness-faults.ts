/** The faults of likeness: what is listed twice comes twice, what is like something before it does not come, and what says nothing is left out. */
import type { FiltersPromise } from '../../../schemas/promises/filters.ts';
import { bodySchema } from '../../../schemas/json-schema.ts';
import type { Fault, Setting } from '../../engine/requirement.ts';
import { withBody } from '../../faults/bodies.ts';
import { alter, type Wrap } from '../../faults/wrap.ts';
import { narrowed, stripped } from '../../faults/narrow.ts';
import { twiceForRepeats } from '../../faults/twice-for-repeats.ts';
import { edgesOf } from '../../plans/edge-bodies.ts';
import { freeField } from '../../plans/marks.ts';
import { at, covers } from '../../scene/pointer.ts';
import { createWorld } from '../../scene/world.ts';
import type { FilterTools } from './tools.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Literals, so that `breaks` is checked against the requirements. */
export const likenessFaults = (setting: Setting<FiltersPromise>, { isEvent, unseen, may, list }: FilterTools) => {
  const { protocol, promises, promise } = setting;
  const { machineOf } = createWorld(promises);
  const isLifeless = (event: string): boolean =>
    machineOf(event) === undefined && promises.pacing?.[event] === undefined && event !== promises.books?.delta;

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
  const takesLarge = Object.entries(protocol.events).some(
    ([event, { examples }]) =>
      promises.pacing?.[event] === undefined &&
      // The numbers of books are the server's.
      ![promises.books?.delta, promises.books?.snapshot].includes(event) &&
      examples.some((example) => !covers(example, edgesOf(protocol, event).large(example as Fields))),
  );
  const hasOpen = Object.keys(protocol.events).some((event) => isOpen(event) && promises.pacing?.[event] === undefined);

  return {
    'tells-what-is-listed-twice-twice': {
      story: 'Whoever has listed a name twice in one command is told everything twice.',
      breaks: ['once'],
      disturbs: [...unseen, ...may.repeated],
      wrap: twiceForRepeats(setting, [promise.names.at]),
    },
    'tells-values-listed-twice-twice': {
      story: 'Whoever has listed a value twice in one command is told everything twice.',
      breaks: list ? (['once'] as const) : [],
      disturbs: [...unseen, ...may.repeated],
      wrap: twiceForRepeats(setting, list ? [list.at] : []),
    },
    'once-for-each-mark': {
      story: 'An event that begins with the same text as one of its name before it is taken for that, and not sent.',
      breaks: ['passes'],
      disturbs: unseen,
      wrap: oncePerMark,
    },
    'counts-in-32-bits': {
      story: 'What is above 32 bits in a number is lost.',
      breaks: takesLarge ? (['unchanged'] as const) : [],
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
