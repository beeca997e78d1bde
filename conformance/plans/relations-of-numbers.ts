/** Relations between numbers: a change in per cent, a bound, a sum, a product. Equal means equal within the tolerance. */
import type { Relation } from '../../schemas/promises/facts.ts';
import type { Pointer } from '../../schemas/promises/terms.ts';
import { at, sameNumber, withAt } from '../scene/pointer.ts';
import type { Fields, Way } from './relation.ts';

type Percent = Extract<Relation, { readonly percent: unknown }>['percent'];
type AtMost = Extract<Relation, { readonly atMost: unknown }>['atMost'];
type Sum = Extract<Relation, { readonly sum: unknown }>['sum'];
type Product = Extract<Relation, { readonly product: unknown }>['product'];

const numberAt = (body: unknown, pointer: string): number | undefined => {
  const found = at(body, pointer);
  return typeof found === 'number' ? found : undefined;
};

/** The numbers at several places; undefined where one of them is missing. */
const numbersAt = (body: unknown, pointers: readonly string[]): readonly number[] | undefined => {
  const found = pointers.flatMap((pointer) => numberAt(body, pointer) ?? []);
  return found.length === pointers.length ? found : undefined;
};

/** The body with these numbers in these places. */
const put = (body: Fields, pointers: readonly string[], numbers: readonly number[]): Fields =>
  pointers.reduce((made, pointer, index) => withAt(made, pointer, numbers[index]), body);

/** A change in per cent; where it is told, what it is a change from is there and not 0. */
export const percents = ({ change, from, to }: Percent): Way => ({
  held: (_event, body) => {
    const told = numberAt(body, change);
    if (told === undefined) return undefined;
    const before = numberAt(body, from);
    if (before === undefined || before === 0)
      return { holds: false, because: () => `tells a change of ${told} % from ${before ?? 'nothing'}` };
    const expected = ((Number(at(body, to)) - before) / before) * 100;
    return {
      holds: sameNumber(told, expected),
      because: () => `tells a change of ${told} %, where it is ${expected} %`,
    };
  },
  made: (_event, body) => {
    if (at(body, change) === undefined) return body;
    const [before, after] = [Number(at(body, from)), Number(at(body, to))];
    const percent = ((after - before) / before) * 100;
    // Where nothing is known to have changed, or nothing finite comes of it, nothing is said of a change.
    if (before > 0 && Number.isFinite(percent)) return withAt(body, change, percent);
    const { [change.slice(1)]: _, ...rest } = body;
    return rest;
  },
  others: (example) =>
    [
      [100, 125],
      [80, 60],
      [0.5, 0.75],
      [1000, 1000],
    ].map((numbers) => withAt(put(example, [from, to], numbers), change, 0)),
  spoilings: {
    'share-for-percent': {
      story: 'The change is told as a share of one, where it is told in per cent.',
      spoil: (body) => {
        const told = numberAt(body, change);
        return told === undefined ? body : withAt(body, change, told / 100);
      },
    },
    'of-the-new-value': {
      story: 'The change is told in per cent of the new value, where it is of the old one.',
      spoil: (body) => {
        const [before, after] = [Number(at(body, from)), Number(at(body, to))];
        return at(body, change) === undefined || after === 0
          ? body
          : withAt(body, change, ((after - before) / after) * 100);
      },
    },
  },
  words: (code) => `${code(change)} = (${code(to)} - ${code(from)}) / ${code(from)} \\* 100`,
});

