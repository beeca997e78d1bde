/** Marks: what makes events that speak of no thing known again, a name of the examination's own in one of their fields. */
import type { JsonSchema } from '../../schemas/json-schema.ts';

/** A schema with the alternatives that it joins. */
const parts = (schema: JsonSchema): readonly JsonSchema[] => [
  schema,
  ...[schema.oneOf, schema.anyOf, schema.allOf].flatMap((joined) => (joined ?? []).flatMap(parts)),
];

const isFree = ({ type, const: only, enum: some, format, pattern }: JsonSchema): boolean =>
  type === 'string' && only === undefined && some === undefined && format === undefined && pattern === undefined;

const schemasOf = (schema: JsonSchema, key: string): readonly JsonSchema[] =>
  parts(schema).flatMap(({ properties = {} }): readonly JsonSchema[] => {
    const found = Object.hasOwn(properties, key) ? properties[key] : undefined;
    return found ? [found] : [];
  });

/** The first field of a body that takes any text, as a pointer, what lies deeper last; undefined where there is none. */
export const freeField = (schema: JsonSchema, body: Readonly<Record<string, unknown>>): string | undefined => {
  const free = Object.keys(body).find((key) => schemasOf(schema, key).some(isFree));
  if (free !== undefined) return pointerTo(free);
  for (const [key, inner] of Object.entries(body)) {
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) continue;
    for (const within of schemasOf(schema, key)) {
      const deeper = freeField(within, inner as Readonly<Record<string, unknown>>);
      if (deeper !== undefined) return `${pointerTo(key)}${deeper}`;
    }
  }
  return undefined;
};

const pointerTo = (key: string): string => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
