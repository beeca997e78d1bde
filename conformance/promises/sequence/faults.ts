/** The faults of sequences: numbers skipped, swapped, repeated, counted for the wrong things or linked to the wrong ones. */
import type { SequencePromise } from '../../../schemas/promises/sequence.ts';
import type { Output } from '../../../schemas/server.ts';
import type { Fault, Setting } from '../../engine/requirement.ts';
import { noticing } from '../../faults/noticing.ts';
import { alter, messages, type Wrap } from '../../faults/wrap.ts';
import { numberIn } from '../../scene/numbers.ts';
import { at, withAt } from '../../scene/pointer.ts';

type Frame = Readonly<Record<string, unknown>>;

/** The faults of the `sequence` family; literals, so that `breaks` is checked against its requirements. */
export const sequenceFaults = ({ protocol, promises, promise, reader }: Setting<SequencePromise>) => {
  const isEvent = messages(reader, (name) => Object.hasOwn(protocol.events, name));
  const isOrigin = messages(reader, (name) => name === promise.origin?.message);
  const changed = (
    frame: Frame,
    pointer: string | undefined,
    change: (number: number, frame: Frame) => number,
  ): Frame => {
    const known = pointer === undefined ? undefined : at(frame, pointer);
    return pointer === undefined || typeof known !== 'number' ? frame : withAt(frame, pointer, change(known, frame));
  };

  /** Every number that the server tells is another: of events, of those before them, of the last one at the beginning. */
  const renumbered = (change: (number: number) => number): Wrap => {
    const renumber = (message: unknown): unknown => {
      // What a server sends is an object.
      const frame = message as Frame;
      const name = reader.read(frame, 'server')?.name ?? '';
      if (name === promise.origin?.message) return changed(frame, promise.origin.number, change);
      return numberIn(promise, name, frame)
        ? changed(changed(frame, promise.number, change), promise.previous, change)
        : frame;
    };
    return (server) => ({
      ...server,
      receive: (input, now) =>
        server
          .receive(input, now)
          .map(
            (output): Output => (output.do === 'message' ? { ...output, message: renumber(output.message) } : output),
          ),
    });
  };

  /** A number is told by what each connection has got so far. */
  const perConnection: Wrap = (server) => {
    const counts = new Map<string, number>();
    return {
      ...server,
      receive: (input, now) =>
        server.receive(input, now).map((output) => {
          if (output.do !== 'message' || !isEvent(output)) return output;
          const frame = output.message as Frame;
          const name = reader.read(frame, 'server')?.name ?? '';
          const numbered = numberIn(promise, name, frame);
          if (!numbered) return output;
          const key = `${output.connection} ${numbered.count}`;
          const count = (counts.get(key) ?? promise.first - 1) + 1;
          counts.set(key, count);
          return { ...output, message: withAt(frame, promise.number, count) };
        }),
    };
  };

  const everywhere = [
    ...[
      'sequence/dense',
      'sequence/dense-in-a-storm',
      'sequence/increasing',
      'sequence/same-for-all',
      'sequence/origin',
      'sequence/goes-on',
    ],
    ...['sequence/linked', 'sequence/time', 'recovery/*', 'books/from', 'errors/changes-nothing'],
    // Where old events can be asked for by number, another number makes others due.
    ...(promises.recovery?.replay ? noticing(promises).filtered : []),
  ];
  const numbers = promise.number;
  return {
    'skips-one-in-fifty': {
      story: 'One number in fifty is skipped.',
      breaks: ['dense-in-a-storm'],
      disturbs: everywhere,
      wrap: renumbered((number) => number + Math.floor(number / 50)),
    },
    'repeats-one-in-forty': {
      story: 'One number in forty is given to two events.',
      breaks: ['dense-in-a-storm'],
      disturbs: everywhere,
      wrap: renumbered((number) => number - Math.floor(number / 40)),
    },
    'swaps-numbers': {
      story: 'Of two events in a row, now and then each gets the number of the other.',
      breaks: ['dense-in-a-storm'],
      disturbs: everywhere,
      wrap: renumbered((number) => (number % 24 === 10 ? number + 1 : number % 24 === 11 ? number - 1 : number)),
    },
    'begins-anew-at-eight': {
      story: 'Numbers run from 0 to 7, and then from 0 again.',
      breaks: ['increasing', 'dense-in-a-storm'],
      disturbs: [...everywhere, 'messages/events'],
      wrap: renumbered((number) => number % 8),
    },
    'counts-what-it-says': {
      story: 'Answers use up a number as events do.',
      breaks: ['dense'],
      disturbs: everywhere,
      wrap: (server) => {
        let said = 0;
        const pass = renumbered((number) => number + said)(server);
        return {
          ...pass,
          receive: (input, now) => {
            const outputs = pass.receive(input, now);
            said += outputs.filter((output) => output.do === 'message' && !isEvent(output) && !isOrigin(output)).length;
            return outputs;
          },
        };
      },
    },
    'counts-for-each': {
      story: 'Each connection has a count of its own.',
      breaks: ['same-for-all'],
      disturbs: everywhere,
      wrap: perConnection,
    },
    'rounds-large-numbers': {
      story: 'Above a hundred, numbers lose their last bit.',
      breaks: ['dense-in-a-storm'],
      disturbs: everywhere,
      wrap: renumbered((number) => (number > 100 ? number - (number % 2) : number)),
    },
    'begins-one-early': {
      story: 'The greeting tells the number before the last one.',
      breaks: ['origin'],
      disturbs: [...everywhere],
      wrap: alter(isOrigin, (frame) => changed(frame, promise.origin?.number, (number) => Math.max(0, number - 1))),
    },
    'begins-one-late': {
      story: 'The greeting tells the number of the event to come.',
      breaks: ['origin'],
      disturbs: [...everywhere],
      wrap: alter(isOrigin, (frame) => changed(frame, promise.origin?.number, (number) => number + 1)),
    },
    'links-to-the-number-before': {
      story: 'An event tells the number before its own, whether or not that was delivered here.',
      breaks: ['linked'],
      wrap: alter(isEvent, (frame) =>
        promise.previous === undefined || at(frame, promise.previous) === undefined
          ? frame
          : withAt(frame, promise.previous, Number(at(frame, numbers)) - 1),
      ),
    },
    'links-now-and-then': {
      story: 'Every fifth event does not tell the number delivered before it.',
      breaks: ['linked'],
      wrap: alter(
        isEvent,
        (frame) => {
          const { [promise.previous?.slice(1) ?? '']: _, ...rest } = frame;
          return rest;
        },
        5,
      ),
    },
    'time-falls': {
      story: 'Every seventh event bears the time of two seconds before.',
      breaks: ['time'],
      disturbs: ['sequence/same-for-all'],
      wrap: alter(isEvent, (frame) => changed(frame, promise.time, (time) => time - 2000), 7),
    },
    'numbers-what-it-makes': {
      story: 'What is made for one client bears a number as well.',
      breaks: ['unnumbered'],
      disturbs: ['messages/declared-fields'],
      wrap: alter(
        messages(reader, (name) => promise.unnumbered?.includes(name) === true),
        (frame) => withAt(frame, promise.number, 0),
      ),
    },
    'epoch-for-each': {
      story: 'Every connection is told an epoch of its own.',
      breaks: ['epoch'],
      disturbs: ['sequence/goes-on'],
      wrap: (server) => {
        let count = 0;
        return alter(isOrigin, (frame) =>
          promise.origin?.epoch === undefined ? frame : withAt(frame, promise.origin.epoch, `epoch ${++count}`),
        )(server);
      },
    },
    'epoch-for-ever': {
      story: 'The epoch is the same after everything was forgotten.',
      breaks: ['epoch'],
      wrap: alter(isOrigin, (frame) =>
        promise.origin?.epoch === undefined ? frame : withAt(frame, promise.origin.epoch, 'the only one'),
      ),
    },
    'epoch-until-the-end': {
      story: 'Whenever connections are ended by the hook, another epoch begins, and the count goes on.',
      breaks: promise.origin?.epoch === undefined ? [] : (['goes-on'] as const),
      disturbs: ['sequence/epoch'],
      wrap: (server) => {
        let count = 0;
        const told = alter(isOrigin, (frame) => {
          const epoch = at(frame, promise.origin?.epoch ?? '');
          return promise.origin?.epoch === undefined || epoch === undefined || count === 0
            ? frame
            : withAt(frame, promise.origin.epoch, `${String(epoch)} ${count}`);
        })(server);
        return {
          ...told,
          receive: (input, now) => {
            if (input.do === 'hook' && input.hook === 'close') count++;
            return told.receive(input, now);
          },
        };
      },
    },
    'counts-on': {
      story: 'Numbers go on where they were when everything else is forgotten.',
      breaks: ['restarts'],
      disturbs: ['sequence/epoch', 'recovery/*'],
      wrap: (server) => {
        let [shift, highest] = [0, 0];
        const pass = renumbered((number) => {
          highest = Math.max(highest, number + shift);
          return number + shift;
        })(server);
        return {
          ...pass,
          receive: (input, now) => {
            const outputs = pass.receive(input, now);
            if (input.do === 'hook' && input.hook === 'reset') shift = highest;
            return outputs;
          },
        };
      },
    },
  } as const satisfies Readonly<Record<string, Fault>>;
};
