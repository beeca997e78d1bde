/** The guests of a plan: its clients at the server, how they connect, speak, wait for what is due and leave. */
import type { HookAnswer, HookName } from '../../schemas/hooks.ts';
import type { Protocol } from '../../schemas/protocol.ts';
import type { Reader } from '../../schemas/reader.ts';
import { type Connection, isLingering } from '../scene/connection.ts';
import type { Driver, Line, Signal } from './driver.ts';
import type { Badge } from './history.ts';
import { rename } from './names.ts';
import type { Patience } from './patience.ts';
import { createPinging, INTERRUPTING } from './pinging.ts';
import type { BrokenFrame, Fragmented, Step } from './plan.ts';
import type { Recorder, Track } from './recorder.ts';
import { createSeen } from './seen.ts';
import { createShowing } from './showing.ts';
import { createAnswering, createBeatTelling, openingText } from './speaking.ts';
import { createSettling } from './settling.ts';
import { createUntil, type Until } from './until.ts';

/** What a performance needs. */
export interface Stage {
  readonly driver: Driver;
  readonly recorder: Recorder;
  readonly track: Track;
  readonly name: (text: string) => string;
  readonly patience: Patience;
  /** Patience with pongs: a server that answers no ping may answer everything else, and is to have its time for that. */
  readonly pongPatience: Patience;
  /** True once time has run out: the plan ends as it is. */
  readonly over: () => boolean;
  /** Whether the plan is one whose durations are told. */
  readonly timed: boolean;
}

/** The clients of one plan. */
export interface Guests {
  readonly present: () => readonly string[];
  /** Begins to connect; what the client does next waits for it, others go on. */
  readonly connect: (step: Connecting) => void;
  /** Does something for a client, at once or as soon as it is connected. */
  readonly when: (client: string, act: () => void) => void;
  /** Waits until whoever connects has been greeted or refused. */
  readonly gather: () => Promise<void>;
  readonly send: (client: string, form: 'text' | 'binary', text: string, how?: Fragmented) => void;
  /** Sends a ping frame, and waits for its pong beside what goes on. */
  readonly ping: (client: string, text: string) => void;
  readonly break: (client: string, how: BrokenFrame) => void;
  /** Waits until these clients have got all that is due to them; what they lack then is written down as silence. */
  readonly settle: (clients: readonly string[]) => Promise<void>;
  /** Makes clients leave; `gone` waits for the end of their connections. */
  readonly leave: (clients: readonly string[], abruptly: boolean) => void;
  readonly gone: () => Promise<void>;
  readonly call: (hook: HookName, request: unknown, refused?: true) => Promise<HookAnswer>;
  /** Asks for a resource on behalf of a client, who may have left, beside what goes on. */
  readonly fetch: (step: Extract<Step, { do: 'fetch' }>) => void;
  /** Puts the numbers that clients have seen in their places. */
  readonly seen: (value: unknown) => unknown;
  readonly until: Until;
  /** Whether to go on: time has not run out, and every hook has worked. */
  readonly cut: () => boolean;
}

/** The step by which a client connects. */
type Connecting = Extract<Step, { do: 'connect' }>;

interface Guest {
  readonly line: Line;
  readonly connection: number;
}

/** How long a dropped connection may take to be gone, in ms. */
const DROPPED = 2000;

