/** The telemetry server: a pure core, written by hand from the wire text; inputs in, outputs out. */
import type { Input, MakeServer, Output } from '../../schemas/server.ts';
import { beat, connect, dueAfter, expire } from './connections.ts';
import type { Decisions } from './decisions.ts';
import { leave } from './endings.ts';
import { answerHook } from './hooks.ts';
import { tell } from './pacing.ts';
import { reply } from './replies.ts';
import { type State, stateOf } from './state.ts';

type Heard = Extract<Input, { readonly do: 'text' | 'binary' }>;

const hear = (state: State, input: Heard, now: number): readonly Output[] => {
  const connection = state.connections.get(input.connection);
  // What still comes in on a connection that was ended is not heard.
  if (!connection) return [];
  const command =
    input.do === 'text' ? state.decisions.command(input.text) : ({ do: 'bad', problem: 'binary' } as const);
  return reply(state, connection, command, now);
};

const tellAll = (state: State, now: number): readonly Output[] =>
  [...state.connections.values()].flatMap((connection) => tell(state, connection, now));

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
      return [];
    case 'tick':
      return [...leave(state, now), ...beat(state, now), ...tellAll(state, now)];
  }
};

/** Makes a telemetry server; `decide` replaces its {@link Decisions}. */
export const makeTelemetry: MakeServer<Decisions> = (options) => {
  const state = stateOf(options);
  let judged = Number.NEGATIVE_INFINITY;
  return {
    receive: (input, now) => {
      judged = now;
      // Nothing is done any more for a session that is over, even when the input comes before the tick.
      return [...expire(state, now), ...take(state, input, now)];
    },
    due: () => dueAfter(state, judged),
  };
};
