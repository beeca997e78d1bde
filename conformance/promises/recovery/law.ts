/**
 * The law of backfill: a client that was cut off and applies what it fetches, then the live events above its number, holds
 * the same status for every thing as one that was never cut off.
 */
import type { FiltersPromise } from '../../../schemas/promises/filters.ts';
import type { Machine } from '../../../schemas/promises/lifecycle.ts';
import type { Backfill } from '../../../schemas/promises/recovery.ts';
import { movesBy } from '../../../schemas/moves.ts';
import { broken, type Finding, hearing, held, type Oracle, quote } from '../../engine/oracle.ts';
import type { Connection } from '../../scene/connection.ts';
import type { Moment } from '../../scene/scene.ts';
import { fits, type Thing } from '../../scene/world.ts';
import { type Answer, CHRONICLED, chronicleOf, type Life, stateAt } from './chronicle.ts';

/** What one connection got live, of things of the machine. */
interface Live {
  /** The highest number it has seen. */
  latest: number;
  readonly events: { readonly thing: Thing; readonly number: number; readonly state: string }[];
  /** How many commands it has sent that change what it gets. */
  wishes: number;
  /** The requests that it made while it got everything. */
  readonly requests: Set<number>;
}

/** An answer that a client can apply. */
type Applied = Answer & { readonly upTo: number; readonly since: { readonly number: number } };

const isApplied = (answer: Answer): answer is Applied => answer.upTo !== undefined && 'number' in answer.since;

/** The most events of a connection that are remembered; one that gets more is not judged. */
const REMEMBERED = 10_000;

/** What the law is told of a machine. */
export interface LawOptions {
  readonly name: string;
  readonly machine: Machine;
  readonly resource: Backfill;
  readonly filters: FiltersPromise | undefined;
}

/** Judges whoever fetched while it got everything there is. */
export const law = ({ name, machine, resource, filters }: LawOptions): Oracle => {
  const events = Object.keys(machine.transitions);
  const getsAll = ({ interest }: Connection): boolean => events.every((event) => interest?.getsAll(event) ?? true);
  /** What is in force from the beginning needs no command, and anything else needs one. */
  const needed = filters === undefined || filters.initially === 'all' ? 0 : 1;

  const hear = (
    lives: Map<number, Live>,
    { entry, connection, command, message, numbered, delivery, scene }: Moment,
  ): void => {
    if (entry.kind === 'fetching' && entry.path === resource.path) {
      const asking = scene.connections.get(entry.by);
      const live = lives.get(entry.by);
      const isThere = asking?.state === 'open' && asking.greeted && getsAll(asking);
      if (isThere && live && live.wishes <= needed) live.requests.add(entry.fetch);
    }
    if (!connection) return;
    let live = lives.get(connection.number);
    if (!live) {
      live = { latest: -1, events: [], wishes: 0, requests: new Set() };
      lives.set(connection.number, live);
    }
    if (command && filters && (command.name === filters.set || command.name === filters.unset)) {
      live.wishes++;
      live.requests.clear();
    }
    // Whoever is greeted is told a number as well.
    live.latest = Math.max(live.latest, connection.numbers.get('') ?? live.latest);
    if (!numbered || !message) return;
    const thing = delivery?.of?.thing;
    if (thing?.machine !== name) return;
    const move = movesBy(machine, message.name).find((one) => fits(one, message.body));
    if (!move) return;
    if (live.events.length < REMEMBERED) live.events.push({ thing, number: numbered.number, state: move.to });
    else live.requests.clear();
  };

  const judgeOne = (
    { since: { number: since }, upTo, items, fetched }: Applied,
    live: Live,
    all: ReadonlyMap<Thing, Life>,
  ): Finding | undefined => {
    const told = new Map(items.map((item) => [item.thing, item]));
    const after = new Map(live.events.flatMap(({ thing, number, state }) => (number > upTo ? [[thing, state]] : [])));
    const reached = Math.max(upTo, live.latest);
    let learnt = 0;
    for (const [thing, life] of all) {
      const item = told.get(thing);
      // What was told of ahead of the live events, to one who left before they came, is not in order with them.
      if (typeof item?.updated === 'number' && item.updated > reached) continue;
      if (life.changes.some(({ number }) => number > since && number <= reached)) learnt++;
      const before = item ? item.status : resource.statuses[stateAt(life, since) ?? ''];
      const status = after.has(thing) ? resource.statuses[after.get(thing) ?? ''] : before;
      const expected = resource.statuses[stateAt(life, Math.max(reached, since)) ?? ''];
      if (status === expected) continue;
      return broken(
        `whoever had everything up to ${since}, fetched what changed up to ${upTo} and heard of all that came live above it, up to ${live.latest}, holds ${quote(status)} for the ${name} ${quote(thing.id)}, which is ${expected ?? 'not there'}`,
        fetched.seq,
      );
    }
    return learnt > 0 ? held : undefined;
  };

  const chronicled = chronicleOf(name, machine.key, resource);
  return hearing(() => {
    const lives = new Map<number, Live>();
    return (moment) => {
      const chronicle = chronicled(moment);
      hear(lives, moment);
      const { entry } = moment;
      if (entry.kind !== 'end' || entry.cut) return undefined;
      const all = chronicle.lives();
      return chronicle.answers().flatMap((answer) => {
        const live = lives.get(answer.fetched.by);
        return (isApplied(answer) && live?.requests.has(answer.fetched.fetch) && judgeOne(answer, live, all)) || [];
      });
    };
  }, [...CHRONICLED, 'fetching', 'opened', 'command', 'reply', 'control', 'numbered']);
};