/** Nobody connected yet. */
export const createGuests = (stage: Stage): Guests => {
  const { driver, recorder, track, name, patience, pongPatience, over, timed } = stage;
  const { scene } = track;
  const { clock } = driver;
  const guests = new Map<string, Guest>();
  /** The latest connection of each client, also of those that have left. */
  const latest = new Map<string, number>();
  const fetches = new Set<Promise<void>>();
  /** Waiting for pongs. */
  const pongs = new Set<Promise<void>>();
  /** Who is still connecting, and what waits for that. */
  const arriving = new Map<string, { readonly arrived: Promise<void>; readonly acts: (() => void)[] }>();
  const beside = new Set<Promise<void>>();
  const beat = beatAnswer(scene.protocol, scene.reader);
  const answerTo = createAnswering(scene.protocol, scene.reader);
  const answersBeat = createBeatTelling(scene.protocol, scene.reader);
  let failed = false;
  const cut = () => failed || over();
  const connectionOf = (guest: Guest): Connection | undefined => scene.connections.get(guest.connection);
  const until = createUntil({ clock, track, patience, timed });

  const call = async (hook: HookName, request: unknown, refused?: true): Promise<HookAnswer> => {
    const number = recorder.call();
    const about = { call: number, hook, request, ...(refused && { refused }) };
    track.add({ kind: 'asked', ...about });
    const answer = await driver.call(hook, request);
    track.add({ kind: 'told', answer: hook === 'token' ? withoutToken(answer) : answer, ...about });
    if (answer.status === 'failed') failed = true;
    return answer;
  };

  const shows = createShowing({ protocol: scene.protocol, driver, call });

  /** Starts something that goes on beside the plan's steps. */
  const start = (work: Promise<void>): Promise<void> => {
    clock.enter(timed);
    const ended = work.finally(() => {
      beside.delete(ended);
      clock.leave(timed);
    });
    beside.add(ended);
    return ended;
  };

  /** The same, for something that is among others of its sort as long as it goes on. */
  const beginBeside = (others: Set<Promise<void>>, work: Promise<void>): void => {
    const begun = start(work);
    others.add(begun);
    void begun.finally(() => others.delete(begun));
  };

  /** Waits for something that goes on beside, so that meanwhile nobody takes this plan for busy. */
  const join = async (all: Iterable<Promise<void>>): Promise<void> => {
    const waiting = [...all];
    if (waiting.length === 0) return;
    clock.leave(timed);
    try {
      await Promise.all(waiting);
    } finally {
      clock.enter(timed);
    }
  };

  const seen = createSeen((client) => scene.connections.get(latest.get(client) ?? -1));

  const fetch = ({ client, path, query = {} }: Extract<Step, { do: 'fetch' }>): void => {
    const pairs = Object.entries(seen(query) as Readonly<Record<string, unknown>>).map(
      ([key, value]) => [key, name(String(value))] as [string, string],
    );
    const about = {
      fetch: recorder.call(),
      by: latest.get(client) ?? -1,
      path,
      query: new URLSearchParams(pairs).toString(),
    };
    track.add({ kind: 'fetching', ...about });
    beginBeside(
      fetches,
      driver.fetch(path, about.query).then((came) => {
        track.add({ kind: 'fetched', ...about, ...came });
      }),
    );
  };

  const connect = (step: Connecting): void => {
    if (guests.has(step.client) || arriving.has(step.client)) return;
    const acts: (() => void)[] = [];
    const arrived = start(
      arrive(step).finally(() => {
        arriving.delete(step.client);
        if (!cut()) for (const act of acts) act();
      }),
    );
    arriving.set(step.client, { arrived, acts });
  };

  const arrive = async (step: Connecting): Promise<void> => {
    const token = step.token ?? 'good';
    const user = name(step.user);
    const roles = step.roles ?? [];
    const shown = await shows({ kind: token, user, roles, again: step.again });
    if (!shown) {
      failed = true;
      return;
    }
    const connection = recorder.connection();
    const pongs = step.pongs ?? true;
    const query = step.query && (rename(step.query, name) as Readonly<Record<string, string>>);
    const { opens, offers } = step;
    const badge: Badge = {
      ...{ client: step.client, user, roles, token, pongs },
      ...shown,
      ...(query && { query }),
      ...(opens === false && { opens }),
      ...(offers !== undefined && { offers }),
    };
    track.add({ kind: 'opening', connection, badge });
    const heard = (signal: Signal): void => {
      hear(signal, connection, pongs, () => line);
      if (signal.kind === 'opened' && opens !== false) open(connection, line, shown.secret);
    };
    const line = driver.connect(shown.secret, heard, timed, query, offers);
    const guest = { line, connection };
    guests.set(step.client, guest);
    latest.set(step.client, connection);
    const waited = patience.now();
    const isReceived = (): boolean => {
      const state = connectionOf(guest);
      if (opens === false && state?.state === 'open') return true;
      return state !== undefined && (state.greeted || state.state === 'closed');
    };
    const settled = await until(isReceived, waited, () => {
      const own = connectionOf(guest);
      return own ? [own] : [];
    });
    if (!settled && !cut()) silent(connection, waited);
  };

  /** Speaks first, where that is up to the client. */
  const open = (connection: number, line: Line, token: string | undefined): void => {
    const text = openingText(scene.protocol, scene.reader, token);
    if (text !== undefined) speak(connection, line, text);
  };

  const speak = (connection: number, line: Line, text: string, last?: 'last word'): void => {
    track.add({ kind: 'sent', connection, form: 'text', text, bytes: Buffer.byteLength(text) });
    line.text(text, last);
  };

  const hear = (signal: Signal, connection: number, pongs: boolean, line: () => Line): void => {
    if (signal.kind === 'ping') {
      if (pongs) line().pong();
      track.add({ kind: 'ping', connection, answered: pongs });
      return;
    }
    const beats = beatsOf(connection);
    track.add({ connection, ...signal });
    const isHere = scene.connections.get(connection)?.state === 'open';
    if (pongs && isHere && beat !== undefined && beatsOf(connection) > beats)
      speak(connection, line(), beat, 'last word');
    const answer = isHere && signal.kind === 'received' ? answerTo(signal.text) : undefined;
    if (answer !== undefined) speak(connection, line(), answer, 'last word');
  };
  const beatsOf = (connection: number): number => scene.connections.get(connection)?.beats.length ?? 0;

  const silent = (connection: number, waited: number): void => {
    patience.spent();
    track.add({ kind: 'silence', connection, waited });
  };

  const openGuest = (client: string): Guest | undefined => {
    const guest = guests.get(client);
    return guest && connectionOf(guest)?.state === 'open' ? guest : undefined;
  };

  const send = (
    client: string,
    form: 'text' | 'binary',
    text: string,
    { fragments = 1, interrupted }: Fragmented = {},
  ): number | undefined => {
    const guest = openGuest(client);
    if (!guest) return undefined;
    const { line, connection } = guest;
    const inFrames = fragments > 1 && form === 'text' && line.framed();
    const sent = { connection, form, text, bytes: Buffer.byteLength(text), ...(inFrames && { fragments }) };
    const entry = track.add({ kind: 'sent', ...sent });
    const last = form === 'text' && answersBeat(text) ? 'last word' : undefined;
    if (form === 'binary') line.binary(text);
    else if (!inFrames) line.text(text, last);
    else if (!interrupted) line.text(text, last, { fragments });
    else pinging(connection, INTERRUPTING, () => line.text(text, last, { fragments, ping: INTERRUPTING }));
    return entry.seq;
  };

  const pinging = createPinging({
    track,
    patience: pongPatience,
    until: createUntil({ clock, track, patience: pongPatience, timed }),
    cut,
    next: recorder.call,
    begin: (work) => beginBeside(pongs, work),
  });

  const settling = createSettling({
    ...{ scene, clock, patience, cut, until, silent, name },
    publish: driver.hooks.has('publish') ? (request) => call('publish', request) : undefined,
    connection: (client) => {
      const guest = openGuest(client);
      return guest && connectionOf(guest);
    },
    send: (client, text) => send(client, 'text', text),
  });
  /** Waits for what settles by itself alone: ends that must come, operations, and answers to whoever is not greeted yet. */
  const lingering = async (clients: readonly string[]): Promise<void> => {
    const waiting = () =>
      clients.flatMap((client) => {
        const guest = openGuest(client);
        const connection = guest && connectionOf(guest);
        return connection && isLingering(connection) ? [connection] : [];
      });
    const waited = patience.now();
    await until(() => cut() || waiting().length === 0, waited, waiting);
    if (!cut()) for (const { number } of waiting()) silent(number, waited);
  };
  const settle = async (clients: readonly string[]): Promise<void> => {
    await join([...fetches, ...pongs]);
    await settling(clients);
    await lingering(clients);
  };

  const leave = (clients: readonly string[], abruptly: boolean): void => {
    const leaving = clients.flatMap((client) => {
      const guest = guests.get(client);
      guests.delete(client);
      return guest && connectionOf(guest)?.state !== 'closed' ? [guest] : [];
    });
    for (const { connection, line } of leaving) {
      track.add({ kind: 'leaving', connection, abruptly });
      if (abruptly) line.drop();
      else line.close();
    }
    const gone = () => leaving.every((guest) => connectionOf(guest)?.state === 'closed');
    const away = async (): Promise<void> => {
      if (await until(gone)) return;
      const left = leaving.filter((guest) => connectionOf(guest)?.state !== 'closed');
      // Whoever has no time left to wait hangs up, and cannot say what would have come.
      if (cut()) for (const { connection } of left) track.add({ kind: 'leaving', connection, abruptly: true });
      else patience.spent();
      for (const { line } of left) line.drop();
      await until(gone, DROPPED);
    };
    void start(away());
  };

  return {
    present: () => [...guests.keys()],
    connect,
    when: (client, act) => {
      const waiting = arriving.get(client);
      if (waiting) waiting.acts.push(act);
      else act();
    },
    gather: () => join([...arriving.values()].map(({ arrived }) => arrived)),
    gone: () => join(beside),
    send,
    ping: (client, text) => {
      const guest = openGuest(client);
      if (guest?.line.framed()) pinging(guest.connection, text, () => guest.line.ping(text));
    },
    break: (client, how) => {
      const guest = openGuest(client);
      if (!guest) return;
      track.add({ kind: 'sent', connection: guest.connection, form: how, text: `(${how})`, bytes: 8 });
      guest.line.break(how);
    },
    settle,
    leave,
    call,
    fetch,
    seen,
    until,
    cut,
  };
};

/** What answers a beat that is a message, as text; undefined where beats are none, or need no answer. */
const beatAnswer = ({ promises, commands }: Protocol, reader: Reader): string | undefined => {
  const answer = promises.heartbeat?.answer;
  if (answer === undefined) return undefined;
  // An example is an object, or nothing.
  const body = (commands[answer]?.examples[0] ?? {}) as Readonly<Record<string, unknown>>;
  return JSON.stringify(reader.frame('command', answer, body));
};

const withoutToken = (answer: HookAnswer): HookAnswer =>
  answer.status === 'done' ? { status: 'done', answer: { token: '(redacted)' } } : answer;
