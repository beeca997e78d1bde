/** What oracles of paces keep in mind: the values there are, who wants them since when, and what each connection got. */
import type { Pace, PacingPromise } from '../../../schemas/promises/pacing.ts';
import { lateness } from '../../engine/durations.ts';
import { type Findings, hearing, type Oracle } from '../../engine/oracle.ts';
import type { Setting } from '../../engine/requirement.ts';
import type { Sound } from '../../engine/sounds.ts';
import type { Connection } from '../../scene/connection.ts';
import { channelsOf } from '../../scene/deliveries.ts';
import { isOn } from '../../scene/channels.ts';
import { at, difference } from '../../scene/pointer.ts';
import type { Moment } from '../../scene/scene.ts';
import { marksOf } from '../../plans/paced-marks.ts';

/** A value that was published, with its place among those about the same. */
export interface Value {
  readonly index: number;
  readonly call: number;
  readonly body: unknown;
  /** When its publication was asked for, in ms and as a place in the history. */
  readonly asked: number;
  readonly place: number;
  /** When the server said that it has it, in ms and as a place in the history. */
  told?: number;
  toldPlace?: number;
}

/** One event, or one thing that it tells of, on one connection. */
export interface Slot {
  readonly event: string;
  readonly pace: Pace;
  readonly connection: Connection;
  wanted: 'yes' | 'no' | 'unsure';
  /** Since when it is certainly wanted, or not, in ms and as a place in the history. */
  since: number;
  place: number;
  /** Whether what comes now was certainly sent since then. */
  proven: boolean;
  /** What comes now was certainly sent after this instant, in ms: a question asked then was answered before it. */
  sentSince: number;
  /** It was certainly wanted once. */
  former: boolean;
  /** When it was asked for that brings it, as a place in the history; undefined where it has been wanted before. */
  firstAsked?: number | undefined;
  /** When it came last, and how often it has come; where it is steady, since it is wanted. */
  last?: number;
  /** It was certainly sent after this instant, in ms. */
  lastSince: number;
  times: number;
  /** The newest value of ours that came. */
  newest?: Value;
  /** The newest value that the server had when it was given up; once that was answered, it and all before it are dropped. */
  hadBefore?: number;
  dropped?: number;
  /** Values that have to come, or newer ones in their place. */
  readonly outstanding: Value[];
}

/** A paced event that came. */
export interface Arrival {
  readonly slot: Slot;
  /** When it came the last time before. */
  readonly before?: number;
  /** Since when that was certainly sent. */
  readonly beforeSince: number;
  /** The newest value before. */
  readonly newestBefore?: Value;
  /** What it tells, where that is ours; where it differs from what was published, `altered` says where. */
  readonly value?: Value;
  readonly altered?: string;
  /** Since when it was wanted and there was a value, where it had not come since. */
  readonly begun?: number;
  /** What had to come until now, oldest first. */
  readonly met: readonly Value[];
}

/** All that is known of one thing that is paced. */
export interface Subject {
  readonly event: string;
  readonly pace: Pace;
  readonly values: Value[];
  /** Since when there certainly is a value. */
  since?: number;
  /** When it last came to anybody. */
  came?: number;
  readonly slots: Map<Connection, Slot>;
}

/** What a moment means for paces. */
export interface Beat {
  readonly arrival?: Arrival;
  /** A value that was published, by the answer to its call. */
  readonly told?: { readonly subject: Subject; readonly value: Value };
  readonly subjects: Iterable<Subject>;
}

const HEARD: readonly Sound[] = [
  ...(['event', 'command', 'reply', 'control', 'asked', 'told', 'leaving', 'closed', 'proof'] as const),
];

/** The longest that something which is due after a period may take, in ms, beside what is under way. */
export const mostOf = ({ every }: Pace): number => every + lateness(every);

/** Since when something is wanted and there is a value of it; undefined where that is not certain. */
export const beginning = ({ since }: Subject, { wanted, since: wantedSince }: Slot): number | undefined =>
  wanted === 'yes' && since !== undefined ? Math.max(since, wantedSince) : undefined;

