/** The oracles of sequences: numbers without holes, chains, epochs, and one number for one event. */
import type { SequencePromise } from '../../../schemas/promises/sequence.ts';
import {
  all,
  attend,
  broken,
  each,
  type Findings,
  hearing,
  held,
  judge,
  listed,
  type Oracle,
  perConnection,
  quote,
} from '../../engine/oracle.ts';
import type { Setting } from '../../engine/requirement.ts';
import { shared } from '../../engine/shared.ts';
import type { Connection } from '../../scene/connection.ts';
import type { Command } from '../../scene/exchanges.ts';
import { askedAs } from '../../scene/called.ts';
import { byDeclared } from '../../scene/declares.ts';
import { at, difference, itemsAt } from '../../scene/pointer.ts';
import type { Moment, Scene } from '../../scene/scene.ts';
import { isNumbered, perSubscription } from '../../scene/numbers.ts';

/** The most events whose frame is remembered by number. */
const REMEMBERED = 10_000;

/** Where one connection is in one count. */
interface Place {
  /** The number of the last event that came, or that was told of at the beginning. */
  last?: number | undefined;
  /** Whether nothing is filtered out, so that the next number is the one that follows. */
  open: boolean;
  /** How many commands that may change its filter are unanswered. */
  asking: number;
}

/** Whether a connection is certain to get every event of a name. */
const getsAll = ({ interest }: Connection, event: string): boolean => interest?.getsAll(event) ?? true;

/** What sets or ends a filter. */
const isFilter = ({ protocol: { promises } }: Scene, command: Command | undefined): command is Command =>
  command !== undefined &&
  command.bad.length === 0 &&
  (command.name === promises.filters?.set || command.name === promises.filters?.unset);

const placeOf = (places: Map<string, Place>, count: string): Place => {
  const known = places.get(count);
  if (known) return known;
  const fresh = { open: false, asking: 0 };
  places.set(count, fresh);
  return fresh;
};

/** What teaches where connections are in their counts. */
const COUNTING = ['command', 'reply', 'control', 'numbered'] as const;

/** A number that came, and where its connection was in its count before; absent while that cannot be told. */
type Counted = Pick<Place, 'last' | 'open'> & { readonly number: number };

/** Follows each connection through its counts, once for all that judge numbers. */
export const counting = ({
  promise,
  promises,
}: Setting<SequencePromise>): ((moment: Moment) => Counted | undefined) => {
  /** The counts that a command may open or close: all of them where there is one. */
  const touched = (places: Map<string, Place>, { body }: Command): readonly Place[] => {
    const names = itemsAt(body, promises.filters?.names.at ?? '').map(String);
    // A subscription counts what it brings: no filter leaves holes in that.
    if (perSubscription(promise)) return [];
    return (typeof promise.scope === 'string' ? [''] : names).map((name) => placeOf(places, name));
  };
  return shared(() => {
    const counts: Map<string, Place>[] = [];
    return ({ entry, message, numbered, command, reply, connection, scene }) => {
      if (!connection) return undefined;
      const places = counts[connection.nth] ?? new Map<string, Place>();
      counts[connection.nth] = places;
      if (isFilter(scene, command)) for (const place of touched(places, command)) place.asking++;
      if (reply && isFilter(scene, reply.to.command) && !reply.to.command.address) {
        for (const place of touched(places, reply.to.command)) {
          place.asking--;
          place.open = false;
          // Where one can begin anywhere, the numbers begin anew.
          if (promises.recovery?.replay?.command === reply.to.command.name) place.last = undefined;
        }
      }
      if (entry.kind !== 'received' || !message) return undefined;
      if (message.name === promise.origin?.message) {
        const origin = at(message.body, promise.origin.number);
        const initial = Object.keys(connection.badge.query ?? {}).length === 0;
        if (typeof origin === 'number') Object.assign(placeOf(places, ''), { last: origin, open: initial });
        return undefined;
      }
      if (!numbered) return undefined;
      const place = placeOf(places, numbered.count);
      const { last, open, asking } = place;
      place.last = numbered.number;
      place.open = perSubscription(promise) !== undefined || (asking === 0 && getsAll(connection, message.name));
      return asking > 0 ? undefined : { number: numbered.number, last, open };
    };
  });
};

