/** The oracle of what a subscription brings at once: every book that is known, whether or not it changes again. */
import type { BooksPromise } from '../../../schemas/promises/books.ts';
import { broken, type Finding, type Findings, hearing, held, type Oracle } from '../../engine/oracle.ts';
import type { Setting } from '../../engine/requirement.ts';
import { bookName } from '../../scene/books.ts';
import type { Connection } from '../../scene/connection.ts';
import { textAt } from '../../scene/pointer.ts';
import type { Moment, Scene } from '../../scene/scene.ts';
import { askedIn } from './following.ts';

/** The most books that are remembered. */
const REMEMBERED = 10_000;

/** A subscription that has yet to bring books. */
interface Awaited {
  /** When it was sent, as a place in the history. */
  readonly seq: number;
  /** The bodies of deltas of the books that were known then, by name. */
  readonly books: Map<string, unknown>;
  /** How many of them have come. */
  came: number;
  confirmed: boolean;
}

/** Judges that who subscribes to what comes next gets each book that there is; that it does not come, the next answer shows. */
export const atOnce = ({ promises, promise }: Setting<BooksPromise>): Oracle =>
  hearing(() => {
    /** By name, a delta that was published. */
    const known = new Map<string, unknown>();
    const waiting = new Map<Connection, Awaited>();

    const publish = (body: unknown): void => {
      const name = bookName(promise, body);
      if (name !== undefined && known.size < REMEMBERED) known.set(name, body);
    };
    /** Whether what a book belongs to is still as it must be for the book to change: of what is over, books may be gone. */
    const lives = (body: unknown, { world }: Scene): boolean => {
      const { machine, in: states } = promise.belongsTo;
      const thing = world.find(machine, textAt(body, promise.key[0] ?? '') ?? '');
      return thing !== undefined && thing.moving === 0 && states.includes(thing.state);
    };

    const subscribe = ({ command, scene }: Moment, connection: Connection): void => {
      const asked = command && askedIn(promises, promise, command);
      if (!asked) return;
      // What is asked for anew, or given up, may bring nothing of what was asked for before.
      waiting.delete(connection);
      const books = new Map([...known].filter(([, body]) => lives(body, scene)));
      if (!asked.ends && asked.from === 'latest' && books.size > 0)
        waiting.set(connection, { seq: asked.seq, books, came: 0, confirmed: false });
    };

    const answered = ({ reply }: Moment, connection: Connection, awaited: Awaited): void => {
      if (reply?.to.command.entry.seq !== awaited.seq) return;
      if (reply.fit !== 'answer') waiting.delete(connection);
      awaited.confirmed = true;
      for (const [name, body] of awaited.books)
        if (connection.interest?.passes(promise.delta, body) !== 'yes') awaited.books.delete(name);
    };

    return (moment): Findings => {
      const { entry, publication, connection, message, reply, proof } = moment;
      if (entry.kind === 'asked' && entry.hook === 'reset') {
        known.clear();
        waiting.clear();
      }
      if (entry.kind === 'told' && publication?.event === promise.delta) publish(publication.body);
      if (!connection) return undefined;
      if (entry.kind === 'closed') waiting.delete(connection);
      subscribe(moment, connection);
      const awaited = waiting.get(connection);
      if (!awaited) return undefined;
      if (message?.name === promise.snapshot && !reply) {
        const name = bookName(promise, message.body);
        if (name !== undefined && awaited.books.delete(name)) awaited.came++;
      }
      answered(moment, connection, awaited);
      if (!awaited.confirmed || !proof || proof.seq <= awaited.seq) return undefined;
      waiting.delete(connection);
      const [missing] = awaited.books.keys();
      return missing === undefined
        ? Array.from({ length: awaited.came }, (): Finding => held)
        : broken(`no snapshot of ${missing} had come when something asked later was answered`);
    };
  }, ['reset', 'told', 'closed', 'command', 'event', 'reply', 'proof']);
