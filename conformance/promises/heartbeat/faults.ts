/** The faults of the heartbeat: servers that beat too rarely, or do not hear the answer as they should. */
import type { HeartbeatPromise } from '../../../schemas/promises/heartbeat.ts';
import type { Input, Output, Server } from '../../../schemas/server.ts';
import type { Fault, Setting } from '../../engine/requirement.ts';
import { withBody } from '../../faults/bodies.ts';
import { subscribed } from '../../faults/subscribed.ts';
import { alter, drop, hear, replace } from '../../faults/wrap.ts';
import { parsed } from '../../scene/json.ts';
import { at, withAt } from '../../scene/pointer.ts';

/** Beats and answers as they pass a server's seam. */
const atSeam = ({ promise: { send, answer }, protocol, reader }: Setting<HeartbeatPromise>) => {
  const example = (protocol.commands[answer ?? '']?.examples[0] ?? {}) as Readonly<Record<string, unknown>>;
  const text = answer === undefined ? '' : JSON.stringify(reader.frame('command', answer, example));
  return {
    isBeat: (output: Output): output is Extract<Output, { readonly connection: string }> =>
      send === 'ping frame'
        ? output.do === 'ping'
        : output.do === 'message' && reader.read(output.message, 'server')?.name === send,
    isAnswer: (input: Input): input is Extract<Input, { readonly do: 'pong' | 'text' }> => {
      if (send === 'ping frame') return input.do === 'pong';
      const json = input.do === 'text' ? parsed(input.text) : undefined;
      return (
        answer !== undefined &&
        reader.read(json, 'client')?.name === answer &&
        reader.problems('command', answer, json).length === 0
      );
    },
    answerFrom: (connection: string): Input =>
      send === 'ping frame' ? { do: 'pong', connection } : { do: 'text', connection, text },
  };
};

