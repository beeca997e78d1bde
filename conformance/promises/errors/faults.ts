/** The faults of errors: servers that end a connection over bad input, are silent about it, or say too much. */
import type { ErrorsPromise } from '../../../schemas/promises/errors.ts';
import type { Input } from '../../../schemas/server.ts';
import type { Fault, Setting } from '../../engine/requirement.ts';
import { withBody } from '../../faults/bodies.ts';
import { noticing } from '../../faults/noticing.ts';
import { subscribed } from '../../faults/subscribed.ts';
import { alter, drop, hear, messages, twice } from '../../faults/wrap.ts';
import { parsed } from '../../scene/json.ts';
import { textAt, withAt } from '../../scene/pointer.ts';

const holdsNull = (input: Input): input is Extract<Input, { do: 'text' }> =>
  input.do === 'text' && /:\s*null|\[null/.test(input.text);

/** The faults of the `errors` family; literals, so that `breaks` is checked against its requirements. */
export const errorsFaults = ({ protocol, promises, promise, reader, kit }: Setting<ErrorsPromise>) => {
  const may = noticing(promises);
  const worded = Object.values(promise.kinds).some(({ text }) => text !== undefined);
  const reasons = Object.keys(promises.closing?.reasons ?? {}).map((reason) => `closing/${reason}`);
  /** What servers may pass over in silence shows nothing. */
  const demanded = promise.ignorable?.includes('unknown-command') ? [] : (['unknown-command'] as const);
  /** The members of a command that may be left out. */
  const spare = (command: string): readonly string[] => {
    const known = Object.hasOwn(protocol.commands, command);
    const { properties = {}, required = [] } = known ? reader.bodySchema('command', command) : {};
    return Object.keys(properties).filter((member) => !required.includes(member));
  };
  /** Commands lose members that may be left out, in whose place or within which something is wrong. */
  const losing = (isLost: (at: string, keyword: string) => boolean) =>
    hear((input) => {
      const json = input.do === 'text' ? parsed(input.text) : undefined;
      const reading = input.do === 'text' ? reader.read(json, 'client') : undefined;
      if (input.do !== 'text' || !reading || typeof reading.body !== 'object') return [input];
      const problems = reader.problems('command', reading.name, json);
      const lost = spare(reading.name).filter((member) =>
        problems.some(({ at, keyword }) => at.split('/')[1] === member && isLost(at, keyword)),
      );
      if (lost.length === 0) return [input];
      const kept = Object.fromEntries(Object.entries(reading.body ?? {}).filter(([member]) => !lost.includes(member)));
      return [{ ...input, text: JSON.stringify(reader.frame('command', reading.name, kept)) }];
    });
  /** What may be left out and must not be empty, or holds something, where what else is in a command is safe. */
  const { filters } = promises;
  const setting = spare(filters?.set ?? '').map(
    (member) => reader.bodySchema('command', filters?.set ?? '').properties?.[member],
  );
  const mustHold = setting.some((schema) => schema !== undefined && Number(schema['minItems']) > 0);
  const holds = setting.some((schema) => schema?.items !== undefined || schema?.anyOf !== undefined);
  const { body: place } = protocol.envelope.command;
  /** Whether a command may come without its body. */
  const isBare = (command: string): boolean =>
    place !== undefined && Object.hasOwn(protocol.commands, command) && protocol.commands[command]?.bare === true;
  const isEverBare = Object.keys(protocol.commands).some(isBare);
  const wordy = Object.values(protocol.commands).some(({ invalid }) =>
    invalid.some(({ keyword }) => keyword === 'enum'),
  );
  const isError = messages(reader, (name) => name === promise.message);
  return {
    'null-ends-it': {
      story: 'A field that is null ends the connection.',
      breaks: ['null-field'],
      disturbs: [...may.ended, 'heartbeat/forgiving'],
      wrap: (server) => {
        const wrapped = hear((input) =>
          holdsNull(input) ? [{ do: 'disconnect', connection: input.connection }] : [input],
        )(server);
        return {
          ...wrapped,
          receive: (input, now) => {
            const outputs = wrapped.receive(input, now);
            return holdsNull(input) ? [...outputs, { do: 'terminate', connection: input.connection }] : outputs;
          },
        };
      },
    },
    'empty-is-left-out': {
      story: 'A list that must not be empty, and may be left out, is taken for left out where it is empty.',
      breaks: mustHold ? (['empty-text'] as const) : [],
      disturbs: [
        ...may.uncomplained,
        ...may.lost,
        ...may.stray,
        ...['errors/*', 'replies/*', 'messages/controls', 'filters/told'],
      ],
      wrap: losing((at, keyword) => keyword === 'minItems' && at.split('/').length === 2),
    },
    'passes-over-what-is-within': {
      story: 'A member that may be left out is passed over where something within it is wrong.',
      breaks: holds ? (['wrong-type', 'null-field'] as const) : [],
      disturbs: [
        ...may.uncomplained,
        ...may.lost,
        ...may.stray,
        ...['errors/*', 'replies/*', 'messages/controls', 'filters/told'],
      ],
      wrap: losing((at) => at.split('/').length > 2),
    },
    'null-is-left-out': {
      story: 'A body that is null is taken for one that is left out, also where it may be.',
      breaks: isEverBare ? (['null-field'] as const) : [],
      disturbs: [...may.ended, 'errors/*', 'closing/*'],
      wrap: hear((input) => {
        const json = input.do === 'text' ? parsed(input.text) : undefined;
        const reading = input.do === 'text' ? reader.read(json, 'client') : undefined;
        const isNull = reading !== undefined && isBare(reading.name) && reading.body === null;
        return isNull && input.do === 'text'
          ? [{ ...input, text: JSON.stringify(reader.frame('command', reading.name, undefined)) }]
          : [input];
      }),
    },
    'needs-no-body': {
      story: 'Whoever leaves out the body of a command, or sends null in its place, gets what the server thinks best.',
      breaks: place === undefined ? [] : (['missing-field', 'null-field'] as const),
      disturbs: [
        ...may.uncomplained,
        ...may.lost,
        ...may.stray,
        ...['errors/*', 'replies/*', 'messages/controls', 'filters/told', 'limits/*', 'state/*', 'heartbeat/*'],
      ],
      wrap: hear((input) => {
        const json = input.do === 'text' ? parsed(input.text) : undefined;
        const reading = input.do === 'text' ? reader.read(json, 'client') : undefined;
        const isNone = reading !== undefined && !isBare(reading.name) && (reading.body ?? null) === null;
        return isNone && input.do === 'text'
          ? [{ ...input, text: JSON.stringify(reader.frame('command', reading.name, kit.safe(reading.name))) }]
          : [input];
      }),
    },
    'words-it-does-not-know': {
      story: 'Of a list of words, those that the server does not know are passed over.',
      breaks: [],
      breaksToo: wordy ? ['replies/once'] : [],
      disturbs: [...may.uncomplained, 'errors/*', 'replies/*', 'state/*', 'limits/*'],
      wrap: hear((input) => {
        const json = input.do === 'text' ? parsed(input.text) : undefined;
        const reading = input.do === 'text' ? reader.read(json, 'client') : undefined;
        const unknown = reading ? reader.problems('command', reading.name, json) : [];
        if (input.do !== 'text' || !reading || unknown.length === 0) return [input];
        if (unknown.some(({ keyword, at: where }) => keyword !== 'enum' || textAt(json, where) === undefined))
          return [input];
        const words = unknown.map(({ at: where }) => textAt(json, where));
        const known = Object.entries(reading.body as Readonly<Record<string, unknown>>).map(([member, value]) => [
          member,
          Array.isArray(value) ? value.filter((word) => !words.includes(word)) : value,
        ]);
        return [{ ...input, text: JSON.stringify(reader.frame('command', reading.name, Object.fromEntries(known))) }];
      }),
    },
    'ignores-binary': {
      story: 'Binary frames are passed over in silence.',
      breaks: ['binary'],
      disturbs: may.uncomplained,
      wrap: hear((input) => (input.do === 'binary' ? [] : [input])),
    },
    'complains-twice': {
      story: 'Every third error is sent twice.',
      breaks: ['once'],
      disturbs: [...may.astray, 'credentials/nothing-else'],
      wrap: twice(isError, 3),
    },
    'swallows-errors': {
      story: 'Errors are logged, and not sent.',
      breaks: [...demanded, 'not-json', 'not-object', 'missing-field', 'wrong-type', 'null-field', 'empty-text'],
      disturbs: [...may.unanswered, ...may.uncomplained, 'credentials/says-why'],
      wrap: drop(isError),
    },
    'adds-a-full-stop': {
      story: 'An error about an item ends with a full stop behind the item.',
      breaks: ['text'],
      decide: {
        explain:
          (original) =>
          (trouble: string, item: string | undefined, ...rest: readonly unknown[]) => {
            const said = original(trouble, item, ...rest) as Readonly<Record<string, unknown>>;
            const place = promise.text;
            return item === undefined ? said : withAt(said, place, `${textAt(said, place)}.`);
          },
      },
    },
    'codes-in-lower-case': {
      story: 'Errors carry their codes in lower case.',
      breaks: ['code'],
      // Where errors have no words of their own, the code alone tells which one it is.
      disturbs: worded
        ? []
        : [
            ...may.astray,
            ...['messages/controls', 'replies/*', 'size/takes', 'recovery/*', 'books/*', 'limits/*'],
            ...['filters/empty-changes-nothing', ...may.unknown],
          ],
      wrap: alter(isError, (message) =>
        withBody(protocol, 'control', message, (body) => {
          const place = promise.code?.at ?? '';
          const code = textAt(body, place);
          return code === undefined ? body : withAt(body, place, code.toLowerCase());
        }),
      ),
    },
    'ends-over-the-unknown': {
      story: 'An unknown command ends its connection.',
      // Elsewhere a fault of its own does so.
      breaks: promise.ignorable?.includes('unknown-command') ? (['unknown-command'] as const) : [],
      disturbs: may.ended,
      decide: {
        survives: (original) => (problem: string) => problem !== 'unknown-command' && original(problem),
      },
    },
    'deaf-after-errors': {
      story: 'A connection that has sent bad input gets events no more.',
      breaks: promises.delivery?.always === undefined ? [] : (['changes-nothing'] as const),
      disturbs: [...may.lost, 'pacing/*'],
      wrap: (server) => {
        const deaf = new Set<string>();
        const isEvent = messages(reader, (name) => Object.hasOwn(protocol.events, name));
        return {
          ...server,
          receive: (input, now) =>
            server.receive(input, now).filter((output) => {
              if (isError(output) && 'connection' in output) deaf.add(output.connection);
              return !(isEvent(output) && 'connection' in output && deaf.has(output.connection));
            }),
        };
      },
    },
    'starts-afresh': {
      story: 'A command with a bad field ends the subscriptions that its connection had.',
      // Where what is subscribed to is told at a pace, that shows it.
      breaks: promises.delivery?.always === undefined ? (['changes-nothing'] as const) : [],
      disturbs: [...may.lost, 'errors/once', 'limits/*'],
      wrap: (server) => {
        const held = subscribed(reader, promises);
        const { each: [...places] = [] } = promises.replies?.to[promises.delivery?.unsubscribe ?? ''] ?? {};
        /** The command that ends all of these. */
        const ending = (mine: readonly string[]): Readonly<Record<string, unknown>> => {
          const { filters, delivery } = promises;
          const safe = filters && kit.unlisten('a');
          if (safe?.do === 'send') return safe.frame as Readonly<Record<string, unknown>>;
          return reader.frame('command', delivery?.unsubscribe ?? '', {
            [(places.at(-1) ?? '/channels').slice(1)]: mine,
          });
        };
        const isBad = (input: Input): input is Extract<Input, { do: 'text' }> => {
          if (input.do !== 'text') return false;
          const json = parsed(input.text);
          const reading = reader.read(json, 'client');
          return reading !== undefined && reader.problems('command', reading.name, json).length > 0;
        };
        return {
          ...server,
          receive: (input, now) => {
            const outputs = server.receive(input, now);
            for (const output of outputs) held.note(output);
            const mine = isBad(input) ? [...held.of(input.connection)] : [];
            if (isBad(input) && mine.length > 0) {
              const confirmed = server.receive({ ...input, text: JSON.stringify(ending(mine)) }, now);
              for (const output of confirmed) held.note(output);
            }
            return outputs;
          },
        };
      },
    },
    'closes-as-a-breach': {
      story: 'Text that is not UTF-8 is closed with 1002, as if the frame were broken.',
      breaks: ['invalid-utf-8'],
      host: { invalidUtf8: 1002 },
    },
    'passes-over-mojibake': {
      story: 'Text that is not UTF-8 is passed over in silence.',
      breaks: ['invalid-utf-8'],
      host: { invalidUtf8: 'ignored' },
    },
    'falls-with-one': {
      story: 'A broken frame ends the process; started anew, the server has lost all of its connections.',
      breaks: ['bystanders'],
      disturbs: [...may.ended, 'credentials/*', 'handshake/first-message', 'closing/answers-the-close', ...reasons],
      host: { crashes: true },
    },
    'echoes-the-unknown': {
      story: 'An unknown command is sent back as it came, beside its error.',
      breaks: ['no-echo'],
      // What only a server says is said back as if the server had said it.
      disturbs: [
        'messages/one-object',
        'messages/declared',
        'messages/declared-fields',
        'messages/controls',
        'messages/events',
        'handshake/*',
        'replies/*',
        'errors/once',
        'errors/code',
        'sequence/*',
        'recovery/*',
        'filters/*',
        'frames/*',
        'heartbeat/*',
        'pacing/*',
        'closing/last-word',
        'markets/correlated',
      ],
      wrap: (server) => ({
        ...server,
        receive: (input, now) => {
          const outputs = server.receive(input, now);
          if (input.do !== 'text' || !outputs.some(isError)) return outputs;
          const sent = parsed(input.text);
          const known = sent !== undefined && reader.read(sent, 'client') !== undefined;
          return known || sent === undefined
            ? outputs
            : [{ do: 'message', connection: input.connection, message: sent }, ...outputs];
        },
      }),
    },
  } as const satisfies Readonly<Record<string, Fault>>;
};
