/** The connections of this server: each is greeted, thought about and spoken to in order. */
import type { Output } from '../../../../schemas/server.ts';
import type { Agenda } from '../agenda.ts';
import { type Filter, filterIn, passes, type Reading } from './filters.ts';
import type { FreedomName } from './freedoms.ts';
import type { Market, Told } from './market.ts';
import type { Frame, Wording } from './wording.ts';

/** One connection. */
export interface Caller {
  readonly id: string;
  /** What it wants to hear; `undefined` before it has been greeted, and after UNSUB. */
  filter: Filter | undefined;
  /** The number of the business event that it heard last. */
  previous: number;
  /** When the last of its commands will have been carried out, in unix ms. */
  busyUntil: number;
  /** When what it was last told will have left, in unix ms. */
  sayingUntil: number;
  /** Nothing more is heard from it, since it has been told to go. */
  leaving: boolean;
}

/** What the connections need. */
export interface CallersOptions {
  readonly takes: (name: FreedomName) => boolean;
  readonly agenda: Agenda;
  readonly market: Market;
  readonly wording: Wording;
  readonly reading: Reading;
  readonly now: () => number;
  /** What its clock shows when it greets. */
  readonly clock: () => number;
  readonly dice: (least: number, most: number) => number;
  readonly put: (output: Output) => void;
}

/** Ms between two batches. */
const BATCH = 20;
/** The longest it thinks, in ms. */
const THOUGHT = 40;
/** Ms between two pings that nobody asked for. */
const PINGS = 900;

/** All connections. */
export const createCallers = (options: CallersOptions) => {
  const { takes, agenda, market, wording, reading, now, clock, dice, put } = options;
  const callers = new Map<string, Caller>();

  /** Sends something when it is its turn. */
  const emit = (caller: Caller, output: Output): void => {
    const turn = Math.max(caller.sayingUntil, now());
    caller.sayingUntil = takes('sends-in-batches') ? Math.ceil(turn / BATCH) * BATCH : turn;
    agenda.add(caller.sayingUntil, () => put(output), caller.id);
  };
  const say = (caller: Caller, message: Frame): void => emit(caller, { do: 'message', connection: caller.id, message });

  /** Does something after all that this connection has asked for before, and after some thought. */
  const ponder = (caller: Caller, act: () => void): void => {
    if (takes('in-force-at-once')) {
      caller.sayingUntil = Math.max(caller.sayingUntil, now() + dice(0, THOUGHT));
      act();
      return;
    }
    caller.busyUntil = Math.max(caller.busyUntil, now() + (takes('thinks') ? dice(0, THOUGHT) : 0));
    agenda.add(caller.busyUntil, () => !caller.leaving && act(), caller.id);
  };

  const forget = (id: string): void => {
    callers.delete(id);
    agenda.forget(id);
  };

  const ping = (id: string): void => {
    put({ do: 'ping', connection: id });
    agenda.add(now() + PINGS, () => ping(id), id);
  };

  const greet = (caller: Caller, query: Readonly<Record<string, string>>): void => {
    const { filter, isKnown } = filterIn(query, reading);
    caller.filter = filter;
    caller.previous = market.last();
    say(caller, wording.hello(caller.previous, market.epoch(now()), clock()));
    if (!isKnown) say(caller, wording.error('UNKNOWN_EVENT'));
    if (takes('undeclared-messages')) say(caller, wording.notice());
  };

  const deliver = (caller: Caller, told: Told): void => {
    say(caller, wording.event(told, caller.previous));
    caller.previous = told.seq;
  };

  return {
    /** Lets a connection in. */
    admit: (id: string, query: Readonly<Record<string, string>>): void => {
      const caller: Caller = { id, filter: undefined, previous: 0, busyUntil: 0, sayingUntil: 0, leaving: false };
      callers.set(id, caller);
      ponder(caller, () => greet(caller, query));
      if (takes('pings-unasked')) agenda.add(now() + PINGS, () => ping(id), id);
    },
    /** One that may be heard. */
    find: (id: string): Caller | undefined => {
      const caller = callers.get(id);
      return caller?.leaving ? undefined : caller;
    },
    everybody: (): readonly Caller[] => [...callers.values()],
    /** Tells everybody who wants to hear of it; gives the instant at which all will have been told. */
    tell: (told: Told): number => {
      const present = [...callers.values()].filter(
        ({ leaving, filter }) => !leaving && filter !== undefined && passes(filter, told, reading),
      );
      for (const caller of takes('newest-first') ? present.reverse() : present) deliver(caller, told);
      return Math.max(now(), ...present.map(({ sayingUntil }) => sayingUntil));
    },
    /** Ends a connection behind what it was told before; gives the instant at which it will have ended. */
    dismiss: (caller: Caller, reason: string): number => {
      if (caller.leaving) return caller.sayingUntil;
      caller.leaving = true;
      const said = takes('no-close-reasons') ? '' : reason;
      emit(caller, { do: 'close', connection: caller.id, code: 1001, reason: said });
      agenda.add(caller.sayingUntil, () => forget(caller.id), caller.id);
      return caller.sayingUntil;
    },
    /** Ends a connection without a word. */
    cut: (caller: Caller): void => {
      put({ do: 'terminate', connection: caller.id });
      forget(caller.id);
    },
    forget,
    say,
    ponder,
  };
};

/** The connections of a server. */
export type Callers = ReturnType<typeof createCallers>;
