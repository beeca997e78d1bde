/** The commerce server: a pure core, written by hand from the wire text; inputs in, outputs out. */
import type { Input, MakeServer, Output } from '../../schemas/server.ts';
import { connect, dueAfter, expire, ping } from './connections.ts';
import type { Decisions } from './decisions.ts';
import { answerHook } from './hooks.ts';
import { reply } from './replies.ts';
import { type State, stateOf } from './state.ts';

type Heard = Extract<Input, { readonly do: 'text' | 'binary' | 'pong' }>;

const hear = (state: State, input: Heard, now: number): readonly Output[] => {
  const connection = state.connections.get(input.connection);
  // What still comes in on a connection that was ended is not heard.
  if (!connection) return [];
  switch (input.do) {
    case 'text':
      return reply(state, connection, state.decisions.command(input.text), now);
    case 'binary':
      return reply(state, connection, { do: 'bad', problem: 'binary' }, now);
    case 'pong':
      state.connections.set(connection.id, { ...connection, unanswered: 0 });
      return [];
  }
};

const take = (state: State, input: Input, now: number): readonly Output[] => {
  switch (input.do) {
    case 'connect':
      return connect(state, input, now);
    case 'text':
    case 'binary':
    case 'pong':
      return hear(state, input, now);
    case 'disconnect':
      state.connections.delete(input.connection);
      return [];
    case 'request':
      return [{ do: 'answer', id: input.id, status: 404, body: { error: 'Not found.' } }];
    case 'hook':
      return answerHook(state, input, now);
    case 'tick':
      return ping(state, now);
  }
};

/** Makes a commerce server; `decide` replaces its {@link Decisions}. */
export const makeCommerce: MakeServer<Decisions> = (options) => {
  const state = stateOf(options);
  let judged = Number.NEGATIVE_INFINITY;
  return {
    receive: (input, now) => {
      judged = now;
      // Nothing is done any more for a token that is over, even when the input comes before the tick.
      return [...expire(state, now), ...take(state, input, now)];
    },
    due: () => dueAfter(state, judged),
  };
};
