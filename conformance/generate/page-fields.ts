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

/** The type of a schema in a few words. */
export const typeWords = (schema: JsonSchema): string => {
  const { type, const: value, enum: values, format, oneOf, anyOf, minLength } = schema;
  if (value !== undefined) return code(JSON.stringify(value));
  if (values) return listed(values.map((one) => code(JSON.stringify(one))));
  if (oneOf ?? anyOf) return listed((oneOf ?? anyOf ?? []).map(typeWords));
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
    default:
      return typeof type === 'string' ? type : 'anything';
  }
};

/** The fields of an object, and of the objects in it, by their path. */
function* rows({ properties = {}, required = [] }: JsonSchema, path: string): Generator<readonly string[]> {
  for (const [name, field] of Object.entries(properties)) {
    const here = `${path}${name}`;
    yield [code(here), typeWords(field), required.includes(name) ? 'yes' : 'no', field.description ?? ''];
    yield* rows(field, `${here}.`);
    if (field.items) yield* rows(field.items, `${here}[].`);
    if (field.additionalProperties) yield* rows(field.additionalProperties, `${here}{}.`);
  }
}

/** The tables of a body's fields, one for each alternative. */
export const fieldTables = (body: JsonSchema): readonly string[] => {
  const alternatives = body.oneOf ?? [body];
  const heads = ['Field', 'Type', 'Required', 'Meaning'];
  const tables = alternatives.map((part, index) => {
    const name = index === 0 ? 'Either' : 'or';
    const lead = part.description === undefined ? name : `${name}: ${part.description}`;
    const fields = table(heads, [...rows(part, '')]);
    return [
      ...(alternatives.length > 1 ? [`*${lead}*`] : []),
      ...(fields.length === 0 ? ['It has no fields.'] : fields),
    ];
  });
  return tables.flat();
};
