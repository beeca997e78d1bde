/**
 * Positions: where each connection stands in each count since it asked for it, and whether what comes is what had to.
 * Between a command and its answer nothing is certain: what comes then may be of the subscription before, or of the new one.
 */
import type { Promises } from '../../../schemas/promises.ts';
import type { Connection } from '../../scene/connection.ts';
import type { Command, Reply } from '../../scene/exchanges.ts';
import { itemsAt } from '../../scene/pointer.ts';
import type { Moment } from '../../scene/scene.ts';
import { type From, fromIn, nextIn, type Replay } from './commands.ts';

/** A subscription to one count, as its answer tells it. */
export interface Asked {
  readonly command: Command;
  readonly from: From;
  /** The connection was subscribed to it already. */
  readonly again: boolean;
  /** The first number that is covered. */
  readonly first: number;
}

/** An event that came where a connection stands. */
export interface Placed {
  /** What is wrong with its place; undefined where nothing is. */
  readonly wrong?: 'below the first' | 'again' | 'with a hole before it' | 'behind a later one' | 'uninvited';
  /** What was expected in its place. */
  readonly expected: string;
  /** It is the first since its position was set, or since a command about it was refused. */
  readonly fresh: boolean;
  /** The subscription that it comes by. */
  readonly asked?: Asked;
  /** The command about its count that was refused last, if nothing was answered since. */
  readonly refused?: Command;
  readonly filtered: boolean;
}

interface Position {
  readonly asked: Asked;
  readonly filtered: boolean;
  /** Nothing below it may come. */
  low: number;
  /** What may come next, without a filter. */
  next: readonly number[];
  fresh: boolean;
}

/** One count of one connection. */
interface Place {
  position?: Position | undefined;
  /** The commands about it that are not answered yet, by where they stand. */
  readonly pending: Set<number>;
  /** What came since the last of them was sent, as far back as it goes on without a hole. */
  run?: { from: number; to: number } | undefined;
  refused?: Command | undefined;
  /** Whether it is subscribed to cannot be told any more. */
  unsure?: boolean;
}

/** The positions of all connections of a plan. */
export interface Positions {
  /** Takes a moment in; gives what it says of the place of an event that came. */
  readonly hear: (moment: Moment) => Placed | undefined;
  /** The subscription by which a connection gets what a count brings. */
  readonly of: (connection: Connection, count: string) => Asked | undefined;
}

/** Nobody stands anywhere yet. */
export const createPositions = ({ filters, sequence }: Promises, replay: Replay): Positions => {
  const connections = new Map<Connection, Map<string, Place>>();
  const placeOf = (connection: Connection, count: string): Place => {
    const places = connections.get(connection) ?? new Map<string, Place>();
    connections.set(connection, places);
    const place = places.get(count) ?? { pending: new Set<number>() };
    places.set(count, place);
    return place;
  };
  /** The counts that a command is about: those of the names it lists. */
  const countsOf = (command: Command): readonly string[] => {
    if (!filters || (command.name !== filters.set && command.name !== filters.unset)) return [];
    const names = itemsAt(command.body, filters.names.at).filter((name) => typeof name === 'string');
    return [...new Set(names)].filter((name) => !sequence?.unnumbered?.includes(name));
  };

  const lose = (place: Place): void => {
    place.position = undefined;
    place.refused = undefined;
    place.unsure = true;
  };

  const answered = (connection: Connection, { to: { command }, fit }: Reply, body: unknown): void => {
    for (const count of countsOf(command)) {
      const place = placeOf(connection, count);
      place.pending.delete(command.entry.seq);
      const { run, position } = place;
      const isTaken = fit === 'answer' || fit === 'misnamed';
      if (place.pending.size > 0) lose(place);
      else if (isTaken) {
        place.position =
          command.name === filters?.set ? positioned(connection, command, count, place, body) : undefined;
        place.refused = undefined;
        place.unsure = false;
      } else {
        if (!place.unsure && filters?.initially === 'nothing') place.refused = command;
        if (position && run) Object.assign(position, { low: run.to + 1, next: [run.to + 1] });
        if (position) position.fresh = true;
      }
      if (place.pending.size === 0) place.run = undefined;
    }
  };

  const positioned = (
    connection: Connection,
    command: Command,
    count: string,
    { run, position }: Place,
    body: unknown,
  ): Position | undefined => {
    const first = nextIn(replay, body, count);
    if (typeof first !== 'number') return undefined;
    const { wish } = connection.interest?.wish(count) ?? {};
    // What came live before the answer, from the first number on, need not come again; or it was of what was before.
    const live = run && run.from <= first && first <= run.to ? [run.to + 1] : [];
    return {
      asked: { command, from: fromIn(replay, command.body), again: position !== undefined, first },
      filtered: wish?.isValued === true,
      ...{ low: first, next: [first, ...live], fresh: true },
    };
  };

  const came = (place: Place, number: number): Placed | undefined => {
    const { position, refused, pending } = place;
    if (pending.size > 0) {
      place.run = { from: place.run && number === place.run.to + 1 ? place.run.from : number, to: number };
      return undefined;
    }
    if (!position) return refused && { wrong: 'uninvited', expected: 'nothing', fresh: true, refused, filtered: false };
    const { asked, filtered, low, next, fresh } = position;
    const { first } = asked;
    const wrong = ((): Placed['wrong'] => {
      if (number < first) return 'below the first';
      if (filtered ? number >= low : next.includes(number)) return undefined;
      return number === low - 1 ? 'again' : number < low ? 'behind a later one' : 'with a hole before it';
    })();
    position.fresh = false;
    position.low = number + 1;
    position.next = [number + 1];
    place.refused = undefined;
    const expected = filtered ? `${low} or more` : next.join(' or ');
    return { expected, fresh, asked, filtered, ...(wrong && { wrong }), ...(refused && { refused }) };
  };

  return {
    of: (connection, count) => connections.get(connection)?.get(count)?.position?.asked,
    hear: ({ entry, connection, command, reply, message, numbered, unanswered }) => {
      if (!connection) return undefined;
      if (entry.kind === 'closed') connections.delete(connection);
      if (command && command.bad.length === 0) {
        for (const count of countsOf(command)) {
          const place = placeOf(connection, count);
          place.pending.add(command.entry.seq);
          place.run = undefined;
        }
      }
      if (reply) answered(connection, reply, message?.body);
      for (const { command: lost } of unanswered ?? []) {
        for (const count of countsOf(lost)) {
          placeOf(connection, count).pending.clear();
          lose(placeOf(connection, count));
        }
      }
      return numbered && came(placeOf(connection, numbered.count), numbered.number);
    },
  };
};
