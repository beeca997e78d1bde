/** How many messages a connection may send: all that arrive count, but for those that are refused for it. */
import type { Command, CommandDecisions, Connection } from './decisions.ts';
import type { State } from './state.ts';
import type { Terms } from './terms.ts';

/** The limit as the wire text has it: so many in any window `[t, t + within)`. */
export const limits = ({
  most,
  within,
}: Terms): Pick<CommandDecisions, 'meter' | 'counted' | 'over' | 'counts' | 'obeyed'> => ({
  meter: ({ id }) => id,
  counted: (taken, now) => taken.filter((at) => now < at + within),
  over: (count) => count >= most,
  counts: (_, isOver) => !isOver,
  obeyed: () => false,
});

/** Whether a message that arrives now is above the limit; it is counted by this. */
export const isOver = (
  { decisions, meters }: State,
  connection: Connection,
  command: Command,
  now: number,
): boolean => {
  const meter = decisions.meter(connection);
  const taken = decisions.counted(meters.get(meter) ?? [], now);
  const over = decisions.over(taken.length);
  meters.set(meter, decisions.counts(command, over) ? [...taken, now] : taken);
  return over;
};
