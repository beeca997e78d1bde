/** Declared members: what an event may hold by its schema, in any of its shapes; all else means nothing that is promised. */
import type { Pointer } from '../../schemas/promises/terms.ts';
import type { Reader } from '../../schemas/reader.ts';
import type { Reading } from '../engine/history.ts';
import { withAt } from './pointer.ts';

/** Whether an event's schema declares the member of its body at a pointer. */
export type Declares = (event: string, pointer: Pointer) => boolean;

/** Says it by a protocol's schemas; each is looked at once. */
export const createDeclares = (reader: Reader): Declares => {
  const known = new Map<string, boolean>();
  return (event, pointer) => {
    const key = `${event} ${pointer}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const frame = reader.frame('event', event, withAt({}, pointer, null));
    const declares = !reader.undeclared('event', event, frame).some((found) => found.endsWith(pointer));
    known.set(key, declares);
    return declares;
  };
};

/** A frame without some of its members, which are given as pointers. */
const without = (value: unknown, gone: ReadonlySet<string>, where = ''): unknown => {
  if (Array.isArray(value)) return value.map((item, index) => without(item, gone, `${where}/${index}`));
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).map(([key, item]) => {
    const there = `${where}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    return { key, item, there };
  });
  const left = members.filter(({ there }) => !gone.has(there));
  return Object.fromEntries(left.map(({ key, item, there }) => [key, without(item, gone, there)]));
};

/**
 * Compares two frames of one message by what it declares: what nobody declares may say something else each time, such as
 * whom it is for.
 */
export const byDeclared =
  (reader: Reader, compare: (one: unknown, two: unknown) => string | undefined) =>
  ({ kind, name }: Reading, one: unknown, two: unknown): string | undefined => {
    const declared = (frame: unknown): unknown => without(frame, new Set(reader.undeclared(kind, name, frame)));
    // Most are alike in all.
    return compare(one, two) === undefined ? undefined : compare(declared(one), declared(two));
  };
