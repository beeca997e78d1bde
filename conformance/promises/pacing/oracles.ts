/** The oracles of paces: what came too often, too late, out of date, changed or unasked. */
import type { Pace, PacingPromise } from '../../../schemas/promises/pacing.ts';
import { apart, lateness, within } from '../../engine/durations.ts';
import { broken, type Finding, type Findings, held, judge, type Oracle, unlessHeld } from '../../engine/oracle.ts';
import type { Setting } from '../../engine/requirement.ts';
import { type Connection, delayOf, isOwed } from '../../scene/connection.ts';
import type { Moment } from '../../scene/scene.ts';
import { channelsOf } from '../../scene/deliveries.ts';
import { beginning, mostOf, pacing, type Slot, type Subject } from './tracker.ts';

type Paced = Setting<PacingPromise>;

const about = (found: readonly (Finding | undefined)[]): Findings => found.filter((one) => one !== undefined);

/** What of a connection is looked through for what has not come, as it answers or its client leaves. */
const slotsOf = (subjects: Iterable<Subject>, kind: Pace['kind'], { connection, entry, proof }: Moment) => {
  if (!connection || (entry.kind !== 'leaving' && !proof) || isOwed(connection)) return [];
  return [...subjects].flatMap((subject): readonly (readonly [Subject, Slot])[] => {
    const slot = subject.pace.kind === kind ? subject.slots.get(connection) : undefined;
    return slot?.wanted === 'yes' ? [[subject, slot]] : [];
  });
};

/**
 * By how much what is spaced may seem to come too early, in ms: the first may have waited on its way where the next did
 * not, by more than any answer was under way. A timer that is late makes no gap shorter.
 */
const early = (period: number): number => Math.max(250, period / 20);

/** Judges that what is spaced does not come twice in a period. */
export const spaced = (setting: Paced): Oracle =>
  pacing(setting, ({ arrival }, { entry, scene }) => {
    if (arrival?.slot.pace.kind !== 'spaced' || arrival.before === undefined) return undefined;
    const { connection, event, pace, wanted } = arrival.slot;
    const least = pace.every - early(pace.every);
    const say = (ms: string): string => `${event} came again after ${ms}`;
    if (!scene.onlooking)
      return within(entry.at - arrival.before, { least: least - delayOf(connection, entry.at) }, scene, say);
    // Who only looks on must know that it is wanted.
    if (wanted !== 'yes') return undefined;
    const first = { since: arrival.beforeSince, at: arrival.before };
    return apart(first, { since: connection.sentSince, at: entry.at }, { least }, scene.onlooking(), say);
  });

/** Judges that the newest of what is spaced comes within a period, or something newer. */
export const newest = (setting: Paced): Oracle =>
  pacing(setting, ({ arrival, subjects }, moment) => {
    const { entry, scene } = moment;
    const late = ({ pace, connection, event }: Slot, told: number | undefined): Finding | undefined =>
      told === undefined
        ? undefined
        : within(
            entry.at - told,
            { most: mostOf(pace) + delayOf(connection, entry.at) },
            scene,
            (ms) => `${event} did not tell for ${ms} what was published last`,
          );
    if (arrival?.slot.pace.kind === 'spaced') {
      const [oldest] = arrival.met;
      const found = oldest && late(arrival.slot, oldest.told);
      return arrival.value ? found : unlessHeld(found);
    }
    return about(
      slotsOf(subjects, 'spaced', moment).map(([, slot]) => unlessHeld(late(slot, slot.outstanding[0]?.told))),
    );
  });

/** Judges that what is spaced reaches those who have not asked for it, and hold what it tells of. */
export const heldFor = (setting: Paced): Oracle =>
  pacing(setting, ({ arrival, subjects }, moment) => {
    const { entry, scene, connection } = moment;
    const isAsked = ({ event }: Slot, body: unknown): boolean =>
      channelsOf(event, body, setting.promises, scene.world)?.some((channel) => connection?.channels.has(channel)) ??
      true;
    if (arrival?.value && arrival.slot.wanted === 'yes' && !isAsked(arrival.slot, arrival.value.body)) return held;
    return about(
      slotsOf(subjects, 'spaced', moment).map(([, slot]) => {
        const [first] = slot.outstanding;
        if (first?.told === undefined || isAsked(slot, first.body)) return undefined;
        return unlessHeld(
          within(
            entry.at - first.told,
            { most: mostOf(slot.pace) + delayOf(slot.connection, entry.at) },
            scene,
            (ms) => `${slot.event} of what is held did not come for ${ms}`,
          ),
        );
      }),
    );
  });

/** How late something may be that comes at once, in ms, beside what is under way. */
const AT_ONCE = 500;

/** Judges that what is spaced comes at once where it has not come for a period. */
export const atOnce = (setting: Paced): Oracle =>
  pacing(setting, ({ arrival }, { entry, scene }) => {
    const { slot, met: [first] = [], before } = arrival ?? {};
    if (slot?.pace.kind !== 'spaced' || !slot.pace.atOnce || !first) return undefined;
    if (before !== undefined && first.asked - before < mostOf(slot.pace)) return undefined;
    if (first.told === undefined) return held;
    return within(
      entry.at - first.told,
      { most: AT_ONCE + delayOf(slot.connection, entry.at) },
      scene,
      (ms) => `${slot.event} came ${ms} after it was published, and had not come for a period`,
    );
  });

