/** The connections of this server: each is let in or not, thinks about what it hears in order, and speaks in order. */
import type { Credential, Output } from '../../../../schemas/server.ts';
import type { Agenda } from '../agenda.ts';
import type { Takes } from './freedoms.ts';
import type { Frame, Reason, Wording } from './wording.ts';

/** One connection. Instants are in unix ms. */
export interface Caller {
  readonly id: string;
  /** Empty for whoever is not let in. */
  readonly user: string;
  /** The channels that it has started. */
  readonly channels: Set<string>;
  /** When it was greeted. */
  greetedAt: number;
  /** How many heartbeats it owes an answer. */
  owes: number;
  /** When the last of its commands will have been carried out. */
  busyUntil: number;
  /** When what it was last told will have left. */
  sayingUntil: number;
  /** How many things it is told before it has to go to another server. */
  moves: number;
  /** Whether it may be heard and told anything. */
  standing: 'unknown' | 'welcome' | 'leaving';
}

/** What the connections need. */
export interface CallersOptions {
  readonly takes: Takes;
  readonly agenda: Agenda;
  readonly wording: Wording;
  readonly now: () => number;
  readonly dice: (least: number, most: number) => number;
  /** By how much a timer is late, in ms. */
  readonly lateness: () => number;
  readonly put: (output: Output) => void;
  /** A connection is told nothing more. */
  readonly gone: (id: string) => void;
  /** The period of heartbeats, in ms. */
  readonly every: number;
}

/** Ms between two batches. */
const BATCH = 20;
/** The longest it thinks, in ms. */
const THOUGHT = 40;
/** How long it takes its time over a refusal, in ms. */
const LEISURE = 1500;
/** Ms between two pings that nobody asked for. */
const PING = 10_000;
/** By how much of its period a heartbeat may be early. */
const EARLY = 1 / 30;
/** How many heartbeats a client may owe an answer. */
const PATIENCE = 2;

/** How long a session lasts that is refreshed with an announcement, and one that is so at once, in ms. */
const SESSION = { announced: 60_000, atOnce: 20_000 };
/** Of how many connections one has to go to another server, and after how many things that it was told. */
const ROLLED_OUT = { of: 4, after: 5 };
/** What a `reconnect` gives as its delay, and the longest that its connection stays then, in ms. */
const RECONNECT = 2500;
const STAY = 2000;

const CODES: Readonly<Record<Reason, number>> = {
  client_disconnect: 1000,
  server_shutdown: 1001,
  session_expired: 4001,
  error: 4002,
};

