/** The faults that are peculiar to `marketplace`: its catalog, its competitions and its leaderboard. */
import type { Marketplace } from '../../schemas/marketplace/protocol.ts';
import type { Output } from '../../schemas/server.ts';
import type { Fault } from '../engine/requirement.ts';
import { answering } from '../faults/resources.ts';
import { alter, type Choose, drop, type Wrap } from '../faults/wrap.ts';
import { at, itemsAt } from '../scene/pointer.ts';

const LEADERBOARD = 'leaderboard_delta' satisfies keyof Marketplace['events'];
const PLANNED = [
  'dispute_opened',
  'dispute_resolved',
  'trade_executed',
  'anomaly_score',
] satisfies readonly (keyof Marketplace['events'])[];

/** Changes what the page of the catalog says. */
const paged = (change: (body: Readonly<Record<string, unknown>>) => unknown): Wrap =>
  answering((answer, { path }) =>
    path === '/events/schema'
      ? // The page is an object.
        { ...answer, body: change(answer.body as Readonly<Record<string, unknown>>) }
      : answer,
  );

/** Loses events with some ids of competitions on the connections that filter by them. */
const losing =
  (is: (message: unknown) => boolean): Wrap =>
  (server) => {
    const filtered = new Set<string>();
    const isLost: Choose = (output: Output) => {
      if (output.do !== 'message') return false;
      if (at(output.message, '/type') === 'subscribed') {
        if (itemsAt(output.message, '/competitions').length > 0) filtered.add(output.connection);
        else filtered.delete(output.connection);
      }
      return filtered.has(output.connection) && at(output.message, '/seq') !== undefined && is(output.message);
    };
    const without = drop(isLost)(server);
    return {
      ...without,
      receive: (input, now) => {
        if (input.do === 'connect' && (input.query['competitions'] ?? '') !== '') filtered.add(input.connection);
        return without.receive(input, now);
      },
    };
  };

const isLeaderboard = (message: unknown, field: '/score' | '/rank'): boolean =>
  at(message, '/type') === LEADERBOARD && at(message, field) !== undefined;

const idOf = (message: unknown): unknown => at(message, '/competition_id');

/** Those who may notice that an event does not come, or that numbers have a hole. */
const LOST = [
  ...['filters/*', 'sequence/*', 'errors/changes-nothing'],
  // A rank has an id of a competition, and a score has none.
  ...['competitions/rank', 'competitions/score', 'competitions/absent'],
] as const;

/** The faults of the page that lists the events. */
export const catalogFaults = {
  'keeps-plans-secret': {
    story: 'The page does not list the events that are planned.',
    breaks: ['names'],
    wrap: paged((body) => ({
      ...body,
      events: itemsAt(body, '/events').filter((name) => !PLANNED.some((planned) => planned === name)),
    })),
  },
  'lists-the-greeting': {
    story: 'The page lists the greeting among the events.',
    breaks: ['names'],
    wrap: paged((body) => ({ ...body, events: [...itemsAt(body, '/events'), 'hello'] })),
  },
  'version-in-words': {
    story: 'The version is a text.',
    breaks: ['version'],
    wrap: paged((body) => ({ ...body, version: `v${String(body['version'])}` })),
  },
} as const satisfies Readonly<Record<string, Fault>>;

const isValue: Choose = (output) =>
  output.do === 'message' && at(output.message, '/nav') !== undefined && at(output.message, '/type') === 'nav_update';

/** The faults of competitions. */
export const competitionFaults = {
  'compares-types': {
    story: 'An id that is a number is never equal to one that a filter lists.',
    breaks: ['number'],
    disturbs: LOST,
    wrap: losing((message) => typeof idOf(message) === 'number'),
  },
  'numbers-alone': {
    story: 'A filter of competitions lets no id pass that is a text.',
    breaks: ['text'],
    disturbs: LOST,
    wrap: losing((message) => typeof idOf(message) === 'string'),
  },
  'null-is-an-id': {
    story: 'An event whose competition is null passes no filter of competitions.',
    breaks: ['null'],
    disturbs: LOST,
    wrap: losing((message) => idOf(message) === null),
  },
  'wants-an-id': {
    story: 'An event without a competition passes no filter of competitions.',
    breaks: ['absent'],
    disturbs: LOST,
    // What greets a connection has a number as well, and no id.
    wrap: losing((message) => at(message, '/type') !== 'hello' && idOf(message) === undefined),
  },
  'keeps-no-scores': {
    story: 'Changes of a leaderboard in a score are not told.',
    breaks: ['score'],
    disturbs: [...LOST, 'competitions/*'],
    wrap: drop((output) => output.do === 'message' && isLeaderboard(output.message, '/score')),
  },
  'rounds-the-value': {
    story: 'The net asset value is told in hundreds.',
    breaks: ['nav'],
    disturbs: LOST,
    wrap: alter(isValue, (message) => ({ ...message, nav: Math.floor(Number(message.nav) / 1e8) })),
  },
  'keeps-the-value-back': {
    story: 'The net asset value is worked out, and nobody is told.',
    breaks: ['nav'],
    disturbs: [...LOST, 'sequence/*'],
    wrap: drop(isValue),
  },
  'keeps-no-ranks': {
    story: 'Changes of a leaderboard in a rank are not told.',
    breaks: ['rank'],
    disturbs: [...LOST, 'competitions/*'],
    wrap: drop((output) => output.do === 'message' && isLeaderboard(output.message, '/rank')),
  },
} as const satisfies Readonly<Record<string, Fault>>;
