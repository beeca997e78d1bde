/** The field types that protocols share, as MESSAGES name them: text, number, amount, integer, instants. */
import { type TSchema, type TUnsafe, Type } from '@sinclair/typebox';

type Described = { readonly description: string; readonly [keyword: string]: unknown };

/** A non-empty string. */
export const Text = (description: string, options: Record<string, unknown> = {}) =>
  Type.String({ minLength: 1, ...options, description });

/** What an id may not hold: space, tab, carriage return and line feed, which would not survive in a channel's name. */
export const ID = '^[^ \\t\\r\\n]+$';

/** The id of a user or a thing: text without white space of ASCII. */
export const Id = (description: string) => Type.String({ minLength: 1, pattern: ID, description });

/** A finite number. */
export const Num = (description: string) => Type.Number({ description });

/** A number from 0 up. */
export const Amount = (description: string) => Type.Number({ minimum: 0, description });

/** An integer from 0 up, within 2^53-1. */
export const Int = (description: string, options: Record<string, unknown> = {}) =>
  Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, ...options, description });

/** An instant in unix milliseconds. */
export const UnixMillis = (description: string, options: Record<string, unknown> = {}) =>
  Int(`${description} Unix milliseconds.`, options);

/** What an ISO 8601 instant in UTC looks like here: a calendar date, a time of day, and `Z`. */
export const ISO_UTC =
  '^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])T([01]\\d|2[0-3]):[0-5]\\d:([0-5]\\d|60)(\\.\\d+)?Z$';

/** An instant in ISO 8601, UTC, ending in `Z`. */
export const Iso = (description: string) =>
  Type.String({ format: 'date-time', pattern: ISO_UTC, description: `${description} ISO 8601, UTC.` });

/** Exactly one of the listed strings. */
export const OneOf = <const V extends readonly [string, ...string[]]>(
  values: V,
  options: Described,
): TUnsafe<V[number]> =>
  Type.Unsafe<V[number]>(
    values.length === 1
      ? { type: 'string', const: values[0], ...options }
      : { type: 'string', enum: [...values], ...options },
  );

/** Exactly the given boolean. */
export const Exactly = <const V extends boolean>(value: V, description: string) => Type.Literal(value, { description });

/** A list of the given items. */
export const List = <T extends TSchema>(items: T, description: string) => Type.Array(items, { description });
