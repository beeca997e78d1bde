/** The connections of this server: each thinks about what it hears in order, and speaks in order. */
import type { Credential, Output } from '../../../../schemas/server.ts';
import type { Agenda } from '../agenda.ts';
import type { Takes } from './freedoms.ts';
import type { Tally } from './tally.ts';
import type { Code, Frame, Reason, Wording } from './wording.ts';

/** One connection. */
export interface Caller {
  readonly id: string;
  readonly user: string;
  readonly watched: Set<string>;
  /** When the last of its commands will have been carried out, in unix ms. */
  busyUntil: number;
  /** When what it was last told will have left, in unix ms. */
  sayingUntil: number;
  /** How many things it is told before its server shuts down. */
  moves: number;
  /** It has been told that it was let in. */
  greeted: boolean;
  /** Nothing more is heard from it. */
  deaf: boolean;
  /** Nothing more is told to it. */
  leaving: boolean;
}

/** What the connections need. */
export interface CallersOptions {
  readonly takes: Takes;
  readonly agenda: Agenda;
  readonly wording: Wording;
  readonly tally: Tally;
  readonly now: () => number;
  readonly dice: (least: number, most: number) => number;
  readonly put: (output: Output) => void;
  /** A connection has gone. */
  readonly gone: (id: string) => void;
  /** How long before the end of a token its connection is warned, in ms. */
  readonly warnBefore: number;
}

/** Ms between two batches. */
const BATCH = 20;
/** The longest it thinks, in ms. */
const THOUGHT = 40;
/** The most by which it is late, in ms. */
const LATE = 400;
/** How long it takes its time over a refusal, in ms. */
const LEISURE = 2000;
/** How long a connection lasts where its server shuts down by and by, in ms. */
const LASTS = 20_000;
/** Of how many connections one has to go to another server, and after how many things that it was told. */
const ROLLED_OUT = { of: 4, after: 5 };