/** Judges that whoever filters nothing out gets every number. */
export const dense = (counted: ReturnType<typeof counting>): Oracle =>
  each((moment) => {
    const { number = 0, last, open = false } = counted(moment) ?? {};
    return open && last !== undefined
      ? judge(number === last + 1, () => `${number} came, where ${last + 1} was next`)
      : undefined;
  }, COUNTING);

/** Judges that numbers grow, whatever is filtered out. */
export const increasing = (counted: ReturnType<typeof counting>): Oracle =>
  each((moment) => {
    const { number = 0, last } = counted(moment) ?? {};
    return last === undefined ? undefined : judge(number > last, () => `${number} came after ${last}`);
  }, COUNTING);

/** Judges that the numbers of each subscription begin where they must. */
export const begins = ({ promise }: Setting<SequencePromise>): Oracle =>
  perConnection(
    () => new Set<string>(),
    ({ numbered }, known) => {
      if (!numbered || known.has(numbered.count) || known.size >= REMEMBERED) return undefined;
      known.add(numbered.count);
      return judge(
        numbered.number === promise.first,
        () => `the first of subscription ${numbered.count} has ${numbered.number}, not ${promise.first}`,
      );
    },
    ['numbered'],
  );

/** Judges that events bear the names of the subscriptions that bring them, once nothing can change these any more. */
export const named = ({ promise, promises }: Setting<SequencePromise>): Oracle => {
  const { filters } = promises;
  return perConnection(
    () => ({ asking: 0, told: new Map<string, string>() }),
    ({ message, numbered, command, reply, scene }, state) => {
      if (isFilter(scene, command)) state.asking++;
      if (reply && isFilter(scene, reply.to.command)) {
        state.asking--;
        const { name, body } = reply.to.command;
        const answer = reply.fit === 'answer' && name === filters?.set ? message?.body : undefined;
        for (const asked of answer === undefined ? [] : itemsAt(body, filters?.names.at ?? '').map(String)) {
          const told = at(at(answer, perSubscription(promise)?.told ?? ''), `/${asked}`);
          if (told === undefined) state.told.delete(asked);
          else state.told.set(asked, String(told));
        }
        return undefined;
      }
      if (!message || !numbered || !filters || state.asking > 0) return undefined;
      const told = state.told.get(askedAs(filters, message.name));
      return told === undefined
        ? undefined
        : judge(numbered.count === told, () => `${message.name} came by subscription ${numbered.count}, not ${told}`);
    },
    ['command', 'reply', 'numbered'],
  );
};

/** Judges that the beginning of a connection tells the number of the last event before it. */
export const origin = ({ promise }: Setting<SequencePromise>): Oracle =>
  hearing(() => {
    /** The highest number that anybody had seen, and what it was when each connection began to open. */
    let highest = 0;
    const before = new Map<number, number>();
    const first = new Map<Connection, number>();
    const look = ({ entry, connection, message, numbered }: Moment): Findings => {
      if (entry.kind === 'opening') before.set(entry.connection, highest);
      if (entry.kind === 'told' && entry.hook === 'reset') highest = 0;
      if (!connection || entry.kind !== 'received' || !message) return undefined;
      if (message.name === promise.origin?.message) {
        const told = at(message.body, promise.origin.number);
        if (typeof told !== 'number') return undefined;
        first.set(connection, told);
        const known = before.get(connection.number) ?? 0;
        return told < known ? broken(`it tells ${told}, and ${known} had been seen before it connected`) : undefined;
      }
      if (!numbered) return undefined;
      if (!connection.outdated) highest = Math.max(highest, numbered.number);
      const told = first.get(connection);
      if (told === undefined) return undefined;
      first.delete(connection);
      const isWhole = connection.settled < 0 && Object.keys(connection.badge.query ?? {}).length === 0;
      if (numbered.number <= told) return broken(`the first event has ${numbered.number}, and ${told} was told before`);
      return isWhole && getsAll(connection, message.name)
        ? judge(numbered.number === told + 1, `the first event has ${numbered.number}, where ${told + 1} was next`)
        : held;
    };
    return look;
  }, ['opening', 'reset', 'control', 'numbered']);