/** The faults of the `heartbeat` family; literals, so that `breaks` is checked against its requirements. */
export const heartbeatFaults = (setting: Setting<HeartbeatPromise>) => {
  const { promises, promise, protocol, reader } = setting;
  const { isBeat, isAnswer, answerFrom } = atSeam(setting);
  const { uptime = '/uptime', ending } = promise;
  const { close, farewell } = ending === 'terminate' ? {} : ending;
  const { examples = [] } = protocol.commands[promise.answer ?? ''] ?? {};
  const holdsZero = (body: unknown): boolean => Object.values((body ?? {}) as object).includes(0); // a body is an object
  const isFarewell = (output: Output): boolean => {
    const reading = output.do === 'message' ? reader.read(output.message, 'server') : undefined;
    return (
      reading !== undefined &&
      reading.name === farewell?.message &&
      Object.entries(farewell.says ?? {}).every(([pointer, word]) => at(reading.body, pointer) === word)
    );
  };

  /** Some beats have another effect than that they are sent; `nth` counts those of a connection from 1. */
  const beats =
    (
      change: (
        server: Server,
        output: Output & { readonly connection: string },
        nth: number,
        now: number,
      ) => readonly Output[],
    ) =>
    (server: Server): Server => {
      const counts = new Map<string, number>();
      return {
        ...server,
        receive: (input, now) =>
          server.receive(input, now).flatMap((output) => {
            if (!isBeat(output)) return [output];
            const nth = (counts.get(output.connection) ?? 0) + 1;
            counts.set(output.connection, nth);
            return change(server, output, nth, now);
          }),
      };
    };

  /** Takes note of how many beats each connection has left unanswered. */
  const counting = () => {
    const open = new Map<string, number>();
    return {
      of: (connection: string) => open.get(connection) ?? 0,
      beat: ({ connection }: { readonly connection: string }) => open.set(connection, (open.get(connection) ?? 0) + 1),
      answer: ({ connection }: { readonly connection: string }) => open.delete(connection),
    };
  };

  return {
    'skips-a-beat': {
      story: 'Every second beat of a connection is lost on its way.',
      breaks: ['on-time'],
      disturbs: [
        'limits/lives-on',
        ...['heartbeat/keeps-the-answering', 'heartbeat/forgiving', 'heartbeat/ends-the-silent'],
        ...['closing/stays-open', 'errors/*'],
      ],
      wrap: beats((_server, output, nth) => (nth % 2 === 0 ? [] : [output])),
    },
    'forgives-silence': {
      story: 'A client that never answers a beat is kept.',
      breaks: ['ends-the-silent'],
      wrap: beats((server, output, _nth, now) => [output, ...server.receive(answerFrom(output.connection), now)]),
    },
    'anything-is-an-answer': {
      story: 'Whatever a client says shows that it is alive, and counts as an answer to the beats so far.',
      breaks: ['ends-the-silent'],
      // These answers count for the limit as well.
      disturbs: ['limits/*', 'errors/once'],
      wrap: hear((input) => (input.do === 'text' ? [answerFrom(input.connection), input] : [input])),
    },
    'bad-answers-count': {
      story: 'An answer that is told to be bad input counts all the same.',
      breaks: promise.answer === undefined ? [] : (['ends-the-silent'] as const),
      disturbs: ['limits/*', 'errors/once'],
      wrap: hear((input) => {
        const name = input.do === 'text' ? reader.read(parsed(input.text), 'client')?.name : undefined;
        const isMeant = name !== undefined && name === promise.answer;
        return input.do === 'text' && isMeant ? [answerFrom(input.connection), input] : [input];
      }),
    },
    'deaf-to-pongs': {
      story: 'Answers to beats are not taken note of, so that answering clients are cut off.',
      breaks: ['keeps-the-answering'],
      disturbs: ['heartbeat/forgiving', 'closing/stays-open', 'closing/on-*', 'limits/*'],
      wrap: hear((input) => (isAnswer(input) ? [] : [input])),
    },
    'deaf-while-subscribed': {
      story: 'Answers to beats are taken note of only while nothing is subscribed.',
      breaks: ['keeps-the-answering'],
      disturbs: ['closing/stays-open', 'closing/on-*', 'limits/*'],
      wrap: (server) => {
        const held = subscribed(reader, promises);
        return {
          ...server,
          receive: (input, now) => {
            if (isAnswer(input) && held.of(input.connection).size > 0) return [];
            const outputs = server.receive(input, now);
            for (const output of outputs) held.note(output);
            return outputs;
          },
        };
      },
    },
    'starts-late': {
      story: 'The first beat comes after two periods.',
      breaks: ['first'],
      disturbs: ['heartbeat/ends-the-silent', 'heartbeat/forgiving'],
      wrap: beats((server, output, nth, now) =>
        nth === 1 ? server.receive(answerFrom(output.connection), now) : [output],
      ),
    },
    'uptime-of-the-server': {
      story: 'Beats tell for how long the server has been up, and not the connection.',
      breaks: ['uptime'],
      wrap: (server) => {
        let up: number | undefined;
        return {
          ...server,
          receive: (input, now) => {
            up ??= now;
            const since = now - up;
            return server.receive(input, now).map((output) =>
              isBeat(output) && output.do === 'message'
                ? {
                    ...output,
                    message: withBody(protocol, 'control', output.message, (body) => withAt(body, uptime, since)),
                  }
                : output,
            );
          },
        };
      },
    },
    'uptime-in-seconds': {
      story: 'Beats tell the seconds that a connection is up, and not the milliseconds.',
      breaks: ['uptime'],
      wrap: alter(
        (output) => isBeat(output) && output.do === 'message',
        (message) =>
          withBody(protocol, 'control', message, (body) =>
            withAt(body, uptime, Math.floor(Number(at(body, uptime)) / 1000)),
          ),
      ),
    },
    'leaves-without-a-word': {
      story: 'Who answers no beats is closed without being told why.',
      breaks: ['ends-so'],
      disturbs: ['closing/*'],
      wrap: drop(isFarewell),
    },
    'closes-as-usual': {
      story: 'Who answers no beats is closed with the code of a normal end.',
      breaks: ['ends-so'],
      disturbs: ['closing/*'],
      wrap: replace(
        (output) => output.do === 'close' && output.code === close,
        (output) => [output.do === 'close' ? { ...output, code: 1000 } : output],
      ),
    },
    'answers-one-beat': {
      story: 'An answer answers the last beat alone: where two are open it does not help.',
      breaks: ['forgiving'],
      disturbs: ['closing/stays-open'],
      wrap: (server) => {
        const open = counting();
        return {
          ...server,
          receive: (input, now) => {
            if (isAnswer(input)) {
              if (open.of(input.connection) > 1) return [];
              open.answer(input);
            }
            const outputs = server.receive(input, now);
            for (const output of outputs) if (isBeat(output)) open.beat(output);
            return outputs;
          },
        };
      },
    },
    'wants-a-clock-that-goes': {
      story: 'An answer counts only where the number in it is not 0.',
      breaks: promise.forgives > 0 && examples.some(holdsZero) ? (['forgiving'] as const) : [],
      disturbs: ['closing/*', 'limits/*'],
      wrap: hear((input) =>
        input.do === 'text' && isAnswer(input) && holdsZero(reader.read(parsed(input.text), 'client')?.body)
          ? []
          : [input],
      ),
    },
    impatient: {
      story: 'A client is cut off as soon as it has left one beat unanswered.',
      breaks: ['forgiving'],
      disturbs: ['closing/*', 'errors/*', 'heartbeat/ends-the-silent', 'heartbeat/ends-so'],
      wrap: (server) => {
        const open = counting();
        return {
          ...server,
          receive: (input, now) => {
            if (isAnswer(input)) open.answer(input);
            return server.receive(input, now).flatMap((output): readonly Output[] => {
              if (!isBeat(output)) return [output];
              if (open.of(output.connection) === 0) {
                open.beat(output);
                return [output];
              }
              const { connection } = output;
              return [
                { do: 'close', connection, code: close ?? 1000, reason: '' },
                ...server.receive({ do: 'disconnect', connection }, now),
              ];
            });
          },
        };
      },
    },
  } as const satisfies Readonly<Record<string, Fault>>;
};
