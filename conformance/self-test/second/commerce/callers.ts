/** The connections of this server: each thinks about what it hears in order, and speaks in order. */
import type { Credential, Output } from '../../../../schemas/server.ts';
import type { Agenda } from '../agenda.ts';
import type { FreedomName } from './freedoms.ts';
import type { Listener } from './switchboard.ts';
import type { Wording } from './wording.ts';

/** One connection. */
export interface Caller extends Listener {
  /** When the last of its commands will have been carried out, in unix ms. */
  busyUntil: number;
  /** When what it was last told will have left, in unix ms. */
  sayingUntil: number;
  owesPong: boolean;
  /** How many things it is told before it has to go to another server. */
  moves: number;
  /** Nothing more is heard from it, since it has been told to go. */
  leaving: boolean;
}

/** What the connections need. */
export interface CallersOptions {
  readonly takes: (name: FreedomName) => boolean;
  readonly agenda: Agenda;
  readonly wording: Wording;
  readonly now: () => number;
  readonly dice: (least: number, most: number) => number;
  readonly put: (output: Output) => void;
  /** A connection has gone. */
  readonly gone: (id: string) => void;
  /** The period of the pings, in ms. */
  readonly every: number;
}

/** Ms between two batches. */
const BATCH = 20;
/** The longest it thinks, in ms. */
const THOUGHT = 40;
/** How long it takes its time over a refusal, in ms. */
const LEISURE = 2000;
/** By how much of its period a ping may be early: with 30 s, 1.4 s. */
const EARLY = 14 / 300;
/** Of how many connections one has to go to another server, and after how many things that it was told. */
const ROLLED_OUT = { of: 4, after: 5 };

/** All connections. */
export const createCallers = ({ takes, agenda, wording, now, dice, put, gone, every }: CallersOptions) => {
  const callers = new Map<string, Caller>();
  let admitted = 0;

  /** Sends something when it is its turn. */
  const emit = (caller: Caller, output: Output): void => {
    const turn = takes('sends-in-batches') ? Math.ceil(now() / BATCH) * BATCH : now();
    caller.sayingUntil = Math.max(caller.sayingUntil, turn);
    agenda.add(caller.sayingUntil, () => put(output), caller.id);
  };
  const say = (caller: Caller, message: unknown): void => {
    emit(caller, { do: 'message', connection: caller.id, message });
    caller.moves -= 1;
    if (caller.moves === 0) agenda.add(now(), () => dismiss(caller, 1001, 'Try another server'), caller.id);
  };

  /** Does something after all that this connection has asked for before, and after some thought. */
  const ponder = (caller: Caller, act: () => void, ponders = takes('thinks')): void => {
    const thought = ponders ? dice(0, THOUGHT) : 0;
    caller.busyUntil = Math.max(caller.busyUntil, now() + thought);
    agenda.add(caller.busyUntil, () => !caller.leaving && act(), caller.id);
  };

  const forget = ({ id }: Caller): void => {
    callers.delete(id);
    agenda.forget(id);
    gone(id);
  };

  /** Ends a connection behind what it was told before. */
  const dismiss = (caller: Caller, code: number, reason: string): void => {
    if (caller.leaving) return;
    caller.leaving = true;
    gone(caller.id);
    emit(caller, { do: 'close', connection: caller.id, code, reason: takes('no-close-reasons') ? '' : reason });
    agenda.add(caller.sayingUntil, () => forget(caller), caller.id);
  };

  const cut = (caller: Caller): void => {
    if (takes('closes-with-a-frame')) {
      dismiss(caller, 1008, 'No pong');
      return;
    }
    put({ do: 'terminate', connection: caller.id });
    forget(caller);
  };

  const ping = (caller: Caller, due: number): void => {
    if (caller.leaving) return;
    if (caller.owesPong) {
      cut(caller);
      return;
    }
    caller.owesPong = true;
    put({ do: 'ping', connection: caller.id });
    expectPing(caller, due + every);
  };
  const expectPing = (caller: Caller, due: number): void => {
    const early = takes('uneven-pings') ? dice(0, Math.floor(every * EARLY)) : 0;
    agenda.add(Math.max(due - early, now()), () => ping(caller, due), caller.id);
  };
  const beginPings = (caller: Caller): void => {
    if (takes('pings-at-once')) ping(caller, now());
    else expectPing(caller, takes('pings-together') ? (Math.floor(now() / every) + 1) * every : now() + every);
  };

  const expiryOf = (exp: number): number => {
    if (takes('rounds-exp-down')) return Math.floor(exp / 1000) * 1000;
    return takes('rounds-exp-up') ? Math.ceil(exp / 1000) * 1000 : exp;
  };

  const refuse = (caller: Caller): void => {
    if (!takes('refuses-without-a-word')) say(caller, wording.error('unknown'));
    const leisure = takes('refuses-at-leisure') ? LEISURE : 0;
    agenda.add(now() + leisure, () => dismiss(caller, 4001, 'Who are you?'), caller.id);
  };
  const expire = (caller: Caller): void => {
    if (caller.leaving) return;
    if (!takes('silent-expiry')) say(caller, wording.error('expired'));
    dismiss(caller, 4001, 'Your time is up');
  };
  const greet = (caller: Caller): void => {
    say(caller, wording.control('connected', now(), { userId: caller.user }));
    if (takes('undeclared')) say(caller, wording.control('notice', now(), { text: 'Welcome' }));
  };

  return {
    /** Lets a connection in, or shows it the door. */
    admit: (id: string, credential: Credential): void => {
      const { user, roles, expiresAt } = credential.status === 'valid' ? credential : { user: '', roles: [] };
      const moves = takes('rolls-out') && ++admitted % ROLLED_OUT.of === 0 ? ROLLED_OUT.after : 0;
      const caller: Caller = {
        ...{ id, user, roles, moves },
        ...{ busyUntil: 0, sayingUntil: 0, owesPong: false, leaving: false },
      };
      callers.set(id, caller);
      const until = expiresAt === undefined ? undefined : expiryOf(expiresAt);
      if (credential.status !== 'valid' || (until !== undefined && until <= now())) {
        ponder(caller, () => refuse(caller));
        return;
      }
      beginPings(caller);
      ponder(caller, () => greet(caller));
      if (until !== undefined) agenda.add(until, () => expire(caller), id);
    },
    /** Those who may be heard and told. */
    find: (id: string): Caller | undefined => {
      const caller = callers.get(id);
      return caller?.leaving || caller?.user === '' ? undefined : caller;
    },
    everybody: (): readonly Caller[] => [...callers.values()],
    hearPong: (id: string): void => {
      const caller = callers.get(id);
      if (caller) caller.owesPong = false;
    },
    forget: (id: string): void => {
      const caller = callers.get(id);
      if (caller) forget(caller);
    },
    say,
    ponder,
    dismiss,
  };
};

/** The connections of a server. */
export type Callers = ReturnType<typeof createCallers>;
