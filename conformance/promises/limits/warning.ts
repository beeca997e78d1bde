/** The oracles of a limit's warning: that it comes in time, and tells the truth. */
import type { LimitsPromise } from '../../../schemas/promises/limits.ts';
import { broken, each, type Findings, held, hearing, judge, type Oracle } from '../../engine/oracle.ts';
import type { Setting } from '../../engine/requirement.ts';
import type { Connection } from '../../scene/connection.ts';
import { at } from '../../scene/pointer.ts';
import type { Moment, Scene } from '../../scene/scene.ts';

type Warning = NonNullable<LimitsPromise['warning']>;
const HEARD = ['control', 'event', 'reply'] as const;

const isWarning = ({ message }: Moment, { message: name }: Warning): boolean => message?.name === name;

/** Judges that the warning has come by the time that something sent after its cause is answered. */
export const warns = (warning: Warning): Oracle =>
  hearing(() => {
    /** By connection: the seq of the message that had to bring a warning, and of its answer. */
    const due = new Map<Connection, { readonly sent: number; answered: number }>();
    const warned = new Map<Connection, number>();
    return (moment) => {
      const { entry, connection, fate } = moment;
      if (!connection) return undefined;
      if (isWarning(moment, warning)) {
        warned.set(connection, entry.seq);
        return due.delete(connection) ? held : undefined;
      }
      if (!fate) return undefined;
      const open = due.get(connection);
      const { seq } = fate.command.entry;
      if (open && seq > open.answered) {
        due.delete(connection);
        return broken(`no ${warning.message} had come when a later message was answered`);
      }
      if (fate.refused || fate.least !== warning.at - 1 || fate.most !== fate.least) return undefined;
      // It may have come before the answer.
      if ((warned.get(connection) ?? -1) > seq) return held;
      due.set(connection, { sent: seq, answered: entry.seq });
      return undefined;
    };
  }, HEARD);

/**
 * Judges that the warning comes on every connection that counts with the one which sent its cause: whoever was greeted
 * before that was sent has it by the time that something asked for after its answer is answered.
 */
export const warnsEverywhere = ({ promises }: Setting<LimitsPromise>, warning: Warning): Oracle =>
  hearing(() => {
    /** By connection: where its greeting stands, and its latest warning. */
    const greeted = new Map<Connection, number>();
    const warned = new Map<Connection, number>();
    /** By connection: the seq of the answer to the message that had to bring a warning. */
    const due = new Map<Connection, number>();
    const cause = ({ entry, fate, scene }: Moment, connection: Connection): Findings => {
      if (!fate || fate.refused || fate.least !== warning.at - 1 || fate.most !== fate.least) return undefined;
      const { seq } = fate.command.entry;
      const others = [...scene.connections.values()].filter(
        (other) =>
          other !== connection &&
          other.badge.user === connection.badge.user &&
          other.state === 'open' &&
          (greeted.get(other) ?? Number.POSITIVE_INFINITY) < seq,
      );
      return others.flatMap((other) => {
        if ((warned.get(other) ?? -1) > seq) return [held];
        due.set(other, entry.seq);
        return [];
      });
    };
    return (moment) => {
      const { entry, connection, message, proof } = moment;
      if (!connection) return undefined;
      if (message?.name === promises.handshake?.greeting) greeted.set(connection, entry.seq);
      if (isWarning(moment, warning)) {
        warned.set(connection, entry.seq);
        return due.delete(connection) ? held : undefined;
      }
      const since = due.get(connection);
      if (since !== undefined && proof && proof.seq > since) {
        due.delete(connection);
        return broken(`no ${warning.message} had come when something asked later was answered`);
      }
      return cause(moment, connection);
    };
  }, [...HEARD, 'proof']);

/** Judges that no warning comes before the count is what it is given for. */
export const notBefore = (warning: Warning): Oracle =>
  each((moment) => {
    const { entry, connection, scene } = moment;
    if (!connection || !isWarning(moment, warning)) return undefined;
    const most = scene.limits?.count(connection, entry.at).most ?? 0;
    return judge(most >= warning.at, () => `it came although at the most ${most} counted`);
  }, HEARD);

/** An instant in ms, in either form; undefined where it is none. */
const instantOf = (value: unknown): number | undefined => {
  const found = typeof value === 'string' ? Date.parse(value) : typeof value === 'number' ? value : Number.NaN;
  return Number.isFinite(found) && found > 1e11 ? found : undefined;
};

/** The server's own time, where the warning's frame tells it beside when the count falls. */
const toldNow = ({ json, message }: Moment, { resets }: Warning): number | undefined => {
  const body = message?.body;
  for (const place of [body, json]) {
    if (typeof place !== 'object' || place === null) continue;
    for (const [field, value] of Object.entries(place)) {
      const instant = `/${field}` === resets ? undefined : instantOf(value);
      if (instant !== undefined) return instant;
    }
  }
  return undefined;
};

/** How far the instant that a warning tells may be rounded, in ms. */
const ROUNDED = 1000;

/** How far the server's own time may be rounded that it tells beside, in ms, by its digits. */
const roundedBy = (now: number): number => [ROUNDED, 100, 10].find((grain) => now % grain === 0) ?? 1;

/** Whether a connection is the only open one of its user. */
const isAlone = ({ number, badge }: Connection, { connections }: Scene): boolean =>
  ![...connections.values()].some(
    (other) => other.number !== number && other.state === 'open' && other.badge.user === badge.user,
  );

/** Judges that a warning tells the limit, the count, and when the oldest message leaves it. */
export const truly = ({ promise }: Setting<LimitsPromise>, warning: Warning): Oracle =>
  each((moment) => {
    const { entry, connection, message, scene } = moment;
    if (!connection || !message || !scene.limits || !isWarning(moment, warning)) return undefined;
    const [limit, current] = [at(message.body, warning.limit), at(message.body, warning.current)];
    if (limit !== promise.most) return broken(`it tells of a limit of ${String(limit)}`);
    const { least, most, oldest, sentAt } = scene.limits.count(connection, entry.at);
    // Of connections at once, each may be told of its own message's count when the others' have been told already.
    const lowest = isAlone(connection, scene) ? Math.max(least, warning.at) : warning.at;
    if (typeof current !== 'number' || current < lowest || current > most)
      return broken(
        `it tells of ${String(current)} messages, when ${least === most ? least : `${least} to ${most}`} counted`,
      );
    const [resets, now] = [instantOf(at(message.body, warning.resets)), toldNow(moment, warning)];
    if (resets === undefined || now === undefined || !oldest || !Number.isFinite(scene.resolution())) return held;
    const slack = ROUNDED + roundedBy(now) + scene.resolution() + scene.stalled();
    const left = resets - now;
    const [shortest, longest] = [
      promise.within - (entry.at - oldest.from) - slack,
      promise.within - Math.max(0, sentAt(current) - oldest.to) + slack,
    ];
    return judge(
      left >= shortest && left <= longest,
      () =>
        `it tells of ${left} ms until the oldest leaves, which will be in ${Math.round((shortest + longest) / 2)} ms`,
    );
  }, HEARD);
