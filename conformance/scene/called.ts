/** What clients call events where they ask for them: their own names, or other names that stand for one or several. */
import type { FiltersPromise } from '../../schemas/promises/filters.ts';

type Naming = Pick<FiltersPromise, 'called' | 'along'>;

/** What a client calls an event that it asks for. */
export const calledAs = ({ called = {} }: Pick<FiltersPromise, 'called'>, event: string): string =>
  called[event] ?? event;

/** What a client asks for to get an event, which may come along with another. */
export const askedAs = (naming: Naming, event: string): string => calledAs(naming, naming.along?.[event] ?? event);

/** Everything that clients can ask for. */
export const nameable = (naming: Naming, events: Readonly<Record<string, unknown>>): ReadonlySet<string> =>
  new Set(
    Object.keys(events).flatMap((event) => (naming.along?.[event] === undefined ? [calledAs(naming, event)] : [])),
  );
