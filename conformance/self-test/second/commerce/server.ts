/**
 * A second correct server for `commerce`, written from the protocol's text alone. Everything it does stands on one
 * agenda; subscriptions are kept by channel; and it takes the freedoms that the text leaves, otherwise than others do.
 */
import type { Protocol } from '../../../../schemas/protocol.ts';
import type { Input, Output, Server } from '../../../../schemas/server.ts';
import { createDice } from '../../dice.ts';
import { createAgenda } from '../agenda.ts';
import { type Caller, createCallers } from './callers.ts';
import { type Command, commandIn } from './commands.ts';
import { createElsewhere, past } from './elsewhere.ts';
import { type FreedomName, together } from './freedoms.ts';
import { createHooks } from './hooks.ts';
import { createShop } from './shop.ts';
import { createSwitchboard } from './switchboard.ts';
import { createWording, type Frame } from './wording.ts';

/** Which server to make. */
export interface SecondCommerceOptions {
  /** Says how often to ping; the numbers of the text unless given. */
  readonly protocol?: Protocol;
  /** The freedoms it takes; left out: all that go together. */
  readonly freedoms?: readonly FreedomName[];
}

/** Ms between two things that happen elsewhere. */
const MEANWHILE = 650;

/** Makes the second server. */
export const makeSecondCommerce = ({ protocol, freedoms = together }: SecondCommerceOptions = {}): Server => {
  const taken = new Set(freedoms);
  const takes = (name: FreedomName): boolean => taken.has(name);
  const agenda = createAgenda();
  const wording = createWording(takes);
  const shop = createShop();
  const switchboard = createSwitchboard(shop, takes('any-prefix-is-a-channel'));
  const dice = createDice(freedoms.length);
  let outputs: Output[] = [];
  let present = Number.NEGATIVE_INFINITY;
  const now = () => present;
  const put = (output: Output): void => void outputs.push(output);

  const callers = createCallers({
    takes,
    agenda,
    wording,
    now,
    dice,
    put,
    gone: switchboard.leave,
    every: protocol?.promises.heartbeat?.every ?? 30_000,
  });
  const hooks = createHooks({
    takes,
    agenda,
    callers,
    shop,
    switchboard,
    wording,
    now,
    dice,
    answer: (id, status, body) => put({ do: 'answer', id, status, ...(body === undefined ? {} : { body }) }),
    cut: (id) => {
      put({ do: 'terminate', connection: id });
      callers.forget(id);
    },
  });

  /** One step for each answer: it takes effect, and gives the answer. */
  const stepsOf = (caller: Caller, command: Command | undefined): readonly (() => Frame)[] => {
    if (!command) return [() => wording.error('message')];
    if (command.type === 'ping') return [() => wording.control('pong', now())];
    const { type, channels } = command;
    const distinct = takes('one-answer-for-repeats') ? [...new Set(channels)] : channels;
    return distinct.map((channel) => () => {
      const outcome = switchboard[type === 'subscribe' ? 'listen' : 'ignore'](caller, channel);
      return outcome === 'done' ? wording.control(`${type}d`, now(), { channel }) : wording.error(outcome, channel);
    });
  };

  const hear = (caller: Caller, command: Command | undefined): void => {
    const steps = stepsOf(caller, command);
    if (takes('in-force-at-once')) {
      for (const message of steps.map((step) => step()))
        callers.ponder(caller, () => callers.say(caller, message), true);
    } else if (takes('item-by-item')) {
      for (const step of steps) callers.ponder(caller, () => callers.say(caller, step()), true);
    } else callers.ponder(caller, () => steps.forEach((step) => void callers.say(caller, step())));
  };

  const take = (input: Input): void => {
    switch (input.do) {
      case 'connect':
        callers.admit(input.connection, input.credential);
        return;
      case 'text':
      case 'binary': {
        const caller = callers.find(input.connection);
        if (caller) hear(caller, input.do === 'text' ? commandIn(input.text) : undefined);
        return;
      }
      case 'pong':
        callers.hearPong(input.connection);
        return;
      case 'disconnect':
        callers.forget(input.connection);
        return;
      case 'request':
        put({ do: 'answer', id: input.id, status: 404, body: { error: 'There is nothing here.' } });
        return;
      case 'hook':
        hooks.call(input.id, input.hook, input.body);
        return;
      case 'tick':
    }
  };

  let chosen = 0;
  const elsewhere = createElsewhere(() => {
    const present = callers.everybody().filter(({ user }) => user !== '');
    return present[chosen++ % present.length]?.user;
  });
  const meanwhile = (): void => {
    hooks.happen(elsewhere());
    agenda.add(now() + MEANWHILE, meanwhile);
  };
  if (takes('has-a-past')) for (const what of past()) shop.happen(what);

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
