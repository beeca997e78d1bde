/** Performs one plan on a server through a driver, and writes down what happens. It judges nothing. */
import type { HookAnswer, HookName } from '../../schemas/hooks.ts';
import type { Connection } from '../scene/connection.ts';
import type { Driver, Line, Signal } from './driver.ts';
import type { Badge } from './history.ts';
import { rename } from './names.ts';
import type { Plan, Step, TokenKind } from './plan.ts';
import type { Recorder, Track } from './recorder.ts';

/** How long to wait for what is due, in ms; it shrinks for a server that has proved to owe answers. */
export interface Patience {
  readonly now: () => number;
  /** An answer took so long. */
  readonly answered: (ms: number) => void;
  /** Nothing came in all that time. */
  readonly spent: () => void;
}

/** Patience that starts at so many ms. */
export const createPatience = (most: number): Patience => {
  let disappointments = 0;
  let slowest = 0;
  return {
    now: () => (disappointments < 3 ? most : Math.min(most, Math.max(500, 5 * slowest))),
    answered: (ms) => {
      slowest = Math.max(slowest, ms);
    },
    spent: () => {
      disappointments++;
    },
  };
};

/** What a performance needs. */
export interface Stage {
  readonly driver: Driver;
  readonly recorder: Recorder;
  readonly track: Track;
  readonly name: (text: string) => string;
  readonly patience: Patience;
  /** True once time has run out: the plan ends as it is. */
  readonly over: () => boolean;
}

interface Guest {
  readonly line: Line;
  readonly connection: number;
}

/** After its last answer has come, how long a connection may still owe earlier ones, in ms. */
const GRACE = 250;
/** How long a closing handshake may take before the connection is dropped, in ms. */
const FAREWELL = 2000;
/** Without a fence, how long it must be quiet, in ms. */
const QUIET = 200;