/** The last value that the server certainly has, with all before it. */
const toldUpTo = ({ values }: Subject): number => {
  const first = values.findIndex(({ told }) => told === undefined);
  return (first < 0 ? values.length : first) - 1;
};

/** Makes an oracle that is told what each moment means for the paces of a protocol. */
export const pacing = (
  { protocol, promises, promise }: Setting<PacingPromise>,
  look: (beat: Beat, moment: Moment) => Findings,
): Oracle =>
  hearing(() => {
    const marks = marksOf(protocol);
    const subjects = new Map<string, Subject>();
    const byCall = new Map<number, readonly [Subject, Value]>();

    const subjectOf = (event: string, pace: Pace, body: unknown): Subject => {
      const keys = pace.kind === 'spaced' ? (pace.key ?? []) : [];
      const name = JSON.stringify([event, ...keys.map((pointer) => at(body, pointer))]);
      const known = subjects.get(name) ?? { event, pace, values: [], slots: new Map<Connection, Slot>() };
      subjects.set(name, known);
      return known;
    };

    const isWanted = (
      { event, values }: Subject,
      connection: Connection,
      moment: Moment,
      body: unknown,
    ): Slot['wanted'] => {
      const said = body ?? values.at(-1)?.body;
      if (connection.interest) return connection.interest.passes(event, said);
      const channels = channelsOf(event, said, promises, moment.scene.world);
      if (!channels) return 'unsure';
      return isOn(promises, moment.scene.world, connection, channels);
    };

    const slotOf = (subject: Subject, connection: Connection, moment: Moment, body?: unknown): Slot => {
      const known = subject.slots.get(connection);
      if (known) return known;
      const { event, pace } = subject;
      const fresh: Slot = {
        event,
        pace,
        connection,
        wanted: isWanted(subject, connection, moment, body),
        since: moment.entry.at,
        place: moment.entry.seq,
        // It was never wanted here, unless it was held.
        proven: promises.delivery?.holding === undefined,
        sentSince: Number.NEGATIVE_INFINITY,
        former: false,
        lastSince: Number.NEGATIVE_INFINITY,
        times: 0,
        outstanding: [],
      };
      fresh.former = fresh.wanted === 'yes';
      subject.slots.set(connection, fresh);
      return fresh;
    };

    /** Whether it is wanted may have changed. */
    const refresh = (connection: Connection, moment: Moment): void => {
      for (const subject of subjects.values()) {
        const slot = slotOf(subject, connection, moment);
        const wanted = isWanted(subject, connection, moment, undefined);
        if (wanted === slot.wanted) continue;
        if (slot.wanted === 'yes') slot.hadBefore = toldUpTo(subject);
        // Only an answer shows that it was given up here, and not elsewhere.
        if (wanted === 'no' && moment.connection === connection && moment.reply) slot.dropped = slot.hadBefore ?? -1;
        slot.wanted = wanted;
        slot.since = moment.entry.at;
        slot.place = moment.entry.seq;
        // What changed elsewhere may overtake what is under way here.
        slot.proven = moment.connection === connection && (moment.reply ?? moment.fate) !== undefined;
        slot.firstAsked = slot.former || wanted !== 'yes' ? undefined : moment.reply?.to.command.entry.seq;
        slot.former ||= wanted === 'yes';
        slot.outstanding.length = 0;
        // What is steady may begin at another phase; what is spaced goes on, or its bound could be walked around.
        if (slot.pace.kind === 'steady') delete slot.last;
        slot.times = 0;
      }
    };

    const ask = (moment: Moment): void => {
      const { publication, entry, scene } = moment;
      const pace = publication && promise[publication.event];
      if (!publication || !pace) return;
      const subject = subjectOf(publication.event, pace, publication.body);
      const { call, body } = publication;
      const value: Value = { index: subject.values.length, call, body, asked: entry.at, place: entry.seq };
      subject.values.push(value);
      byCall.set(call, [subject, value]);
      for (const connection of scene.connections.values()) {
        if (connection.state !== 'open' || !connection.greeted) continue;
        const slot = slotOf(subject, connection, moment, body);
        if (slot.wanted === 'yes') slot.outstanding.push(value);
      }
    };

    const tell = ({ entry, publication }: Moment): Beat['told'] => {
      if (entry.kind !== 'told') return undefined;
      const [subject, value] = byCall.get(entry.call) ?? [];
      byCall.delete(entry.call);
      if (!subject || !value) return undefined;
      if (publication) {
        value.told = entry.at;
        value.toldPlace = entry.seq;
        subject.since ??= entry.at;
        return { subject, value };
      }
      for (const { outstanding } of subject.slots.values()) {
        const index = outstanding.indexOf(value);
        if (index >= 0) outstanding.splice(index, 1);
      }
      return undefined;
    };

    /** Which value of ours it is, the newest first; by its mark at least, where it was changed. */
    const recognise = (subject: Subject, body: unknown): Pick<Arrival, 'value' | 'altered'> => {
      const mark = marks.of(subject.event, body);
      const same = subject.values.filter((value) => difference(value.body, body) === undefined);
      // Marks are close to each other, and so equal as numbers go, but told apart where they come as they were.
      const exact = same.findLast((value) => marks.of(subject.event, value.body) === mark) ?? same.at(-1);
      if (exact) return { value: exact };
      const alike =
        mark === undefined
          ? undefined
          : subject.values.findLast(({ body: own }) => marks.of(subject.event, own) === mark);
      return alike ? { value: alike, altered: difference(alike.body, body) ?? '' } : {};
    };

    const arrive = (moment: Moment, connection: Connection): Arrival | undefined => {
      const { message, entry } = moment;
      const pace = message?.kind === 'event' ? promise[message.name] : undefined;
      if (!message || !pace) return undefined;
      const subject = subjectOf(message.name, pace, message.body);
      const slot = slotOf(subject, connection, moment, message.body);
      const found = recognise(subject, message.body);
      const { last: before, lastSince: beforeSince, newest: newestBefore } = slot;
      const begun = before === undefined ? beginning(subject, slot) : undefined;
      slot.last = entry.at;
      slot.lastSince = connection.sentSince;
      slot.times++;
      if (found.value && found.value.index >= (slot.newest?.index ?? -1)) slot.newest = found.value;
      // What nobody of ours has published may have taken the place of all that was.
      const until = found.value?.index ?? Number.POSITIVE_INFINITY;
      const met = slot.outstanding.filter(({ index }) => index <= until);
      slot.outstanding.splice(0, slot.outstanding.length, ...slot.outstanding.filter(({ index }) => index > until));
      subject.since ??= entry.at;
      subject.came = entry.at;
      return {
        slot,
        met,
        beforeSince,
        ...found,
        ...(begun !== undefined && { begun }),
        ...(before !== undefined && { before }),
        ...(newestBefore && { newestBefore }),
      };
    };

    const prove = ({ proof }: Moment, connection: Connection): void => {
      for (const { slots } of subjects.values()) {
        const slot = slots.get(connection);
        if (!slot || !proof) continue;
        if (proof.seq > slot.place) slot.proven = true;
        slot.sentSince = Math.max(slot.sentSince, proof.at);
      }
    };

    return (moment) => {
      const { connection } = moment;
      if (connection && moment.proof) prove(moment, connection);
      if (moment.entry.kind === 'asked') ask(moment);
      const told = tell(moment);
      const arrival = connection && arrive(moment, connection);
      const found = look({ subjects: subjects.values(), ...(arrival && { arrival }), ...(told && { told }) }, moment);
      if (connection && (moment.command || moment.reply || moment.fate)) refresh(connection, moment);
      // What its user holds may have changed.
      if (moment.publication?.thing && promises.delivery?.holding?.[moment.publication.thing.machine])
        for (const one of moment.scene.connections.values()) refresh(one, moment);
      return found;
    };
  }, HEARD);
