/**
 * A second correct server for `telemetry`, written from the protocol's text alone. Everything it does stands on one
 * agenda; each paced event of each connection has a gauge of its own; and it takes the freedoms that the text leaves.
 */
import type { Protocol } from '../../../../schemas/protocol.ts';
import type { Input, Output, Server } from '../../../../schemas/server.ts';
import { createDice } from '../../dice.ts';
import { createAgenda } from '../agenda.ts';
import { type Caller, createCallers } from './callers.ts';
import { type Command, commandIn, INVALID } from './commands.ts';
import { changing, happeningMeanwhile, past } from './elsewhere.ts';
import { type FreedomName, together } from './freedoms.ts';
import { createGauges } from './gauges.ts';
import { createHooks } from './hooks.ts';
import { createTurnstile } from './turnstile.ts';
import { createWording, type Frame } from './wording.ts';

/** Which server to make. */
export interface SecondTelemetryOptions {
  /** Says how often, and how many; the numbers of the text unless given. */
  readonly protocol?: Protocol;
  /** The freedoms it takes; left out: all that go together. */
  readonly freedoms?: readonly FreedomName[];
}

/** Ms between two things that happen meanwhile, and between two values that change by themselves. */
const MEANWHILE = 650;
const CHANGES = 2300;
/** The most by which a timer is late, in ms. */
const LATE = 400;

/** The periods of the text, in ms. */
const PERIODS = new Map([
  ['positions:update', 1000],
  ['market:update', 1000],
  ['account:update', 5000],
  ['health:update', 5000],
]);

/** Makes the second server. */
export const makeSecondTelemetry = ({ protocol, freedoms = together }: SecondTelemetryOptions = {}): Server => {
  const taken = new Set(freedoms);
  const takes = (name: FreedomName): boolean => taken.has(name);
  const { heartbeat, limits, pacing } = protocol?.promises ?? {};
  const agenda = createAgenda();
  const wording = createWording(takes);
  const turnstile = createTurnstile(limits?.most ?? 100, limits?.within ?? 10_000);
  const dice = createDice(freedoms.length);
  let outputs: Output[] = [];
  let present = Number.NEGATIVE_INFINITY;
  const now = () => present;
  const put = (output: Output): void => void outputs.push(output);
  const lateness = () => (takes('late-timers') ? dice(0, LATE) : 0);

  const gauges = createGauges({
    ...{ takes, agenda, now, dice, lateness },
    every: (event) => pacing?.[event]?.every ?? PERIODS.get(event) ?? 1000,
    tell: (caller, event, data) => callers.say(caller, wording.event(event, data)),
  });
  const callers = createCallers({
    ...{ takes, agenda, wording, now, dice, lateness, put },
    gone: gauges.leave,
    every: heartbeat?.every ?? 30_000,
  });
  const hooks = createHooks({
    ...{ takes, agenda, callers, gauges, wording, now, dice },
    answer: (id, status, body) => put({ do: 'answer', id, status, ...(body === undefined ? {} : { body }) }),
    forget: turnstile.clear,
  });

  const change = (caller: Caller, verb: 'subscribe' | 'unsubscribe', channels: readonly string[]): void => {
    for (const channel of new Set(channels)) {
      if ((verb === 'subscribe') === caller.channels.has(channel)) continue;
      if (verb === 'subscribe') {
        caller.channels.add(channel);
        gauges.start(caller, channel);
      } else {
        caller.channels.delete(channel);
        gauges.stop(caller.id, channel);
      }
    }
  };

  /** Carries a command about channels out; gives the answer. */
  const listen = (caller: Caller, { do: verb, channels }: Extract<Command, { channels: unknown }>): Frame => {
    const answer = wording.confirmed(verb, channels, now());
    change(caller, verb, channels);
    return answer;
  };

  const carryOut = (caller: Caller, command: Command): void => {
    switch (command.do) {
      case 'subscribe':
      case 'unsubscribe':
        if (takes('positions-before-the-answer')) callers.say(caller, listen(caller, command));
        else {
          callers.say(caller, wording.confirmed(command.do, command.channels, now()));
          change(caller, command.do, command.channels);
        }
        return;
      case 'go':
        callers.dismiss(caller, 'client_disconnect');
        return;
      case 'live':
        return;
      case 'complain':
        callers.say(caller, wording.error(command.code));
    }
  };

  const hear = (caller: Caller, command: Command): void => {
    if (!turnstile.admits(caller.id, now())) {
      callers.ponder(caller, () => callers.say(caller, wording.error('RATE_LIMITED')));
      return;
    }
    // That somebody is alive needs no thought.
    if (command.do === 'live') caller.owes = 0;
    if (takes('in-force-at-once') && 'channels' in command) {
      const answer = listen(caller, command);
      callers.ponder(caller, () => callers.say(caller, answer), true);
    } else callers.ponder(caller, () => carryOut(caller, command), takes('thinks') || takes('in-force-at-once'));
  };

  const take = (input: Input): void => {
    switch (input.do) {
      case 'connect':
        callers.admit(input.connection, input.credential);
        return;
      case 'text':
      case 'binary': {
        const caller = callers.find(input.connection);
        if (caller) hear(caller, input.do === 'text' ? commandIn(input.text, takes) : INVALID);
        return;
      }
      case 'disconnect':
        callers.forget(input.connection);
        turnstile.leave(input.connection);
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

  const again = (every: number, act: (nth: number) => void, nth = 0): void =>
    agenda.add(now() + every, () => {
      act(nth);
      again(every, act, nth + 1);
    });
  const begin = (): void => {
    if (takes('has-a-past')) for (const what of past()) hooks.happen(what);
    if (takes('lively-world')) again(MEANWHILE, (nth) => hooks.happen(happeningMeanwhile(nth, now())));
    if (takes('lively-values')) again(CHANGES, (nth) => hooks.happen(changing(nth, now())));
  };

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
