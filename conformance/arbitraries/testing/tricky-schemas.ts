// Schemas that are hard to draw from, by what makes them so; for tests.

import type { JsonSchema } from '../json-schema.ts';

const text = { type: 'string', minLength: 1 };
const iso = { type: 'string', format: 'date-time', pattern: '^[^+]+Z$' };
const decimal = { type: 'string', pattern: '^(0|[1-9][0-9]*)(\\.[0-9]*[1-9])?$' };
const flags = Object.fromEntries([...'abcdefghij'].map((name) => [name, { type: 'boolean' }]));

/** Schemas that some value satisfies, each with what is hard about it. */
export const tricky: Readonly<Record<string, JsonSchema>> = {
  'anything at all': true,
  'an object of anything': { type: 'object' },
  'several types': { type: ['string', 'integer', 'null'] },
  'keywords without a type': { minLength: 2, minimum: 3 },
  'an enumeration with a type': { type: ['integer', 'string'], enum: ['a', 1, null, 1.5] },
  'an enumeration of objects': { enum: [{ a: 1 }, { a: 2 }, [1]], const: { a: 2 } },
  'an object beside an enumerated one': { type: 'object', anyOf: [{ enum: [{ a: 1 }] }, { minProperties: 4 }] },
  'a message': {
    type: 'object',
    required: ['id', 'total', 'timestamp'],
    properties: {
      id: text,
      total: { type: 'object', required: ['amount'], properties: { amount: { type: 'number', minimum: 0 } } },
      timestamp: iso,
      reason: text,
    },
  },
  'one of two members': {
    type: 'object',
    properties: { channel: text, channels: { type: 'array', items: text, minItems: 1 } },
    oneOf: [{ required: ['channel'] }, { required: ['channels'] }],
  },
  'a tagged union': {
    oneOf: [
      { type: 'object', required: ['op', 'id'], properties: { op: { const: 'add' }, id: text } },
      { type: 'object', required: ['op', 'ids'], properties: { op: { const: 'all' }, ids: { type: 'array' } } },
    ],
  },
  'overlapping alternatives': {
    oneOf: [
      { type: 'integer', minimum: 0 },
      { type: 'integer', maximum: 10 },
    ],
  },
  'an envelope': {
    allOf: [
      { type: 'object', required: ['type'], properties: { type: text } },
      { properties: { type: { const: 'x' } } },
    ],
    required: ['data'],
    properties: { data: { type: 'object', additionalProperties: false, properties: { n: { type: 'integer' } } } },
  },
  'a sealed envelope': {
    allOf: [{ type: 'object', properties: { a: text }, required: ['a'] }],
    anyOf: [{ properties: { b: text } }, { properties: { c: text }, required: ['c'] }],
    unevaluatedProperties: false,
  },
  'closed parts that meet': {
    type: 'object',
    allOf: [
      { properties: { a: {}, b: { type: 'string' } }, additionalProperties: false },
      { properties: { b: { maxLength: 3 }, c: {} }, patternProperties: { '^a': { type: 'integer' } } },
    ],
  },
  recursion: {
    $ref: '#/$defs/node',
    $defs: {
      node: {
        type: 'object',
        required: ['value'],
        properties: {
          value: {},
          next: { $ref: '#/$defs/node' },
          all: { type: 'array', items: { $ref: '#/$defs/node' } },
        },
      },
    },
  },
  'recursion through the root': { type: 'array', items: { anyOf: [{ $ref: '#' }, { type: 'integer' }] }, minItems: 1 },
  'a map with patterns': {
    type: 'object',
    patternProperties: { '^[A-Z]+$': { type: 'number' }, '^.{2}$': { minimum: 5 } },
    additionalProperties: false,
    minProperties: 1,
    maxProperties: 4,
  },
  'names under rules': { type: 'object', propertyNames: { pattern: '^x-', maxLength: 6 }, minProperties: 2 },
  'few of many members': { type: 'object', properties: flags, maxProperties: 1 },
  'most of many members': { type: 'object', properties: flags, minProperties: 9, additionalProperties: false },
  'a member that must be extra': { type: 'object', properties: { a: text }, required: ['b'], minProperties: 4 },
  'a member named as no member should be': {
    type: 'object',
    properties: { constructor: text, hasOwnProperty: text },
    required: ['constructor', 'hasOwnProperty'],
  },
  'members that depend on others': {
    type: 'object',
    properties: { a: text, b: text, c: {} },
    dependentRequired: { a: ['b'] },
    dependentSchemas: { b: { properties: { c: { type: 'integer' } } } },
  },
  'a condition': {
    type: 'object',
    required: ['kind'],
    properties: { kind: { enum: ['a', 'b'] } },
    if: { properties: { kind: { const: 'a' } } },
    // biome-ignore lint/suspicious/noThenProperty: it is a keyword of JSON Schema.
    then: { required: ['value'], properties: { value: { type: 'string' } } },
    else: { properties: { value: false } },
  },
  'something else than a text': { not: { type: ['string', 'object'] } },
  'a member that must be absent': { type: 'object', properties: { a: text, b: { not: {} } } },
  'a tuple that may be short': { type: 'array', prefixItems: [text, { type: 'integer' }], items: false, minItems: 1 },
  'a tuple with a tail': { type: 'array', prefixItems: [text], items: { type: 'null' }, minItems: 2, maxItems: 5 },
  'a list that contains': { type: 'array', items: { type: 'integer' }, contains: { const: 5 }, maxContains: 2 },
  'a list without repetition': { type: 'array', items: { enum: ['a', 'b', 'c'] }, uniqueItems: true, minItems: 3 },
  'objects without repetition': { type: 'array', items: { type: 'object' }, uniqueItems: true, minItems: 2 },
  'a price level': { type: 'array', prefixItems: [decimal, decimal], minItems: 2, maxItems: 2 },
  cents: { type: 'number', multipleOf: 0.01, minimum: 0, maximum: 10 },
  'multiples of two numbers': { type: 'integer', allOf: [{ multipleOf: 4 }, { multipleOf: 6 }], exclusiveMinimum: 12 },
  'an open interval': { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 1e-3 },
  'one number': { type: 'number', minimum: 0.5, maximum: 0.5 },
  'numbers beyond the safe integers': { type: 'number', minimum: 1e300 },
  'an int32': { type: 'integer', format: 'int32' },
  'a text of fixed length': { type: 'string', minLength: 3, maxLength: 3 },
  'a long text': { type: 'string', minLength: 1000 },
  'an unanchored pattern': { type: 'string', pattern: 'ab+', maxLength: 9 },
  'a pattern with look-ahead': { type: 'string', pattern: '^(?!foo)[a-z]+\\b$', maxLength: 4 },
  'a pattern beyond ASCII': { type: 'string', pattern: '^[^ -~]+$' },
  'a negated pattern': { type: 'string', pattern: '^[^ \\t\\r\\n]+$' },
  'two patterns': { type: 'string', pattern: '^a', allOf: [{ pattern: 'z$' }, { minLength: 2 }] },
  'a pattern with a minimal length': { type: 'string', pattern: '^[0-9a-f]+$', minLength: 64, maxLength: 64 },
  'an unknown format': { type: 'string', format: 'colour', minLength: 1 },
  ...Object.fromEntries(
    ['date-time', 'date', 'time', 'duration', 'uuid', 'uri', 'uri-reference', 'email', 'hostname', 'ipv4', 'ipv6'].map(
      (format) => [`the format ${format}`, { type: 'string', format }],
    ),
  ),
};
