// Validation with ajv: the last word on whether a value satisfies a schema; every schema is compiled once.

import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { Schema } from './json-schema.ts';

/** A question about a value. */
export type Accepts = (value: unknown) => boolean;

const ajv = new Ajv2020({ strict: false, logger: false, validateSchema: false });
addFormats.default(ajv);

/** Throws unless the metaschema of 2020-12 accepts this schema. */
export const assertSchema = (schema: Readonly<Record<string, unknown>>): void => {
  if (ajv.validateSchema(schema) !== true)
    throw new Error(`This is not a JSON Schema of 2020-12: ${ajv.errorsText(ajv.errors, { dataVar: 'schema' })}`);
};

type Verdict = (value: unknown) => boolean | undefined;

/** Undefined is the verdict where ajv gives none: it compares objects by their `toString`, which may be data. */
const compile = (schema: Readonly<Record<string, unknown>>): Verdict => {
  const validate = ajv.compile(schema);
  ajv.removeSchema(schema);
  return (value) => {
    try {
      return validate(value) === true;
    } catch {
      return undefined;
    }
  };
};

/** Judges values by schemas that share some definitions. */
export interface Validator {
  /** Whether a value satisfies all these schemas; false where ajv cannot tell. */
  readonly accepts: (schemas: readonly Schema[]) => Accepts;
  /** Whether a value breaks one of these schemas; false where ajv cannot tell. */
  readonly refuses: (schemas: readonly Schema[]) => Accepts;
}

/** Validators for schemas with these definitions, compiled when first asked. */
export const validator = (defs: Readonly<Record<string, Schema>>): Validator => {
  const compiled = new WeakMap<object, Verdict>();
  const verdict = (schema: Schema): Verdict => {
    if (typeof schema === 'boolean') return () => schema;
    const known = compiled.get(schema) ?? compile({ ...schema, $defs: defs });
    compiled.set(schema, known);
    return known;
  };
  return {
    accepts: (schemas) => (value) => schemas.every((schema) => verdict(schema)(value) === true),
    refuses: (schemas) => (value) => schemas.some((schema) => verdict(schema)(value) === false),
  };
};

/** Whether ajv takes a text for an instance of this format; unknown formats take every text. */
export const isFormat = (format: string): Accepts => {
  const verdict = compile({ type: 'string', format });
  return (value) => verdict(value) === true;
};
