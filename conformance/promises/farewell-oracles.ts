/** Taking leave: whether a server says goodbye as it promised before it ends a connection. */
import type { Ending } from '../../schemas/promises/endings.ts';
import type { EntryOf } from '../engine/history.ts';
import { broken, type Finding, held, type Oracle, perConnection, quote } from '../engine/oracle.ts';
import type { Connection } from '../scene/connection.ts';
import { isFarewell } from '../scene/farewells.ts';
import type { Scene } from '../scene/scene.ts';

/** What a connection that has ended shows of the leave that had to be taken of it. */
export const takenLeave = ({ farewell }: Ending, { leave }: Connection, since: number): Finding | undefined => {
  if (!farewell) return undefined;
  const { message, level } = farewell;
  if (!leave || leave.seq < since)
    return level === 'MAY' ? { is: 'declined' } : broken(`it ended without ${message} before it`);
  return isFarewell(farewell, leave.message)
    ? held
    : broken(`${leave.message.name} says ${quote(leave.message.body)} before it`);
};

/** Judges the leave taken of connections that end; `since` says where the cause of that end stands, if that is what ended it. */
export const takesLeave = (
  ending: Ending,
  since: (connection: Connection, entry: EntryOf<'closed'>, scene: Scene) => number | undefined,
): Oracle =>
  perConnection(
    () => undefined,
    ({ entry, connection, scene }) => {
      if (entry.kind !== 'closed' || connection.left) return undefined;
      const from = since(connection, entry, scene);
      return from === undefined ? undefined : takenLeave(ending, connection, from);
    },
    ['closed'],
  );
