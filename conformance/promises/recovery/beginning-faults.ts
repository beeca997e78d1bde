/** The faults of where a subscription begins: servers that tell a wrong number, count anew, or stay where they were. */
import type { Fault, Setting } from '../../engine/requirement.ts';
import { asking, type Meddling, type Message, replaying } from '../../faults/replaying.ts';
import type { Wrap } from '../../faults/wrap.ts';
import { at, itemsAt, withAt } from '../../scene/pointer.ts';
import type { Replay } from './commands.ts';
import { ELSEWHERE } from './replay-faults.ts';

type Fields = Readonly<Record<string, unknown>>;

/** The faults of one protocol's replay. */
export const beginningFaults = ({ protocol, promises, reader }: Setting<unknown>, replay: Replay) => {
  const { filters, sequence } = promises;
  const first = sequence?.first ?? 1;
  const meddling = (how: Meddling): Wrap => replaying(protocol, reader, replay, how);
  const renumbered = (message: Message, number: number): Message => ({
    ...message,
    // Events that bear numbers are objects.
    message: withAt(message.message as Fields, sequence?.number ?? '/number', number),
  });
  /** Changes the numbers that an answer tells. */
  const retold = (message: Message, change: (count: string, number: number) => number): Message => {
    const next = Object.entries((at(message.message, replay.next) ?? {}) as Readonly<Record<string, number>>);
    const changed = Object.fromEntries(next.map(([count, number]) => [count, change(count, number)]));
    return { ...message, message: withAt(message.message as Fields, replay.next, changed) };
  };
  const fromLatest = (frame: Fields): Fields => withAt(frame, replay.from, replay.latest);
  const countsIn = (frame: Fields): readonly unknown[] =>
    itemsAt(frame, filters?.names.at ?? '').filter((name) => !sequence?.unnumbered?.some((other) => other === name));

  /** Subscriptions asked for anew, by connection and name. */
  const repeated = (): ((frame: Fields, connection: string) => boolean) => {
    const held = new Set<string>();
    return (frame, connection) => {
      const keys = countsIn(frame).map((count) => `${connection} ${String(count)}`);
      const again = keys.some((key) => held.has(key));
      for (const key of keys) held.add(key);
      return again;
    };
  };

  return {
    'second-is-earliest': {
      story: `The count of what is kept begins with ${first + 1}.`,
      breaks: ['next'],
      disturbs: [...ELSEWHERE, 'recovery/repositions', 'recovery/replays', 'recovery/seam'],
      wrap: meddling({
        event: ({ message, number, by }) => (by.from === replay.earliest && number === first ? [] : [message]),
        answer: (message, begun) => [
          retold(message, (count, number) =>
            begun.some((by) => by.count === count && by.from === replay.earliest) ? first + 1 : number,
          ),
        ],
      }),
    },
    'counts-anew': {
      story: 'Whoever subscribes to something again gets it numbered from the first number on.',
      breaks: ['next', 'repositions', 'old-unchanged'],
      disturbs: [...ELSEWHERE, 'recovery/seam', 'recovery/replays', 'recovery/filtered', 'recovery/out-of-range'],
      wrap: meddling({
        event: ({ message, number, by }) => [by.again ? renumbered(message, number - by.first + first) : message],
        answer: (message, begun) => [
          retold(message, (count, number) => (begun.some((by) => by.again && by.count === count) ? first : number)),
        ],
      }),
    },
    'tells-one-too-low': {
      story: 'The number that an answer tells is one too low.',
      breaks: ['next'],
      disturbs: [...ELSEWHERE, 'recovery/seam', 'recovery/repositions', 'recovery/replays'],
      wrap: meddling({ answer: (message) => [retold(message, (_, number) => Math.max(first, number - 1))] }),
    },
    'tells-one-too-high': {
      story: 'The number that an answer tells is one too high.',
      breaks: ['next', 'seam'],
      disturbs: [...ELSEWHERE, 'recovery/repositions', 'recovery/replays'],
      wrap: meddling({ answer: (message) => [retold(message, (_, number) => number + 1)] }),
    },
    'stays-where-it-was': {
      story: 'Whoever subscribes to something again goes on where they were, whatever they ask for.',
      breaks: ['repositions', 'replays', 'seam'],
      disturbs: [...ELSEWHERE, 'recovery/next', 'recovery/filtered', 'recovery/out-of-range'],
      wrap: (server) => {
        const isAgain = repeated();
        const kept = meddling({
          answer: (message, begun) => [
            retold(message, (count, number) => (begun.some((by) => by.again && by.count === count) ? first : number)),
          ],
        })(server);
        return asking(reader, replay, (frame, connection) =>
          isAgain(frame, connection) && at(frame, replay.from) === replay.earliest ? fromLatest(frame) : frame,
        )(kept);
      },
    },
  } as const satisfies Readonly<Record<string, Fault>>;
};
