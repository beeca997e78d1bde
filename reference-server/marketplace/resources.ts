/** What can be fetched over HTTP: the catalog of events, and the listings and offers that changed since a number. */
import type { Json } from '../json.ts';
import type { Answer, Asked, Kind, Thing } from './decisions.ts';
import type { State } from './state.ts';

const SCHEMA = '/events/schema';
/** The version of the catalog. */
const VERSION = 1;

/** The number that a `since_seq` gives: 0 where it is left out, nothing where it is no integer from 0 up. */
export const sinceIn = (text = '0'): number | undefined => (/^[0-9]+$/u.test(text) ? Number(text) : undefined);

/** The things that were created or changed after a number. */
export const changedSince = (things: readonly Thing[], since: number): readonly Thing[] =>
  things.filter(({ updated }) => updated > since);

/** A thing with its status, its numbers and the fields it was created with. */
export const itemOf = ({ id, fields, status, seq, updated }: Thing): Json => ({
  ...fields,
  ...{ id, status, seq, updated_seq: updated },
});

const refusal = (status: number, error: string): Answer => ({ status, body: { error } });

const backfill = ({ decisions, terms, world, numbering }: State, kind: Kind, query: Asked['query']): Answer => {
  const since = decisions.since(query[terms.since]);
  if (since === undefined) return refusal(400, `${terms.since} must be an integer from 0 up.`);
  const things = decisions.changedSince([...world[kind].values()], since);
  const seq = decisions.upTo(numbering.count, since, things);
  return { status: 200, body: { seq, items: things.map(decisions.item) } };
};

const due = (state: State, { method, path, query }: Asked): Answer => {
  const kind = state.terms.resources.get(path);
  if (!kind && path !== SCHEMA) return refusal(404, 'Not found.');
  if (method !== 'GET') return refusal(405, 'Use GET.');
  if (kind) return backfill(state, kind, query);
  return { status: 200, body: state.decisions.catalog([...state.catalog], VERSION) };
};

/** The answer to a request. */
export const respond = (state: State, { method, path, query }: Asked): Answer => {
  const asked = { method, path, query };
  return state.decisions.responds(asked, due(state, asked));
};