/** All connections. */
export const createCallers = (options: CallersOptions) => {
  const { takes, agenda, wording, now, dice, lateness, put, gone, every } = options;
  const callers = new Map<string, Caller>();
  let admitted = 0;
  let moved = 0;

  /** Sends something when it is its turn. */
  const emit = (caller: Caller, output: Output): void => {
    const turn = takes('sends-in-batches') ? Math.ceil(now() / BATCH) * BATCH : now();
    caller.sayingUntil = Math.max(caller.sayingUntil, turn);
    agenda.add(caller.sayingUntil, () => put(output), caller.id);
  };
  const say = (caller: Caller, message: Frame): void => {
    emit(caller, { do: 'message', connection: caller.id, message });
    caller.moves -= 1;
    if (caller.moves === 0) agenda.add(now(), () => move(caller), caller.id);
  };

  /** Does something after all that this connection has asked for before, and after some thought. */
  const ponder = (caller: Caller, act: () => void, ponders = takes('thinks')): void => {
    caller.busyUntil = Math.max(caller.busyUntil, now() + (ponders ? dice(0, THOUGHT) : 0));
    agenda.add(caller.busyUntil, () => caller.standing !== 'leaving' && act(), caller.id);
  };

  const forget = ({ id }: Caller): void => {
    callers.delete(id);
    agenda.forget(id);
    gone(id);
  };

  /** Closes a connection behind what it was told before. */
  const close = (caller: Caller, code: number, reason: string): void => {
    if (caller.standing === 'leaving') return;
    caller.standing = 'leaving';
    gone(caller.id);
    emit(caller, { do: 'close', connection: caller.id, code, reason: takes('no-close-reasons') ? '' : reason });
    agenda.add(caller.sayingUntil, () => forget(caller), caller.id);
  };

  const dismiss = (caller: Caller, reason: Reason): void => {
    if (caller.standing === 'leaving') return;
    say(caller, wording.closed(reason));
    close(caller, CODES[reason], reason);
  };

  /** Asks a connection to come back, and closes it. */
  const sendAway = (caller: Caller, reason: string, isAtOnce = takes('no-delay')): void => {
    if (caller.standing === 'leaving') return;
    say(caller, wording.reconnect(reason, isAtOnce ? 0 : RECONNECT));
    const stay = takes('leaves-by-and-by') && !isAtOnce ? dice(0, STAY) : 0;
    agenda.add(now() + stay, () => close(caller, 1012, reason), caller.id);
  };
  /** Has a connection go to another server, in one way or another. */
  const move = (caller: Caller): void => {
    if (++moved % 2 === 1) sendAway(caller, 'server_restart');
    else dismiss(caller, 'server_shutdown');
  };
  const refreshLater = (caller: Caller): void => {
    const isAtOnce = takes('refreshes-at-once');
    if (!isAtOnce && !takes('refreshes-sessions')) return;
    const lasts = isAtOnce ? SESSION.atOnce : SESSION.announced;
    agenda.add(now() + lasts, () => sendAway(caller, 'session_refresh', isAtOnce), caller.id);
  };

  /** The next heartbeat, due at an instant. */
  const expectBeat = (caller: Caller, due: number): void => {
    const early = takes('early-heartbeats') ? dice(0, Math.floor(every * EARLY)) : 0;
    agenda.add(Math.max(due - early + lateness(), now()), () => beat(caller, due), caller.id);
  };
  const beat = (caller: Caller, due: number): void => {
    if (caller.standing === 'leaving') return;
    if (caller.owes >= PATIENCE && !takes('heartbeats-go-on')) {
      dismiss(caller, 'error');
      return;
    }
    caller.owes += 1;
    say(caller, wording.heartbeat(now(), now() - caller.greetedAt));
    expectBeat(caller, due + every);
  };

  const ping = (id: string): void => {
    agenda.add(
      now() + PING,
      () => {
        put({ do: 'ping', connection: id });
        ping(id);
      },
      id,
    );
  };

  const greet = (caller: Caller): void => {
    caller.standing = 'welcome';
    caller.greetedAt = now();
    say(caller, wording.ack(caller.id, now()));
    if (takes('undeclared-messages')) say(caller, wording.notice());
    expectBeat(caller, now() + every);
    refreshLater(caller);
  };

  const endOf = (exp: number): number => {
    if (takes('rounds-exp-down')) return Math.floor(exp / 1000) * 1000;
    return takes('rounds-exp-up') ? Math.ceil(exp / 1000) * 1000 : exp;
  };

  return {
    /** Lets a connection in, or shows it the door. */
    admit: (id: string, credential: Credential): void => {
      const isValid = credential.status === 'valid';
      const until = isValid && credential.expiresAt !== undefined ? endOf(credential.expiresAt) : undefined;
      const isOver = until !== undefined && until <= now();
      const caller: Caller = {
        ...{ id, user: isValid && !isOver ? credential.user : '', channels: new Set<string>(), greetedAt: 0, owes: 0 },
        ...{ busyUntil: 0, sayingUntil: 0, standing: 'unknown' },
        moves: takes('rolls-out') && ++admitted % ROLLED_OUT.of === 0 ? ROLLED_OUT.after : 0,
      };
      callers.set(id, caller);
      if (caller.user === '') {
        ponder(caller, () => {
          say(caller, wording.refusal(isOver ? 'SESSION_EXPIRED' : 'AUTH_REQUIRED'));
          const leisure = takes('refuses-at-leisure') ? LEISURE : 0;
          agenda.add(now() + leisure, () => close(caller, CODES.session_expired, 'No session'), id);
        });
        return;
      }
      ponder(caller, () => greet(caller));
      if (takes('pings-unasked')) ping(id);
      if (until !== undefined) {
        // Whoever has not been greeted yet is so before it is sent away.
        const expire = (): void => ponder(caller, () => dismiss(caller, 'session_expired'), false);
        agenda.add(until + lateness(), expire, id);
      }
    },
    /** One that may be heard, once it has been greeted. */
    find: (id: string): Caller | undefined => {
      const caller = callers.get(id);
      return caller?.standing === 'leaving' || caller?.user === '' ? undefined : caller;
    },
    /** All that are there, in the order in which they are told things. */
    everybody: (): readonly Caller[] => {
      const present = [...callers.values()].filter(({ standing, user }) => standing !== 'leaving' && user !== '');
      return takes('newest-first') ? present.reverse() : present;
    },
    /** Ends a connection at once, whatever it should have been told. */
    cut: (caller: Caller): void => {
      forget(caller);
      put({ do: 'terminate', connection: caller.id });
    },
    forget: (id: string): void => {
      const caller = callers.get(id);
      if (caller) forget(caller);
    },
    say,
    ponder,
    close,
    dismiss,
    sendAway,
  };
};

/** The connections of a server. */
export type Callers = ReturnType<typeof createCallers>;
