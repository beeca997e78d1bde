/** Trespasses: what a client must not do, so that its connection is closed instead of answered. */
import type { Shut } from '../../schemas/promises/endings.ts';
import type { Promises } from '../../schemas/promises.ts';
import type { EntryOf } from '../engine/history.ts';
import type { Connection } from './connection.ts';
import type { Context } from './context.ts';
import type { Command } from './exchanges.ts';

/** What a client must not do: offer another subprotocol, open twice, speak too soon, take a name in use; else bad input. */
export type Trespass = 'subprotocol' | 'again' | 'early' | 'taken' | `input ${string}`;

/** The ways of bad input of a command that close its connection; undefined where some of them, or all, do not. */
const shutFor = ({ bad }: Command, { closing }: Promises): readonly Shut[] | undefined => {
  const shut = bad.map((way) => (way === 'invalid-utf-8' ? closing?.input?.['not-json'] : closing?.input?.[way]));
  return bad.length > 0 && shut.every((one) => one !== undefined) ? shut : undefined;
};

/** Whether bad input is answered by the end of its connection, and by no error. */
export const isShutFor = (command: Command, promises: Promises): boolean => shutFor(command, promises) !== undefined;

/** Notes a subprotocol that is not the protocol's own, as its connection opens. */
export const offered = (
  { promises, cause }: Context,
  connection: Connection,
  { seq, badge }: EntryOf<'opening'>,
): void => {
  const wanted = promises.handshake?.subprotocol;
  if (!wanted || badge.offers === undefined || badge.offers === wanted.name) return;
  cause(connection, 'trespass', seq, true, [wanted.close], 'subprotocol' satisfies Trespass);
};

/** Notes what a command does that it must not. */
export const trespass = (context: Context, connection: Connection, command: Command): void => {
  const { promises, cause } = context;
  const { seq } = command.entry;
  const note = (what: Trespass, shut: readonly Shut[], must = true): void =>
    cause(
      connection,
      'trespass',
      seq,
      must,
      shut.map(({ close }) => close),
      what,
    );
  if (command.bad.length > 0) {
    const shut = shutFor(command, promises);
    const [way = ''] = command.bad;
    if (shut) note(`input ${way}`, shut, way !== 'invalid-utf-8');
    // Where the text says nothing of it, anything may come of it.
    else if (!promises.errors) cause(connection, 'trespass', seq, false);
    return;
  }
  const { opening } = promises.handshake ?? {};
  if (!opening) return;
  if (command.name === opening.command) {
    if (connection.openedBy === undefined) connection.openedBy = { seq, at: command.entry.at };
    else if (opening.again) note('again', [opening.again]);
  } else if (opening.early && !connection.greeted && !opening.early.but?.includes(command.name ?? '')) {
    // What comes between the opening and the greeting may be heard before it or after.
    note('early', [opening.early], connection.openedBy === undefined);
  }
};

/** Notes, as a connection ends, that it may have opened too late. */
export const unopened = (context: Context, connection: Connection, { at, seq, code }: EntryOf<'closed'>): void => {
  const { within } = context.promises.handshake?.opening ?? {};
  if (!within || connection.greeted || code !== within.close) return;
  const spoken = connection.openedBy?.at ?? at;
  const unsteadiness = context.resolution() + context.stalled();
  if (spoken - connection.openingAt < within.ms - unsteadiness) return;
  context.cause(connection, 'unopened', seq, false, [within.close]);
};
