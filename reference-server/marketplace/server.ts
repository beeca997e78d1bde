/** The marketplace server: a pure core, written by hand from the wire text; inputs in, outputs out. */
import type { Input, MakeServer, Output } from '../../schemas/server.ts';
import type { Decisions } from './decisions.ts';
import { answerHook } from './hooks.ts';
import { greet, reply } from './replies.ts';
import { respond } from './resources.ts';
import { type State, stateOf } from './state.ts';

type Heard = Extract<Input, { readonly do: 'text' | 'binary' }>;

const hear = (state: State, input: Heard): readonly Output[] => {
  const connection = state.connections.get(input.connection);
  // What still comes in on a connection that was ended is not heard.
  if (!connection) return [];
  const command =
    input.do === 'text' ? state.decisions.command(input.text) : ({ do: 'bad', problem: 'binary' } as const);
  return reply(state, connection, command);
};

const take = (state: State, input: Input, now: number): readonly Output[] => {
  switch (input.do) {
    case 'connect':
      return greet(state, input, now);
    case 'text':
    case 'binary':
      return hear(state, input);
    case 'disconnect':
      state.connections.delete(input.connection);
      return [];
    case 'request':
      return [{ do: 'answer', id: input.id, ...respond(state, input) }];
    case 'hook':
      return answerHook(state, input, now);
    case 'pong':
    case 'tick':
      return [];
  }
};

/** Makes a marketplace server; `decide` replaces its {@link Decisions}. */
export const makeMarketplace: MakeServer<Decisions> = (options) => {
  const state = stateOf(options);
  return {
    receive: (input, instant) => {
      // Frames tell whole milliseconds.
      const now = Math.floor(instant);
      state.numbering.startedAt ??= now;
      return take(state, input, now);
    },
    due: () => undefined,
  };
};
