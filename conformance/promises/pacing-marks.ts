/** The marks of paced values: a number of their own in each, by which an oracle knows again what a plan published. */
import type { PacingPromise } from '../../schemas/promises.ts';
import type { Protocol } from '../../schemas/protocol.ts';
import type { Reader } from '../../schemas/reader.ts';
import { at } from '../scene/pointer.ts';

type Fields = Readonly<Record<string, unknown>>;

/** A number that only fields take which are free. */
const LARGE = 4_000_000_000;
/** How far apart the numbers of two values are, so that no rounding makes them one. */
const APART = 1000;

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
  /** The number of a value, as it came; undefined where it has none. */
  readonly of: (event: string, body: unknown) => number | undefined;
}

/** The marks of a protocol's paced events: the first number in each that takes any. */
export const createMarks = ({ events }: Protocol, reader: Reader, pacing: PacingPromise): Marks => {
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
  return {
    value: (event, n, names = []) => {
      const place = placeOf(event);
      const example = exampleOf(event);
      const marked = place === undefined ? example : replaced(example, partsOf(place), APART * (n + 1));
      const pace = pacing[event];
      const keys = pace?.kind === 'spaced' ? (pace.key ?? []) : [];
      return keys.reduce<Fields>(
        (made, pointer, nth) =>
          names[nth] === undefined ? made : (replaced(made, partsOf(pointer), names[nth]) as Fields),
        marked as Fields,
      );
    },
    of: (event, body) => {
      const place = placeOf(event);
      const found = place === undefined ? undefined : at(body, place);
      return typeof found === 'number' ? found : undefined;
    },
  };
};
