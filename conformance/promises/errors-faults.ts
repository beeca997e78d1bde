/** The faults of errors: servers that end a connection over bad input, are silent about it, or say too much. */
import type { ErrorsPromise } from '../../schemas/promises.ts';
import type { Input } from '../../schemas/server.ts';
import type { Fault, Setting } from '../engine/requirement.ts';
import { drop, hear, messages, twice } from '../faults/wrap.ts';
import { parsed } from '../scene/json.ts';

const holdsNull = (input: Input): input is Extract<Input, { do: 'text' }> =>
  input.do === 'text' && /:\s*null|\[null/.test(input.text);

/** The faults of the `errors` family; literals, so that `breaks` is checked against its requirements. */
export const errorsFaults = ({ promise, reader }: Setting<ErrorsPromise>) => {
  const isError = messages(reader, (name) => name === promise.message);
  return {
    'null-ends-it': {
      story: 'A field that is null ends the connection.',
      breaks: ['null-field'],
      disturbs: ['credentials/expiry-closes', 'errors/*', 'closing/stays-open', 'replies/*', 'delivery/*'],
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
    'ignores-binary': {
      story: 'Binary frames are passed over in silence.',
      breaks: ['binary'],
      disturbs: ['errors/*', 'replies/*', 'subscriptions/*'],
      wrap: hear((input) => (input.do === 'binary' ? [] : [input])),
    },
    'complains-twice': {
      story: 'Every third error is sent twice.',
      breaks: ['once'],
      disturbs: ['errors/*', 'replies/*', 'credentials/nothing-else', 'rights/*', 'delivery/*'],
      wrap: twice(isError, 3),
    },
    'swallows-errors': {
      story: 'Errors are logged, and not sent.',
      breaks: ['not-json', 'not-object', 'unknown-command', 'missing-field', 'wrong-type', 'null-field', 'empty-text'],
      disturbs: ['errors/*', 'replies/*', 'rights/*', 'credentials/says-why', 'subscriptions/*'],
      wrap: drop(isError),
    },
    'echoes-the-unknown': {
      story: 'An unknown command is sent back as it came, beside its error.',
      breaks: ['no-echo'],
      disturbs: ['messages/*', 'errors/*'],
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