/** Judges the chain: where an event tells the number before it on its connection, it is that, and every event tells it. */
export const linked = ({ promise }: Setting<SequencePromise>): Oracle =>
  hearing(() => {
    const last = new Map<Connection, number>();
    let tells: boolean | undefined;
    const look = ({ connection, message, json, numbered, entry }: Moment): Findings => {
      if (!connection || !message || promise.previous === undefined) return undefined;
      if (message.name === promise.origin?.message) {
        const told = at(message.body, promise.origin.number);
        if (typeof told === 'number') last.set(connection, told);
      }
      if (entry.kind === 'closed') last.delete(connection);
      if (!numbered) return undefined;
      const previous = at(json, promise.previous);
      const expected = last.get(connection);
      last.set(connection, numbered.number);
      if (previous === undefined) {
        const before = tells;
        tells ??= false;
        return before ? broken('this event does not tell the number before it, and others do') : { is: 'declined' };
      }
      if (tells === false) return broken('this event tells the number before it, and others do not');
      tells = true;
      return expected === undefined
        ? undefined
        : judge(previous === expected, () => `it tells ${quote(previous)}, and ${expected} was delivered before it`);
    };
    return look;
  }, ['closed', 'control', 'numbered']);

/** Judges that time does not fall as numbers grow. */
export const timed = ({ promise }: Setting<SequencePromise>): Oracle =>
  perConnection(
    () => new Map<string, { readonly number: number; readonly time: number }>(),
    ({ json, numbered }, latest) => {
      const time = numbered && at(json, promise.time ?? '');
      if (!numbered || typeof time !== 'number') return undefined;
      const before = latest.get(numbered.count);
      latest.set(numbered.count, { number: numbered.number, time });
      if (!before || numbered.number <= before.number) return undefined;
      return judge(time >= before.time, () => `${time} came with ${numbered.number}, after ${before.time}`);
    },
    ['numbered'],
  );

const isFields = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The first field but one that two frames both have, and not alike; what only one has may be nobody's declared field. */
const differing = (one: unknown, two: unknown, but?: string): string | undefined => {
  if (!isFields(one) || !isFields(two)) return difference(one, two);
  for (const key in one) {
    if (key === but || !Object.hasOwn(one, key) || !Object.hasOwn(two, key)) continue;
    const inner = differing(one[key], two[key]);
    if (inner !== undefined) return `/${key}${inner}`;
  }
  return undefined;
};

/** Judges that one number stands for one event, on every connection and however often it comes. */
export const sameForAll = ({ promise, reader }: Setting<SequencePromise>): Oracle =>
  hearing(() => {
    const known = new Map<string, Map<number, unknown>>();
    let remembered = 0;
    /** Each connection has a chain of its own. */
    const chained = promise.previous?.slice(1);
    const otherwise = byDeclared(reader, (before, json) => differing(before, json, chained));
    const look = ({ entry, json, message, numbered, connection }: Moment): Findings => {
      if (entry.kind === 'asked' && entry.hook === 'reset') {
        known.clear();
        remembered = 0;
      }
      if (!numbered || !message || connection?.outdated) return undefined;
      const counted = known.get(numbered.count) ?? new Map<number, unknown>();
      const before = counted.get(numbered.number);
      if (before === undefined) {
        if (remembered >= REMEMBERED) return undefined;
        remembered++;
        known.set(numbered.count, counted.set(numbered.number, json));
        return undefined;
      }
      const where = otherwise(message, before, json);
      return judge(
        where === undefined,
        () => `${numbered.number} stands for another event than before: ${where} differs`,
      );
    };
    return look;
  }, ['reset', 'numbered']);