/** All connections. */
export const createCallers = (options: CallersOptions) => {
  const { takes, agenda, wording, tally, now, dice, put, gone, warnBefore } = options;
  const callers = new Map<string, Caller>();
  let sessions = 0;
  let refusals = 0;
  let admitted = 0;

  /** Sends something when it is its turn. */
  const emit = (caller: Caller, output: Output): void => {
    const turn = takes('sends-in-batches') ? Math.ceil(now() / BATCH) * BATCH : now();
    caller.sayingUntil = Math.max(caller.sayingUntil, turn);
    agenda.add(caller.sayingUntil, () => put(output), caller.id);
  };
  const say = (caller: Caller, message: Frame, ack?: number): void => {
    if (caller.leaving) return;
    emit(caller, { do: 'message', connection: caller.id, message, ...(ack !== undefined && { ack }) });
    caller.moves -= 1;
    if (caller.moves === 0) agenda.add(now(), () => takeLeave(caller, 'server_shutdown'), caller.id);
  };

  /** Does something after all that this connection has asked for before, and after some thought. */
  const ponder = (caller: Caller, act: () => void, ponders = takes('thinks')): void => {
    caller.busyUntil = Math.max(caller.busyUntil, now() + (ponders ? dice(0, THOUGHT) : 0));
    agenda.add(caller.busyUntil, () => !caller.leaving && act(), caller.id);
  };

  const forget = ({ id }: Caller): void => {
    callers.delete(id);
    agenda.forget(id);
    gone(id);
  };

  /** Ends a connection behind what it was told before. */
  const dismiss = (caller: Caller): void => {
    if (caller.leaving) return;
    caller.leaving = true;
    caller.deaf = true;
    emit(caller, { do: 'close', connection: caller.id, reason: 'Goodbye' });
    agenda.add(caller.sayingUntil, () => forget(caller), caller.id);
  };
  const takeLeave = (caller: Caller, reason: Reason): void => {
    say(caller, wording.farewell(reason));
    dismiss(caller);
  };

  const refuse = (caller: Caller, code: Code): void => {
    caller.deaf = true;
    refusals += 1;
    const isAtLeisure = takes('refuses-at-leisure');
    if (takes('refuses-by-connect-error') && !(isAtLeisure && refusals % 2 === 1)) {
      callers.delete(caller.id);
      put({ do: 'refuse', connection: caller.id, error: wording.refusal(code) });
      return;
    }
    ponder(caller, () => {
      say(caller, wording.error(code));
      agenda.add(now() + (isAtLeisure ? LEISURE : 0), () => dismiss(caller), caller.id);
    });
  };

  const expiryOf = (exp: number): number => {
    if (takes('rounds-exp-down')) return Math.floor(exp / 1000) * 1000;
    return takes('rounds-exp-up') ? Math.ceil(exp / 1000) * 1000 : exp;
  };

  const greet = (caller: Caller, until: number | undefined): void => {
    sessions += 1;
    caller.greeted = true;
    say(caller, wording.greeting(caller.user, sessions));
    if (takes('undeclared-messages')) say(caller, wording.notice());
    if (takes('shuts-down-by-and-by')) agenda.add(now() + LASTS, () => takeLeave(caller, 'server_shutdown'), caller.id);
    if (until === undefined) return;
    const warn = (): void => say(caller, wording.expiring(until - now()));
    const due = until - warnBefore;
    if (due <= now()) warn();
    else agenda.add(due + (takes('late-warnings') ? dice(0, LATE) : 0), warn, caller.id);
  };

  /** What is wrong with a credential. */
  const problemWith = (credential: Credential, until: number | undefined): Code | undefined => {
    if (credential.status !== 'valid' || (until !== undefined && until <= now())) return 'AUTHENTICATION_FAILED';
    return tally.isShutOut(credential.user) ? 'RATE_LIMIT_EXCEEDED' : undefined;
  };

  /** All who were let in, in the order in which they are told things. */
  const everybody = (): readonly Caller[] => {
    const known = [...callers.values()].filter(({ user, leaving }) => user !== '' && !leaving);
    return takes('newest-first') ? known.reverse() : known;
  };

  return {
    /** Lets a connection in, or shows it the door. */
    admit: (id: string, credential: Credential): void => {
      const { user, expiresAt } = credential.status === 'valid' ? credential : { user: '', expiresAt: undefined };
      const until = expiresAt === undefined ? undefined : expiryOf(expiresAt);
      const problem = problemWith(credential, until);
      const caller: Caller = {
        ...{ id, user: problem ? '' : user, watched: new Set<string>() },
        ...{ busyUntil: 0, sayingUntil: 0, greeted: false, deaf: false, leaving: false },
        moves: takes('rolls-out') && ++admitted % ROLLED_OUT.of === 0 ? ROLLED_OUT.after : 0,
      };
      callers.set(id, caller);
      if (problem) {
        refuse(caller, problem);
        return;
      }
      ponder(caller, () => greet(caller, until));
      if (until !== undefined) agenda.add(until, () => takeLeave(caller, 'token_expired'), id);
    },
    /** One who may still be heard. */
    find: (id: string): Caller | undefined => {
      const caller = callers.get(id);
      return caller?.deaf ? undefined : caller;
    },
    everybody,
    /** Those of them who have been told that they were let in: it is the first that anybody hears. */
    greeted: (): readonly Caller[] => everybody().filter(({ greeted }) => greeted),
    say,
    ponder,
    dismiss,
    takeLeave,
    /** When all that has been said so far will have left, in unix ms. */
    saidBy: (): number => Math.max(now(), ...[...callers.values()].map(({ sayingUntil }) => sayingUntil)),
    /** Ends a connection at once, whatever it should have been told. */
    cut: (caller: Caller): void => {
      put({ do: 'terminate', connection: caller.id });
      forget(caller);
    },
    forget: (id: string): void => {
      const caller = callers.get(id);
      if (caller) forget(caller);
    },
  };
};

/** The connections of a server. */
export type Callers = ReturnType<typeof createCallers>;
