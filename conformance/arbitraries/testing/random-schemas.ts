// Schemas drawn at random, satisfiable or not; for tests.

import fc from 'fast-check';
import type { JsonSchema } from '../json-schema.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Definitions that the schemas refer to. */
export const randomDefs: Readonly<Record<string, JsonSchema>> = {
  leaf: { type: 'string', minLength: 1 },
  tree: { anyOf: [{ type: 'array', items: { $ref: '#/$defs/tree' } }, { type: 'null' }] },
  money: {
    $id: 'https://example.org/money',
    type: 'object',
    required: ['amount'],
    properties: { amount: { type: 'string', pattern: '^[0-9]+$' } },
  },
};

/** Schemas of a few levels, which refer to `randomDefs`. */
export const randomSchemas: fc.Arbitrary<Fields> = fc.letrec<{
  any: Fields;
  leaf: Fields;
  object: Fields;
  list: Fields;
}>((tie) => {
  const small = fc.nat({ max: 4 });
  const bounds = (low: string, high: string): fc.Arbitrary<Fields> =>
    fc.record({ [low]: small, [high]: small.map((n) => n + 4) }, { requiredKeys: [] });
  const typed = (type: string, ...parts: readonly fc.Arbitrary<Fields>[]): fc.Arbitrary<Fields> =>
    fc.tuple(...parts).map((fields) => Object.assign({ type }, ...fields));
  const some = (field: string, values: fc.Arbitrary<unknown>): fc.Arbitrary<Fields> =>
    fc.record({ [field]: values }, { requiredKeys: [] });
  const several = (field: string, item: fc.Arbitrary<Fields>): fc.Arbitrary<Fields> =>
    fc.record({ [field]: fc.array(item, { minLength: 1, maxLength: 3 }) });
  const names = fc.constantFrom('a', 'b', 'ab', 'constructor', '');
  return {
    leaf: fc.oneof(
      typed('string', bounds('minLength', 'maxLength')),
      typed('string', some('pattern', fc.constantFrom('^a*b?$', '[0-9]', '^(x|yy)+$', '^\\S*$'))),
      typed('string', some('format', fc.constantFrom('date-time', 'uuid', 'date'))),
      typed('integer', bounds('minimum', 'maximum'), some('multipleOf', fc.constantFrom(1, 2, 3))),
      typed('number', bounds('exclusiveMinimum', 'maximum'), some('multipleOf', fc.constantFrom(0.5, 0.1))),
      fc.constantFrom({}, { type: 'null' }, { type: ['boolean', 'null'] }, { const: 'a' }, { enum: [1, 'b', [], {}] }),
      fc.constantFrom({ $ref: '#/$defs/leaf' }, { $ref: '#/$defs/tree' }, { $ref: 'https://example.org/money' }),
    ),
    object: typed(
      'object',
      some('properties', fc.dictionary(names, tie('any'), { maxKeys: 3, noNullPrototype: true })),
      some('required', fc.uniqueArray(names, { maxLength: 2 })),
      some('additionalProperties', fc.oneof(fc.boolean(), tie('leaf'))),
      some('patternProperties', fc.dictionary(fc.constantFrom('^a', 'b$'), tie('leaf'), { noNullPrototype: true })),
      bounds('minProperties', 'maxProperties'),
    ),
    list: typed(
      'array',
      some('items', fc.oneof(tie('any'), fc.constant(false))),
      some('prefixItems', fc.array(tie('any'), { minLength: 1, maxLength: 2 })),
      some('uniqueItems', fc.boolean()),
      some('contains', tie('leaf')),
      bounds('minItems', 'maxItems'),
    ),
    any: fc.oneof(
      { maxDepth: 3 },
      tie('leaf'),
      tie('object'),
      tie('list'),
      several('anyOf', tie('any')),
      several('oneOf', tie('any')),
      several('allOf', fc.oneof(tie('object'), tie('leaf'))),
      fc.record({ not: tie('leaf'), type: fc.constantFrom('object', 'string', 'integer') }),
    ),
  };
}).any;