/** The newest value that was there when something was asked for that had never been wanted before; undefined where nobody knows. */
const thereBefore = (subjects: Iterable<Subject>, slot: Slot) => {
  const { firstAsked } = slot;
  if (firstAsked === undefined) return undefined;
  const subject = [...subjects].find(({ slots }) => slots.get(slot.connection) === slot);
  return subject?.values.findLast(({ toldPlace }) => toldPlace !== undefined && toldPlace < firstAsked);
};

/** Judges that nothing older follows what is newer, and that whoever begins is not told what was old by then. */
export const neverBack = (setting: Paced): Oracle =>
  pacing(setting, ({ arrival, subjects }) => {
    if (!arrival?.value) return undefined;
    const { slot, value, newestBefore } = arrival;
    const known = slot.times === 1 ? thereBefore(subjects, slot) : undefined;
    if (known && known.index > value.index)
      return broken(`${slot.event} told something older than what was there when it was asked for`);
    if (!newestBefore || value.index === newestBefore.index) return undefined;
    return judge(value.index > newestBefore.index, `${slot.event} told something older than it had told before`);
  });

/** Judges that what is steady comes once in each period. */
export const steady = (setting: Paced): Oracle =>
  pacing(setting, ({ arrival, subjects }, moment) => {
    const { entry, scene } = moment;
    const slackOf = (connection: Connection, every: number): number => lateness(every) + delayOf(connection, entry.at);
    if (arrival?.slot.pace.kind === 'steady') {
      const { slot, before } = arrival;
      const { every } = slot.pace;
      const slack = slackOf(slot.connection, every);
      return before === undefined || slot.wanted !== 'yes'
        ? undefined
        : within(
            entry.at - before,
            // The first may come as soon as there is a value, at whatever phase the others follow.
            { ...(slot.times > 2 && { least: every - slack }), most: every + slack },
            scene,
            (ms) => `${slot.event} came ${ms} after the one before`,
          );
    }
    return about(
      slotsOf(subjects, 'steady', moment).map(([, { last, pace, connection, event }]) =>
        last === undefined
          ? undefined
          : unlessHeld(
              within(
                entry.at - last,
                { most: pace.every + slackOf(connection, pace.every) },
                scene,
                (ms) => `no ${event} came in the ${ms} since the last`,
              ),
            ),
      ),
    );
  });

/** Judges that what is steady begins within a period. */
export const starts = (setting: Paced): Oracle =>
  pacing(setting, ({ arrival, subjects }, moment) => {
    const { entry, scene } = moment;
    const late = ({ pace, connection, event }: Slot, since: number): Finding | undefined =>
      within(
        entry.at - since,
        { most: mostOf(pace) + delayOf(connection, entry.at) },
        scene,
        (ms) => `${event} did not come for ${ms} since it was wanted`,
      );
    if (arrival?.slot.pace.kind === 'steady')
      return arrival.begun === undefined ? undefined : late(arrival.slot, arrival.begun);
    return about(
      slotsOf(subjects, 'steady', moment).map(([subject, slot]) => {
        const since = slot.last === undefined ? beginning(subject, slot) : undefined;
        return since === undefined ? undefined : unlessHeld(late(slot, since));
      }),
    );
  });

/** How long a value may be on its way before it certainly is the newest there is, in ms. */
const EITHER = 50;

/**
 * Judges that what is steady carries the newest value there was when it was sent. How long it was under way is anybody's
 * guess, where much waits for its turn: only an answer that came before it shows that it was sent after the question.
 */
export const carriesNewest = (setting: Paced): Oracle =>
  pacing(setting, ({ arrival, subjects }, { scene }) => {
    if (arrival?.slot.pace.kind !== 'steady' || !arrival.value || !Number.isFinite(scene.resolution()))
      return undefined;
    const { slot, value } = arrival;
    const before = slot.sentSince - EITHER - scene.resolution() - scene.stalled();
    const subject = [...subjects].find(({ slots }) => slots.get(slot.connection) === slot);
    const known = subject?.values.findLast(({ told }) => told !== undefined && told < before);
    return known && judge(value.index >= known.index, `${slot.event} told something older than what was there`);
  });

/** Judges that values come as they were published, instants of their own included. */
export const unchanged = (setting: Paced): Oracle =>
  pacing(setting, ({ arrival }) =>
    arrival?.value
      ? judge(
          arrival.altered === undefined,
          () => `${arrival.slot.event} came with another ${arrival.altered || 'body'}`,
        )
      : undefined,
  );

/** Judges that nothing comes that is not wanted, or not any more, while others get it. */
export const unwanted = (setting: Paced): Oracle =>
  pacing(setting, ({ arrival, subjects }, { connection, proof, command, entry }) => {
    const isLate = (slot: Slot): boolean => slot.proven || (arrival?.value?.place ?? -1) >= slot.place;
    if (arrival?.slot.wanted === 'no' && isLate(arrival.slot))
      return broken(
        `${arrival.slot.event} came, which ${arrival.slot.former ? 'had been given up' : 'nobody had asked for'}`,
      );
    if (arrival?.value && arrival.slot.wanted === 'yes' && arrival.value.index <= (arrival.slot.dropped ?? -1)) {
      // What filters let pass is a state, and may be told to whoever asks for it again.
      if (!setting.promises.filters) return broken(`${arrival.slot.event} came that had been given up before`);
    }
    if (!connection || !proof || command || entry.kind !== 'received') return undefined;
    const asked = proof.at;
    return [...subjects].flatMap(({ pace, came = Number.NEGATIVE_INFINITY, slots }) => {
      const slot = slots.get(connection);
      const isSpared = slot?.wanted === 'no' && came > slot.since && asked > slot.since + mostOf(pace);
      return isSpared ? [held] : [];
    });
  });
