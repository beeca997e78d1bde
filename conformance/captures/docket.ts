/** The docket: leads everything that a capture tells to the scope in which it is judged, and closes scopes that are over. */
import type { Badge, Happening } from '../engine/history.ts';
import { createReadings } from '../scene/readings.ts';
import type { Suite } from '../suites/suite.ts';
import type { Item, Told } from './capture.ts';
import { type Known, knownOf } from './knowledge.ts';
import { type Breach, createScope, type Judged, type Scope } from './scope.ts';

/** The most connections outside whole histories that are followed at once; of more, those that were silent longest are let go. */
const FOLLOWED = 500;

/** How many of each sort were judged. */
export interface Counted {
  histories: number;
  connections: number;
  /** Connections of which too little is known to judge more than each message. */
  parts: number;
}

/** Takes a capture, item by item. */
export interface Docket {
  readonly take: (item: Item) => void;
  /** Nothing more comes. */
  readonly close: () => void;
  readonly counted: () => Counted;
}

/** A connection that is followed. */
interface Followed {
  /** Absent as long as nothing but its address is known. */
  readonly scope?: Scope;
  readonly query?: Readonly<Record<string, string>>;
  /** The turn in which it was heard last. */
  heard: number;
}

/** Whoever connects is nobody that is known. */
const stranger = (connection: number, query: Badge['query']): Badge => ({
  ...{ client: `#${connection}`, user: '', roles: [], token: 'good', pongs: true },
  ...(query && { query }),
});

/** What a capture tells, as the entries of a history have it; undefined for what they have not. */
const happeningIn = (told: Told): Happening | undefined => {
  switch (told.kind) {
    case 'begin':
    case 'pong':
      return undefined;
    case 'opening':
      return told.badge && { kind: 'opening', connection: told.connection, badge: told.badge };
    case 'opened':
      return { kind: 'opened', connection: told.connection };
    case 'ping':
      return { kind: 'ping', connection: told.connection, answered: told.answered ?? true };
    default:
      return told;
  }
};

/**
 * An empty docket; `note` takes what came of each scope, `found` each requirement that one finds broken, at once.
 * `resolution` is how far instants outside whole histories may be from the truth, in ms, as far as that is known.
 */
export const createDocket = (
  suite: Suite,
  note: (judged: Judged) => void,
  found: (breach: Breach) => void,
  resolution?: number,
): Docket => {
  const histories = new Map<number, Scope>();
  /** Outside whole histories. */
  const followed = new Map<number, Followed>();
  const read = createReadings(suite.reader, suite.protocol.promises);
  const counted: Counted = { histories: 0, connections: 0, parts: 0 };
  let exact = resolution ?? Number.POSITIVE_INFINITY;
  let place = 0;
  let at = 0;
  /** How many items were taken. */
  let turn = 0;

  const inHistory = (scope: Scope, plan: number, told: Told): void => {
    const happening = happeningIn(told);
    if (happening) scope.hear(place, at, happening);
    if (told.kind !== 'end') return;
    histories.delete(plan);
    note(scope.close());
  };

  const letGo = (connection: number): void => {
    const scope = followed.get(connection)?.scope;
    followed.delete(connection);
    if (scope) note(scope.close());
  };

  const follow = (connection: number, one: Followed): void => {
    followed.set(connection, one);
    if (followed.size <= FOLLOWED) return;
    let silent = connection;
    let since = turn;
    for (const [other, { heard }] of followed) {
      if (heard >= since) continue;
      silent = other;
      since = heard;
    }
    letGo(silent);
  };

  const trust = (ms: number): void => {
    exact = ms;
    for (const { scope } of followed.values()) scope?.trust(ms);
  };

  const begin = (connection: number, told: Told, query: Followed['query']): Scope => {
    const known: Known = knownOf(suite, told, query !== undefined);
    counted[known === 'connection' ? 'connections' : 'parts']++;
    const scope = createScope(suite, known, 0, read, found);
    scope.trust(exact);
    scope.hear(place, at, { kind: 'opening', connection, badge: stranger(connection, query) });
    scope.hear(place, at, { kind: 'opened', connection });
    return scope;
  };

  /** Begins to judge a connection by what is told of it first. */
  const start = (connection: number, told: Told, address: Followed['query']): Scope => {
    const query = told.kind === 'opened' ? (told.query ?? address) : address;
    const scope = begin(connection, told, query);
    follow(connection, { scope, heard: turn, ...(query && { query }) });
    return scope;
  };

  const onConnection = (connection: number, told: Told): void => {
    if (told.kind === 'opening') {
      letGo(connection);
      const query = told.query ?? told.badge?.query ?? (told.badge && {});
      follow(connection, { heard: turn, ...(query && { query }) });
      return;
    }
    if (told.kind === 'opened' && followed.get(connection)?.scope) letGo(connection);
    const before = followed.get(connection);
    // Who was not let in has nothing to be judged by without knowing who it was.
    if (told.kind === 'refused' || (told.kind === 'closed' && !before?.scope)) {
      letGo(connection);
      return;
    }
    const scope = before?.scope ?? start(connection, told, before?.query);
    if (before) before.heard = turn;
    // How patient its client was is known of whole histories only.
    const happening = told.kind === 'opened' || told.kind === 'silence' ? undefined : happeningIn(told);
    if (happening) scope.hear(place, at, happening);
    if (told.kind === 'closed') letGo(connection);
  };

  return {
    counted: () => counted,
    take: (item) => {
      const { plan, told } = item;
      turn++;
      place = item.place;
      at = item.at ?? at;
      if (told.kind === 'begin' && plan !== undefined) {
        const before = histories.get(plan);
        if (before) note(before.close());
        histories.set(plan, createScope(suite, 'history', plan, read, found));
        counted.histories++;
      }
      const scope = plan === undefined ? undefined : histories.get(plan);
      if (item.resolution !== undefined && plan === undefined && resolution !== undefined) trust(item.resolution);
      if (item.resolution !== undefined) scope?.trust(item.resolution);
      if (scope && plan !== undefined) inHistory(scope, plan, told);
      else if ('connection' in told) onConnection(told.connection, told);
    },
    close: () => {
      // The capture ends in the middle of these: what was still due may have come.
      place++;
      for (const [plan, scope] of [...histories]) inHistory(scope, plan, { kind: 'end', cut: true });
      const bySilence = [...followed].sort(([, one], [, two]) => one.heard - two.heard);
      for (const [connection] of bySilence) letGo(connection);
    },
  };
};
