/** Replaying: commands under way that bring old events, whose answers may come before these or behind them. */
import type { Promises } from '../../schemas/promises.ts';
import type { Connection } from './connection.ts';
import { at, itemsAt } from './pointer.ts';

/** Whether what a connection has got of a name may come again, by a command to replay that is not answered yet. */
export const mayComeAgain = (
  { recovery, filters }: Promises,
  { queue }: Pick<Connection, 'queue'>,
  event: string,
): boolean => {
  const { replay } = recovery ?? {};
  if (!replay || !filters) return false;
  return queue.pending().some(({ command: { name, body } }) => {
    if (name !== replay.command || !itemsAt(body, filters.names.at).includes(event)) return false;
    const from = at(body, replay.from);
    return from === replay.earliest || (typeof from === 'object' && from !== null);
  });
};
