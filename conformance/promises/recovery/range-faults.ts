/** The faults of what cannot be replayed: servers that take what is not there, and refuse what is. */
import type { Fault, Setting } from '../../engine/requirement.ts';
import type { Output } from '../../../schemas/server.ts';
import { asking, replaying } from '../../faults/replaying.ts';
import { both, type Wrap } from '../../faults/wrap.ts';
import { parsed } from '../../scene/json.ts';
import { at, itemsAt, withAt } from '../../scene/pointer.ts';
import type { Replay } from './commands.ts';
import { ELSEWHERE } from './replay-faults.ts';

type Fields = Readonly<Record<string, unknown>>;

/** No count comes so far. */
const FAR = 2 ** 40;
/** Where the future begins, for who does not look far. */
const FAR_AHEAD = 1000;
/** How a command begins that no client has sent. */
const SECRET = 'secretly ';

/** The faults of one protocol's replay. */
export const rangeFaults = ({ protocol, promises, reader }: Setting<unknown>, replay: Replay) => {
  const { filters, sequence, replies } = promises;
  const first = sequence?.first ?? 1;
  const [echo = '/id'] = replies?.to[replay.command]?.echoes ?? [];
  const numberIn = (frame: Fields): unknown => at(at(frame, replay.from), `/${replay.number}`);
  const isOutside = (number: unknown): boolean => typeof number === 'number' && (number < first || number > FAR);
  const fromLatest = (frame: Fields): Fields => withAt(frame, replay.from, replay.latest);
  const countsIn = (frame: Fields): readonly unknown[] =>
    itemsAt(frame, filters?.names.at ?? '').filter((name) => !sequence?.unnumbered?.some((other) => other === name));

  /** Commands are heard as others, by the highest number of their count that was sent to anybody; -1 where none was. */
  const knowing =
    (change: (frame: Fields, known: number) => Fields): Wrap =>
    (server) => {
      const known = new Map<string, number>();
      return both(
        replaying(protocol, reader, replay, {
          event: ({ message, number, by }) => {
            known.set(by.count, Math.max(number, known.get(by.count) ?? 0));
            return [message];
          },
        }),
        asking(reader, replay, (frame) => {
          const [count] = countsIn(frame);
          return change(frame, known.get(String(count)) ?? -1);
        }),
      )(server);
    };

  return {
    'far-is-latest': {
      story: 'A number that is not there is taken for the latest.',
      breaks: ['out-of-range'],
      disturbs: [...ELSEWHERE, 'recovery/next', 'recovery/repositions'],
      wrap: asking(reader, replay, (frame) => (isOutside(numberIn(frame)) ? fromLatest(frame) : frame)),
    },
    'takes-the-future': {
      story: 'A number far ahead of the next is taken for the latest, unless no count ever comes so far.',
      breaks: ['out-of-range'],
      disturbs: [...ELSEWHERE, 'recovery/next', 'recovery/repositions'],
      wrap: knowing((frame, known) => {
        const number = numberIn(frame);
        const isAhead = typeof number === 'number' && number > known + FAR_AHEAD && number < FAR;
        return isAhead ? fromLatest(frame) : frame;
      }),
    },
    'refuses-the-next': {
      story: 'The number of the next event is refused, since there is no such event yet.',
      breaks: ['out-of-range'],
      disturbs: ELSEWHERE,
      wrap: knowing((frame, known) =>
        numberIn(frame) === known + 1
          ? withAt(frame, replay.from, { [replay.number]: Number.MAX_SAFE_INTEGER })
          : frame,
      ),
    },
    'takes-several': {
      story: 'One number for several counts is taken for the latest of each.',
      breaks: ['unnumbered'],
      disturbs: [...ELSEWHERE, 'recovery/next', 'recovery/repositions'],
      wrap: asking(reader, replay, (frame) =>
        numberIn(frame) !== undefined && countsIn(frame).length > 1 ? fromLatest(frame) : frame,
      ),
    },
    'refuses-in-words': {
      story: 'A number that is not there is refused, and what it was asked for is subscribed to all the same.',
      breaks: ['out-of-range'],
      disturbs: ELSEWHERE,
      wrap: (server) => {
        const isSecret = (output: Output): boolean =>
          output.do === 'message' && String(at(output.message, echo)).startsWith(SECRET);
        return {
          ...server,
          receive: (input, now) => {
            const outputs = server.receive(input, now).filter((output) => !isSecret(output));
            const frame = input.do === 'text' ? (parsed(input.text) as Fields) : undefined;
            if (input.do !== 'text' || !frame || reader.read(frame, 'client')?.name !== replay.command) return outputs;
            if (!isOutside(numberIn(frame))) return outputs;
            const text = JSON.stringify({
              ...fromLatest(frame),
              [echo.slice(1)]: `${SECRET}${String(at(frame, echo))}`,
            });
            return [...outputs, ...server.receive({ ...input, text }, now).filter((output) => !isSecret(output))];
          },
        };
      },
    },
  } as const satisfies Readonly<Record<string, Fault>>;
};
