/** The trading server: a pure core, written by hand from the wire text; inputs in, outputs out. */
import type { Input, MakeServer, Output } from '../../schemas/server.ts';
import { connect, dueByToken } from './connections.ts';
import type { Decisions } from './decisions.ts';
import { answerHook } from './hooks.ts';
import { dueQuotes } from './quotes.ts';
import { reply } from './replies.ts';
import { type Due, type State, stateOf, type Tell } from './state.ts';

/** Tells everything that is due some time: warnings, ends of tokens, and quotes that are held. */
const dueIn = (state: State, judged: number, tell: Tell): void => {
  for (const connection of state.connections.values()) {
    dueQuotes(state, connection.id, tell);
    dueByToken(state, connection, judged, tell);
  }
};

const hear = (
  state: State,
  input: Extract<Input, { readonly do: 'text' | 'binary' }>,
  now: number,
): readonly Output[] => {
  const connection = state.connections.get(input.connection);
  // What still comes in on a connection that was ended is not heard.
  if (!connection) return [];
  const command =
    input.do === 'text' ? state.decisions.command(input.text) : ({ do: 'bad', problem: 'binary' } as const);
  return reply(state, connection, command, input.ack, now);
};

const take = (state: State, input: Input, now: number): readonly Output[] => {
  switch (input.do) {
    case 'connect':
      return connect(state, input, now);
    case 'text':
    case 'binary':
      return hear(state, input, now);
    case 'disconnect':
      state.forget(input.connection);
      return [];
    case 'request':
      return [{ do: 'answer', id: input.id, status: 404, body: { error: 'Not found.' } }];
    case 'hook':
      return answerHook(state, input, now);
    case 'pong':
    case 'tick':
      return [];
  }
};

/** Makes a trading server; `decide` replaces its {@link Decisions}. */
export const makeTrading: MakeServer<Decisions> = (options) => {
  const state = stateOf(options);
  let judged = Number.NEGATIVE_INFINITY;
  /** When the first of what is due is due; it is looked for once after each input. */
  let first: number | undefined;
  const next = (): number => {
    if (first !== undefined) return first;
    let soonest = Number.POSITIVE_INFINITY;
    dueIn(state, judged, (at) => {
      soonest = Math.min(soonest, at);
    });
    first = soonest;
    return first;
  };
  /** Does what is due by now, in the order in which it was due. */
  const catchUp = (now: number): readonly Output[] => {
    const due: Due[] = [];
    if (next() <= now)
      dueIn(state, judged, (at, act) => {
        if (at <= now) due.push({ at, act });
      });
    [judged, first] = [now, undefined];
    return due.sort((one, other) => one.at - other.at).flatMap(({ act }) => act(now));
  };
  return {
    // What is due comes first, also where an input is ahead of the tick.
    receive: (input, now) => [...catchUp(now), ...take(state, input, now)],
    due: () => (Number.isFinite(next()) ? next() : undefined),
  };
};
