/** Marks: what makes events that speak of no thing known again, a name of the examination's own in one of their fields. */
import type { JsonSchema } from '../../schemas/json-schema.ts';

/** A schema with the alternatives that it joins. */
const parts = (schema: JsonSchema): readonly JsonSchema[] => [
  schema,
  ...[schema.oneOf, schema.anyOf, schema.allOf].flatMap((joined) => (joined ?? []).flatMap(parts)),
];

const isFree = ({ type, const: only, enum: some, format, pattern }: JsonSchema): boolean =>
  type === 'string' && only === undefined && some === undefined && format === undefined && pattern === undefined;

/** The first field of a body that takes any text; undefined where there is none. */
export const freeField = (schema: JsonSchema, body: Readonly<Record<string, unknown>>): string | undefined =>
  Object.keys(body).find((key) =>
    parts(schema).some(({ properties = {} }) => Object.hasOwn(properties, key) && isFree(properties[key] ?? {})),
  );
