/** What is told at a pace: the newest value there is, at most or exactly once in a period, on each connection by itself. */
import type { Output } from '../../schemas/server.ts';
import type { ChannelDecisions, Connection } from './decisions.ts';
import type { Held, State } from './state.ts';
import type { Terms } from './terms.ts';

/** Told when it changes, and no more than once in a period. */
const SPACED: readonly string[] = ['positions:update'];
/** Told once in every period, changed or not. */
const STEADY: readonly string[] = ['market:update', 'account:update', 'health:update'];

const PACED: readonly string[] = [...SPACED, ...STEADY];

/** Whether an event goes out at a pace; all others go out at once. */
export const isPaced = (event: string): boolean => PACED.includes(event);

/** Paces as the wire text has them. */
export const paces = (terms: Terms): Pick<ChannelDecisions, 'newest' | 'tells' | 'started' | 'due' | 'next'> => ({
  newest: (_, published) => published,
  // Its own timestamp stays what it was.
  tells: (_, { data }) => data,
  // Whoever starts a channel is told the state of things, but no sooner than the pace allows.
  started: (_, slot, now) => ({ next: Math.max(slot?.next ?? now, now) }),
  due: (event, { next, told }, value) => {
    if (!value || (SPACED.includes(event) && told === value.number)) return undefined;
    return next;
  },
  next: (event, due, now) => {
    const every = terms.every(event);
    // What is steady keeps its phase, unless it is so late that the next would come at once.
    return STEADY.includes(event) && due + every > now ? due + every : now + every;
  },
});

/** When an event is due to a connection, if it is. */
const dueTo = ({ decisions, values }: State, connection: Connection, event: string): number | undefined => {
  const slot = connection.slots.get(event);
  if (!slot || !decisions.hears(connection, event)) return undefined;
  return decisions.due(event, slot, values.get(event));
};

/** Sends a connection what it is due to be told by now. */
export const tell = (state: State, connection: Held, now: number): readonly Output[] =>
  PACED.flatMap((event): readonly Output[] => {
    const due = dueTo(state, connection, event);
    const value = state.values.get(event);
    if (!value || due === undefined || due > now) return [];
    const slot = { next: state.decisions.next(event, due, now), told: value.number };
    connection.slots = new Map(connection.slots).set(event, slot);
    const data = state.decisions.tells(event, value, now);
    return [{ do: 'message', connection: connection.id, message: { event, data } }];
  });

/** Begins to tell a connection an event, as far as it goes out at a pace. */
export const start = ({ decisions }: State, connection: Held, event: string, now: number): void => {
  if (!isPaced(event)) return;
  const slot = decisions.started(event, connection.slots.get(event), now);
  connection.slots = new Map(connection.slots).set(event, slot);
};

/** The next instant at which anything is due to a connection; infinity where nothing is. */
export const nextTelling = (state: State, connection: Connection): number =>
  Math.min(...PACED.map((event) => dueTo(state, connection, event) ?? Number.POSITIVE_INFINITY));
