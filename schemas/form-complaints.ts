/** What is wrong with the form of a contract, told from what its schema says of it. */
import type { ErrorObject, ValidateFunction } from 'ajv';
import { type Complaint, escaped, shown } from './complaint.ts';
import { ContractForm } from './contract-schema.ts';
import { canonical, type JsonSchema } from './json-schema.ts';
import { didYouMean } from './near.ts';
import { strictAjv } from './reader.ts';

const TYPES: Readonly<Record<string, string>> = {
  integer: 'a whole number',
  number: 'a number',
  string: 'text',
  object: 'an object',
  array: 'a list',
  boolean: 'true or false',
  null: 'null',
};

/** What texts of a pattern look like. */
const looks = (pattern: string): string => {
  if (pattern.includes('~[01]')) return 'a JSON pointer such as /order/id, which begins with a slash';
  if (pattern === '^/') return 'a path that begins with a slash';
  return 'lower case letters, digits and dashes, a letter first';
};

const isMembers = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What a schema says that its value is for; told beside what is wrong with it. */
const meaning = (schema: unknown): string =>
  isMembers(schema) && typeof schema['description'] === 'string' ? ` (${schema['description']})` : '';

const propertiesOf = (schema: unknown): Readonly<Record<string, JsonSchema>> =>
  isMembers(schema) && isMembers(schema['properties'])
    ? (schema['properties'] as Readonly<Record<string, JsonSchema>>) // the properties of a schema are schemas
    : {};

const complaintOf = ({
  instancePath: at,
  keyword,
  params,
  data,
  parentSchema,
  propertyName,
}: ErrorObject): Complaint => {
  const but = `, but is ${shown(data)}${meaning(parentSchema)}`;
  const parameter = (name: string): unknown => (params as Readonly<Record<string, unknown>>)[name];
  switch (keyword) {
    case 'required': {
      const name = String(parameter('missingProperty'));
      const what = meaning(propertiesOf(parentSchema)[name]);
      return { at: `${at}/${escaped(name)}`, says: `is missing; add it${what}` };
    }
    case 'additionalProperties': {
      const name = String(parameter('additionalProperty'));
      const names = Object.keys(propertiesOf(parentSchema));
      const advice = didYouMean(name, names, `there are ${names.join(', ')}; leave it out`);
      return { at: `${at}/${escaped(name)}`, says: `is nothing that can stand there; ${advice}` };
    }
    case 'type':
      return { at, says: `must be ${TYPES[String(parameter('type'))] ?? String(parameter('type'))}${but}` };
    case 'const':
      return { at, says: `must be ${shown(parameter('allowedValue'))}${but}` };
    case 'enum': {
      const allowed = (parameter('allowedValues') as readonly unknown[]).map(String); // Ajv hands out the list
      const near = typeof data === 'string' ? didYouMean(data, allowed, '') : '';
      return { at, says: `must be one of ${allowed.join(', ')}${but}${near === '' ? '' : `; ${near}`}` };
    }
    case 'pattern':
      return propertyName === undefined
        ? { at, says: `must be ${looks(String(parameter('pattern')))}${but}` }
        : {
            at,
            says: `has the member ${shown(propertyName)}, but its members must be JSON pointers such as /order/id`,
          };
    case 'minLength':
      return { at, says: `must not be empty${meaning(parentSchema)}` };
    case 'minimum':
      return { at, says: `must be ${String(parameter('limit'))} or more${but}` };
    case 'maximum':
      return { at, says: `must be ${String(parameter('limit'))} or less${but}` };
    case 'minItems':
    case 'maxItems':
      return { at, says: `must have ${String(parameter('limit'))} items${but}` };
    default:
      return { at, says: `fits none of the forms that it may have: it is ${shown(data)}${meaning(parentSchema)}` };
  }
};

const depth = (path: string): number => path.split('/').length;

/** Of the errors of a union's alternatives those of the one that was meant; of none, where two are as near. */
const chosen = (union: ErrorObject, errors: readonly ErrorObject[]): readonly ErrorObject[] => {
  const prefix = `${union.schemaPath}/`;
  const branches = new Map<string, ErrorObject[]>();
  for (const error of errors) {
    if (!error.schemaPath.startsWith(prefix)) continue;
    const [branch = ''] = error.schemaPath.slice(prefix.length).split('/');
    branches.set(branch, [...(branches.get(branch) ?? []), error]);
  }
  // What another alternative would have is worse than what is merely not as it should be.
  const away = (found: readonly ErrorObject[]): number =>
    found.reduce((sum, { instancePath, keyword }) => {
      if (keyword === 'const') return sum + 20;
      return sum + (depth(instancePath) > depth(union.instancePath) ? 1 : keyword === 'type' ? 30 : 8);
    }, 0);
  const [best, second] = [...branches.values()].sort((a, b) => away(a) - away(b));
  return best && (!second || away(best) < away(second)) ? best : [union];
};

const UNIONS = new Set(['anyOf', 'oneOf']);

/** Errors with each union in them reduced to the alternative that was meant, the innermost first. */
const reduced = (errors: readonly ErrorObject[]): readonly ErrorObject[] => {
  const unions = errors
    .filter(({ keyword }) => UNIONS.has(keyword))
    .sort((a, b) => depth(b.schemaPath) - depth(a.schemaPath));
  return unions.reduce<readonly ErrorObject[]>((left, union) => {
    const inside = left.filter(
      (error) =>
        error.schemaPath.startsWith(`${union.schemaPath}/`) && error.instancePath.startsWith(union.instancePath),
    );
    const kept = new Set<ErrorObject>(chosen(union, inside));
    return left.filter((error) => kept.has(error) || (error !== union && !inside.includes(error)));
  }, errors);
};

let validator: ValidateFunction | undefined;

/** Complaints about the form of a contract: none where it has the form of one. */
export const formComplaints = (json: unknown): readonly Complaint[] => {
  validator ??= strictAjv({ allErrors: true, verbose: true }).compile(canonical(ContractForm));
  const validate = validator;
  if (validate(json)) return [];
  // What holds the names of members to a pattern says it once more, about the object.
  const errors = (validate.errors ?? []).filter(({ keyword }) => keyword !== 'propertyNames');
  return reduced(errors).map(complaintOf);
};
