/** How pages print what a message holds: its fields as a table, their types in words. */
import type { JsonSchema } from '../../schemas/json-schema.ts';
import { code, listed, table } from './markdown.ts';

const bounds = ({ minimum, maximum }: JsonSchema): string => {
  const least = typeof minimum === 'number' ? minimum : undefined;
  const most = typeof maximum === 'number' && maximum !== Number.MAX_SAFE_INTEGER ? maximum : undefined;
  if (least !== undefined && most !== undefined) return ` from ${least} to ${most}`;
  if (least !== undefined) return ` from ${least} up`;
  return most === undefined ? '' : ` up to ${most}`;
};

const listType = ({ prefixItems, items, minItems }: JsonSchema): string => {
  if (prefixItems) return `[${prefixItems.map(typeWords).join(', ')}]`;
  const least = typeof minItems === 'number' && minItems > 0 ? `, at least ${minItems === 1 ? 'one' : minItems}` : '';
  return `list of ${items ? typeWords(items) : 'anything'}${least}`;
};

/** The alternatives of a schema; none where there is nothing to choose. */
const alternatives = ({ oneOf, anyOf }: JsonSchema): readonly JsonSchema[] => oneOf ?? anyOf ?? [];

/** The type of a schema in a few words. */
export const typeWords = (schema: JsonSchema): string => {
  const { type, const: value, enum: values, format, minLength, additionalProperties } = schema;
  if (value !== undefined) return code(JSON.stringify(value));
  if (values) return listed(values.map((one) => code(JSON.stringify(one))));
  if (alternatives(schema).length > 0) return listed([...new Set(alternatives(schema).map(typeWords))]);
  if (Array.isArray(type)) return listed(type);
  switch (type) {
    case 'string':
      if (format === 'date-time') return 'instant';
      return minLength === undefined ? 'string' : 'text';
    case 'number':
    case 'integer':
      return `${type}${bounds(schema)}`;
    case 'array':
      return listType(schema);
    case 'object':
      return additionalProperties ? `object of ${typeWords(additionalProperties)}` : 'object';
    default:
      return typeof type === 'string' ? type : 'anything';
  }
};

const constantOf = ({ const: value, enum: values }: JsonSchema): unknown =>
  value ?? (values?.length === 1 ? values[0] : undefined);

/** The alternatives as one object: each field with all types that it may have, and with where it is required. */
const joined = (objects: readonly JsonSchema[]) => {
  const names = [...new Set(objects.flatMap(({ properties = {} }) => Object.keys(properties)))];
  /** The field whose constant tells the alternatives apart. */
  const tag =
    objects.length < 2
      ? undefined
      : names.find((name) => objects.every((one) => constantOf(one.properties?.[name] ?? {}) !== undefined));
  const choices = objects.map((one) => `${typeWords(one.properties?.[tag ?? ''] ?? {})}: ${one.description ?? ''}`);
  return names.map((name) => {
    const having = objects.filter(({ properties = {} }) => Object.hasOwn(properties, name));
    const needing = objects.filter(({ required = [] }) => required.includes(name));
    const fields = having.map(({ properties = {} }): JsonSchema => properties[name] ?? {});
    const [first = {}] = fields;
    const types = [...new Map(fields.map((field) => [typeWords(field), field])).values()];
    const where =
      tag === undefined
        ? 'in some'
        : `where ${code(tag)} is ${listed(needing.map((one) => typeWords(one.properties?.[tag] ?? {})))}`;
    const needed = needing.length === objects.length ? 'yes' : needing.length === 0 ? 'no' : where;
    const { description = '' } = first;
    const field: JsonSchema = types.length === 1 ? first : { oneOf: types };
    return { name, field, needed, meaning: name === tag ? choices.join(' ') : description };
  });
};

/** The fields of an object, and of the objects in it, by their path. */
function* rows(schema: JsonSchema, path: string): Generator<readonly string[]> {
  const shapes = [schema, ...alternatives(schema)];
  const objects = shapes.filter(({ properties }) => properties !== undefined);
  const always = shapes.length > objects.length + (schema.properties ? 0 : 1) ? 'where it is an object' : 'yes';
  for (const { name, field, needed, meaning } of joined(objects)) {
    const here = `${path}${name}`;
    yield [code(here), typeWords(field), needed === 'yes' ? always : needed, meaning];
    yield* rows(field, `${here}.`);
    if (field.items) yield* rows(field.items, `${here}[].`);
    if (field.additionalProperties) yield* rows(field.additionalProperties, `${here}{}.`);
  }
}

const HEADS = ['Field', 'Type', 'Required', 'Meaning'];

/** The table of the members of a frame beside its body. */
export const memberTable = (
  always: Readonly<Record<string, JsonSchema>>,
  optional: Readonly<Record<string, JsonSchema>>,
): readonly string[] =>
  table(HEADS, [...rows({ properties: { ...always, ...optional }, required: Object.keys(always) }, '')]);

/** The tables of a body's fields, one for each alternative. */
export const fieldTables = (body: JsonSchema): readonly string[] => {
  const shapes = body.oneOf ?? [body];
  const tables = shapes.map((part, index) => {
    const name = index === 0 ? 'Either' : 'or';
    const lead = part.description === undefined ? name : `${name}: ${part.description}`;
    const fields = table(HEADS, [...rows(part, '')]);
    return [...(shapes.length > 1 ? [`*${lead}*`] : []), ...(fields.length === 0 ? ['It has no fields.'] : fields)];
  });
  return tables.flat();
};
