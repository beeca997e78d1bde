// Tests of near misses: each is invalid, differs from the valid value in one place, and is what it says it is.

import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { Definitions } from './document.ts';
import { fromSchema, type JsonSchema } from './from-schema.ts';
import { type NearMiss, nearMiss, nearMisses } from './near-miss.ts';
import { randomDefs, randomSchemas } from './testing/random-schemas.ts';

const seed = 20_261;
const text = { type: 'string', minLength: 1 };
const body = (properties: Readonly<Record<string, JsonSchema>>, required: readonly string[] = []): JsonSchema => ({
  type: 'object',
  properties,
  required,
});

const symbols = body({ symbols: { type: 'array', items: text } }, ['symbols']);
const either = {
  oneOf: [
    body({ op: { const: 'one' }, channel: text }, ['op', 'channel']),
    body({ op: { const: 'many' }, channels: { type: 'array', items: text, minItems: 1 } }, ['op', 'channels']),
  ],
};
const exclusive = {
  type: 'object',
  properties: { channel: text, channels: { type: 'array', items: text } },
  oneOf: [{ required: ['channel'] }, { required: ['channels'] }],
};
const rich = body(
  {
    id: { type: 'string', minLength: 1, maxLength: 8 },
    when: { type: 'string', format: 'date-time' },
    from: { anyOf: [{ enum: ['latest', 'earliest'] }, body({ offset: { type: 'integer', minimum: 1 } }, ['offset'])] },
    share: { type: 'number', exclusiveMinimum: 0, maximum: 1 },
    flag: { type: ['boolean', 'null'] },
    nested: { $ref: '#/$defs/nested' },
  },
  ['id', 'when', 'share'],
);
const defs = { nested: body({ 'a/b~c': { type: 'array', prefixItems: [text, { type: 'integer' }], items: false } }) };

const accepting = (schema: JsonSchema, $defs: Definitions = defs): ((value: unknown) => boolean) => {
  const ajv = new Ajv2020({ strict: false, logger: false, validateSchema: false });
  addFormats.default(ajv);
  return ajv.compile(typeof schema === 'boolean' ? schema : { ...schema, $defs });
};

