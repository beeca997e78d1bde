/** What the faults of backfill are made with: changes to the answers of resources, and to what they are asked. */
import type { Protocol } from '../../../schemas/protocol.ts';
import type { Backfill } from '../../../schemas/promises/recovery.ts';
import { answering, type Request, requesting } from '../../faults/resources.ts';
import type { Wrap } from '../../faults/wrap.ts';
import { at, withAt } from '../../scene/pointer.ts';
import { sinceIn } from './chronicle.ts';

/** The members of a message, or of an item. */
export type Fields = Readonly<Record<string, unknown>>;

/** What a change to an answer is told: the machine whose resource it is, and since when it tells. */
export interface About {
  readonly machine: string;
  readonly resource: Backfill;
  readonly since: number;
}

/** The tools for the resources of one protocol. */
export const resourceTools = (
  { promises }: Pick<Protocol, 'promises'>,
  resources: Readonly<Record<string, Backfill>>,
) => {
  const { lifecycle = {} } = promises;
  const known = Object.entries(resources).filter(([machine]) => lifecycle[machine]);
  const all = (...keys: readonly string[]) => known.flatMap(([machine]) => keys.map((key) => `${machine}-${key}`));
  const may = (...keys: readonly string[]) => all(...keys).map((key) => `recovery/${key}`);

  const resourceOf = ({ path }: Request) => known.find(([, resource]) => resource.path === path);
  const query = (request: Request): string => new URLSearchParams(request.query).toString();

  /** Changes the answers to good requests. */
  const told = (change: (body: Fields, about: About) => Fields): Wrap =>
    answering((answer, request) => {
      const [machine, resource] = resourceOf(request) ?? [];
      const since = resource && sinceIn(resource, query(request));
      if (!resource || !since || !('number' in since) || answer.status !== 200) return answer;
      const about = { machine: machine ?? '', resource, since: since.number };
      // What answers a good request is an object.
      return { ...answer, body: change(answer.body as Fields, about) };
    });

  const listed = (body: Fields, { items }: Backfill): readonly Fields[] => at(body, items) as readonly Fields[];
  const items = (change: (item: Fields, about: About) => Fields | undefined): Wrap =>
    told((body, about) =>
      withAt(
        body,
        about.resource.items,
        listed(body, about.resource).flatMap((item) => change(item, about) ?? []),
      ),
    );

  /** Changes since when good requests ask; undefined leaves it out. */
  const since = (change: (since: number | undefined) => number | undefined): Wrap =>
    requesting((request) => {
      const [, resource] = resourceOf(request) ?? [];
      const asked = resource && sinceIn(resource, query(request));
      if (!resource || !asked || !('number' in asked)) return request;
      const { [resource.since]: _, ...rest } = request.query;
      const changed = change(asked.is === 'given' ? asked.number : undefined);
      return { ...request, query: changed === undefined ? rest : { ...rest, [resource.since]: String(changed) } };
    });

  return { known, all, may, resourceOf, query, told, listed, items, since };
};
