/** The oracles of replay: where a subscription begins, and what it brings from there on. */
import type { Promises } from '../../../schemas/promises.ts';
import type { Protocol } from '../../../schemas/protocol.ts';
import { all, broken, type Finding, type Findings, hearing, held, judge, type Oracle } from '../../engine/oracle.ts';
import { shared } from '../../engine/shared.ts';
import type { Sound } from '../../engine/sounds.ts';
import type { Connection } from '../../scene/connection.ts';
import type { Command } from '../../scene/exchanges.ts';
import { at, difference, itemsAt } from '../../scene/pointer.ts';
import type { Numbered } from '../../scene/numbers.ts';
import type { Moment } from '../../scene/scene.ts';
import { type Highest, type Replay, replayCommands } from './commands.ts';
import { createPositions, type Placed, type Positions } from './positions.ts';

/** The most events of a plan that are remembered. */
const REMEMBERED = 10_000;
/** How many numbers before an event are looked for among those that others got. */
const NEAR = 100;

/** What is wrong with where an event came. */
export const misplaced = ({ wrong, expected }: Placed, { count, number }: Numbered): string =>
  `${count} ${number} came ${wrong}; expected was ${expected}`;

/** What is known of where subscriptions begin, and of where what came in a moment stands. */
interface Standing {
  readonly placed: Placed | undefined;
  readonly positions: Positions;
  readonly highest: Highest;
}

/** Looks at a moment, and at where what came in it stands. */
type Look = (moment: Moment, standing: Standing) => Findings;

/** An oracle that is told, beside each moment, where what came stands; `hears`: what else it listens for. */
export const placing = (protocol: Protocol, replay: Replay, begin: () => Look, hears: readonly Sound[] = []): Oracle =>
  hearing(() => {
    const standing = standingIn(protocol, replay);
    const look = begin();
    return (moment) => look(moment, standing(moment));
  }, [...PLACED, ...hears]);

/** What positions are told by. */
const PLACED = ['closed', 'command', 'reply', 'unanswered', 'numbered', 'reset'] as const;

/** Positions are kept once for all that is judged of them. */
const known = new WeakMap<Promises, (moment: Moment) => Standing>();
const standingIn = (protocol: Protocol, replay: Replay): ((moment: Moment) => Standing) => {
  const { promises } = protocol;
  const kept =
    known.get(promises) ??
    shared(() => {
      const positions = createPositions(promises, replay);
      const highest = replayCommands(protocol, replay).createHighest();
      return (moment) => {
        highest.hear(moment);
        return { placed: positions.hear(moment), positions, highest };
      };
    });
  known.set(promises, kept);
  return kept;
};

/**
 * Old events that come before the answer to the command that brings them, which is as good as behind it: gives, when it is
 * answered, the name of each.
 */
const createEarly = ({ promises: { filters } }: Protocol, { command: begins }: Replay) => {
  const asking = new Map<Connection, { readonly command: Command; readonly came: string[] }>();
  return ({ entry, command, delivery, reply }: Moment, connection: Connection): readonly string[] => {
    if (entry.kind === 'closed') asking.delete(connection);
    if (command?.name === begins && command.bad.length === 0) asking.set(connection, { command, came: [] });
    const asked = asking.get(connection);
    if (!asked) return NONE;
    const { of } = delivery ?? {};
    const isOld = of?.told !== undefined && of.told < asked.command.entry.seq;
    const isAsked = of && itemsAt(asked.command.body, filters?.names.at ?? '').includes(of.event);
    if (isOld && isAsked && asked.came.length < REMEMBERED) asked.came.push(of.event);
    if (reply?.to.command !== asked.command) return NONE;
    asking.delete(connection);
    return reply.fit === 'answer' ? asked.came : NONE;
  };
};

const NONE: readonly string[] = [];

