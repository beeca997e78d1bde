/** Error kinds: which control messages tell errors, and which kind of error one of them tells. */
import type { ErrorsPromise } from '../../schemas/promises/errors.ts';
import type { Reading } from '../engine/history.ts';
import { fill, textAt } from './pointer.ts';

/** The control message that tells an error of a kind. */
export const errorMessage = (errors: ErrorsPromise, kind: string): string =>
  errors.kinds[kind]?.message ?? errors.message;

/** Every control message that tells errors. */
export const errorMessages = (errors: ErrorsPromise | undefined): ReadonlySet<string> => {
  if (!errors) return none;
  const found =
    known.get(errors) ??
    new Set([errors.message, ...Object.keys(errors.kinds).map((kind) => errorMessage(errors, kind))]);
  known.set(errors, found);
  return found;
};

const none: ReadonlySet<string> = new Set();
/** What was gathered once: every message that arrives is looked up. */
const known = new WeakMap<ErrorsPromise, ReadonlySet<string>>();

/** The kind of error a message tells: by its exact words where they are given, else by its code. */
export const errorKind = (
  { name, body }: Pick<Reading, 'name' | 'body'>,
  errors: ErrorsPromise,
  kinds: readonly string[],
  item?: string,
): { readonly kind: string; readonly exact: boolean } | undefined => {
  const text = textAt(body, errors.text);
  const code = errors.code && textAt(body, errors.code.at);
  const told = kinds.filter((kind) => errorMessage(errors, kind) === name);
  const worded = told.find((kind) => {
    const given = errors.kinds[kind]?.text;
    return given !== undefined && text !== undefined && fill(given, () => item) === text;
  });
  if (worded !== undefined) return { kind: worded, exact: true };
  const coded = told.find((kind) => code !== undefined && errors.kinds[kind]?.code === code);
  return coded === undefined ? undefined : { kind: coded, exact: errors.kinds[coded]?.text === undefined };
};
