/** The marks of paced values: a number that nobody else has in each, by which an oracle knows again what a plan published. */
import type { Protocol } from '../../schemas/protocol.ts';
import { reader as createReader } from '../../schemas/reader.ts';
import { numeral } from '../engine/names.ts';
import { at } from '../scene/pointer.ts';

type Fields = Readonly<Record<string, unknown>>;

/** A number as large as any that a name stands for, which only fields take that are free. */
const LARGE = 5_000_000_000_000;

/** The places of a value's numbers, the outermost first come first. */
const numbersIn = (value: unknown, where = ''): readonly string[] => {
  if (typeof value === 'number') return [where];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    numbersIn(inner, `${where}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`),
  );
};

/** A copy with another value at a place that is there, in lists as well. */
const replaced = (value: unknown, parts: readonly string[], by: unknown): unknown => {
  const [head, ...rest] = parts;
  if (head === undefined) return by;
  if (Array.isArray(value)) return value.map((item, nth) => (String(nth) === head ? replaced(item, rest, by) : item));
  const fields = value as Fields; // the place is there
  return { ...fields, [head]: replaced(fields[head], rest, by) };
};
const partsOf = (pointer: string): readonly string[] =>
  pointer
    .slice(1)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));

/** What the values of paced events look like. */
export interface Marks {
  /** The n-th value of an event, about a thing of such names. */
  readonly value: (event: string, n: number, names?: readonly string[]) => Fields;
  /** The body with the n-th number in its place, where it has a number there. */
  readonly marked: (event: string, body: Fields, n: number) => Fields;
  /** The number of a value, as it came; undefined where it has none. */
  readonly of: (event: string, body: unknown) => number | undefined;
}

const made = new WeakMap<Protocol, Marks>();

/** The marks of a protocol's paced events: the first number in each that takes any. */
export const marksOf = (protocol: Protocol): Marks => {
  const marks = made.get(protocol) ?? createMarks(protocol);
  made.set(protocol, marks);
  return marks;
};

const createMarks = (protocol: Protocol): Marks => {
  const { events, promises } = protocol;
  const reader = createReader(protocol);
  const places = new Map<string, string | undefined>();
  const exampleOf = (event: string): Fields => {
    const examples = (events[event]?.examples ?? []) as readonly Fields[];
    return examples.find((example) => numbersIn(example).length > 0) ?? examples[0] ?? {};
  };
  const placeOf = (event: string): string | undefined => {
    if (places.has(event)) return places.get(event);
    const example = exampleOf(event);
    const found = numbersIn(example).find((place) => {
      const marked = replaced(example, partsOf(place), LARGE);
      // What stands beside the body may be missing, which is no matter of the mark.
      return reader
        .problems('event', event, reader.frame('event', event, marked))
        .every(({ keyword }) => keyword === 'required');
    });
    places.set(event, found);
    return found;
  };
  const marked = (event: string, body: Fields, n: number): Fields => {
    const place = placeOf(event);
    return place === undefined || typeof at(body, place) !== 'number'
      ? body
      : (replaced(body, partsOf(place), numeral(n)) as Fields); // a place within it was replaced
  };
  return {
    marked,
    value: (event, n, names = []) => {
      const pace = promises.pacing?.[event];
      const keys = pace?.kind === 'spaced' ? (pace.key ?? []) : [];
      return keys.reduce<Fields>(
        (made, pointer, nth) =>
          names[nth] === undefined ? made : (replaced(made, partsOf(pointer), names[nth]) as Fields),
        marked(event, exampleOf(event), n),
      );
    },
    of: (event, body) => {
      const place = placeOf(event);
      const found = place === undefined ? undefined : at(body, place);
      return typeof found === 'number' ? found : undefined;
    },
  };
};