/** The oracles of one protocol's replay. */
export const replayOracles = (protocol: Protocol, replay: Replay) => {
  const { first, wrongFirst } = replayCommands(protocol, replay);
  const looking = (begin: () => Look, hears?: readonly Sound[]): Oracle => placing(protocol, replay, begin, hears);
  const inPlace = (placed: Placed, numbered: Numbered): Finding =>
    judge(placed.wrong === undefined, () => misplaced(placed, numbered));

  const next = looking(() => ({ reply, message }, { highest }) => {
    const command = reply?.to.command;
    const before = command && highest.before(command);
    if (!before || reply.fit !== 'answer') return undefined;
    const told = at(message?.body, replay.next);
    const stray = Object.keys(typeof told === 'object' && told !== null ? told : {}).find(
      (count) => !before.has(count),
    );
    if (stray !== undefined) return broken(`the answer tells where ${stray} begins, which has no numbers of its own`);
    const wrong = [...before].map(([count, seen]) => wrongFirst(command, message?.body, count, seen)).find(Boolean);
    return judge(wrong === undefined, () => `the answer ${wrong}`);
  });

  const seam = looking(() => ({ numbered }, { placed }) => {
    if (!placed?.asked || !numbered) return undefined;
    const isReplay = placed.asked.from !== 'latest';
    const isFirst = placed.fresh && !placed.refused;
    return isReplay || (placed.wrong && isFirst) ? inPlace(placed, numbered) : undefined;
  });

  const oldUnchanged = looking(() => {
    const told = new Map<string, Map<number, { readonly body: unknown; readonly seq: number }>>();
    let remembered = 0;
    return ({ numbered, message, connection, entry }) => {
      if (entry.kind === 'asked' && entry.hook === 'reset') {
        told.clear();
        remembered = 0;
      }
      if (!numbered || !message || !connection || connection.outdated) return undefined;
      const { count, number } = numbered;
      const counted = told.get(count);
      const known = counted?.get(number);
      if (!known) {
        if (remembered >= REMEMBERED) return undefined;
        remembered++;
        told.set(count, (counted ?? new Map()).set(number, { body: message.body, seq: entry.seq }));
        return undefined;
      }
      const where = difference(known.body, message.body) ?? difference(message.body, known.body);
      if (where !== undefined) return broken(`${count} ${number} came with another ${where || 'body'} than before`);
      return known.seq < connection.settled ? held : undefined;
    };
  });

  /** Judges what was published before a subscription that covers it was asked for. */
  const replaying = (concerns: (asked: { readonly again: boolean }) => boolean): Oracle =>
    looking(() => {
      const early = createEarly(protocol, replay);
      return (moment, { positions }) => {
        const { connection, delivery, lost, reply } = moment;
        if (!connection) return undefined;
        const came = early(moment, connection);
        const isOld = (event: string, told: number | undefined): boolean => {
          const asked = positions.of(connection, event);
          // What the very answer proves lost was due by the subscription before.
          const before = asked && asked.from !== 'latest' && asked.command !== reply?.to.command;
          return before === true && told !== undefined && told < asked.command.entry.seq && concerns(asked);
        };
        const missing = lost?.find(({ event, told }) => isOld(event, told));
        if (missing)
          return broken(`${missing.event} is an old one, and had not come when something asked later was answered`);
        if (delivery?.due && delivery.of && isOld(delivery.of.event, delivery.of.told)) return held;
        const isCounted = (event: string): boolean => {
          const asked = positions.of(connection, event);
          return asked !== undefined && asked.from !== 'latest' && concerns(asked);
        };
        return came.filter(isCounted).map(() => held);
      };
    }, ['delivery', 'lost']);

  /** What others got, and what the filter spares this one: between two old events that pass there was one that does not. */
  const filtered = looking(() => {
    const others = new Map<string, Set<number>>();
    const latest = new Map<Connection, Map<string, number>>();
    return ({ numbered, message, connection }, { placed }) => {
      if (!numbered || !message || !connection) return undefined;
      const { count, number } = numbered;
      const known = others.get(count) ?? new Set<number>();
      if (known.size < REMEMBERED) others.set(count, known.add(number));
      const mine = latest.get(connection) ?? new Map<string, number>();
      latest.set(connection, mine);
      const start = (placed?.asked?.first ?? first) - 1;
      const before = Math.max(placed?.fresh ? start : (mine.get(count) ?? start), start);
      mine.set(count, number);
      if (!placed?.asked || !placed.filtered || placed.asked.from === 'latest') return undefined;
      if (connection.interest?.passes(message.name, message.body) === 'no')
        return broken(`${count} ${number} came, which does not pass the filter`);
      for (let spared = number - 1; spared > Math.max(before, number - NEAR); spared--)
        if (known.has(spared)) return held;
      return undefined;
    };
  });

  /** Where a connection stands that was subscribed already. */
  const anew = looking(() => ({ reply, message, numbered, connection }, { placed, positions, highest }) => {
    const before = reply?.fit === 'answer' ? highest.before(reply.to.command) : undefined;
    for (const [count, seen] of before ?? []) {
      const asked = connection && positions.of(connection, count);
      if (!asked?.again || asked.command !== reply?.to.command) continue;
      const wrong = wrongFirst(asked.command, message?.body, count, seen);
      if (wrong) return broken(`asked anew, the answer ${wrong}`);
    }
    const isFirst = placed?.asked?.again && placed.fresh && !placed.refused;
    return isFirst && numbered ? inPlace(placed, numbered) : undefined;
  });

  return {
    next,
    seam,
    oldUnchanged,
    filtered,
    replays: replaying(() => true),
    repositions: all(
      anew,
      replaying(({ again }) => again),
    ),
  };
};
