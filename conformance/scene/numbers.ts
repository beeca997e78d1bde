/** Numbers: what an event's frame says of its place in a count. */
import type { Promises } from '../../schemas/promises.ts';
import type { PerSubscription, SequencePromise } from '../../schemas/promises/sequence.ts';
import { at } from './pointer.ts';

/** Where an event stands. */
export interface Numbered {
  /** Which count it belongs to: `''` where there is one for all. */
  readonly count: string;
  readonly number: number;
}

/** Whether events of a name bear numbers. */
export const isNumbered = ({ unnumbered = [] }: SequencePromise, event: string): boolean => !unnumbered.includes(event);

/** Whether an event is made for one client, so that nobody can publish it: it bears no number, or is a book as it is now. */
export const isMadeForOne = ({ sequence, books }: Promises, event: string): boolean =>
  sequence?.unnumbered?.includes(event) === true || event === books?.snapshot;

/** Where each subscription has a count of its own: the pointers that tell which it is. */
export const perSubscription = ({ scope }: Pick<SequencePromise, 'scope'>): PerSubscription | undefined =>
  typeof scope === 'object' && 'subscription' in scope ? scope : undefined;

/** Whether a number says the same on every connection. */
export const isShared = ({ scope }: Pick<SequencePromise, 'scope'>): boolean =>
  scope !== 'connection' && perSubscription({ scope }) === undefined;

/** The count that a frame belongs to. */
export const countOf = ({ scope }: SequencePromise, frame: unknown): string => {
  if (typeof scope === 'string') return '';
  const pointers = 'subscription' in scope ? [scope.subscription] : scope;
  return pointers.map((pointer) => String(at(frame, pointer))).join(' ');
};

/** The number that an event's frame bears; undefined where it should bear none, or bears none that is one. */
export const numberIn = (promise: SequencePromise, event: string, frame: unknown): Numbered | undefined => {
  const number = at(frame, promise.number);
  if (!isNumbered(promise, event) || typeof number !== 'number' || !Number.isSafeInteger(number)) return undefined;
  return { count: countOf(promise, frame), number };
};
