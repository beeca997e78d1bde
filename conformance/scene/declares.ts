/** Declared members: what an event may hold by its schema, in any of its shapes; all else means nothing that is promised. */
import type { Pointer } from '../../schemas/promises.ts';
import type { Reader } from '../../schemas/reader.ts';
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
