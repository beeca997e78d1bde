/** What this server answers over HTTP: the event schema, and the backfill of listings and offers. */
import type { Kind, Market } from './market.ts';
import type { Frame, Wording } from './wording.ts';

/** A request as it concerns this server. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
}

/** An answer. */
export interface Page {
  readonly status: number;
  readonly body: Frame;
}

const BACKFILLS = new Map<string, Kind>([
  ['/api/v1/listings', 'listing'],
  ['/api/v1/offers', 'offer'],
]);

const failure = (status: number, error: string): Page => ({ status, body: { error } });

/** The pages of one server. */
export const createPages = (market: Market, wording: Wording) => {
  const backfill = (kind: Kind, since = '0'): Page => {
    if (!/^[0-9]+$/.test(since)) return failure(400, '`since_seq` is an integer from 0 up.');
    return { status: 200, body: { ...market.since(kind, Number(since)) } };
  };
  const read = ({ method, path, query }: Asked): Page => {
    const kind = BACKFILLS.get(path);
    if (!kind && path !== '/events/schema') return failure(404, 'There is nothing here.');
    if (method !== 'GET') return failure(405, 'This can only be read.');
    return kind ? backfill(kind, query['since_seq']) : { status: 200, body: wording.schema() };
  };
  return (asked: Asked): Page => {
    const { status, body } = read(asked);
    return { status, body: wording.page(body) };
  };
};
