/**
 * A second correct server for `prediction`, written from the protocol's text alone. Everything it does stands on one
 * agenda; books are kept as lists of states; and it takes the freedoms that the text leaves, otherwise than others do.
 */
import type { Protocol } from '../../../../schemas/protocol.ts';
import type { Input, Output, Server } from '../../../../schemas/server.ts';
import { createDice } from '../../dice.ts';
import { createAgenda } from '../agenda.ts';
import { type Caller, createCallers } from './callers.ts';
import { type Command, commandIn } from './commands.ts';
import { createDesk, follows, type Outcome } from './desk.ts';
import { createElsewhere, past } from './elsewhere.ts';
import { type FreedomName, together } from './freedoms.ts';
import { createHooks } from './hooks.ts';
import { createWording, type Frame } from './wording.ts';
import { createWorld } from './world.ts';

/** Which server to make. */
export interface SecondPredictionOptions {
  /** Taken as every server takes it; the text promises no number that this one needs. */
  readonly protocol?: Protocol;
  /** The freedoms it takes; left out: all that go together. */
  readonly freedoms?: readonly FreedomName[];
}

/** Ms between two things that happen elsewhere. */
const MEANWHILE = 650;
/** Ms between two rounds of snapshots. */
const ROUND = 700;
/** Ms between two batches of a replay. */
const BATCH = 10;
/** In how many batches a replay comes at most, and how many records a batch holds at least. */
const BATCHES = 10;
const LEAST = 3;
/** Rounds of trading in a long past. */
const LONG = 3000;

/** Makes the second server. */
export const makeSecondPrediction = ({ freedoms = together }: SecondPredictionOptions = {}): Server => {
  const taken = new Set(freedoms);
  const takes = (name: FreedomName): boolean => taken.has(name);
  const agenda = createAgenda();
  const wording = createWording(takes);
  const world = createWorld(takes('books-by-trades'));
  const dice = createDice(freedoms.length);
  let outputs: Output[] = [];
  let present = Number.NEGATIVE_INFINITY;
  const now = () => present;
  const put = (output: Output): void => void outputs.push(output);

  const callers = createCallers({ takes, agenda, wording, now, dice, put });
  const desk = createDesk({ takes, world, wording });
  const hooks = createHooks({
    takes,
    agenda,
    callers,
    world,
    wording,
    now,
    dice,
    answer: (id, status, body) => put({ do: 'answer', id, status, ...(body === undefined ? {} : { body }) }),
  });

  const say = (caller: Caller, frames: readonly Frame[]): void => {
    for (const frame of frames) callers.say(caller, frame);
  };
  const replay = (caller: Caller, frames: readonly Frame[]): void => {
    const size = takes('replays-by-and-by') ? Math.max(LEAST, Math.ceil(frames.length / BATCHES)) : frames.length;
    frames.forEach((frame, nth) => {
      if (nth > 0 && nth % size === 0) callers.pause(caller, BATCH);
      callers.say(caller, frame);
    });
  };
  let replays = 0;
  const tell = (caller: Caller, { early, answer, late, replay: old }: Outcome): void => {
    if (old.length > 0) replays += 1;
    const isThird = replays % 3 === 0 && takes('answers-behind-every-third-replay');
    const isBehind = isThird || takes('answers-behind-the-replay');
    say(caller, isBehind ? [...early, ...late] : [...early, answer, ...late]);
    replay(caller, old);
    if (isBehind) say(caller, [answer]);
  };

  const hear = (caller: Caller, command: Command): void => {
    const isOfNow = command.op === 'unsubscribe' || (command.op === 'subscribe' && command.from === 'latest');
    // Behind a command that waits for its turn, another one would be in force before it.
    if (!takes('in-force-at-once') || !isOfNow || caller.pending > 0) {
      callers.ponder(caller, () => tell(caller, desk.carryOut(caller, command)));
      return;
    }
    const { early, answer, late } = desk.carryOut(caller, command);
    say(caller, [...early, ...late]);
    callers.ponder(caller, () => say(caller, [answer]));
  };

  const take = (input: Input): void => {
    switch (input.do) {
      case 'connect':
        callers.admit(input.connection);
        return;
      case 'text':
      case 'binary': {
        const caller = callers.find(input.connection);
        if (caller) hear(caller, input.do === 'text' ? commandIn(input.text) : { op: 'bad', id: null });
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

  const again = (every: number, act: () => void): void =>
    agenda.add(now() + every, () => {
      act();
      again(every, act);
    });
  const elsewhere = createElsewhere();
  const begin = (): void => {
    if (takes('lively-world'))
      again(MEANWHILE, () => {
        const next = elsewhere();
        if (next) hooks.happen(next);
      });
    if (takes('markets-again'))
      again(ROUND, () => {
        for (const caller of callers.everybody()) {
          const wanted = world.markets().filter(({ id }) => follows(caller, 'markets.snapshots', id));
          say(caller, wanted.map(wording.market));
        }
      });
  };
  if (takes('has-a-past') || takes('has-a-long-past'))
    for (const what of past(takes('has-a-long-past') ? LONG : 4)) world.happen(what);

  let begun = false;
  return {
    receive: (input, instant) => {
      present = instant;
      if (!begun) begin();
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
