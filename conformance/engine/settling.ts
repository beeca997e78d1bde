/** Settling: waiting until clients have got all that is due to them; what they lack then is written down as silence. */
import type { Sentinel } from '../../schemas/promises/replies.ts';
import { type Connection, isOwed } from '../scene/connection.ts';
import { fenceBody } from '../scene/echoes.ts';
import { withAt } from '../scene/pointer.ts';
import type { Scene } from '../scene/scene.ts';
import type { Clock } from './clock.ts';
import { symbol } from './names.ts';
import type { Patience } from './patience.ts';
import type { Until } from './until.ts';

/** What settling needs of the guests of a plan. */
export interface SettlingOptions {
  readonly scene: Scene;
  readonly clock: Clock;
  readonly patience: Patience;
  /** Whether the plan ends as it is. */
  readonly cut: () => boolean;
  readonly until: Until;
  /** A client's connection, while it is open. */
  readonly connection: (client: string) => Connection | undefined;
  readonly name: (text: string) => string;
  /** Publishes an event, where the server can be asked to. */
  readonly publish: ((request: Readonly<Record<string, unknown>>) => Promise<unknown>) | undefined;
  /** Sends a text for a client, and gives its place in the history. */
  readonly send: (client: string, text: string) => number | undefined;
  /** Writes down that patience has ended while something was due on a connection. */
  readonly silent: (connection: number, waited: number) => void;
}

/** A fence that was sent: the connection, and its place in the history. */
interface Fenced {
  readonly connection: Connection;
  readonly seq: number;
}

/** After its last answer has come, how long a connection may still owe earlier ones, in ms. */
const GRACE = 250;
/** How often patience begins anew while nothing comes but what others have caused. */
const BUSY = 5;
/** Sentinels are numbered apart from whatever plans name. */
const SENTINELS = 1_000_000;
/** Without a fence or a sentinel, how long it must be quiet, in ms. */
const QUIET = 200;

const isAnswered = ({ connection, seq }: Fenced): boolean =>
  connection.state !== 'open' || !connection.queue.pending().some(({ command }) => command.entry.seq === seq);

/** Settles the clients of one plan. */
export const createSettling = (options: SettlingOptions): ((clients: readonly string[]) => Promise<void>) => {
  const { scene, clock, patience, cut, until, name, publish, connection: connectionOf, send, silent } = options;
  let fences = 0;
  let sentinels = 0;

  /** Sends the fence to each client that can answer it; gives what to wait for. */
  const fenceOff = (clients: readonly string[], fence: string): readonly Fenced[] =>
    clients.flatMap((client) => {
      const connection = connectionOf(client);
      if (!connection?.greeted) return [];
      const body = fenceBody(scene.protocol, `fence ${++fences}`);
      const seq = send(client, JSON.stringify(scene.reader.frame('command', fence, body)));
      return seq === undefined ? [] : [{ connection, seq }];
    });

  /**
   * Waits for the fences. Patience is for silence: while what this examination has asked for keeps coming, however slowly,
   * it begins anew; and so it does a few times while anything comes, for others' events may be in the way.
   */
  const answered = async (fenced: readonly Fenced[], waited: number): Promise<void> => {
    const sum = (what: 'served' | 'received') => fenced.reduce((all, { connection }) => all + connection[what], 0);
    const lacking = () => fenced.flatMap((one) => (isAnswered(one) ? [] : [one.connection]));
    let busy = BUSY;
    for (;;) {
      const [served, received] = [sum('served'), sum('received')];
      if (await until(() => cut() || lacking().length === 0, waited, lacking)) return;
      if (sum('served') === served && (sum('received') === received || busy-- <= 0)) return;
    }
  };

  const openOnes = (clients: readonly string[]): readonly Connection[] =>
    clients.flatMap((client) => {
      const connection = connectionOf(client);
      return connection?.greeted ? [connection] : [];
    });

  /** Waits until nobody lacks anything; says whether that came about. Patience begins anew while any of it comes. */
  const untilNone = async (all: readonly Connection[], lacking: () => readonly Connection[]): Promise<boolean> => {
    const served = () => all.reduce((sum, connection) => sum + connection.served, 0);
    const done = () => cut() || lacking().length === 0;
    let waited = patience.now();
    for (let before = served(); !(await until(done, waited, lacking)) && served() > before; waited = patience.now())
      before = served();
    if (!cut()) for (const { number } of lacking()) silent(number, waited);
    return lacking().length === 0;
  };

  /** Waits for all answers that are due; says whether they have come. */
  const settleAnswers = (clients: readonly string[]): Promise<boolean> => {
    const speaking = openOnes(clients);
    return untilNone(speaking, () =>
      speaking.filter((connection) => connection.state === 'open' && isOwed(connection)),
    );
  };

  /** Publishes a sentinel for each user who is present, and waits until it has come to each of that user's connections. */
  const settleBehind = async (
    clients: readonly string[],
    { event, mark }: Sentinel,
    ask: NonNullable<SettlingOptions['publish']>,
  ): Promise<void> => {
    const waiting = openOnes(clients);
    const example = (scene.protocol.events[event]?.examples[0] ?? {}) as Readonly<Record<string, unknown>>;
    const users = new Set(waiting.map(({ badge }) => badge.user));
    const marks = new Map([...users].map((user) => [user, name(symbol('sentinel', SENTINELS + ++sentinels))]));
    await Promise.all(
      [...marks].map(([subject, text]) => ask({ event, payload: withAt(example, mark, text), subject })),
    );
    await untilNone(waiting, () =>
      waiting.filter(({ state, sentinels: came, badge }) => state === 'open' && !came.has(marks.get(badge.user))),
    );
  };

  /** Without a fence, answers end what was asked, and sentinels what was published; without these, a while of quiet. */
  const settleUnfenced = async (clients: readonly string[], sentinel: Sentinel | undefined): Promise<void> => {
    const isHeard = await settleAnswers(clients);
    if (cut()) return;
    if (sentinel && publish) await settleBehind(clients, sentinel, publish);
    else if (isHeard) await clock.patiently(QUIET, () => {});
  };

  return async (clients) => {
    const { fence, sentinel } = scene.protocol.promises.replies ?? {};
    if (fence === undefined) return settleUnfenced(clients, sentinel);
    const fenced = fenceOff(clients, fence);
    const owing = () =>
      fenced.filter(({ connection }) => connection.state === 'open' && connection.queue.pending().length > 0);
    let waited = patience.now();
    await answered(fenced, waited);
    if (fenced.every(isAnswered) && owing().length > 0) {
      waited = Math.min(GRACE, waited);
      await until(() => owing().length === 0, waited);
    }
    if (!cut()) for (const { connection } of owing()) silent(connection.number, waited);
  };
};
