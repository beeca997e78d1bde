/** The prediction server: a pure core, written by hand from the wire text; inputs in, outputs out. */
import type { Input, MakeServer, Output } from '../../schemas/server.ts';
import type { Decisions } from './decisions.ts';
import { answerHook } from './hooks.ts';
import { reply } from './replies.ts';
import { type State, stateOf } from './state.ts';

type Heard = Extract<Input, { readonly do: 'text' | 'binary' }>;

const hear = (state: State, input: Heard): readonly Output[] => {
  const connection = state.connections.get(input.connection);
  // What still comes in on a connection that was ended is not heard.
  if (!connection) return [];
  return input.do === 'text'
    ? reply(state, connection, state.decisions.command(input.text))
    : reply(state, connection, { do: 'bad', problem: 'binary' });
};

const take = (state: State, input: Input): readonly Output[] => {
  switch (input.do) {
    case 'connect':
      // Nobody shows who he is, and nobody is greeted.
      state.connections.set(input.connection, { id: input.connection, held: new Map() });
      return [];
    case 'text':
    case 'binary':
      return hear(state, input);
    case 'disconnect':
      state.connections.delete(input.connection);
      return [];
    case 'request':
      return [{ do: 'answer', id: input.id, status: 404, body: { error: 'Not found.' } }];
    case 'hook':
      return answerHook(state, input);
    case 'pong':
    case 'tick':
      return [];
  }
};

/** Makes a prediction server; `decide` replaces its {@link Decisions}. It has no timers. */
export const makePrediction: MakeServer<Decisions> = (options) => {
  const state = stateOf(options);
  return { receive: (input) => take(state, input), due: () => undefined };
};