/** Performs a plan to its end; resolves when every connection it opened is closed. */
export const perform = async (plan: Plan, stage: Stage): Promise<void> => {
  const { driver, recorder, track, name, patience } = stage;
  const { scene } = track;
  const { clock } = driver;
  const guests = new Map<string, Guest>();
  let failed = false;
  const cut = () => failed || stage.over();

  const connectionOf = (guest: Guest): Connection | undefined => scene.connections.get(guest.connection);
  const isOpen = (guest: Guest): boolean => connectionOf(guest)?.state === 'open';

  /** Waits until something is so, as far as patience goes. */
  const until = async (holds: () => boolean, ms = patience.now()): Promise<boolean> => {
    if (holds()) return true;
    const since = clock.now();
    let stop = () => {};
    const came = await clock.patiently(ms, (resolve) => {
      stop = track.watch(() => holds() && resolve());
    });
    stop();
    if (came) patience.answered(clock.now() - since);
    return came || holds();
  };

  const call = async (hook: HookName, request: unknown): Promise<HookAnswer> => {
    const number = recorder.call();
    track.add({ kind: 'asked', call: number, hook, request });
    const answer = await driver.call(hook, request);
    track.add({ kind: 'told', call: number, hook, request, answer: hook === 'token' ? withoutToken(answer) : answer });
    if (answer.status === 'failed') failed = true;
    return answer;
  };

  const credential = async (
    kind: TokenKind,
    user: string,
    roles: readonly string[],
  ): Promise<Pick<Badge, 'secret' | 'expires'> | undefined> => {
    if (kind === 'missing') return {};
    const lifetime = typeof kind === 'object' ? kind.expiresIn : undefined;
    if (!driver.hooks.has('token')) {
      const made = typeof kind === 'object' || kind === 'good' ? undefined : driver.spoil(kind, undefined, user);
      return made === undefined ? undefined : { secret: made };
    }
    const from = clock.now();
    const answer = await call('token', {
      subject: user,
      ...(roles.length > 0 ? { roles } : {}),
      ...(lifetime === undefined ? {} : { expiresIn: lifetime }),
    });
    const token = answer.status === 'done' ? answer.answer.token : undefined;
    if (typeof token !== 'string') return undefined;
    const expires = lifetime === undefined ? {} : { expires: { from: from + lifetime, to: clock.now() + lifetime } };
    const secret = driver.spoil(kind, token, user);
    return secret === undefined ? {} : { secret, ...expires };
  };

  const connect = async (step: Extract<Step, { do: 'connect' }>): Promise<void> => {
    if (guests.has(step.client)) return;
    const token = step.token ?? 'good';
    const user = name(step.user);
    const roles = step.roles ?? [];
    const shown = await credential(token, user, roles);
    if (!shown) {
      failed = true;
      return;
    }
    const connection = recorder.connection();
    const pongs = step.pongs ?? true;
    track.add({ kind: 'opening', connection, badge: { client: step.client, user, roles, token, pongs, ...shown } });
    const line = driver.connect(shown.secret, (signal) => hear(signal, connection, pongs, () => line));
    guests.set(step.client, { line, connection });
    const settled = await until(() => {
      const state = scene.connections.get(connection);
      return state !== undefined && (state.greeted || state.state === 'closed');
    });
    if (!settled && !cut()) silent(connection);
  };

  const hear = (signal: Signal, connection: number, pongs: boolean, line: () => Line): void => {
    if (signal.kind === 'ping') {
      if (pongs) line().pong();
      track.add({ kind: 'ping', connection, answered: pongs });
    } else track.add({ ...signal, connection });
  };

  const silent = (connection: number): void => {
    const waited = patience.now();
    patience.spent();
    track.add({ kind: 'silence', connection, waited });
  };

  const send = (client: string, form: 'text' | 'binary', text: string): number | undefined => {
    const guest = guests.get(client);
    if (!guest || !isOpen(guest)) return undefined;
    const entry = track.add({ kind: 'sent', connection: guest.connection, form, text, bytes: Buffer.byteLength(text) });
    guest.line[form](text);
    return entry.seq;
  };

  /** Sends a fence on each connection, then waits for all that is due; what is still due after that is silence. */
  const settle = async (clients: readonly string[]): Promise<void> => {
    const fence = scene.protocol.promises.replies?.fence;
    if (fence === undefined) {
      await clock.patiently(QUIET, () => {});
      return;
    }
    const fenced = clients.flatMap((client) => {
      const guest = guests.get(client);
      const connection = guest && connectionOf(guest);
      if (!guest || !connection || connection.state !== 'open' || !connection.greeted) return [];
      const seq = send(client, 'text', JSON.stringify(scene.reader.frame('command', fence, {})));
      return seq === undefined ? [] : [{ connection, seq }];
    });
    const over = ({ connection, seq }: (typeof fenced)[number]) =>
      connection.state !== 'open' || !connection.queue.pending().some(({ command }) => command.entry.seq === seq);
    await until(() => cut() || fenced.every(over));
    const owing = () =>
      fenced.filter(({ connection }) => connection.state === 'open' && connection.queue.pending().length > 0);
    if (fenced.every(over) && owing().length > 0)
      await until(() => owing().length === 0, Math.min(GRACE, patience.now()));
    if (!cut()) for (const { connection } of owing()) silent(connection.number);
  };

  const leave = async (clients: readonly string[], abruptly: boolean): Promise<void> => {
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
    if (await until(gone, FAREWELL)) return;
    for (const { line } of leaving) line.drop();
    await until(gone, FAREWELL);
  };

  const end = async (step: Extract<Step, { do: 'end' }>): Promise<void> => {
    const subject = step.user === undefined ? {} : { subject: name(step.user) };
    const answer = await call('close', { ...subject, reason: step.reason });
    if (answer.status !== 'done') return;
    const ended = () =>
      [...scene.connections.values()].every(
        ({ state, causes }) => state === 'closed' || !causes.some(({ why }) => why === 'asked'),
      );
    await until(ended);
  };

  const breakFrame = (step: Extract<Step, { do: 'break' }>): void => {
    const guest = guests.get(step.client);
    if (!guest || !isOpen(guest)) return;
    track.add({ kind: 'sent', connection: guest.connection, form: step.how, text: `(${step.how})`, bytes: 8 });
    guest.line.break(step.how);
  };

  const together = async (steps: readonly Step[]): Promise<void> => {
    for (const _ of steps.slice(1)) clock.enter();
    let running = steps.length;
    await Promise.all(
      steps.map(async (inner) => {
        await take(inner);
        if (--running > 0) clock.leave();
      }),
    );
  };

  const take = async (step: Step): Promise<void> => {
    if (cut()) return;
    switch (step.do) {
      case 'connect':
        return connect(step);
      case 'send':
        send(step.client, 'text', JSON.stringify(rename(step.frame, name)));
        return;
      case 'pad':
        send(step.client, 'text', padded(rename(step.frame, name), step.bytes));
        return;
      case 'text':
      case 'binary':
        send(step.client, step.do, name(step.text));
        return;
      case 'break':
        return breakFrame(step);
      case 'publish':
        await call('publish', { event: step.event, payload: rename(step.body, name) });
        return;
      case 'together':
        return together(step.steps);
      case 'repeat':
        for (let time = 0; time < step.times && !cut(); time++) for (const inner of step.steps) await take(inner);
        return;
      case 'wait':
        return clock.until(clock.now() + step.ms);
      case 'settle':
        return settle(step.client === undefined ? [...guests.keys()] : [step.client]);
      case 'leave':
        return leave([step.client], step.abruptly ?? false);
      case 'end':
        return end(step);
    }
  };

  clock.enter();
  try {
    for (const step of plan.steps) await take(step);
    if (!cut()) await settle([...guests.keys()]);
    await leave([...guests.keys()], cut());
    track.add({ kind: 'end', cut: cut() });
  } finally {
    clock.leave();
    track.close();
  }
};

const withoutToken = (answer: HookAnswer): HookAnswer =>
  answer.status === 'done' ? { status: 'done', answer: { token: '(redacted)' } } : answer;

/** JSON of a frame with one more member, so that it has exactly so many bytes. */
const padded = (frame: unknown, bytes: number): string => {
  const bare = JSON.stringify({ ...(frame as Readonly<Record<string, unknown>>), padding: '' });
  return `${bare.slice(0, -2)}${'x'.repeat(Math.max(0, bytes - Buffer.byteLength(bare)))}"}`;
};
