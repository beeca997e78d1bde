/** Calls to hooks: the publications that they begin and finish, and the connections that they end. */
import type { EntryOf } from '../engine/history.ts';
import { codesOf, type Connection } from './connection.ts';
import type { Context } from './context.ts';
import { itemsAt, textAt } from './pointer.ts';
import type { Moment } from './scene.ts';

/** What one scene makes of the calls to hooks. */
export const createCalls = ({ promises, publications, connections, world, carrying, cause }: Context) => {
  const { closing } = promises;
  /** Calls that end connections, with the seq of the causes that they are. */
  const endingCalls = new Map<number, number>();

  const asked = (entry: EntryOf<'asked'>): Partial<Moment> => {
    if (entry.hook === 'close' || entry.hook === 'reset') endings(entry);
    if (entry.hook === 'reset') {
      publications.forget();
      world.forget();
      for (const connection of connections.values()) connection.outdated = true;
    }
    if (entry.hook !== 'publish' || entry.refused) return {};
    const carried = carrying.asked(entry);
    if (carried) for (const { operations } of connections.values()) operations?.expect(carried);
    const publication = publications.begin(
      entry,
      textAt(entry.request, '/event') ?? '',
      itemsAt(entry.request, '/payload')[0],
      textAt(entry.request, '/subject'),
    );
    const itself = new Set([publication.event]);
    const spared: Connection[] = [];
    for (const connection of connections.values()) {
      if (connection.state !== 'open' || !connection.greeted || !publication.recognisable) continue;
      if (connection.interest) {
        const passes = connection.interest.passes(publication.event, publication.body);
        if (passes === 'yes') connection.inbox.due.set(publication, itself);
        else if (passes === 'no') spared.push(connection);
        continue;
      }
      const sure = (publication.channels ?? []).filter(
        (channel) => connection.channels.has(channel) && !connection.asking.has(channel),
      );
      if (sure.length > 0) connection.inbox.due.set(publication, new Set(sure));
    }
    return spared.length > 0 ? { publication, spared } : { publication };
  };

  const endings = (entry: EntryOf<'asked'>): void => {
    const subject = textAt(entry.request, '/subject');
    endingCalls.set(entry.call, entry.seq);
    const reason = entry.hook === 'close' ? textAt(entry.request, '/reason') : undefined;
    const codes = codesOf(closing?.reasons[reason ?? '']);
    for (const connection of connections.values()) {
      if (connection.state === 'closed') continue;
      if (subject === undefined || connection.badge.user === subject)
        cause(connection, 'asked', entry.seq, true, codes, reason);
      else if (reason !== undefined) connection.spared.set(reason, entry.seq);
    }
  };

  /** A call that was refused ends nothing; of one that failed nobody knows whether it ends anything. */
  const settleEndings = ({ call, hook, answer, seq: now }: EntryOf<'told'>): void => {
    if (answer.status === 'done') return;
    if (hook === 'reset') for (const connection of connections.values()) connection.outdated = false;
    for (const { causes, spared } of connections.values()) {
      const index = causes.findIndex(({ why, seq }) => why === 'asked' && seq === endingCalls.get(call));
      const found = causes[index];
      if (found) causes.splice(index, 1, ...(answer.status === 'failed' ? [{ ...found, must: false }] : []));
      if (found?.by !== undefined && answer.status === 'refused') spared.set(found.by, now);
    }
  };

  const told = (entry: EntryOf<'told'>): Partial<Moment> => {
    if (entry.hook === 'close' || entry.hook === 'reset') settleEndings(entry);
    if (entry.hook !== 'publish' || entry.refused) return {};
    const failed = carrying.told(entry);
    if (failed) for (const { operations } of connections.values()) operations?.forgive((one) => one === failed);
    const publication = publications.finish(entry);
    if (publication) return { publication };
    for (const { inbox } of connections.values()) {
      for (const [due] of inbox.due) if (due.call === entry.call) inbox.due.delete(due);
    }
    return {};
  };

  return { asked, told };
};
