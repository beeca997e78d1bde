/** The view of a schema from which json-schema-to-typescript makes the right type: closed, with old-style tuples. */
import type { JSONSchema } from 'json-schema-to-typescript';
import type { JsonSchema } from '../../schemas/json-schema.ts';

type Value = NonNullable<JSONSchema['enum']>[number];

const viewMap = (map: Readonly<Record<string, JsonSchema>>): Record<string, JSONSchema> =>
  Object.fromEntries(Object.entries(map).map(([name, schema]) => [name, typeView(schema)]));

/** A list or a tuple; how long a list must be is no matter of types. */
const viewArray = ({ prefixItems, items, minItems, maxItems }: JsonSchema): JSONSchema => {
  if (!prefixItems) return items ? { items: typeView(items) } : {};
  return {
    items: prefixItems.map(typeView),
    additionalItems: items ? typeView(items) : false,
    minItems: Number(minItems ?? 0),
    ...(maxItems === undefined ? {} : { maxItems: Number(maxItems) }),
  };
};

/** An object: its type names what is declared and nothing else, although the schema is open. */
const viewObject = ({
  properties,
  required = [],
  additionalProperties,
  patternProperties,
}: JsonSchema): JSONSchema => ({
  properties: viewMap(properties ?? {}),
  required: [...required],
  ...(patternProperties ? { patternProperties: viewMap(patternProperties) } : {}),
  additionalProperties: additionalProperties ? typeView(additionalProperties) : false,
});

/** The view of a canonical schema; patterns, formats, bounds and `not` say nothing about types and are left out. */
export const typeView = (schema: JsonSchema): JSONSchema => {
  const { description, tsType, type, const: value, enum: values } = schema;
  const unions = (['oneOf', 'anyOf', 'allOf'] as const).flatMap((joined) =>
    schema[joined] ? [[joined, schema[joined].map(typeView)] as const] : [],
  );
  return {
    ...(description === undefined ? {} : { description }),
    ...(typeof tsType === 'string' ? { tsType } : {}),
    ...(type === undefined ? {} : { type: type as NonNullable<JSONSchema['type']> }), // the names of types are the same
    ...(value === undefined ? {} : { const: value as Value }), // what a schema holds is JSON
    ...(values === undefined ? {} : { enum: [...values] as Value[] }), // the same
    ...(type === 'array' ? viewArray(schema) : {}),
    ...(type === 'object' ? viewObject(schema) : {}),
    ...Object.fromEntries(unions),
  };
};

/** A flat frame whose body is a union, as a union of flat frames. */
export const distributed = ({ oneOf, ...frame }: JsonSchema): JsonSchema => {
  if (!oneOf) return frame;
  const { description = '', properties, required = [], type } = frame;
  const joined = oneOf.map((part) => ({
    type: type ?? 'object',
    properties: { ...properties, ...part.properties },
    required: [...required, ...(part.required ?? [])],
  }));
  return { description, oneOf: joined };
};
