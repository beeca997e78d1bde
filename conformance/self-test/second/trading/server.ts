/**
 * A second correct server for `trading`, written from the protocol's text alone. Everything it does stands on one
 * agenda; accounts are reckoned from all that has happened; and it takes the freedoms that the text leaves, otherwise
 * than others do.
 */
import type { Protocol } from '../../../../schemas/protocol.ts';
import type { Input, Output, Server } from '../../../../schemas/server.ts';
import { createDice } from '../../dice.ts';
import { createAgenda } from '../agenda.ts';
import { type Caller, createCallers } from './callers.ts';
import { type Command, commandIn } from './commands.ts';
import { createElsewhere, past } from './elsewhere.ts';
import { type FreedomName, together } from './freedoms.ts';
import { createGates } from './gates.ts';
import { createHooks } from './hooks.ts';
import { createLedger, type Data } from './ledger.ts';
import { createTally, type Verdict } from './tally.ts';
import { type Code, createWording, type Frame } from './wording.ts';

/** Which server to make. */
export interface SecondTradingOptions {
  /** Says how many messages are taken and how often quotes come; the numbers of the text unless given. */
  readonly protocol?: Protocol;
  /** The freedoms it takes; left out: all that go together. */
  readonly freedoms?: readonly FreedomName[];
}

/** Ms between two things that happen elsewhere. */
const MEANWHILE = 650;
/** The most by which what was held is late, in ms. */
const LATE = 400;
/** The count at which a warning is due. */
const NEAR = 8;

const numbersOf = (protocol: Protocol | undefined) => {
  const { limits, pacing, credentials } = protocol?.promises ?? {};
  return {
    most: limits?.most ?? 10,
    within: limits?.within ?? 60_000,
    coolDown: limits?.over.coolDown ?? 60_000,
    near: limits?.warning?.at ?? NEAR,
    every: pacing?.['market.quote']?.every ?? 1000,
    warnBefore: credentials?.warning?.before ?? 300_000,
  };
};

