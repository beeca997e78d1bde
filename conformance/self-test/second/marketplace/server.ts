/**
 * A second correct server for `marketplace`, written from the protocol's text alone. Everything it does stands on one
 * agenda, and it takes the freedoms that the text leaves, otherwise than others do.
 */
import type { Protocol } from '../../../../schemas/protocol.ts';
import type { Input, Output, Server } from '../../../../schemas/server.ts';
import { createDice } from '../../dice.ts';
import { createAgenda } from '../agenda.ts';
import { type Caller, createCallers } from './callers.ts';
import { type Command, commandIn } from './commands.ts';
import { createElsewhere, createTrading, past } from './elsewhere.ts';
import type { Reading } from './filters.ts';
import { type FreedomName, together } from './freedoms.ts';
import { createHooks } from './hooks.ts';
import { createMarket } from './market.ts';
import { type Asked, createPages } from './pages.ts';
import { createWording } from './wording.ts';

/** Which server to make. */
export interface SecondMarketplaceOptions {
  /** Taken as by any server; this protocol has no numbers that one keeps. */
  readonly protocol?: Protocol;
  /** The freedoms it takes; left out: all that go together. */
  readonly freedoms?: readonly FreedomName[];
}

/** Ms between two things that happen elsewhere. */
const MEANWHILE = 650;
/** How many events a server with a past has published. */
const PUBLISHED = 5000;
/** How far a slow clock is behind, in ms. */
const BEHIND = 90_000;
/** The longest that an HTTP request waits, in ms. */
const PATIENCE = 40;

/** Makes the second server of marketplace. */
export const makeSecondMarketplace = ({ freedoms = together }: SecondMarketplaceOptions = {}): Server => {
  const taken = new Set(freedoms);
  const takes = (name: FreedomName): boolean => taken.has(name);
  const agenda = createAgenda();
  const wording = createWording(takes);
  const before = takes('has-a-past') ? past() : [];
  const market = createMarket(takes, takes('has-a-past') ? PUBLISHED - before.length : 0);
  const pages = createPages(market, wording);
  const dice = createDice(freedoms.length);
  let outputs: Output[] = [];
  let present = Number.NEGATIVE_INFINITY;
  const now = () => present;
  const clock = () => Math.floor(takes('slow-clock') ? present - BEHIND : present);
  const put = (output: Output): void => void outputs.push(output);
  const answer = (id: string, status: number, body?: unknown): void =>
    put({ do: 'answer', id, status, ...(body === undefined ? {} : { body }) });

  const reading: Reading = {
    everywhere: takes('competitions-everywhere'),
    emptyElements: takes('empty-elements-count'),
  };
  const callers = createCallers({ takes, agenda, market, wording, reading, now, clock, dice, put });
  const hooks = createHooks({ takes, agenda, callers, market, now, clock, dice, answer });

  const carryOut = (caller: Caller, command: Command): void => {
    switch (command.do) {
      case 'PING':
        callers.say(caller, wording.plain('pong'));
        return;
      case 'SUB':
        caller.filter = command.filter;
        callers.say(caller, wording.subscribed(command.filter));
        return;
      case 'UNSUB':
        caller.filter = undefined;
        callers.say(caller, wording.plain('unsubscribed'));
        return;
      case 'complain':
        callers.say(caller, wording.error(command.code));
    }
  };
  const hear = (id: string, command: Command): void => {
    const caller = callers.find(id);
    if (caller) callers.ponder(caller, () => carryOut(caller, command));
  };

  const look = (id: string, asked: Asked): void => {
    const isLate = takes('answers-http-late') || takes('reads-http-late');
    const read = () => pages(asked);
    const atOnce = takes('reads-http-late') ? undefined : read();
    agenda.add(now() + (isLate ? dice(0, PATIENCE) : 0), () => {
      const { status, body } = atOnce ?? read();
      answer(id, status, body);
    });
  };

  const take = (input: Input): void => {
    switch (input.do) {
      case 'connect':
        callers.admit(input.connection, input.query);
        return;
      case 'text':
        hear(input.connection, commandIn(input.text, takes));
        return;
      case 'binary':
        hear(input.connection, { do: 'complain', code: 'INVALID_JSON' });
        return;
      case 'disconnect':
        callers.forget(input.connection);
        return;
      case 'request':
        look(input.id, input);
        return;
      case 'hook':
        hooks.call(input.id, input.hook, input.body);
        return;
      case 'pong':
      case 'tick':
    }
  };

  let chosen = 0;
  /** A competition that somebody there listens to; every third time none of theirs. */
  const competition = (): string | undefined => {
    // The query may have left an empty element, which is no competition's id.
    const listenedTo = callers.everybody().flatMap(({ filter }) => filter?.competitions.filter(Boolean) ?? []);
    return chosen++ % 3 === 2 ? undefined : listenedTo[chosen % listenedTo.length];
  };
  const elsewhere = takes('trades-in-competitions') ? createTrading(competition) : createElsewhere(competition);
  const meanwhile = (): void => {
    hooks.happen(elsewhere());
    agenda.add(now() + MEANWHILE, meanwhile);
  };
  for (const what of before) market.happen(what, 0);

  let begun = false;
  return {
    receive: (input, instant) => {
      present = instant;
      if (!begun && (takes('lively-world') || takes('trades-in-competitions')))
        agenda.add(instant + MEANWHILE, meanwhile);
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
