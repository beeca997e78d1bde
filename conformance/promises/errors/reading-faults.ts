/** The faults of errors about how input is read: servers that take for a command, or for JSON, what is none. */
import type { ErrorsPromise } from '../../../schemas/promises/errors.ts';
import type { Input } from '../../../schemas/server.ts';
import type { Fault, Setting } from '../../engine/requirement.ts';
import { noticing } from '../../faults/noticing.ts';
import { hear } from '../../faults/wrap.ts';
import { parsed } from '../../scene/json.ts';
import { at } from '../../scene/pointer.ts';

/** The first part of a text that is JSON, where anything comes behind an object. */
const firstOf = (text: string): string => {
  for (let end = text.indexOf('}'); end >= 0; end = text.indexOf('}', end + 1)) {
    const part = text.slice(0, end + 1);
    if (parsed(part) !== undefined) return part;
  }
  return text;
};

/** Faults of the `errors` family; literals, so that `breaks` is checked against its requirements. */
export const errorsReadingFaults = ({ protocol, promises, promise, reader }: Setting<ErrorsPromise>) => {
  const may = noticing(promises);
  const { tag } = protocol.envelope.command;
  const known = Object.keys(protocol.commands);
  /** What servers may pass over in silence shows nothing, unless they acknowledge it. */
  const isDemanded = !promise.ignorable?.includes('unknown-command');
  const demanded = isDemanded ? (['unknown-command'] as const) : [];
  const acknowledged = !isDemanded && promises.replies?.acknowledgement ? ['replies/acknowledged-errors'] : [];
  /** Over Socket.IO clients cannot send text that is no JSON. */
  const written = protocol.transport === 'socket.io' ? [] : (['not-json'] as const);
  /** Bad input that is taken for a command has its effect, and an answer that nobody asked for. */
  const mistaking = [
    ...may.uncomplained,
    ...may.unanswered,
    ...may.lost,
    ...['errors/*', 'replies/once', 'filters/*', 'state/*', 'pacing/*', 'closing/*'],
  ];
  const named = (called: (name: unknown) => unknown) =>
    hear((input: Input) => {
      const json = input.do === 'text' ? parsed(input.text) : undefined;
      const name = at(json, `/${tag}`);
      if (input.do !== 'text' || name === undefined) return [input];
      return [{ ...input, text: JSON.stringify({ ...(json as object), [tag]: called(name) }) }];
    });
  /** Text that is no JSON is tried once more, otherwise. */
  const tolerant = (otherwise: (text: string) => string) => ({
    breaks: written,
    disturbs: mistaking,
    wrap: hear((input) => {
      if (input.do !== 'text' || parsed(input.text) !== undefined) return [input];
      const text = otherwise(input.text);
      return reader.read(parsed(text), 'client') ? [{ ...input, text }] : [input];
    }),
  });
  return {
    'looks-up-any-name': {
      story: 'A command whose name is a list or an object ends its connection: nothing is found by such a name.',
      breaks: ['unknown-command'],
      disturbs: may.ended,
      wrap: (server) => ({
        ...server,
        receive: (input, now) => {
          const name = input.do === 'text' ? at(parsed(input.text), `/${tag}`) : undefined;
          if (input.do !== 'text' || typeof name !== 'object' || name === null) return server.receive(input, now);
          const { connection } = input;
          return [...server.receive({ do: 'disconnect', connection }, now), { do: 'terminate', connection }];
        },
      }),
    },
    'names-in-lists': {
      story: 'A name is made text before a command is looked up by it, so that a list of one name is that name.',
      breaks: demanded,
      breaksToo: acknowledged,
      disturbs: mistaking,
      wrap: named((name) => (Array.isArray(name) ? String(name) : name)),
    },
    'names-in-any-case': {
      story: 'Names of commands are compared without regard to case.',
      breaks: demanded,
      breaksToo: acknowledged,
      disturbs: mistaking,
      wrap: named((name) => known.find((one) => one.toLowerCase() === String(name).toLowerCase()) ?? name),
    },
    'names-with-blanks': {
      story: 'Blanks around the name of a command are taken away.',
      breaks: demanded,
      breaksToo: acknowledged,
      disturbs: mistaking,
      wrap: named((name) => (typeof name === 'string' ? name.trim() : name)),
    },
    'passes-over-its-own-words': {
      story: 'What only a server says is passed over in silence, where a client says it.',
      breaks: demanded,
      disturbs: mistaking,
      wrap: (server) => ({
        ...server,
        receive: (input, now) => {
          const name = input.do === 'text' ? at(parsed(input.text), `/${protocol.envelope.control.tag}`) : undefined;
          const isOwn = typeof name === 'string' && Object.hasOwn(protocol.controls, name) && !known.includes(name);
          return isOwn ? [] : server.receive(input, now);
        },
      }),
    },
    'text-within-text': {
      story: 'A text that holds a command is taken for that command.',
      breaks: protocol.transport === 'socket.io' ? [] : (['not-object'] as const),
      disturbs: mistaking,
      wrap: hear((input) => {
        const within = input.do === 'text' ? parsed(input.text) : undefined;
        return input.do === 'text' && typeof within === 'string' && reader.read(parsed(within), 'client')
          ? [{ ...input, text: within }]
          : [input];
      }),
    },
    'numbers-that-are-none': {
      story: 'NaN and Infinity are taken for numbers of JSON.',
      ...tolerant((text) => text.replaceAll(/:-?(NaN|Infinity)/g, ':0')),
    },
    'numbers-with-zeros': {
      story: 'Zeros in front of a number are passed over.',
      ...tolerant((text) => text.replaceAll(/:0+(?=\d)/g, ':')),
    },
    'commas-too-many': {
      story: 'A comma behind the last member, or the last item, is passed over.',
      ...tolerant((text) => text.replaceAll(/,(?=[}\]])/g, '')),
    },
    'other-quotes': {
      story: 'Texts may stand in single quotes.',
      ...tolerant((text) => text.replaceAll("'", '"')),
    },
    'names-without-quotes': {
      story: 'Names of members need no quotes.',
      ...tolerant((text) => text.replaceAll(/([{,])(\w+):/g, '$1"$2":')),
    },
    'text-with-tabs': {
      story: 'Control characters may stand in texts as they are.',
      ...tolerant((text) => text.replaceAll('\t', '\\t')),
    },
    comments: {
      story: 'Comments are passed over.',
      ...tolerant((text) => text.replaceAll(/\/\*.*?\*\/|\/\/.*$/g, '')),
    },
    'first-of-two': {
      story: 'What comes behind the first object of a text is not read.',
      ...tolerant(firstOf),
    },
  } as const satisfies Readonly<Record<string, Fault>>;
};
