/** Bygone: an oracle for what a filter has withheld; where nothing is replayed, and a filter does not begin with the latest, no later one brings it either. */
import type { FiltersPromise } from '../../../schemas/promises/filters.ts';
import { broken, hearing, type Oracle } from '../../engine/oracle.ts';
import type { Setting } from '../../engine/requirement.ts';
import type { Connection } from '../../scene/connection.ts';
import type { Publication } from '../../scene/deliveries.ts';
import { covers } from '../../scene/pointer.ts';

/** How much is remembered: of what one connection was spared, and of what was published under one name. */
const REMEMBERED = { spared: 200, published: 2000 } as const;

/** Judges that what did not pass from when it was asked for until it was told does not come once another filter is asked for. */
export const bygone = ({ promises, promise }: Setting<FiltersPromise>): Oracle =>
  hearing(() => {
    const spared = new Map<Connection, Set<Publication>>();
    const published = new Map<string, Publication[]>();
    const spare = (connection: Connection, publication: Publication): void => {
      const known = spared.get(connection) ?? new Set();
      spared.set(connection, known.add(publication));
      if (known.size > 2 * REMEMBERED.spared) spared.set(connection, new Set([...known].slice(-REMEMBERED.spared)));
    };
    const note = (publication: Publication): void => {
      const { event } = publication;
      const known = published.get(event) ?? [];
      known.push(publication);
      published.set(event, known.length > 2 * REMEMBERED.published ? known.slice(-REMEMBERED.published) : known);
    };
    /** Of two that are alike, nobody can tell which of them came. */
    const isOnly = (publication: Publication, body: unknown): boolean => {
      const alike = published.get(publication.event)?.filter((one) => covers(one.body, body)) ?? [];
      return alike.length === 1 && alike[0] === publication;
    };
    return ({ entry, publication, spared: others, connection, command, delivery, message }) => {
      if (promises.recovery?.replay || promise.begins) return undefined;
      if (entry.kind === 'asked' && publication) {
        note(publication);
        for (const one of others ?? []) spare(one, publication);
      }
      if (!connection) return undefined;
      if (entry.kind === 'closed') spared.delete(connection);
      const known = spared.get(connection);
      // What is under way as a filter may change may pass after all.
      if (command && connection.interest)
        for (const one of known ?? [])
          if (one.told === undefined && connection.interest.passes(one.event, one.body) !== 'no') known?.delete(one);
      const { of, again, via } = delivery ?? {};
      if (!of || again || via?.length === 0 || of.told === undefined || !known?.has(of)) return undefined;
      return isOnly(of, message?.body)
        ? broken(`${of.event} came, which had been published and did not pass before this filter was asked for`)
        : undefined;
    };
  }, ['asked', 'command', 'delivery', 'closed']);
