/** What is told at a pace: one gauge for each event and connection, which reads the newest value when its time has come. */
import type { Agenda } from '../agenda.ts';
import type { Caller } from './callers.ts';
import { channelOf, type Happening } from './catalog.ts';
import type { Takes } from './freedoms.ts';
import type { Frame } from './wording.ts';

/** What the gauges need. */
export interface GaugesOptions {
  readonly takes: Takes;
  readonly agenda: Agenda;
  readonly now: () => number;
  readonly dice: (least: number, most: number) => number;
  /** By how much a timer is late, in ms. */
  readonly lateness: () => number;
  /** The period of an event, in ms. */
  readonly every: (event: string) => number;
  readonly tell: (caller: Caller, event: string, data: Frame) => void;
}

const POSITIONS = 'positions:update';
const STEADY: readonly string[] = ['market:update', 'account:update', 'health:update'];
const EVENTS: readonly string[] = [POSITIONS, ...STEADY];

/** The longest that positions wait in case they change again, in ms. */
const GATHERING = 700;

/** Under which name the agenda knows a gauge. */
const ownerOf = (id: string, event: string): string => `${event} of ${id}`;

/** The gauges of one server. */
export const createGauges = ({ takes, agenda, now, dice, lateness, every, tell }: GaugesOptions) => {
  const newest = new Map<string, Frame>();
  /** When positions were last told to a connection, in unix ms. */
  const toldAt = new Map<string, number>();
  /** The connections that are about to be told positions. */
  const about = new Set<string>();

  const read = (caller: Caller, event: string): void => {
    const value = newest.get(event);
    if (value) tell(caller, event, value);
  };

  const tellPositions = (caller: Caller): void => {
    about.delete(caller.id);
    toldAt.set(caller.id, now());
    read(caller, POSITIONS);
  };

  /** When positions that change now may go out, within a period. */
  const turnOfPositions = (): number => {
    const period = every(POSITIONS);
    if (takes('positions-on-the-second')) return Math.ceil(now() / period) * period;
    return takes('positions-by-and-by') ? now() + dice(0, GATHERING) : now();
  };

  /** Positions have changed, or are new to a connection. */
  const expectPositions = (caller: Caller): void => {
    if (about.has(caller.id) || !newest.has(POSITIONS)) return;
    const allowed = (toldAt.get(caller.id) ?? Number.NEGATIVE_INFINITY) + every(POSITIONS);
    const at = Math.max(turnOfPositions(), allowed);
    about.add(caller.id);
    const owner = ownerOf(caller.id, POSITIONS);
    if (at <= now()) tellPositions(caller);
    else agenda.add(at + lateness(), () => tellPositions(caller), owner);
  };

  const tick = (caller: Caller, event: string, due: number): void => {
    const act = (): void => {
      read(caller, event);
      tick(caller, event, due + every(event));
    };
    agenda.add(Math.max(due + lateness(), now()), act, ownerOf(caller.id, event));
  };

  const firstTick = (event: string): number => {
    const period = every(event);
    if (takes('steady-at-once')) return now();
    if (takes('steady-anywhere')) return now() + dice(0, period);
    return takes('steady-together') ? (Math.floor(now() / period) + 1) * period : now() + period;
  };

  const stop = (id: string, event: string): void => {
    agenda.forget(ownerOf(id, event));
    if (event === POSITIONS) about.delete(id);
  };

  const start = (caller: Caller, event: string): void => {
    if (event === POSITIONS) {
      if (takes('positions-on-subscribing') || takes('positions-before-the-answer')) expectPositions(caller);
      return;
    }
    tick(caller, event, firstTick(event));
  };

  return {
    isPaced: (event: string): boolean => EVENTS.includes(event),
    /** Starts or stops the gauge on a channel, if there is one. */
    start: (caller: Caller, channel: string): void => {
      for (const event of EVENTS) if (channelOf(event) === channel) start(caller, event);
    },
    stop: (id: string, channel: string): void => {
      for (const event of EVENTS) if (channelOf(event) === channel) stop(id, event);
    },
    /** A connection has gone. */
    leave: (id: string): void => {
      for (const event of EVENTS) stop(id, event);
      toldAt.delete(id);
    },
    /** Sets a value; those who listen to it are told in their time. */
    set: ({ event, data }: Happening, listeners: readonly Caller[]): void => {
      const isFirst = !newest.has(event);
      newest.set(event, data);
      for (const caller of listeners) {
        if (event === POSITIONS) expectPositions(caller);
        else if (isFirst && takes('steady-at-once')) {
          stop(caller.id, event);
          start(caller, event);
        }
      }
    },
    clear: (): void => newest.clear(),
  };
};

/** The gauges of a server. */
export type Gauges = ReturnType<typeof createGauges>;
