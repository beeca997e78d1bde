// Tests of fromSchema: by ajv, over schemas written by hand and drawn at random, for draws and for shrinks.

import { Type } from '@sinclair/typebox';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { type FromSchemaOptions, fromSchema, type JsonSchema } from './from-schema.ts';
import { randomDefs, randomSchemas } from './testing/random-schemas.ts';
import { tricky } from './testing/tricky-schemas.ts';

type Fields = Readonly<Record<string, unknown>>;

const seed = 20_261;
const text = { type: 'string', minLength: 1 };
const iso = { type: 'string', format: 'date-time', pattern: '^[^+]+Z$' };

const validatorOf = (schema: JsonSchema, defs?: FromSchemaOptions['defs']): ((value: unknown) => boolean) => {
  const ajv = new Ajv2020({ strict: false, logger: false, validateSchema: false });
  addFormats.default(ajv);
  return ajv.compile(typeof schema === 'boolean' ? schema : { ...schema, ...(defs && { $defs: defs }) });
};

const overTheWire = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/** All that is tried while fast-check shrinks from a few failures, which are picked without regard to the value. */
const shrinksOf = (values: fc.Arbitrary<unknown>, walks: number, limit: number): readonly unknown[] => {
  const tried: unknown[] = [];
  for (let walk = 0; walk < walks; walk += 1) {
    const end = tried.length + limit;
    const property = fc.property(values, (value) => {
      tried.push(value);
      return tried.length > end || (tried.length * 40_503) % 7 < 3;
    });
    fc.check(property, { seed: seed + walk, numRuns: 20 });
  }
  return tried;
};

const invalidIn = (
  schema: JsonSchema,
  options: FromSchemaOptions,
  draws: number,
  walks: number,
): readonly unknown[] => {
  const values = fromSchema(schema, options);
  const accepts = validatorOf(schema, options.defs);
  const found = [...fc.sample(values, { numRuns: draws, seed }), ...shrinksOf(values, walks, 150)];
  return found.filter((value) => !accepts(value) || !accepts(overTheWire(value)));
};

const drawn = (schema: JsonSchema, options: FromSchemaOptions = {}, count = 1500): readonly unknown[] =>
  fc.sample(fromSchema(schema, options), { numRuns: count, seed });

const texts = (schema: Fields = {}): readonly string[] => drawn({ type: 'string', ...schema }, {}, 3000).map(String);

const refusalOf = (schema: JsonSchema): string | undefined => {
  try {
    fromSchema(schema, { defs: randomDefs });
    return undefined;
  } catch (problem) {
    return problem instanceof Error ? problem.message : String(problem);
  }
};

