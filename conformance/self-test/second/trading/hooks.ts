/** What this server does when its hooks are called, and when something happens to its users. */
import type { HookName } from '../../../../schemas/hooks.ts';
import type { Agenda } from '../agenda.ts';
import type { Caller, Callers } from './callers.ts';
import { type Publication, publicationIn } from './forms.ts';
import type { Takes } from './freedoms.ts';
import type { Gates } from './gates.ts';
import type { Ledger } from './ledger.ts';
import type { Tally } from './tally.ts';
import { REASONS, type Reason, type Wording } from './wording.ts';

/** What the hooks work on. */
export interface HooksOptions {
  readonly takes: Takes;
  readonly agenda: Agenda;
  readonly callers: Callers;
  readonly gates: Gates;
  readonly ledger: Ledger;
  readonly tally: Tally;
  readonly wording: Wording;
  readonly now: () => number;
  readonly dice: (least: number, most: number) => number;
  /** Whether a connection is to get the quotes of a symbol. */
  readonly wants: (caller: Caller, symbol: string) => boolean;
  readonly answer: (id: string, status: number, body?: unknown) => void;
}

/** The longest that a publication waits, in ms. */
const DELAY = 25;
/** Between two connections that the hook `close` ends, in ms. */
const APART = 10;

const isReason = (value: unknown): value is Reason => REASONS.some((reason) => reason === value);

/** The hooks of one server. */
export const createHooks = (options: HooksOptions) => {
  const { takes, agenda, callers, gates, ledger, tally, wording, now, dice, wants, answer } = options;
  let publishedUntil = 0;

  /** Lets something happen and tells whom it concerns; false where it cannot happen. */
  const happen = ({ event, data, user }: Publication): boolean => {
    if (user === undefined) {
      const symbol = String(data['symbol']);
      for (const caller of callers.greeted()) if (wants(caller, symbol)) gates.offer(caller.id, symbol, data);
      return true;
    }
    if (!ledger.allows(user, { event, data })) return false;
    ledger.enter(user, { event, data });
    for (const caller of callers.greeted()) {
      if (caller.user !== user) continue;
      gates.sift(caller.id, (symbol) => wants(caller, symbol));
      callers.say(caller, wording.event(event, data));
    }
    return true;
  };

  const publish = (id: string, body: unknown): void => {
    const what = publicationIn(body);
    if (!what) answer(id, 400, { error: 'That is no event, or it does not say whom it concerns.' });
    else if (happen(what) || takes('takes-what-it-ignores'))
      // Handed to every connection it concerns: also where that takes its time.
      agenda.add(callers.saidBy(), () => answer(id, 202, {}));
    else answer(id, 409, { error: 'That cannot happen now.' });
  };

  const close = (id: string, body: unknown): void => {
    const { reason, subject } = (body ?? {}) as { readonly reason?: unknown; readonly subject?: unknown };
    if (!isReason(reason)) {
      answer(id, 400, { error: 'There is no such reason to close.' });
      return;
    }
    const concerned = callers.everybody().filter(({ user }) => subject === undefined || user === subject);
    concerned.forEach((caller, nth) => {
      const at = takes('closes-by-and-by') ? now() + nth * APART : now();
      agenda.add(at, () => callers.takeLeave(caller, reason), caller.id);
    });
    answer(id, 202, {});
  };

  const reset = (id: string): void => {
    for (const caller of callers.everybody()) {
      if (takes('resets-by-force')) callers.cut(caller);
      else callers.takeLeave(caller, 'server_shutdown');
    }
    ledger.clear();
    tally.clear();
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
