/** The oracles of what cannot be replayed: numbers that are neither there nor next, and numbers where there is no one count. */
import type { Protocol } from '../../../schemas/protocol.ts';
import { broken, earned, heldBeside, type Oracle, quote, twins } from '../../engine/oracle.ts';
import type { Command } from '../../scene/exchanges.ts';
import { at, itemsAt } from '../../scene/pointer.ts';
import { fromIn, type Replay, replayCommands } from './commands.ts';
import { misplaced, placing } from './replay-oracles.ts';

/** No count comes so far. */
const FAR = 2 ** 40;

/** So far ahead of what has just been seen nobody's count comes in one plan, however much others publish meanwhile. */
export const AHEAD = 1_000_000;

/** What a command asks for: `out` of what there is, or certainly `in` it. */
type Sort = 'out' | 'in' | undefined;

/** The oracles of one protocol's replay. */
export const rangeOracles = (protocol: Protocol, replay: Replay) => {
  const { filters } = protocol.promises;
  const { namesIn, isCounted, first } = replayCommands(protocol, replay);

  const numberIn = ({ body }: Command): number | undefined => {
    const from = fromIn(replay, body);
    return typeof from === 'object' && Number.isSafeInteger(from.number) ? Number(from.number) : undefined;
  };
  /** Without values, which may be unknown, there is nothing else that could be wrong with a command. */
  const isPlain = ({ body, unfit }: Command): boolean =>
    !unfit && Object.values(filters?.values ?? {}).every(({ at: where }) => itemsAt(body, where).length === 0);

  /** A number was asked for, and taken, on the same connection. */
  const numberTaken = twins(
    ['reply'],
    () =>
      ({ connection, reply }) =>
        connection &&
        reply?.fit === 'answer' &&
        reply.to.command.name === replay.command &&
        typeof fromIn(replay, reply.to.command.body) === 'object'
          ? [String(connection.number)]
          : [],
  );

  /** Judges what must be refused: that it is, and that nothing of it takes effect. */
  const refused = (
    sortOf: (command: Command, before: ReadonlyMap<string, number>) => Sort,
    isRight: (kind: string | undefined) => boolean,
  ): Oracle =>
    earned(
      numberTaken,
      placing(protocol, replay, () => ({ reply, connection, numbered }, { placed, highest }) => {
        const probe = placed?.refused;
        const known = probe && highest.before(probe);
        if (placed?.wrong && numbered && known && sortOf(probe, known) === 'out')
          return broken(`what was refused took effect: ${misplaced(placed, numbered)}`);
        const before = reply && highest.before(reply.to.command);
        const sort = before && sortOf(reply.to.command, before);
        if (!connection || !sort) return undefined;
        const from = quote(at(reply.to.command.body, replay.from));
        const isTaken = reply.fit === 'answer' || reply.fit === 'misnamed';
        if (sort === 'in') return isTaken ? undefined : broken(`${from} was refused, and is there, or next`);
        if (isTaken) return broken(`${from} was taken`);
        return isRight(reply.kind)
          ? heldBeside(String(connection.number))
          : broken(`${from} was refused with another error`);
      }),
    );

  return {
    outOfRange: refused(
      (command, before) => {
        const number = numberIn(command);
        const [highest, ...more] = before.values();
        if (number === undefined || highest === undefined || more.length > 0 || !isPlain(command)) return undefined;
        if (number < first || number > FAR) return 'out';
        // What others have brought about since is far less; where nothing was seen, nobody knows how far the count is.
        if (highest >= first && number > highest + AHEAD / 2) return 'out';
        return number <= highest + 1 ? 'in' : undefined;
      },
      (kind) => kind === replay.outOfRange,
    ),
    /** With one counted name among others that are not, it is free. */
    unnumbered: refused(
      (command) =>
        numberIn(command) !== undefined && namesIn(command).filter(isCounted).length !== 1 ? 'out' : undefined,
      () => true,
    ),
  };
};