/** Judges that what is made for one client bears no number. */
export const unnumbered = ({ promise }: Setting<SequencePromise>): Oracle =>
  each(
    ({ message, json }) =>
      message?.kind === 'event' && !isNumbered(promise, message.name)
        ? judge(
            at(json, promise.number) === undefined,
            () => `${message.name} has the number ${quote(at(json, promise.number))}`,
          )
        : undefined,
    ['event'],
  );

/** Judges that an epoch lasts exactly as long as the count does. */
export const epochs = ({ promise }: Setting<SequencePromise>): Oracle =>
  hearing(() => {
    let epoch: unknown;
    let began = false;
    const look = ({ entry, message }: Moment): Findings => {
      if (entry.kind === 'told' && entry.hook === 'reset' && entry.answer.status === 'done') began = true;
      if (!promise.origin?.epoch || message?.name !== promise.origin.message) return undefined;
      const told = at(message.body, promise.origin.epoch);
      if (told === undefined) return { is: 'declined' };
      const [before, anew] = [epoch, began];
      epoch = told;
      began = false;
      if (before === undefined) return undefined;
      return anew
        ? judge(told !== before, `the count began anew, and the epoch is ${quote(told)} still`)
        : judge(told === before, `the epoch was ${quote(before)} and is ${quote(told)}, and the count goes on`);
    };
    return look;
  }, ['reset', 'control']);

/** Judges that the count goes on with those who connect after others were ended, and so does the epoch, where one is told. */
export const goesOn = (setting: Setting<SequencePromise>): Oracle =>
  hearing(() => {
    const hear = attend(all(origin(setting), epochs(setting)));
    let areEnded = false;
    const look = (moment: Moment): Findings => {
      const { entry, numbered } = moment;
      if (entry.kind === 'told' && entry.hook === 'close' && entry.answer.status === 'done') areEnded = true;
      const found = listed(hear(moment));
      // That it goes on shows once an event has come.
      return areEnded ? found.filter(({ is }) => is === 'broken' || (is === 'held' && numbered)) : undefined;
    };
    return look;
  }, ['told', 'opening', 'reset', 'control', 'numbered']);

/**
 * Judges that numbers begin anew with everything else: they are behind what they were. Where others publish as well, they
 * may have reached that again before anybody listens, which says nothing.
 */
export const restarts = ({ promise }: Setting<SequencePromise>): Oracle =>
  hearing(() => {
    const highest = new Map<string, number>();
    let old: ReadonlyMap<string, number> | undefined;
    /** Of these something was published that cannot be told from what others publish. */
    const unmarked = new Set<string>();
    let areOthers = false;
    const look = ({ entry, message, numbered, publication, delivery, connection }: Moment): Findings => {
      if (publication && !publication.recognisable) unmarked.add(publication.event);
      areOthers ||= delivery !== undefined && delivery.of === undefined && !unmarked.has(message?.name ?? '');
      if (entry.kind === 'told' && entry.hook === 'reset' && entry.answer.status === 'done') {
        old = new Map(highest);
        highest.clear();
        return undefined;
      }
      if (connection?.outdated) return undefined;
      const told =
        message && message.name === promise.origin?.message ? at(message.body, promise.origin.number) : undefined;
      const seen = numbered ?? (typeof told === 'number' ? { count: '', number: told } : undefined);
      if (!seen) return undefined;
      if (numbered) highest.set(seen.count, Math.max(seen.number, highest.get(seen.count) ?? 0));
      const before = old?.get(seen.count);
      if (before === undefined || !numbered) return undefined;
      old = new Map([...(old ?? [])].filter(([count]) => count !== seen.count));
      if (areOthers && seen.number >= before) return undefined;
      return judge(
        seen.number < before,
        `the first number after everything was forgotten is ${seen.number}, and ${before} was reached before`,
      );
    };
    return look;
  }, ['reset', 'asked', 'control', 'numbered']);
