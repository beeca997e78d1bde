/** The limit: messages are counted by user, over all connections; who sends one too many is shut out for a while. */
import type { Output } from '../../schemas/server.ts';
import type { Command, Connection } from './decisions.ts';
import { frameOf, iso, type State } from './state.ts';

/** Tells of a limit that is near. */
const warn = (state: State, connection: Connection, instants: readonly number[], now: number): readonly Output[] => {
  const { decisions, connections, terms, say } = state;
  const [oldest = now] = instants;
  const frame = frameOf('error.rateLimitWarning', {
    limit: terms.most,
    current: instants.length,
    resetAt: iso(decisions.resetAt(oldest)),
    message: `Approaching the limit: ${instants.length} of ${terms.most} messages`,
    timestamp: iso(now),
  });
  return decisions.warned(connection, [...connections.values()]).flatMap((id) => say(id, { do: 'near' }, [frame]));
};

/** Counts a message: `over` where it is one too many, else what the count brings. */
export const count = (
  state: State,
  connection: Connection,
  command: Command,
  now: number,
): 'over' | readonly Output[] => {
  const { counts, decisions } = state;
  if (!decisions.counts(command)) return [];
  const name = decisions.countOf(connection);
  const known = counts.get(name);
  const before = (known?.instants ?? []).filter((instant) => decisions.recent(instant, now));
  if (decisions.over(before.length)) {
    counts.set(name, { instants: before, coolUntil: decisions.coolUntil(now, known?.coolUntil) });
    return 'over';
  }
  const instants = [...before, now];
  counts.set(name, { ...known, instants });
  return decisions.warns(instants.length) ? warn(state, connection, instants, now) : [];
};

/** Whether a connection that asks to be let in is shut out. */
export const isShutOut = ({ counts, decisions }: State, connection: Connection, now: number): boolean => {
  const name = decisions.countOf(connection);
  const known = counts.get(name);
  if (known?.coolUntil === undefined || !decisions.cooling(known.coolUntil, now)) return false;
  counts.set(name, { ...known, coolUntil: decisions.coolAfterAttempt(known.coolUntil, now) });
  return true;
};
