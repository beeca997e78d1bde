/** Numbers: what an event's frame says of its place in a count. */
import type { SequencePromise } from '../../schemas/promises.ts';
import { at } from './pointer.ts';

/** Where an event stands. */
export interface Numbered {
  /** Which count it belongs to: `''` where there is one for all. */
  readonly count: string;
  readonly number: number;
}

/** Whether events of a name bear numbers. */
export const isNumbered = ({ unnumbered = [] }: SequencePromise, event: string): boolean => !unnumbered.includes(event);

/** The count that a frame belongs to. */
export const countOf = ({ scope }: SequencePromise, frame: unknown): string =>
  typeof scope === 'string' ? '' : scope.map((pointer) => String(at(frame, pointer))).join(' ');

/** The number that an event's frame bears; undefined where it should bear none, or bears none that is one. */
export const numberIn = (promise: SequencePromise, event: string, frame: unknown): Numbered | undefined => {
  const number = at(frame, promise.number);
  if (!isNumbered(promise, event) || typeof number !== 'number' || !Number.isSafeInteger(number)) return undefined;
  return { count: countOf(promise, frame), number };
};
