// A schema made ready: linked, read into cases, with validators; done once for a pair of objects, which must not change.

import { type Cases, casesOf } from './cases.ts';
import type { JsonSchema, Schema } from './json-schema.ts';
import { link } from './link.ts';
import { type Validator, validator } from './validator.ts';

/** Definitions that a schema's references may lead to. */
export type Definitions = Readonly<Record<string, JsonSchema>>;

/** A schema made ready. */
export interface Document {
  readonly root: Schema;
  readonly cases: Cases;
  readonly accepts: Validator['accepts'];
  readonly refuses: Validator['refuses'];
  /** Whether objects are compared with constants, which ajv cannot do to one with a member named `toString`. */
  readonly comparesObjects: boolean;
}

const isContainer = (value: unknown): value is object => typeof value === 'object' && value !== null;

const comparesObjects = (schema: unknown): boolean =>
  isContainer(schema) &&
  Object.entries(schema).some(([keyword, value]) =>
    keyword === 'const' || keyword === 'enum' ? [value].flat().some(isContainer) : comparesObjects(value),
  );

const NONE: Definitions = {};
const known = new WeakMap<object, WeakMap<Definitions, Document>>();

const prepare = (schema: JsonSchema, defs: Definitions): Document => {
  const linked = link(schema, defs);
  return {
    root: linked.root,
    cases: casesOf(linked),
    ...validator(linked.defs),
    comparesObjects: comparesObjects([linked.root, linked.defs]),
  };
};

/** Makes a schema ready, or finds it made ready before; throws as `link` does. */
export const documentOf = (schema: JsonSchema, defs: Definitions = NONE): Document => {
  if (typeof schema === 'boolean') return prepare(schema, defs);
  const versions = known.get(schema) ?? new WeakMap<Definitions, Document>();
  const document = versions.get(defs) ?? prepare(schema, defs);
  known.set(schema, versions.set(defs, document));
  return document;
};
