/** The connections of this server: each thinks about what it hears in order, and speaks in order. */
import type { Output } from '../../../../schemas/server.ts';
import type { Agenda } from '../agenda.ts';
import type { Takes } from './freedoms.ts';
import type { Stream } from './streams.ts';
import type { Wording } from './wording.ts';

/** One connection. */
export interface Caller {
  readonly id: string;
  /** By stream the markets it wants to hear of; none given: all. */
  readonly subscriptions: Map<Stream, ReadonlySet<string> | undefined>;
  /** When the last of its commands will have been carried out, in unix ms. */
  busyUntil: number;
  /** When what it was last told will have left, in unix ms. */
  sayingUntil: number;
  /** How many of its commands have not been answered yet. */
  pending: number;
  /** Nothing more is heard from it, since it has been told to go. */
  leaving: boolean;
}

/** What the connections need. */
export interface CallersOptions {
  readonly takes: Takes;
  readonly agenda: Agenda;
  readonly wording: Wording;
  readonly now: () => number;
  readonly dice: (least: number, most: number) => number;
  readonly put: (output: Output) => void;
}

/** Ms between two batches of whatever there is to say. */
const BATCH = 20;
/** The longest it thinks, in ms. */
const THOUGHT = 40;
/** Ms between two ping frames. */
const PING = 10_000;

/** All connections. */
export const createCallers = ({ takes, agenda, wording, now, dice, put }: CallersOptions) => {
  const callers = new Map<string, Caller>();

  /** Sends something behind all that was sent before, when it is its turn. */
  const emit = (caller: Caller, output: Output): void => {
    const turn = takes('sends-in-batches') ? Math.ceil(now() / BATCH) * BATCH : now();
    caller.sayingUntil = Math.max(caller.sayingUntil, turn);
    agenda.add(caller.sayingUntil, () => put(output), caller.id);
  };
  const say = (caller: Caller, message: unknown): void => {
    if (!caller.leaving) emit(caller, { do: 'message', connection: caller.id, message });
  };

  const forget = ({ id }: Caller): void => {
    callers.delete(id);
    agenda.forget(id);
  };
  const reasonOr = (reason: string): string => (takes('no-close-reasons') ? '' : reason);

  const ping = (caller: Caller): void => {
    agenda.add(
      now() + PING,
      () => {
        put({ do: 'ping', connection: caller.id });
        ping(caller);
      },
      caller.id,
    );
  };

  return {
    /** Lets a connection in; there is nobody who may not. */
    admit: (id: string): void => {
      const caller: Caller = {
        id,
        subscriptions: new Map(),
        busyUntil: 0,
        sayingUntil: 0,
        pending: 0,
        leaving: false,
      };
      callers.set(id, caller);
      if (takes('pings')) ping(caller);
      if (takes('undeclared-messages')) say(caller, wording.notice());
    },
    /** One who may still be heard. */
    find: (id: string): Caller | undefined => {
      const caller = callers.get(id);
      return caller?.leaving ? undefined : caller;
    },
    /** All connections, in the order in which they are told things. */
    everybody: (): readonly Caller[] => {
      const known = [...callers.values()];
      return takes('newest-first') ? known.reverse() : known;
    },
    say,
    /** When all that has been said so far will have left, in unix ms. */
    saidBy: (): number => Math.max(now(), ...[...callers.values()].map(({ sayingUntil }) => sayingUntil)),
    /** Says nothing for a while, behind what was said before. */
    pause: (caller: Caller, ms: number): void => {
      caller.sayingUntil = Math.max(caller.sayingUntil, now()) + ms;
    },
    /** Does something after all that this connection has asked for before, and after some thought. */
    ponder: (caller: Caller, act: () => void): void => {
      const thinks = takes('thinks') || takes('in-force-at-once');
      caller.busyUntil = Math.max(caller.busyUntil, now() + (thinks ? dice(0, THOUGHT) : 0));
      caller.pending += 1;
      const turn = (): void => {
        caller.pending -= 1;
        if (!caller.leaving) act();
      };
      agenda.add(caller.busyUntil, turn, caller.id);
    },
    /** Ends a connection behind what it was told before. */
    dismiss: (caller: Caller): void => {
      if (caller.leaving) return;
      caller.leaving = true;
      emit(caller, { do: 'close', connection: caller.id, code: 1001, reason: reasonOr('See you') });
      agenda.add(caller.sayingUntil, () => forget(caller), caller.id);
    },
    /** Ends a connection at once, whatever it should have been told. */
    drop: (caller: Caller): void => {
      forget(caller);
      if (takes('resets-by-force')) put({ do: 'terminate', connection: caller.id });
      else put({ do: 'close', connection: caller.id, code: 1001, reason: reasonOr('A fresh start') });
    },
    forget: (id: string): void => {
      const caller = callers.get(id);
      if (caller) forget(caller);
    },
  };
};

/** The connections of a server. */
export type Callers = ReturnType<typeof createCallers>;