describe('fromSchema', () => {
  it.each(Object.entries(tricky))('draws and shrinks valid values only: %s', (_, schema) => {
    expect(invalidIn(schema, {}, 150, 3)).toEqual([]);
    expect(invalidIn(schema, { extras: false }, 30, 1)).toEqual([]);
  });

  it('draws and shrinks valid values only from schemas drawn at random, or says that it finds none', () => {
    let satisfied = 0;
    const property = fc.property(randomSchemas, (schema) => {
      const refusal = refusalOf(schema);
      satisfied += refusal === undefined ? 1 : 0;
      if (refusal === undefined) expect(invalidIn(schema, { defs: randomDefs }, 30, 1)).toEqual([]);
      else expect(refusal).toMatch(/^No (value|string) was found/);
    });
    fc.assert(property, { seed, numRuns: 60 });
    expect(satisfied).toBeGreaterThan(40);
  });

  it('reaches integers above 2^31 and up to both ends of the safe range', () => {
    const numbers = drawn({ type: 'integer' }).map(Number);
    expect(numbers.every(Number.isSafeInteger)).toBe(true);
    expect(numbers.some((n) => n > 2 ** 31 && n < 2 ** 52)).toBe(true);
    expect(numbers).toEqual(expect.arrayContaining([0, 2 ** 31, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER]));
  });

  it('reaches the ends of a declared range and stays within it', () => {
    const numbers = drawn({ type: 'integer', minimum: 7, exclusiveMaximum: 5_000_000_000 }).map(Number);
    expect(Math.min(...numbers)).toBe(7);
    expect(Math.max(...numbers)).toBe(4_999_999_999);
  });

  it('draws finite numbers, whole and broken, but never -0', () => {
    const numbers = drawn({ type: 'number', minimum: -3 }).map(Number);
    expect(numbers.every((n) => Number.isFinite(n) && !Object.is(n, -0))).toBe(true);
    expect(numbers.some((n) => !Number.isInteger(n))).toBe(true);
    expect(numbers).toEqual(expect.arrayContaining([0, -3]));
    expect(drawn({ type: 'number', minimum: -5e-324, maximum: 5e-324 }).some((n) => Object.is(n, -0))).toBe(false);
  });

  it('draws texts that are empty, quoted, controlled, astral and long, without lone surrogates', () => {
    const found = texts();
    for (const wanted of [/^$/, /"/, /\p{Cc}/u, /[\u{10000}-\u{10ffff}]/u, /^.{300,}$/su, /[^ -~]/])
      expect(found.some((one) => wanted.test(one))).toBe(true);
    expect(found.filter((one) => /\p{Surrogate}/u.test(one))).toEqual([]);
  });

  it('counts code points against the bounds of a text and reaches both', () => {
    const lengths = texts({ minLength: 1, maxLength: 20 }).map((one) => Array.from(one).length);
    expect([Math.min(...lengths), Math.max(...lengths)]).toEqual([1, 20]);
  });

  it('leaves optional members out and puts them in', () => {
    const found = drawn({ type: 'object', properties: { a: text, b: text } }).map((value) =>
      Object.keys(Object(value)),
    );
    for (const keys of [[], ['a'], ['b'], ['a', 'b']]) expect(found).toContainEqual(keys);
  });

  it('adds undeclared members to open objects now and then, hostile names among them', () => {
    const found = drawn({ type: 'object', properties: { length: { const: 'declared' } } }).map((value) =>
      Object(value),
    );
    const extras = found.flatMap(Object.keys).filter((name) => name !== 'length');
    expect(extras.length).toBeGreaterThan(100);
    expect(extras.length).toBeLessThan(found.length);
    expect(extras).toEqual(expect.arrayContaining(['constructor', 'toString', '']));
    expect(extras).not.toContain('__proto__');
    expect(new Set(found.map(({ length }) => length))).toEqual(new Set(['declared', undefined]));
  });

  it('adds no undeclared members when told so, but still fills maps', () => {
    const open = drawn({ type: 'object', properties: { a: text } }, { extras: false });
    expect(new Set(open.flatMap((value) => Object.keys(Object(value))))).toEqual(new Set(['a']));
    const map = drawn({ type: 'object', additionalProperties: { type: 'integer' } }, { extras: false });
    expect(map.some((value) => Object.keys(Object(value)).length > 1)).toBe(true);
  });

  it('writes instants in UTC with Z where the pattern demands it', () => {
    const found = drawn(iso).map(String);
    expect(found.filter((instant) => !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(instant))).toEqual([]);
    expect(found.some((instant) => !instant.includes('.'))).toBe(true);
  });

  it('follows references by pointer and by $id, absolute and relative', () => {
    const library = {
      a: { $id: 'https://example.org/types/money', const: 'money' },
      b: { $id: 'https://example.org/types/order', properties: { sum: { $ref: 'money' } }, required: ['sum'] },
    };
    const one = (schema: JsonSchema): unknown => drawn(schema, { defs: library, extras: false }, 1)[0];
    expect(one({ $ref: '#/$defs/a' })).toBe('money');
    expect(one({ $ref: 'https://example.org/types/money' })).toBe('money');
    expect(one({ $ref: 'https://example.org/types/order' })).toEqual({ sum: 'money' });
    expect(one({ $ref: 'https://example.org/types/order#/properties/sum' })).toBe('money');
  });

  it('takes schemas written with TypeBox as they are', () => {
    const Item = Type.Object(
      { id: Type.String({ minLength: 1 }), size: Type.Optional(Type.Integer()) },
      { $id: 'Item' },
    );
    const Body = Type.Intersect([
      Type.Object({ items: Type.Array(Type.Ref('Item')) }),
      Type.Object({ by: Type.Record(Type.String(), Type.Union([Type.Literal('a'), Type.Null()])) }),
    ]);
    expectTypeOf(Body).toExtend<JsonSchema>();
    const accepts = validatorOf({ ...Body, $defs: { Item } });
    expect(drawn(Body, { defs: { Item } }, 300).every(accepts)).toBe(true);
  });

  it('shrinks to the simplest value', () => {
    const schema = { type: 'object', required: ['n'], properties: { n: { type: 'integer' }, list: { type: 'array' } } };
    const property = fc.property(fromSchema(schema), (value) => Number(Object(value).n) < 1000);
    expect(fc.check(property, { seed, numRuns: 500 }).counterexample).toEqual([{ n: 1000 }]);
  });

  it.each<[string, JsonSchema, RegExp]>([
    ['nothing', false, /No value was found/],
    ['lengths that leave no room', { type: 'string', minLength: 2, maxLength: 1 }, /No value was found/],
    ['types that exclude each other', { type: 'string', allOf: [{ type: 'null' }] }, /No value was found/],
    ['a required member that cannot be', { required: ['a'], properties: { a: false }, type: 'object' }, /No value/],
    ['a recursion without end', { type: 'object', required: ['a'], properties: { a: { $ref: '#' } } }, /No value/],
    [
      'more distinct items than there are',
      { type: 'array', items: { enum: [1] }, uniqueItems: true, minItems: 2 },
      /No/,
    ],
    ['a pattern that nothing matches', { type: 'string', pattern: '^a$', minLength: 2 }, /No string was found/],
    ['a reference to nowhere', { $ref: '#/$defs/none' }, /points to "#\/\$defs\/none"/],
    ['a keyword that is not supported', { $dynamicRef: '#x' }, /\$dynamicRef is not supported/],
    ['a tuple of draft 7', { type: 'array', items: [{}] }, /not a JSON Schema of 2020-12/],
    ['a type that does not exist', { type: 'text' }, /not a JSON Schema of 2020-12/],
  ])('throws one clear error for %s', (_, schema, message) => {
    expect(() => fromSchema(schema)).toThrow(message);
  });
});
