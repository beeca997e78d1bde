/** Tests of the canonical form of schemas, and of the schemas of whole frames. */
import { Type } from '@sinclair/typebox';
import { describe, expect, it } from 'vitest';
import { findProtocol, protocols } from './index.ts';
import { bodyPointer, bodySchema, canonical, frameSchema } from './json-schema.ts';
import { catalogOf, flat, KINDS, message, protocol, tagged } from './protocol.ts';

const samples = { examples: [], invalid: [] };

const small = protocol({
  id: 'small',
  title: 'Small',
  description: 'Flat and nested envelopes side by side.',
  path: '/',
  envelope: { command: flat('op'), control: tagged('op', 'a/b~c'), event: flat('event') },
  commands: {
    either: message(
      'One or the other.',
      Type.Union([Type.Object({ a: Type.Null() }), Type.Object({ b: Type.Null() })]),
      samples,
    ),
  },
  controls: { told: message('Nested.', Type.Object({ x: Type.Number() }), samples) },
  events: { happened: message('Flat.', Type.Object({ x: Type.Optional(Type.Number()) }), samples) },
  promises: {},
});

const cases: Readonly<Record<string, readonly [given: unknown, canonical: unknown]>> = {
  'tuples become prefixItems': [
    Type.Tuple([Type.String(), Type.Number()]),
    { type: 'array', prefixItems: [{ type: 'string' }, { type: 'number' }], items: false, minItems: 2, maxItems: 2 },
  ],
  'an empty tuple stays empty': [Type.Tuple([]), { type: 'array', minItems: 0, maxItems: 0 }],
  'a union of objects becomes oneOf': [
    Type.Union([Type.Object({ a: Type.Literal(1) }), Type.Object({})]),
    {
      oneOf: [
        { type: 'object', properties: { a: { type: 'number', const: 1 } }, required: ['a'] },
        { type: 'object', properties: {} },
      ],
    },
  ],
  'any other union stays anyOf': [
    Type.Union([Type.Object({}), Type.Null()]),
    { anyOf: [{ type: 'object', properties: {} }, { type: 'null' }] },
  ],
  'a record gets additionalProperties': [
    Type.Record(Type.String(), Type.Tuple([Type.Null()])),
    {
      type: 'object',
      additionalProperties: { type: 'array', prefixItems: [{ type: 'null' }], items: false, minItems: 1, maxItems: 1 },
    },
  ],
  'a member named like a keyword is a member': [
    Type.Object({ anyOf: Type.String(), items: Type.Optional(Type.Number()) }),
    { type: 'object', properties: { anyOf: { type: 'string' }, items: { type: 'number' } }, required: ['anyOf'] },
  ],
  'data in keywords is left alone': [{ const: { anyOf: [], items: [] } }, { const: { anyOf: [], items: [] } }],
  'boolean schemas become objects': [{ properties: { a: true, b: false } }, { properties: { a: {}, b: { not: {} } } }],
};

describe('canonical', () => {
  for (const [title, [given, expected]] of Object.entries(cases))
    it(title, () => {
      expect(canonical(given)).toStrictEqual(expected);
      expect(JSON.stringify(canonical(canonical(given)))).toBe(JSON.stringify(canonical(given)));
    });

  it('writes keywords in one order, whatever the order they were given in', () => {
    const text = JSON.stringify(canonical({ 'x-last': 1, minLength: 1, type: 'string', description: 'd' }));
    expect(text).toBe('{"description":"d","type":"string","minLength":1,"x-last":1}');
  });

  it('leaves objects open', () => {
    expect(canonical(Type.Object({ a: Type.String() }))).not.toHaveProperty('additionalProperties');
    expect(canonical(Type.Object({}, { additionalProperties: false }))).toHaveProperty('additionalProperties', false);
  });

  it('is a fixpoint for every message of every shipped protocol, also after JSON', () => {
    for (const shipped of Object.values(protocols))
      for (const kind of KINDS)
        for (const name of Object.keys(catalogOf(shipped, kind)))
          for (const schema of [bodySchema(shipped, kind, name), frameSchema(shipped, kind, name)]) {
            expect(canonical(schema)).toStrictEqual(schema);
            expect(JSON.stringify(canonical(JSON.parse(JSON.stringify(schema))))).toBe(JSON.stringify(schema));
            expect(Object.getOwnPropertySymbols(schema)).toEqual([]);
          }
  });
});

describe('frameSchema', () => {
  it('puts the tag beside a flat body, also where the body is a union', () => {
    expect(frameSchema(small, 'command', 'either')).toMatchObject({
      description: 'One or the other.',
      type: 'object',
      properties: { op: { type: 'string', const: 'either' } },
      required: ['op'],
      oneOf: [{ required: ['a'] }, { required: ['b'] }],
    });
    expect(frameSchema(small, 'event', 'happened')).toMatchObject({ properties: { x: {} }, required: ['event'] });
  });

  it('nests the body under its member and requires what stands beside', () => {
    expect(frameSchema(small, 'control', 'told')).toMatchObject({ required: ['op', 'a/b~c'] });
    expect(bodyPointer(small.envelope.control)).toBe('/a~1b~0c');
    expect(frameSchema(protocols.commerce, 'event', 'order.paid')).toMatchObject({
      properties: {
        event: { const: 'order.paid' },
        data: { properties: { status: { const: 'paid' } } },
        timestamp: {},
      },
      required: ['event', 'data', 'timestamp'],
    });
  });

  it('says so when a message does not exist, whatever its name', () => {
    for (const name of ['order.payd', '__proto__', 'constructor'])
      expect(() => frameSchema(small, 'event', name)).toThrow(`no event named "${name}"`);
  });
});

describe('findProtocol', () => {
  it('finds what is shipped and nothing else', () => {
    expect(findProtocol('commerce')).toBe(protocols.commerce);
    expect(findProtocol('constructor')).toBeUndefined();
  });
});
