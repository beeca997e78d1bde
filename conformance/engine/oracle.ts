/** Oracles: pure generators that are fed one moment after the other and yield what they found in it. */
import type { Connection } from '../scene/connection.ts';
import type { Moment } from '../scene/scene.ts';

/** What an oracle found in one moment. */
export type Finding =
  | { readonly is: 'held' }
  | {
      readonly is: 'broken';
      readonly because: string /** The entry that shows it, when it is not the one judged. */;
      readonly seq?: number;
    }
  /** Something about durations that our own stall, or coarse time, may explain. */
  | { readonly is: 'unsure'; readonly because: string }
  /** An option that the server had occasion to take, and did not. */
  | { readonly is: 'declined' };

/** Findings of one moment: none, one or several. */
export type Findings = Finding | readonly Finding[] | undefined;

/** Judges one history; it is fed every moment of it, the end included. */
export type Oracle = () => Generator<Findings, void, Moment>;

/** The finding that all is well. */
export const held: Finding = { is: 'held' };

/** The finding that something is not as promised. */
export const broken = (because: string, seq?: number): Finding =>
  seq === undefined ? { is: 'broken', because } : { is: 'broken', because, seq };

/** Held or broken, by a condition. */
export const judge = (holds: boolean, because: string | (() => string)): Finding =>
  holds ? held : broken(typeof because === 'string' ? because : because());

/** An oracle that judges each moment by itself. */
export const each = (look: (moment: Moment) => Findings): Oracle =>
  function* () {
    let moment = yield;
    for (;;) moment = yield look(moment);
  };

const isConnected = (moment: Moment): moment is Moment & { readonly connection: Connection } =>
  moment.connection !== undefined;

/** An oracle that keeps some state of its own for each connection. */
export const perConnection = <State>(
  initial: (connection: Connection) => State,
  look: (moment: Moment & { readonly connection: Connection }, state: State) => Findings,
): Oracle =>
  function* () {
    const states = new WeakMap<Connection, { readonly state: State }>();
    let moment = yield;
    for (;;) {
      if (!isConnected(moment)) {
        moment = yield;
        continue;
      }
      let known = states.get(moment.connection);
      if (!known) {
        known = { state: initial(moment.connection) };
        states.set(moment.connection, known);
      }
      moment = yield look(moment, known.state);
    }
  };

/** Feeds moments to an oracle and hands out what it finds. */
export const listen = (oracle: Oracle): ((moment: Moment) => readonly Finding[]) => {
  const running = oracle();
  running.next();
  return (moment) => {
    const { value } = running.next(moment);
    if (!value) return [];
    return 'is' in value ? [value] : value;
  };
};

/** Text as it appears in a sentence: JSON, shortened. */
export const quote = (value: unknown, most = 120): string => {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > most ? `${text.slice(0, most)}…` : text;
};
