/** Oracles: pure generators that are fed one moment after the other and yield what they found in it. */
import type { Connection } from '../scene/connection.ts';
import type { Moment } from '../scene/scene.ts';

/** What an oracle found in one moment. */
export type Finding =
  /** Found as it should be; where a twin is named, that counts only beside it. */
  | { readonly is: 'held'; readonly twin?: string }
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
export interface Oracle {
  (): Generator<Findings, void, Moment>;
  /** The same, begun as a plain function: an oracle that needs no turns of its own is quicker so. */
  readonly begin?: () => (moment: Moment) => Findings;
}

/** The finding that all is well. */
export const held: Finding = { is: 'held' };

/** The finding that a probe failed as it should; it counts once {@link earned} has seen the twin that must not fail. */
export const heldBeside = (twin: string): Finding => ({ is: 'held', twin });

/** The finding that something is not as promised. */
export const broken = (because: string, seq?: number): Finding =>
  seq === undefined ? { is: 'broken', because } : { is: 'broken', because, seq };

/** Held or broken, by a condition. */
export const judge = (holds: boolean, because: string | (() => string)): Finding =>
  holds ? held : broken(typeof because === 'string' ? because : because());

/** Hears moments one after the other, and says at once what it finds. */
type Hear = (moment: Moment) => Findings;

/** Makes an oracle of what hears; where nothing but an oracle runs, it is heard without the detour of a generator. */
const hearing = (begin: () => Hear): Oracle =>
  Object.assign(
    function* (): Generator<Findings, void, Moment> {
      const hear = begin();
      let moment = yield;
      for (;;) moment = yield hear(moment);
    },
    { begin },
  );

/** An oracle that judges each moment by itself. */
export const each = (look: Hear): Oracle => hearing(() => look);

const isConnected = (moment: Moment): moment is Moment & { readonly connection: Connection } =>
  moment.connection !== undefined;

/** An oracle that keeps some state of its own for each connection. */
export const perConnection = <State>(
  initial: (connection: Connection) => State,
  look: (moment: Moment & { readonly connection: Connection }, state: State) => Findings,
): Oracle =>
  hearing(() => {
    const states = new Map<Connection, { readonly state: State }>();
    return (moment) => {
      if (!isConnected(moment)) return undefined;
      let known = states.get(moment.connection);
      if (!known) {
        known = { state: initial(moment.connection) };
        states.set(moment.connection, known);
      }
      return look(moment, known.state);
    };
  });

/** The same finding, unless it is that all is well: what did not go on for too long yet proves nothing. */
export const unlessHeld = (finding: Finding | undefined): Finding | undefined =>
  finding?.is === 'held' ? undefined : finding;

/** Says, moment by moment, which twins it shows: what was taken, where a probe that differs in one respect must not be. */
export type Twins = () => (moment: Moment) => readonly string[];

/** The most twins, and findings that wait for one of them, that are remembered; the oldest are forgotten. */
const REMEMBERED = { twins: 10_000, findings: 1000 } as const;

/**
 * An oracle whose findings that something held beside a twin count once the twin was seen, before or after,
 * so that nothing passes by refusing, or sparing, everybody. What is broken is never withheld.
 */
export const earned = (twins: Twins, oracle: Oracle): Oracle =>
  hearing(() => {
    const look = twins();
    const hear = listen(oracle);
    const seen = new Set<string>();
    const waiting = new Map<string, number>();
    const withhold = (twin: string): void => {
      waiting.set(twin, Math.min(REMEMBERED.findings, (waiting.get(twin) ?? 0) + 1));
      forget(waiting);
    };
    /** How many findings a twin sets free. */
    const release = (twin: string): number => {
      if (!seen.has(twin)) forget(seen.add(twin));
      const count = waiting.size === 0 ? undefined : waiting.get(twin);
      if (count !== undefined) waiting.delete(twin);
      return count ?? 0;
    };
    return (moment) => {
      const counted: Finding[] = [];
      for (const finding of hear(moment)) {
        if (finding.is !== 'held' || finding.twin === undefined) counted.push(finding);
        else if (seen.has(finding.twin)) counted.push(held);
        else withhold(finding.twin);
      }
      for (const twin of look(moment)) for (let count = release(twin); count > 0; count--) counted.push(held);
      return counted;
    };
  });

/** Drops the oldest of too many. */
const forget = (remembered: Set<string> | Map<string, number>): void => {
  if (remembered.size <= REMEMBERED.twins) return;
  for (const oldest of remembered.keys()) {
    remembered.delete(oldest);
    return;
  }
};

const NOTHING: readonly Finding[] = [];

const listed = (found: Findings): readonly Finding[] => {
  if (!found) return NOTHING;
  return 'is' in found ? [found] : found;
};

/** Feeds moments to an oracle and hands out what it finds. */
export const listen = (oracle: Oracle): ((moment: Moment) => readonly Finding[]) => {
  if (oracle.begin) {
    const hear = oracle.begin();
    return (moment) => listed(hear(moment));
  }
  const running = oracle();
  running.next();
  return (moment) => listed(running.next(moment).value ?? undefined);
};

/** Text as it appears in a sentence: JSON, shortened. */
export const quote = (value: unknown, most = 120): string => {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > most ? `${text.slice(0, most)}…` : text;
};
