/** The trading server: a pure core, written by hand from the wire text; inputs in, outputs out. */
import type { Input, MakeServer, Output } from '../../schemas/server.ts';
import { connect, dueByToken, firstByToken } from './connections.ts';
import type { Decisions } from './decisions.ts';
import { answerHook } from './hooks.ts';
import { dueQuotes, firstQuote } from './quotes.ts';
import { reply } from './replies.ts';
import { type Due, type State, stateOf } from './state.ts';

/** Everything that is due some time: warnings, ends of tokens, and quotes that are held. */
function* dueIn(state: State, judged: number): Generator<Due> {
  for (const connection of state.connections.values()) {
    yield* dueQuotes(state, connection.id);
    yield* dueByToken(state, connection, judged);
  }
}

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
    first = Number.POSITIVE_INFINITY;
    for (const connection of state.connections.values())
      first = Math.min(first, firstQuote(state, connection.id), firstByToken(connection, judged));
    return first;
  };
  /** What is due by now, in the order in which it was due. */
  const dueBy = (now: number): readonly Due[] =>
    next() > now ? [] : [...dueIn(state, judged)].filter(({ at }) => at <= now).sort((one, other) => one.at - other.at);
  return {
    receive: (input, now) => {
      // What is due comes before an input that is ahead of the tick.
      const due = dueBy(now);
      [judged, first] = [now, undefined];
      return [...due.flatMap(({ act }) => act(now)), ...take(state, input, now)];
    },
    due: () => (Number.isFinite(next()) ? next() : undefined),
  };
};
