// What the arbitraries of lists and objects need to build those of their parts.

import type fc from 'fast-check';
import type { Schema } from './json-schema.ts';
import type { Accepts } from './validator.ts';

/** Builds arbitraries of parts. */
export interface Workshop {
  /** Values that satisfy all these schemas; nothing if there are none. */
  readonly build: (schemas: readonly Schema[]) => fc.Arbitrary<unknown> | undefined;
  readonly accepts: (schemas: readonly Schema[]) => Accepts;
  /** Whether open objects get members that nobody declared. */
  readonly extras: boolean;
  /** Whether this part lies within a recursion, where lists and objects are kept small. */
  readonly shallow: boolean;
}
