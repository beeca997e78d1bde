/** What this server does when its hooks are called, and when something happens in its market. */
import type { HookName } from '../../../../schemas/hooks.ts';
import type { Agenda } from '../agenda.ts';
import type { Callers } from './callers.ts';
import { type Happening, happening } from './catalog.ts';
import type { FreedomName } from './freedoms.ts';
import type { Market } from './market.ts';

/** What the hooks work on. */
export interface HooksOptions {
  readonly takes: (name: FreedomName) => boolean;
  readonly agenda: Agenda;
  readonly callers: Callers;
  readonly market: Market;
  readonly now: () => number;
  /** What its clock shows when it publishes. */
  readonly clock: () => number;
  readonly dice: (least: number, most: number) => number;
  readonly answer: (id: string, status: number, body?: unknown) => void;
}

/** The longest that a publication waits, in ms. */
const DELAY = 25;
/** Between two connections that the hook `close` ends, in ms. */
const APART = 10;

const CONTROLS: readonly unknown[] = ['hello', 'pong', 'subscribed', 'unsubscribed', 'error'];

const member = (body: unknown, name: string): unknown =>
  // Members of any object can be looked up.
  typeof body === 'object' && body !== null ? (body as Readonly<Record<string, unknown>>)[name] : undefined;

/** The hooks of one server. */
export const createHooks = ({ takes, agenda, callers, market, now, clock, dice, answer }: HooksOptions) => {
  let publishedUntil = 0;

  /** Lets something happen; gives the instant at which everybody knows, or `undefined` where it cannot happen. */
  const happen = (what: Happening): number | undefined => {
    const told = market.happen(what, clock());
    return told && callers.tell(told);
  };

  const publish = (id: string, body: unknown): void => {
    const what = happening(body);
    if (!what) {
      const conflicts = takes('control-conflicts') && CONTROLS.includes(member(body, 'event'));
      answer(id, conflicts ? 409 : 400, { error: 'That is no event of this market.' });
      return;
    }
    const known = happen(what) ?? (takes('takes-what-it-ignores') ? now() : undefined);
    if (known === undefined) answer(id, 409, { error: 'That cannot happen now.' });
    // The 202 comes after the event has been handed to every connection it concerns.
    else agenda.add(known, () => answer(id, 202, {}));
  };

  const close = (id: string, body: unknown): void => {
    if (member(body, 'reason') !== 'shutdown') {
      answer(id, 400, { error: 'The only reason there is to close is a shutdown.' });
      return;
    }
    // A protocol without users: a subject is nobody here.
    const concerned = member(body, 'subject') === undefined ? callers.everybody() : [];
    concerned.forEach((caller, nth) => {
      const at = takes('closes-by-and-by') ? now() + nth * APART : now();
      agenda.add(at, () => callers.dismiss(caller, 'The market closes'), caller.id);
    });
    answer(id, 202, {});
  };

  const end = (caller: ReturnType<Callers['everybody']>[number]): number => {
    if (!takes('resets-by-force')) return callers.dismiss(caller, 'A fresh start');
    callers.cut(caller);
    return now();
  };
  const reset = (id: string): void => {
    const ended = callers.everybody().map(end);
    market.restart();
    agenda.add(Math.max(now(), ...ended), () => answer(id, 204));
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
