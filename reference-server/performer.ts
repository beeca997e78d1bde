/** Performs a server in time: feeds it what happens, wakes it when something is due, hands on what it puts out. */
import type { HookName } from '../schemas/hooks.ts';
import type { Input, Output, Server } from '../schemas/server.ts';
import type { Clock } from './clock.ts';

/** What a server does to a connection. */
export type Act = Exclude<Output, { readonly do: 'answer' }>;

type Request = Extract<Input, { readonly do: 'request' }>;

/** What a server answers to a hook or to a request. */
export interface Answer {
  readonly status: number;
  readonly body?: unknown;
}

/** A server at work. */
export interface Performer {
  /** Takes an input now; when this returns, what followed from it has been handed on. */
  readonly feed: (input: Input) => void;
  /** Calls a hook of the server; answered when what it brings to connections has been handed on. */
  readonly ask: (hook: HookName, body: unknown) => Promise<Answer>;
  /** Hands the server an ordinary HTTP request. */
  readonly request: (asked: Pick<Request, 'method' | 'path' | 'query'>) => Promise<Answer>;
  /** Lets so many ms pass at once, with all that falls due in them, and stops real time; returns the new instant. */
  readonly advance: (ms: number) => number;
  /** Wakes the server no more. */
  readonly stop: () => void;
}

/** What a connection, or whoever asked, is told when the server itself broke down. */
const breakdown = (input: Input, error: unknown): readonly Output[] => {
  if ('connection' in input)
    return [{ do: 'close', connection: input.connection, code: 1011, reason: 'Internal error' }];
  if ('id' in input) return [{ do: 'answer', id: input.id, status: 500, body: { error: String(error) } }];
  throw error;
};

/** The longest delay that a timer takes, in ms. */
const LONGEST = 2 ** 31 - 1;

/** Makes a performer; `perform` is given what it does to connections. */
export const makePerformer = (server: Server, clock: Clock, perform: (act: Act) => void): Performer => {
  const asked = new Map<string, (answer: Answer) => void>();
  let questions = 0;
  let stopped = false;
  let alarm: NodeJS.Timeout | undefined;
  let wakeAt: number | undefined;

  // What the sockets have already received comes first: a pong that waits to be read is a pong.
  const wake = () =>
    setImmediate(() => {
      wakeAt = undefined;
      feed({ do: 'tick' });
    });

  const setAlarm = (): void => {
    const due = stopped || clock.stands() ? undefined : server.due();
    // An alarm that every input puts off would never go.
    if (due === wakeAt) return;
    clearTimeout(alarm);
    wakeAt = due;
    if (due !== undefined) alarm = setTimeout(wake, Math.min(Math.max(due - clock.now(), 0), LONGEST));
  };

  const outputsOf = (input: Input): readonly Output[] => {
    try {
      return server.receive(input, clock.now());
    } catch (error) {
      return breakdown(input, error);
    }
  };

  const feed = (input: Input): void => {
    for (const output of outputsOf(input)) {
      if (output.do !== 'answer') perform(output);
      else {
        asked.get(output.id)?.(output);
        asked.delete(output.id);
      }
    }
    setAlarm();
  };

  const answered = (question: (id: string) => Input): Promise<Answer> =>
    new Promise((resolve) => {
      questions += 1;
      const id = String(questions);
      asked.set(id, resolve);
      feed(question(id));
    });

  return {
    feed,
    ask: (hook, body) => answered((id) => ({ do: 'hook', id, hook, body })),
    request: ({ method, path, query }) => answered((id) => ({ do: 'request', id, method, path, query })),
    advance: (ms) => {
      // Instants are whole milliseconds.
      const end = clock.now() + Math.ceil(ms);
      let due = server.due();
      while (due !== undefined && due <= end) {
        clock.set(due);
        feed({ do: 'tick' });
        const next = server.due();
        // A server that leaves undone what was due would be woken for it for ever.
        due = next !== undefined && next <= clock.now() ? undefined : next;
      }
      clock.set(end);
      setAlarm();
      return end;
    },
    stop: () => {
      stopped = true;
      clearTimeout(alarm);
    },
  };
};
