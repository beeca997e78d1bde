/** Oracles: pure generators that are fed one moment after the other and yield what they found in it. */
import type { Connection } from '../scene/connection.ts';
import type { Moment } from '../scene/scene.ts';
import { shared } from './shared.ts';
import { type Sound, together } from './sounds.ts';

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
  /** What would be a breach, had the server not told that it does so for a reason which it may have by itself. */
  | { readonly is: 'excused'; readonly because: string }
  /** An option that the server had occasion to take, and did not. */
  | { readonly is: 'declined' };

/** Findings of one moment: none, one or several. */
export type Findings = Finding | readonly Finding[] | undefined;

/** Judges one history; it is fed every moment of it, the end included. */
export interface Oracle {
  (): Generator<Findings, void, Moment>;
  /** The same, begun as a plain function: an oracle that needs no turns of its own is quicker so. */
  readonly begin?: () => (moment: Moment) => Findings;
  /** It finds nothing in moments without any of these, and learns nothing from them; it hears everything unless it says so. */
  readonly hears?: readonly Sound[];
  /** What it is made of, where that is several oracles, each with ears of its own. */
  readonly parts?: readonly Oracle[];
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
export type Hear = (moment: Moment) => Findings;

/** Makes an oracle of what hears; where nothing but an oracle runs, it is heard without the detour of a generator. */
export const hearing = (begin: () => Hear, hears?: readonly Sound[]): Oracle =>
  Object.assign(
    function* (): Generator<Findings, void, Moment> {
      const hear = begin();
      let moment = yield;
      for (;;) moment = yield hear(moment);
    },
    { begin, ...(hears && { hears }) },
  );

/** Several oracles as one: what any of them finds is found, in their order. */
export const all = (...parts: readonly Oracle[]): Oracle =>
  Object.assign(
    hearing(() => {
      const hears = parts.map(attend);
      return (moment) => hears.flatMap((hear) => listed(hear(moment)));
    }),
    { parts },
  );

/** An oracle that judges each moment by itself. */
export const each = (look: Hear, hears?: readonly Sound[]): Oracle => hearing(() => look, hears);

const isConnected = (moment: Moment): moment is Moment & { readonly connection: Connection } =>
  moment.connection !== undefined;

/** An oracle that keeps some state of its own for each connection. */
export const perConnection = <State extends object | undefined>(
  initial: (connection: Connection) => State,
  look: (moment: Moment & { readonly connection: Connection }, state: State) => Findings,
  hears?: readonly Sound[],
): Oracle =>
  hearing(() => {
    const states: State[] = [];
    return (moment) => {
      if (!isConnected(moment)) return undefined;
      const { nth } = moment.connection;
      const state = states[nth] ?? initial(moment.connection);
      states[nth] = state;
      return look(moment, state);
    };
  }, hears);

/** The same finding, unless it is that all is well: what did not go on for too long yet proves nothing. */
export const unlessHeld = (finding: Finding | undefined): Finding | undefined =>
  finding?.is === 'held' ? undefined : finding;

/** Says, moment by moment, which twins it shows: what was taken, where a probe that differs in one respect must not be. */
export interface Twins {
  (): (moment: Moment) => readonly string[];
  /** It shows none in moments without any of these. */
  readonly hears?: readonly Sound[];
  /** False: whoever finds something beside one knows whether it was seen, so that it need not be remembered. */
  readonly remembered?: false;
}

/** Twins that are shown by moments with one of these sounds, and by no others; all that count beside them share them. */
export const twins = (hears: readonly Sound[], begin: Twins): Twins => {
  const shown = shared(begin);
  return Object.assign(() => shown, { hears });
};

/** The most twins, and findings that wait for one of them, that are remembered; the oldest are forgotten. */
const REMEMBERED = { twins: 10_000, findings: 1000 } as const;

/**
 * An oracle whose findings that something held beside a twin count once the twin was seen, before or after,
 * so that nothing passes by refusing, or sparing, everybody. What is broken is never withheld.
 */
export const earned = (shown: Twins, oracle: Oracle): Oracle =>
  hearing(() => {
    const look = shown();
    const hear = attend(oracle);
    const seen = new Set<string>();
    const waiting = new Map<string, number>();
    const forgetSeen = forgetting(seen);
    const forgetWaiting = forgetting(waiting);
    const withhold = (twin: string): void => {
      waiting.set(twin, Math.min(REMEMBERED.findings, (waiting.get(twin) ?? 0) + 1));
      forgetWaiting();
    };
    /** How many findings a twin sets free. */
    const release = (twin: string): number => {
      if (shown.remembered !== false && !seen.has(twin)) {
        seen.add(twin);
        forgetSeen();
      }
      const count = waiting.size === 0 ? undefined : waiting.get(twin);
      if (count !== undefined) waiting.delete(twin);
      return count ?? 0;
    };
    return (moment) => {
      const found = hear(moment);
      const twinned = shown.remembered === false && waiting.size === 0 ? NONE : look(moment);
      if (!found && twinned.length === 0) return undefined;
      const counted: Finding[] = [];
      for (const finding of listed(found)) {
        if (finding.is !== 'held' || finding.twin === undefined) counted.push(finding);
        else if (seen.has(finding.twin)) counted.push(held);
        else withhold(finding.twin);
      }
      for (const twin of twinned) for (let count = release(twin); count > 0; count--) counted.push(held);
      return counted.length === 0 ? undefined : counted;
    };
  }, together(shown.hears, oracle.hears).hears);

/** Drops the oldest of too many; all before it were dropped already, so that one look through them all is enough. */
const forgetting = (remembered: Set<string> | Map<string, number>): (() => void) => {
  let oldest: Iterator<string> | undefined;
  return () => {
    if (remembered.size <= REMEMBERED.twins) return;
    oldest ??= remembered.keys();
    const { value } = oldest.next();
    if (typeof value === 'string') remembered.delete(value);
  };
};

const NONE: readonly string[] = [];
const NOTHING: readonly Finding[] = [];

/** Findings as a list. */
export const listed = (found: Findings): readonly Finding[] => {
  if (!found) return NOTHING;
  return 'is' in found ? [found] : found;
};

/** Feeds moments to an oracle and hands out what it finds. */
export const attend = (oracle: Oracle): Hear => {
  if (oracle.begin) return oracle.begin();
  const running = oracle();
  running.next();
  return (moment) => running.next(moment).value ?? undefined;
};

/** The same, as lists. */
export const listen = (oracle: Oracle): ((moment: Moment) => readonly Finding[]) => {
  const hear = attend(oracle);
  return (moment) => listed(hear(moment));
};

/** Text as it appears in a sentence: JSON, shortened. */
export const quote = (value: unknown, most = 120): string => {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > most ? `${text.slice(0, most)}…` : text;
};
