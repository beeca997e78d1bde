/** Exactness where deltas bear no numbers of their books: every snapshot is compared with what was published before it. */
import type { BooksPromise } from '../../../schemas/promises/books.ts';
import { type Findings, hearing, judge, type Oracle } from '../../engine/oracle.ts';
import type { Setting } from '../../engine/requirement.ts';
import { type Book, bookIn, bookName, differing, emptyBook, fold, mutationsIn } from '../../scene/books.ts';
import { calledAs } from '../../scene/called.ts';
import type { Connection } from '../../scene/connection.ts';
import { plain } from '../../scene/decimals.ts';
import type { Command } from '../../scene/exchanges.ts';
import { itemsAt, textAt } from '../../scene/pointer.ts';
import type { Moment } from '../../scene/scene.ts';

/** The most books, and subscriptions under way, that are remembered. */
const REMEMBERED = { books: 10_000, asking: 100 } as const;

/** A book as its deltas were published. */
interface Published {
  readonly book: Book;
  /** When the last of them was known to be published, as a place in the history. */
  changed: number;
  /** By call, those under way. */
  readonly underWay: Map<number, readonly unknown[]>;
  /** In which order they were taken cannot be known, or whether they were. */
  lost: boolean;
}

/** Since when a connection may have been shown books. */
interface Asking {
  readonly open: number[];
  inForce?: number;
}

/** The levels that mutations touch. */
const levelsIn = (mutations: readonly unknown[]): readonly string[] =>
  mutations.map((mutation) => `${textAt(mutation, '/side')} ${plain(textAt(mutation, '/price') ?? '')}`);

/** Judges that every snapshot shows what was published before its subscription was asked for, where nothing was since. */
export const asPublished = ({ promise, promises }: Pick<Setting<BooksPromise>, 'promise' | 'promises'>): Oracle =>
  hearing(() => {
    const shelves = new Map<string, Published>();
    const asked = new Map<Connection, Asking>();
    const { filters, delivery } = promises;

    const isAsked = ({ name, body, bad }: Command): boolean =>
      bad.length === 0 &&
      name !== undefined &&
      name === (filters?.set ?? delivery?.subscribe) &&
      (filters?.replaces !== 'name by name' ||
        itemsAt(body, filters.names.at).includes(calledAs(filters, promise.delta)));

    const shelfOf = (name: string): Published | undefined => {
      const known = shelves.get(name);
      if (known || shelves.size >= REMEMBERED.books) return known;
      const made = { book: emptyBook(promise), changed: -1, underWay: new Map(), lost: false };
      shelves.set(name, made);
      return made;
    };

    const publishing = ({ entry, publication }: Moment): void => {
      if (entry.kind === 'asked' && publication?.event === promise.delta) {
        const name = bookName(promise, publication.body);
        const shelf = name === undefined ? undefined : shelfOf(name);
        if (!shelf) return;
        const mutations = mutationsIn(promise, publication.body);
        const levels = new Set(levelsIn(mutations));
        for (const others of shelf.underWay.values()) shelf.lost ||= levelsIn(others).some((one) => levels.has(one));
        shelf.underWay.set(entry.call, mutations);
      }
      if (entry.kind !== 'told' || entry.hook !== 'publish') return;
      for (const shelf of shelves.values()) {
        const mutations = shelf.underWay.get(entry.call);
        if (!mutations || !shelf.underWay.delete(entry.call)) continue;
        shelf.changed = entry.seq;
        if (entry.answer.status === 'done') shelf.lost ||= fold(shelf.book, mutations) !== undefined;
        else shelf.lost ||= entry.answer.status !== 'refused';
        return;
      }
    };

    const asking = ({ command, reply, connection }: Moment): void => {
      if (!connection) return;
      const known = asked.get(connection) ?? { open: [] };
      asked.set(connection, known);
      if (command && isAsked(command) && known.open.length < REMEMBERED.asking) known.open.push(command.entry.seq);
      if (!reply || !isAsked(reply.to.command)) return;
      const index = known.open.indexOf(reply.to.command.entry.seq);
      if (index >= 0) known.open.splice(index, 1);
      if (index >= 0 && reply.fit === 'answer') known.inForce = reply.to.command.entry.seq;
    };

    /** Before this place in the history nothing that comes now can have been made. */
    const since = ({ connection, reply }: Moment): number => {
      if (reply) return reply.to.command.entry.seq;
      const { open = [], inForce = Number.POSITIVE_INFINITY } = (connection && asked.get(connection)) ?? {};
      const earliest = Math.min(inForce, ...open);
      return Number.isFinite(earliest) ? earliest : -1;
    };

    const shown = (moment: Moment): Findings => {
      const { message, scene } = moment;
      if (message?.name !== promise.snapshot) return undefined;
      const name = bookName(promise, message.body);
      const { machine, by } = promise.belongsTo;
      // Only of what was begun here is it known that nobody else changes it.
      if (name === undefined || !scene.world.find(machine, textAt(message.body, by) ?? '')) return undefined;
      const shelf = shelfOf(name);
      if (!shelf || shelf.lost || shelf.underWay.size > 0 || shelf.changed >= since(moment)) return undefined;
      const wrong = differing(shelf.book, bookIn(promise, message.body).book);
      return judge(wrong === undefined, () => `the snapshot of ${name} is not what was published: ${wrong}`);
    };

    return (moment) => {
      if (moment.entry.kind === 'asked' && moment.entry.hook === 'reset') shelves.clear();
      if (moment.entry.kind === 'closed' && moment.connection) asked.delete(moment.connection);
      publishing(moment);
      const found = shown(moment);
      asking(moment);
      return found;
    };
  }, ['asked', 'told', 'reset', 'command', 'reply', 'event', 'closed']);
