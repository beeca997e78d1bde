// From JSON Schema 2020-12 to fast-check: every value drawn validates, and so does every shrink of it.

import type fc from 'fast-check';
import { type Definitions, type Document, documentOf } from './document.ts';
import { excerpt, type JsonSchema } from './json-schema.ts';
import { sieve } from './sieve.ts';
import { builder } from './values.ts';

export type { JsonSchema } from './json-schema.ts';

/** Where references lead, and whether open objects get members that nobody declared (unless told, they do). */
export interface FromSchemaOptions {
  readonly defs?: Definitions;
  readonly extras?: boolean;
}

/** How often a recursive definition is entered: a few levels, or more where a schema insists. */
const LEVELS = [3, 12];

const build = (schema: JsonSchema, document: Document, extras: boolean): fc.Arbitrary<unknown> => {
  // Without extras an open object may have too few values that differ: then they are allowed after all.
  for (const allowed of extras ? [true] : [false, true])
    for (const levels of LEVELS) {
      const drawn = builder(document, allowed, levels)([document.root]);
      const values = drawn && document.comparesObjects ? sieve(drawn, document.accepts([document.root])) : drawn;
      if (values !== undefined) return values;
    }
  throw new Error(`No value was found that satisfies the schema ${excerpt(schema)}`);
};

const known = new WeakMap<Document, Map<boolean, fc.Arbitrary<unknown>>>();

/**
 * Values that satisfy a schema, drawn and shrunk; throws where a keyword is not supported, a reference leads nowhere,
 * or no value was found that validates.
 */
export const fromSchema = (
  schema: JsonSchema,
  { defs, extras = true }: FromSchemaOptions = {},
): fc.Arbitrary<unknown> => {
  const document = documentOf(schema, defs);
  const built = known.get(document) ?? new Map<boolean, fc.Arbitrary<unknown>>();
  const values = built.get(extras) ?? build(schema, document, extras);
  known.set(document, built.set(extras, values));
  return values;
};
