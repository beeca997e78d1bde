/** What this server does when its hooks are called, and when something happens in its shop. */
import type { HookName } from '../../../../schemas/hooks.ts';
import type { Agenda } from '../agenda.ts';
import type { Callers } from './callers.ts';
import { type Happening, happening } from './catalog.ts';
import { echoing } from './elsewhere.ts';
import type { FreedomName } from './freedoms.ts';
import type { Shop } from './shop.ts';
import type { Switchboard } from './switchboard.ts';
import type { Wording } from './wording.ts';

/** What the hooks work on. */
export interface HooksOptions {
  readonly takes: (name: FreedomName) => boolean;
  readonly agenda: Agenda;
  readonly callers: Callers;
  readonly shop: Shop;
  readonly switchboard: Switchboard;
  readonly wording: Wording;
  readonly now: () => number;
  readonly dice: (least: number, most: number) => number;
  readonly answer: (id: string, status: number, body?: unknown) => void;
  /** Ends a connection without a word. */
  readonly cut: (id: string) => void;
}

/** The longest that a publication waits, in ms. */
const DELAY = 25;
/** Between two connections that the hook `close` ends, in ms. */
const APART = 10;

/** The hooks of one server. */
export const createHooks = (options: HooksOptions) => {
  const { takes, agenda, callers, shop, switchboard, wording, now, dice, answer, cut } = options;
  let publishedUntil = 0;

  /** Lets something happen and tells whom it concerns; false where it cannot happen. */
  const happen = (what: Happening): boolean => {
    const channels = shop.happen(what);
    if (!channels) return false;
    const reached = [...switchboard.reach(channels)];
    for (const id of takes('newest-first') ? reached.reverse() : reached) {
      const caller = callers.find(id);
      if (caller) callers.say(caller, wording.event(what.event, what.data, now()));
    }
    return true;
  };

  const publish = (id: string, body: unknown): void => {
    const what = happening(body);
    if (!what) answer(id, 400, { error: 'That is no event of this shop.' });
    else if (happen(what) || takes('takes-what-it-ignores')) answer(id, 202, {});
    else answer(id, 409, { error: 'That cannot happen now.' });
    const next = what && takes('others-have-a-part') ? echoing(what) : undefined;
    if (next) happen(next);
  };

  const close = (id: string, body: unknown): void => {
    const { reason, subject } = (body ?? {}) as { readonly reason?: unknown; readonly subject?: unknown };
    if (reason !== 'shutdown') {
      answer(id, 400, { error: 'The only reason there is to close is a shutdown.' });
      return;
    }
    const concerned = callers.everybody().filter(({ user }) => subject === undefined || user === subject);
    concerned.forEach((caller, nth) => {
      const at = takes('closes-by-and-by') ? now() + nth * APART : now();
      agenda.add(at, () => callers.dismiss(caller, 1001, 'See you'), caller.id);
    });
    answer(id, 202, {});
  };

  const reset = (id: string): void => {
    for (const caller of callers.everybody()) {
      if (takes('resets-by-force')) cut(caller.id);
      else callers.dismiss(caller, 1001, 'A fresh start');
    }
    shop.clear();
    answer(id, 204);
  };

  return {
    happen,
    call: (id: string, hook: HookName, body: unknown): void => {
      switch (hook) {
        case 'publish':
          publishedUntil = Math.max(publishedUntil, now() + (takes('publishes-later') ? dice(0, DELAY) : 0));
          agenda.add(publishedUntil, () => publish(id, body));
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
    },
  };
};
