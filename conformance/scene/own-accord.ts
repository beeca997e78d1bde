/** Of its own accord: ends that nobody asked for, for reasons that the server may have by itself, told in words or by a code alone. */
import type { Promises } from '../../schemas/promises.ts';
import type { EntryOf } from '../engine/history.ts';
import { codesOf, type Connection } from './connection.ts';
import type { Context } from './context.ts';

/** Whether others had to be ended for a reason, or the server refused to do so, and nothing shows yet that this connection outlived that. */
const isMistaken = ({ spared, inbox }: Connection, reason: string): boolean =>
  inbox.proven <= (spared.get(reason) ?? Number.NEGATIVE_INFINITY);

/** Whether it is known already that, and why, a connection ends: what the hook asked for is no leave of its own accord. */
const isKnown = ({ causes }: Connection, reason: string): boolean =>
  causes.some(
    ({ why, by }) =>
      (why === 'asked' && by === undefined) || ((why === 'asked' || why === 'own accord') && by === reason),
  );

/** Notes that a server ends a connection for such a reason. */
const note = (
  { promises, cause }: Context,
  connection: Connection,
  { reason, seq, must }: { readonly reason: string; readonly seq: number; readonly must: boolean },
): void => {
  // Whoever has a good token is greeted before anything else.
  if (!connection.greeted || isKnown(connection, reason)) return;
  if (isMistaken(connection, reason)) {
    connection.coincident = true;
    return;
  }
  cause(connection, 'own accord', seq, must, codesOf(promises.closing?.reasons[reason]), reason);
};

/**
 * Notes what a leave tells that the server has taken: then the end must come, as for any other reason. The first leave
 * of a connection whose end was asked for is for that, whatever reason it tells.
 */
export const leftUnasked = (context: Context, connection: Connection, isFirst: boolean): void => {
  const { unasked: reason, seq = -1 } = connection.leave ?? {};
  if (reason === undefined) return;
  const asked = connection.causes.filter(({ why }) => why === 'asked');
  if (isFirst && asked.length > 0) {
    if (asked.every(({ by }) => by !== undefined && by !== reason)) connection.coincident = true;
    return;
  }
  note(context, connection, { reason, seq, must: true });
};

/** The reason for which a server may end a connection by itself with this code, and without a word before it. */
export const unaskedBy = ({ closing }: Promises, code: number | undefined): string | undefined =>
  Object.entries(closing?.reasons ?? {}).find(
    ([, { unasked, close, farewell }]) =>
      unasked && close !== undefined && close === code && farewell?.level !== 'MUST',
  )?.[0];

/** Notes, as a connection ends that nothing else has ended, what its code alone tells, where no word has to come before it. */
export const closedUnasked = (context: Context, connection: Connection, { code, seq }: EntryOf<'closed'>): void => {
  if (connection.causes.some(({ why }) => why !== 'bad utf-8')) return;
  const reason = unaskedBy(context.promises, code);
  if (reason !== undefined) note(context, connection, { reason, seq, must: false });
};
