/** The faults of replay: servers that lose, repeat, confuse or invent what was before, and forget where it began. */
import { bodySchema } from '../../../schemas/json-schema.ts';
import type { Output } from '../../../schemas/server.ts';
import type { Fault, Setting } from '../../engine/requirement.ts';
import { type Meddling, type Message, replaying } from '../../faults/replaying.ts';
import type { Wrap } from '../../faults/wrap.ts';
import { at } from '../../scene/pointer.ts';
import type { Replay } from './commands.ts';

type Fields = Readonly<Record<string, unknown>>;

/** How many old events a careless server keeps. */
const KEPT = 2;
/** When everything happened, by a server that stamps what it sends. */
const NOW = '2026-01-01T12:34:56.000Z';

/** Who may notice beside the family, in other families. */
export const ELSEWHERE = ['sequence/*', 'filters/*', 'books/*', 'lifecycle/*', 'errors/*', 'markets/*'] as const;

/** The faults of one protocol's replay. */
export const replayFaults = ({ protocol, reader }: Setting<unknown>, replay: Replay) => {
  const meddling = (how: Meddling): Wrap => replaying(protocol, reader, replay, how);
  const isReplay = (from: unknown): boolean => from !== undefined && from !== replay.latest;
  /** Puts the old events that one input brings to a connection in the reverse order. */
  const backwards: Wrap = (server) => {
    const old = new Set<unknown>();
    const inner = meddling({ event: ({ message, isOld }) => (isOld ? [note(message)] : [message]) })(server);
    const note = (message: Message): Message => {
      old.add(message.message);
      return message;
    };
    return {
      ...inner,
      receive: (input, now) => {
        const outputs = inner.receive(input, now);
        const replayed = outputs.filter((output) => output.do === 'message' && old.has(output.message));
        old.clear();
        const [places, left] = [new Set(replayed), [...replayed]];
        return outputs.map((output): Output => (places.has(output) ? (left.pop() ?? output) : output));
      },
    };
  };

  /** The events whose fields hold instants, with their names. */
  const instants = (event: string): readonly string[] =>
    Object.entries(bodySchema(protocol, 'event', event).properties ?? {}).flatMap(([key, { format }]) =>
      format === 'date-time' ? [key] : [],
    );

  return {
    'loses-the-seam': {
      story: 'The first live event behind old ones is lost.',
      breaks: ['seam'],
      disturbs: [...ELSEWHERE, 'recovery/repositions'],
      wrap: meddling({ event: ({ message, isOld, by }) => (!isOld && by.live === 1 && by.old > 0 ? [] : [message]) }),
    },
    'repeats-the-seam': {
      story: 'The last old event comes again as the first live one.',
      breaks: ['seam'],
      disturbs: [...ELSEWHERE, 'recovery/repositions'],
      wrap: (server) => {
        const last = new Map<unknown, Message>();
        return meddling({
          event: ({ message, isOld, by }) => {
            const before = last.get(by);
            if (isOld) last.set(by, message);
            else last.delete(by);
            return !isOld && before ? [before, message] : [message];
          },
        })(server);
      },
    },
    backwards: {
      story: 'Old events come in the reverse order.',
      breaks: ['seam'],
      disturbs: [...ELSEWHERE, 'recovery/repositions', 'recovery/replays', 'recovery/filtered'],
      wrap: backwards,
    },
    'dressed-as-new': {
      story: 'Old events bear the time at which they are sent.',
      breaks: ['old-unchanged'],
      disturbs: [...ELSEWHERE, 'recovery/replays', 'recovery/repositions'],
      wrap: meddling({
        event: ({ message, isOld, by }) => {
          const reading = isOld && isReplay(by.from) ? reader.read(message.message, 'server') : undefined;
          const fields = reading ? instants(reading.name) : [];
          const changed = Object.fromEntries(
            fields.flatMap((key) => (at(reading?.body, `/${key}`) ? [[key, NOW]] : [])),
          );
          const { number: _, ...beside } = { number: 0, ...(message.message as Fields) };
          if (!reading || fields.length === 0) return [message];
          const whole = reader.frame('event', reading.name, { ...(reading.body as Fields), ...changed });
          return [{ ...message, message: { ...beside, ...whole } }];
        },
      }),
    },
    'an-unfiltered-past': {
      story: 'Old events come whether they pass the filter or not.',
      breaks: ['filtered'],
      disturbs: [...ELSEWHERE, 'recovery/replays', 'recovery/repositions', 'recovery/seam'],
      wrap: meddling({
        event: ({ message, isOld, by }) => (isOld && by.narrow && isReplay(by.from) ? [] : [message]),
        answer: (message, begun, sent) => [
          message,
          ...begun.flatMap(({ count, first: start, boundary, narrow, from }) =>
            narrow && isReplay(from)
              ? [...sent(count)]
                  .filter(([number]) => number >= start && number <= boundary)
                  .sort(([one], [two]) => one - two)
                  .map(([, old]): Message => ({ ...message, message: old }))
              : [],
          ),
        ],
      }),
    },
    'keeps-the-last-two': {
      story: `Of old events only the last ${KEPT} are kept.`,
      breaks: ['seam', 'replays'],
      disturbs: [...ELSEWHERE, 'recovery/repositions', 'recovery/filtered'],
      wrap: meddling({
        event: ({ message, number, isOld, by }) =>
          isOld && isReplay(by.from) && number <= by.boundary - KEPT ? [] : [message],
      }),
    },
    'once-to-each': {
      story: 'An old event that a connection has got already is not sent to it again.',
      breaks: ['repositions', 'replays'],
      disturbs: [...ELSEWHERE, 'recovery/seam', 'recovery/filtered'],
      wrap: (server) => {
        const got = new Set<string>();
        return meddling({
          event: ({ message, number, isOld, by }) => {
            const key = `${message.connection} ${by.count} ${number}`;
            if (isOld && got.has(key)) return [];
            got.add(key);
            return [message];
          },
        })(server);
      },
    },
  } as const satisfies Readonly<Record<string, Fault>>;
};
