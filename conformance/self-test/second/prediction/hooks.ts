/** What this server does when its hooks are called, and when something happens in its world. */
import type { HookName } from '../../../../schemas/hooks.ts';
import type { Agenda } from '../agenda.ts';
import { isMeasured, latest, type Mutation } from './books.ts';
import type { Callers } from './callers.ts';
import { follows } from './desk.ts';
import { type Publication, publicationIn } from './forms.ts';
import type { Takes } from './freedoms.ts';
import type { Entry } from './streams.ts';
import type { Frame, Wording } from './wording.ts';
import type { World } from './world.ts';

/** What the hooks work on. */
export interface HooksOptions {
  readonly takes: Takes;
  readonly agenda: Agenda;
  readonly callers: Callers;
  readonly world: World;
  readonly wording: Wording;
  readonly now: () => number;
  readonly dice: (least: number, most: number) => number;
  readonly answer: (id: string, status: number, body?: unknown) => void;
}

/** The longest that a publication waits, in ms. */
const DELAY = 25;
/** Between two connections that the hook `close` ends, in ms. */
const APART = 10;
/** Every so many deltas a book is told of again. */
const AGAIN = 4;

const TELLING: readonly string[] = ['markets.discovered', 'market.state.updated', 'trades.executed'];

/** The hooks of one server. */
export const createHooks = (options: HooksOptions) => {
  const { takes, agenda, callers, world, wording, now, dice, answer } = options;
  let publishedUntil = 0;

  /** Snapshots that follow a record. */
  const behind = ({ stream, market: id, data }: Entry): readonly (readonly ['market' | 'book', Frame])[] => {
    const market = takes('markets-on-change') && TELLING.includes(stream) && id !== undefined && world.market(id);
    if (market) return [['market', wording.market(market)]];
    const book = takes('books-again') && stream === 'orders.delta' && world.bookOf(data);
    return book && book.offsets.length % AGAIN === 0 ? [['book', wording.book(latest(book))]] : [];
  };

  /** Lets something happen and tells of it, or says why it cannot. */
  const happen = (what: Publication): string | undefined => {
    const happened = world.happen(what);
    if (typeof happened === 'string') return happened;
    const { entry, born } = happened;
    const { stream, market } = entry;
    const first = born && wording.book({ book: born, deltas: 0 });
    const record = wording.record(entry);
    const snapshots = behind(entry);
    for (const caller of callers.everybody()) {
      if (first && follows(caller, 'orders.delta', market)) callers.say(caller, first);
      if (follows(caller, stream, market)) callers.say(caller, record);
      for (const [kind, snapshot] of snapshots)
        if (follows(caller, kind === 'book' ? 'orders.delta' : 'markets.snapshots', market))
          callers.say(caller, snapshot);
    }
    return undefined;
  };

  const isMeant = ({ stream, data }: Publication): boolean =>
    stream !== 'orders.delta' ||
    !takes('mutations-by-schema') ||
    // The form has made sure of them.
    (data['mutations'] as readonly Mutation[]).every(isMeasured);

  const publish = (id: string, body: unknown): void => {
    const what = publicationIn(body);
    if (what === 'reserved' && takes('snapshots-break-rules')) answer(id, 409, { error: 'That is ours to say.' });
    else if (typeof what === 'string' || !isMeant(what)) answer(id, 400, { error: 'That does not fit.' });
    else {
      const refused = happen(what);
      if (refused !== undefined) answer(id, 409, { error: refused });
      // Handed to every connection it concerns: also where that takes its time.
      else agenda.add(callers.saidBy(), () => answer(id, 202, {}));
    }
  };

  const close = (id: string, body: unknown): void => {
    const { reason, subject } = (body ?? {}) as { readonly reason?: unknown; readonly subject?: unknown };
    if (reason !== 'shutdown') {
      answer(id, 400, { error: 'The only reason there is to close is a shutdown.' });
      return;
    }
    // Nobody has a name here, so that whoever is named is not there.
    const concerned = subject === undefined ? callers.everybody() : [];
    concerned.forEach((caller, nth) => {
      const at = takes('closes-by-and-by') ? now() + nth * APART : now();
      agenda.add(at, () => callers.dismiss(caller), caller.id);
    });
    answer(id, 202, {});
  };

  const reset = (id: string): void => {
    for (const caller of callers.everybody()) callers.drop(caller);
    world.clear();
    answer(id, 204);
  };

  const act = (id: string, hook: HookName, body: unknown): void => {
    switch (hook) {
      case 'publish':
        publish(id, body);
        return;
      case 'close':
        close(id, body);
        return;
      case 'reset':
        reset(id);
        return;
      case 'token':
      case 'advance':
        answer(id, 404, { error: `${hook} is the host's.` });
    }
  };

  return {
    happen,
    /** Does what a hook asks for, behind all that hooks asked for before. */
    call: (id: string, hook: HookName, body: unknown): void => {
      const delay = hook === 'publish' && takes('publishes-later') ? dice(0, DELAY) : 0;
      publishedUntil = Math.max(publishedUntil, now() + delay);
      agenda.add(publishedUntil, () => act(id, hook, body));
    },
  };
};