const isContainer = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** The pointers at which two values differ, as deep down as possible. */
const differences = (a: unknown, b: unknown, at = ''): readonly string[] => {
  if (!isContainer(a) || !isContainer(b) || Array.isArray(a) !== Array.isArray(b)) return Object.is(a, b) ? [] : [at];
  const [left, right] = [new Map(Object.entries(a)), new Map(Object.entries(b))];
  return [...new Set([...left.keys(), ...right.keys()])].flatMap((key) => {
    const below = `${at}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    return left.has(key) && right.has(key) ? differences(left.get(key), right.get(key), below) : [below];
  });
};

const differsOnlyAt = (at: string, places: readonly string[]): boolean =>
  places.length > 0 && places.every((place) => place === at || place.startsWith(`${at}/`));

const isSatisfiable = (schema: JsonSchema): boolean => {
  try {
    return Boolean(fromSchema(schema, { defs: randomDefs }));
  } catch {
    return false;
  }
};

const told = (schema: JsonSchema, valid: unknown): readonly string[] =>
  nearMisses(schema, valid, { defs }).map(({ value, at, wrong }) => `${at} ${wrong} ${JSON.stringify(value)}`);

const commands: Readonly<Record<string, JsonSchema>> = { symbols, either, exclusive, rich };

describe('nearMisses', () => {
  it('lists what can be wrong in a command, one thing at a time and in a fixed order', () => {
    expect(told(symbols, { symbols: ['A', 'B'] })).toEqual([
      '/symbols missing {}',
      '/symbols type {"symbols":"A"}',
      '/symbols type {"symbols":42}',
      '/symbols type {"symbols":true}',
      '/symbols type {"symbols":{}}',
      '/symbols null {"symbols":null}',
      '/symbols/0 type {"symbols":[42,"B"]}',
      '/symbols/0 type {"symbols":[true,"B"]}',
      '/symbols/0 type {"symbols":[["A"],"B"]}',
      '/symbols/0 type {"symbols":[{},"B"]}',
      '/symbols/0 null {"symbols":[null,"B"]}',
      '/symbols/0 empty {"symbols":["","B"]}',
      '/symbols/1 type {"symbols":["A",42]}',
      '/symbols/1 type {"symbols":["A",true]}',
      '/symbols/1 type {"symbols":["A",["B"]]}',
      '/symbols/1 type {"symbols":["A",{}]}',
      '/symbols/1 null {"symbols":["A",null]}',
      '/symbols/1 empty {"symbols":["A",""]}',
    ]);
  });

  it.each(Object.entries(commands))(
    'gives only values that ajv refuses and that differ in one place: %s',
    (_, schema) => {
      const accepts = accepting(schema);
      const property = fc.property(fromSchema(schema, { defs }), (valid) => {
        for (const { value, at } of nearMisses(schema, valid, { defs })) {
          expect(accepts(value)).toBe(false);
          expect(differences(valid, value).every((place) => place === at || place.startsWith(`${at}/`))).toBe(true);
          expect(differences(valid, value)).not.toEqual([]);
        }
      });
      fc.assert(property, { seed, numRuns: 60 });
    },
  );

  it('does so for schemas drawn at random', () => {
    const property = fc.property(randomSchemas.filter(isSatisfiable), (schema) => {
      const accepts = accepting(schema, randomDefs);
      const valid = fc.sample(fromSchema(schema, { defs: randomDefs }), { numRuns: 5, seed });
      const misses = valid.flatMap((one) =>
        nearMisses(schema, one, { defs: randomDefs }).map((miss) => ({
          ...miss,
          places: differences(one, miss.value),
        })),
      );
      expect(misses.filter(({ value }) => accepts(value))).toEqual([]);
      expect(misses.filter(({ at, places }) => !differsOnlyAt(at, places))).toEqual([]);
    });
    fc.assert(property, { seed, numRuns: 40 });
  });

  it('spoils optional members that the valid value leaves out', () => {
    const found = told(body({ events: { type: 'array', items: text } }), {});
    expect(found).toContain('/events null {"events":null}');
    expect(found).toContain('/events type {"events":42}');
  });

  it('spoils an item of an empty list', () => {
    expect(told(symbols, { symbols: [] })).toContain('/symbols/0 empty {"symbols":[""]}');
  });

  it('leaves out members whose mere presence would be wrong', () => {
    const places = nearMisses(exclusive, { channel: 'x' }).map(({ at }) => at);
    expect(new Set(places)).toEqual(new Set(['/channel']));
  });

  it('judges by the alternative that the valid value stands for', () => {
    const places = nearMisses(either, { op: 'one', channel: 'x' }).map(({ at, wrong }) => `${at} ${wrong}`);
    expect(new Set(places)).toEqual(
      new Set([
        '/op missing',
        '/op type',
        '/op null',
        '/channel missing',
        '/channel type',
        '/channel null',
        '/channel empty',
      ]),
    );
  });

  it('takes null for wrong only where it is not listed, and an empty text only below a minimal length', () => {
    const schema = body({ a: { type: ['string', 'null'] }, b: { type: 'string' }, c: { enum: ['x', null] } });
    const found = nearMisses(schema, { a: 'a', b: 'b', c: 'x' }).filter(({ wrong }) => wrong !== 'type');
    expect(found).toEqual([{ value: { a: 'a', b: null, c: 'x' }, at: '/b', wrong: 'null' }]);
  });

  it('takes a number for a wrong type only where no number is right, and a broken one where integers are', () => {
    const numbers = (schema: JsonSchema, valid: unknown): readonly string[] =>
      told(body({ n: schema }), { n: valid }).filter((line) => /type \{"n":[\d.]+\}/.test(line));
    expect(numbers({ type: 'integer', maximum: 9 }, 1)).toEqual(['/n type {"n":1.5}']);
    expect(numbers({ type: 'number', maximum: 1 }, 1)).toEqual([]);
    expect(numbers({ type: ['string', 'integer'] }, 'a')).toEqual(['/n type {"n":1.5}']);
  });

  it('goes beyond declared bounds by as little as can be', () => {
    const huge = (schema: JsonSchema, valid: unknown): readonly unknown[] =>
      nearMisses(body({ v: schema }), { v: valid }).flatMap(({ value, wrong }) => (wrong === 'huge' ? [value] : []));
    expect(huge({ type: 'integer', minimum: 1, exclusiveMaximum: 10 }, 5)).toEqual([{ v: 10 }, { v: 0 }]);
    expect(huge({ type: 'number', exclusiveMinimum: 0, maximum: 1 }, 0.5)).toEqual([{ v: 2 }, { v: 0 }]);
    expect(huge({ type: 'integer', multipleOf: 5, maximum: 12 }, 5)).toEqual([{ v: 15 }]);
    expect(huge({ type: 'string', maxLength: 4 }, 'añ😀')).toEqual([{ v: 'añ😀añ' }]);
    expect(huge({ type: 'string', maxLength: 2, pattern: '^.{0,2}$' }, 'a')).toEqual([]);
    expect(huge({ type: 'integer' }, 5)).toEqual([]);
  });

  it('escapes names in pointers', () => {
    const places = nearMisses(
      rich,
      { id: 'i', when: '2026-01-01T00:00:00Z', share: 1, nested: { 'a/b~c': ['x'] } },
      { defs },
    );
    expect(places.map(({ at }) => at)).toContain('/nested/a~1b~0c/0');
  });

  it('finds nothing wrong in undeclared members', () => {
    expect(nearMisses(body({}), { anything: 'goes' })).toEqual([]);
    const atLeastTwo = { ...Object(body({ id: {} }, ['id'])), minProperties: 2 };
    expect(told(atLeastTwo, { id: 1, anything: 'goes' })).toEqual(['/id missing {"anything":"goes"}']);
  });

  it('throws where the value to start from is not valid', () => {
    expect(() => nearMisses(symbols, { symbols: 1 })).toThrow('A near miss needs a valid value');
  });
});

describe('nearMiss', () => {
  it('draws and shrinks near misses of every kind', () => {
    expectTypeOf(nearMiss).returns.toEqualTypeOf<fc.Arbitrary<NearMiss>>();
    const accepts = accepting(rich);
    const seen = new Set<string>();
    const property = fc.property(nearMiss(rich, { defs }), ({ value, wrong }) => {
      seen.add(wrong);
      expect(accepts(value)).toBe(false);
    });
    fc.assert(property, { seed, numRuns: 300 });
    expect(seen).toEqual(new Set(['missing', 'type', 'null', 'empty', 'huge']));
    const tried: unknown[] = [];
    fc.check(
      fc.property(nearMiss(rich, { defs }), ({ value }) => tried.push(value) % 4 === 0),
      { seed },
    );
    expect(tried.filter(accepts)).toEqual([]);
  });

  it('throws where nothing can be wrong', () => {
    expect(() => nearMiss(body({}))).toThrow('Nothing can be wrong');
  });
});
