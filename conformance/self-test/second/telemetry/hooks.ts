/** What this server does when its hooks are called, and when something happens in its world. */
import type { HookName } from '../../../../schemas/hooks.ts';
import type { Agenda } from '../agenda.ts';
import type { Caller, Callers } from './callers.ts';
import { channelOf, type Happening, happening, isConsistent } from './catalog.ts';
import type { Takes } from './freedoms.ts';
import type { Gauges } from './gauges.ts';
import type { Reason, Wording } from './wording.ts';

/** What the hooks work on. */
export interface HooksOptions {
  readonly takes: Takes;
  readonly agenda: Agenda;
  readonly callers: Callers;
  readonly gauges: Gauges;
  readonly wording: Wording;
  readonly now: () => number;
  readonly dice: (least: number, most: number) => number;
  readonly answer: (id: string, status: number, body?: unknown) => void;
  /** Forgets what was counted. */
  readonly forget: () => void;
}

/** The longest that a publication waits, in ms. */
const DELAY = 25;
/** Between two connections that the hook `close` ends, in ms. */
const APART = 10;

const CONTROLS: readonly unknown[] = [
  ...['connection:ack', 'connection:error', 'connection:closed', 'subscribed', 'unsubscribed'],
  ...['heartbeat', 'error', 'reconnect'],
];
const REASONS: readonly unknown[] = ['client_disconnect', 'server_shutdown', 'session_expired', 'error'];
const PLANS: readonly unknown[] = ['server_restart', 'session_refresh'];

const member = (body: unknown, name: string): unknown =>
  // Members of any object can be looked up.
  typeof body === 'object' && body !== null ? (body as Readonly<Record<string, unknown>>)[name] : undefined;

/** The hooks of one server. */
export const createHooks = (options: HooksOptions) => {
  const { takes, agenda, callers, gauges, wording, now, dice, answer, forget } = options;
  let publishedUntil = 0;

  /** Lets something happen, and tells whom it concerns. */
  const happen = (what: Happening): void => {
    const listeners = callers.everybody().filter(({ channels }) => channels.has(channelOf(what.event)));
    if (gauges.isPaced(what.event)) gauges.set(what, listeners);
    else for (const caller of listeners) callers.say(caller, wording.event(what.event, what.data));
  };

  /** When all of these have been handed what there was to say. */
  const handedOver = (all: readonly Caller[]): number => Math.max(now(), ...all.map(({ sayingUntil }) => sayingUntil));

  const publish = (id: string, body: unknown): void => {
    const what = happening(body);
    if (!what) {
      const conflicts = takes('control-conflicts') && CONTROLS.includes(member(body, 'event'));
      answer(id, conflicts ? 409 : 400, { error: 'That is no event of this world.' });
      return;
    }
    if (isConsistent(what)) happen(what);
    else if (!takes('takes-contradictions')) {
      answer(id, 409, { error: 'That contradicts itself.' });
      return;
    }
    agenda.add(handedOver(callers.everybody()), () => answer(id, 202, {}));
  };

  const close = (id: string, body: unknown): void => {
    const [reason, subject] = [member(body, 'reason'), member(body, 'subject')];
    const planned = PLANS.includes(reason);
    if (!planned && !REASONS.includes(reason)) {
      answer(id, 400, { error: 'Nobody is sent away for that.' });
      return;
    }
    const concerned = callers.everybody().filter(({ user }) => subject === undefined || user === subject);
    concerned.forEach((caller, nth) => {
      const act = (): void =>
        planned ? callers.sendAway(caller, String(reason)) : callers.dismiss(caller, reason as Reason); // one of the list
      // Whoever has not been greeted yet is so before it is sent away.
      const turn = (): void => callers.ponder(caller, act, false);
      agenda.add(now() + (takes('closes-by-and-by') ? nth * APART : 0), turn, caller.id);
    });
    answer(id, 202, {});
  };

  const reset = (id: string): void => {
    const all = callers.everybody();
    for (const caller of all) {
      if (takes('resets-by-force')) callers.cut(caller);
      else callers.dismiss(caller, 'server_shutdown');
    }
    gauges.clear();
    forget();
    agenda.add(handedOver(all), () => answer(id, 204));
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