/** Makes the second server. */
export const makeSecondTrading = ({ protocol, freedoms = together }: SecondTradingOptions = {}): Server => {
  const taken = new Set(freedoms);
  const takes = (name: FreedomName): boolean => taken.has(name);
  const { most, within, coolDown, near, every, warnBefore } = numbersOf(protocol);
  const agenda = createAgenda();
  const ledger = createLedger();
  const dice = createDice(freedoms.length);
  let outputs: Output[] = [];
  let present = Number.NEGATIVE_INFINITY;
  const now = () => present;
  const put = (output: Output): void => void outputs.push(output);
  const wording = createWording(takes, now);
  const tally = createTally({ agenda, now, most, within, coolDown });
  const gates = createGates({
    agenda,
    now,
    every,
    late: () => (takes('late-quotes') ? dice(0, LATE) : 0),
    send: (id: string, quote: Data) => {
      const caller = callers.find(id);
      if (caller) callers.say(caller, wording.event('market.quote', quote));
    },
  });
  const callers = createCallers({ takes, agenda, wording, tally, now, dice, put, gone: gates.forget, warnBefore });
  const wants = ({ watched, user }: Caller, symbol: string): boolean =>
    watched.has(symbol) || ledger.holds(user, symbol);
  const hooks = createHooks({
    ...{ takes, agenda, callers, gates, ledger, tally, wording, now, dice, wants },
    answer: (id, status, body) => put({ do: 'answer', id, status, ...(body === undefined ? {} : { body }) }),
  });

  /** Carries a command out; gives what there is to say about it, beside that it was done. */
  const carryOut = (caller: Caller, command: Command): readonly Frame[] => {
    switch (command.asks) {
      case 'more':
        for (const symbol of command.symbols) caller.watched.add(symbol);
        return [];
      case 'less':
        for (const symbol of command.symbols) caller.watched.delete(symbol);
        gates.sift(caller.id, (symbol) => wants(caller, symbol));
        return [];
      case 'state': {
        const { user } = caller;
        const account = {
          cash: ledger.cash(user),
          positions: ledger.positions(user),
          pending: ledger.pending(user),
        };
        return [wording.state(command.parts, account)];
      }
      case 'nonsense':
      case 'unknown':
        return [wording.error('INVALID_PAYLOAD')];
    }
  };

  const tell = (caller: Caller, said: readonly Frame[], outcome: Code | undefined, ack: number | undefined): void => {
    const acknowledge = (): void => {
      if (ack !== undefined) callers.say(caller, outcome ? wording.failed(outcome) : wording.done(), ack);
    };
    if (takes('acknowledges-first')) acknowledge();
    for (const frame of said) callers.say(caller, frame);
    if (!takes('acknowledges-first')) acknowledge();
  };

  const warn = (caller: Caller, { count, resetAt }: Verdict): void => {
    const warns = count === near || (takes('warns-at-nine-and-ten') && count > near);
    if (!warns) return;
    for (const other of callers.greeted())
      if (other.user === caller.user) callers.say(other, wording.near(most, count, resetAt));
  };

  const shutOut = (caller: Caller, ack: number | undefined): void => {
    caller.deaf = true;
    callers.ponder(caller, () => {
      tell(caller, [wording.error('RATE_LIMIT_EXCEEDED')], 'RATE_LIMIT_EXCEEDED', ack);
      callers.dismiss(caller);
    });
  };

  const hear = (caller: Caller, command: Command, ack: number | undefined): void => {
    if (tally.isShutOut(caller.user)) {
      if (takes('deaf-in-a-cool-down')) return;
      if (takes('shuts-out-others')) {
        shutOut(caller, ack);
        return;
      }
    }
    const isUnknown = command.asks === 'unknown';
    const verdict = isUnknown && takes('counts-no-unknown-events') ? undefined : tally.count(caller.user);
    if (verdict && !verdict.isTaken) {
      shutOut(caller, ack);
      return;
    }
    const ignores = isUnknown && takes('ignores-unknown-events');
    const outcome = isUnknown || command.asks === 'nonsense' ? 'INVALID_PAYLOAD' : undefined;
    const answer = (said: readonly Frame[]): void => {
      if (!ignores) tell(caller, said, outcome, ack);
      if (verdict) warn(caller, verdict);
    };
    if (takes('in-force-at-once')) {
      const said = carryOut(caller, command);
      callers.ponder(caller, () => answer(said), true);
    } else callers.ponder(caller, () => answer(carryOut(caller, command)));
  };

  const take = (input: Input): void => {
    switch (input.do) {
      case 'connect':
        callers.admit(input.connection, input.credential);
        return;
      case 'text':
      case 'binary': {
        const caller = callers.find(input.connection);
        if (caller) hear(caller, input.do === 'text' ? commandIn(input.text) : { asks: 'nonsense' }, input.ack);
        return;
      }
      case 'disconnect':
        callers.forget(input.connection);
        return;
      case 'request':
        put({ do: 'answer', id: input.id, status: 404, body: { error: 'There is nothing here.' } });
        return;
      case 'hook':
        hooks.call(input.id, input.hook, input.body);
        return;
      case 'pong':
      case 'tick':
    }
  };

  const elsewhere = createElsewhere();
  const meanwhile = (): void => {
    const next = elsewhere();
    if (next) hooks.happen(next);
    agenda.add(now() + MEANWHILE, meanwhile);
  };
  if (takes('has-a-past')) for (const { event, data, user = '' } of past()) ledger.enter(user, { event, data });

  let begun = false;
  return {
    receive: (input, instant) => {
      present = instant;
      if (!begun && takes('lively-world')) agenda.add(instant + MEANWHILE, meanwhile);
      begun = true;
      agenda.run(instant);
      take(input);
      agenda.run(instant);
      const done = outputs;
      outputs = [];
      return done;
    },
    due: agenda.next,
  };
};