/** One number that is no larger than another. */
export const bounds = ({ less, more }: AtMost): Way => ({
  held: (_event, body) => {
    const [small, large] = numbersAt(body, [less, more]) ?? [];
    if (small === undefined || large === undefined) return undefined;
    return {
      holds: small <= large || sameNumber(small, large),
      because: () => `has ${small} at ${less}, which is more than ${large} at ${more}`,
    };
  },
  made: (_event, body) => {
    const [small, large] = numbersAt(body, [less, more]) ?? [];
    return small === undefined || large === undefined ? body : withAt(body, less, Math.min(small, large));
  },
  others: (example) =>
    [
      [0, 5],
      [5, 5],
      [2, 8],
    ].map((numbers) => put(example, [less, more], numbers)),
  spoilings: {
    'more-than-there-is': {
      story: 'A number that another one bounds is one above it.',
      spoil: (body) => {
        const [small, large] = numbersAt(body, [less, more]) ?? [];
        return small === undefined || large === undefined ? body : withAt(body, less, large + 1);
      },
    },
  },
  words: (code) => `${code(less)} is at most ${code(more)}`,
});

/** Numbers that are beyond exact arithmetic are made small before anything is reckoned with them. */
const SMALL = 1000;
const tame = (total: number, numbers: readonly number[]): readonly number[] =>
  Number.isFinite(total) && Math.abs(total) <= Number.MAX_SAFE_INTEGER
    ? numbers
    : numbers.map((number) => number % SMALL);

/** What is reckoned of some fields of a body stands in another. */
const reckoned = (
  total: Pointer,
  places: readonly Pointer[],
  reckon: (numbers: readonly number[]) => number,
): Pick<Way, 'held' | 'made'> => ({
  held: (_event, body) => {
    const told = numberAt(body, total);
    const numbers = numbersAt(body, places);
    if (told === undefined || !numbers) return undefined;
    const expected = reckon(numbers);
    return {
      holds: sameNumber(told, expected),
      because: () => `has ${told} at ${total}, where ${places.join(', ')} make it ${expected}`,
    };
  },
  made: (_event, body) => {
    const numbers = numbersAt(body, places);
    if (numberAt(body, total) === undefined || !numbers) return body;
    const tamed = tame(reckon(numbers), numbers);
    return withAt(put(body, places, tamed), total, reckon(tamed));
  },
});

/** Small numbers for so many places, no two alike. */
const series = (count: number, first: number): readonly number[] =>
  Array.from({ length: count }, (_, index) => first + 3 * index);

/** A number that is the sum of others. */
export const sums = ({ total, parts }: Sum): Way => {
  const add = (numbers: readonly number[]): number => numbers.reduce((sum, number) => sum + number, 0);
  return {
    ...reckoned(total, parts, add),
    others: (example) => [2, 7, 40].map((first) => put(example, parts, series(parts.length, first))),
    spoilings: {
      'leaves-out-a-part': {
        story: 'A number that is a sum is told without the last of its parts.',
        spoil: (body) => {
          const numbers = numbersAt(body, parts);
          return numbers ? withAt(body, total, add(numbers.slice(0, -1))) : body;
        },
      },
    },
    words: (code) => `${code(total)} = ${parts.map(code).join(' + ')}`,
  };
};

/** A number that is the product of others; a pair stands for its first less its second. */
export const products = ({ total, factors }: Product): Way => {
  const pairs = factors.map((factor): readonly Pointer[] => (typeof factor === 'string' ? [factor] : factor));
  const places = pairs.flat();
  const multiply = (numbers: readonly number[]): number => {
    const left = [...numbers];
    return pairs.reduce((product, pair) => {
      const [first = 0, second = 0] = left.splice(0, pair.length);
      return product * (first - second);
    }, 1);
  };
  return {
    ...reckoned(total, places, multiply),
    others: (example) => [2, 7, 40].map((first) => put(example, places, series(places.length, first).toReversed())),
    spoilings: {
      'multiplies-once-less': {
        story: 'A number that is a product is told as the last of its factors alone.',
        spoil: (body) => {
          const numbers = numbersAt(body, pairs.at(-1) ?? []);
          const [first = 0, second = 0] = numbers ?? [];
          return numbers ? withAt(body, total, first - second) : body;
        },
      },
    },
    words: (code) =>
      `${code(total)} = ${pairs.map((pair) => (pair.length > 1 ? `(${pair.map(code).join(' - ')})` : pair.map(code).join(''))).join(' \\* ')}`,
  };
};
