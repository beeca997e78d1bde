/** The faults of replies: servers that lose, swap or repeat answers, or answer for the wrong item. */
import type { RepliesPromise } from '../../../schemas/promises/replies.ts';
import type { Fault, Setting } from '../../engine/requirement.ts';
import { noticing } from '../../faults/noticing.ts';
import { alter, drop, messages, overtake, twice } from '../../faults/wrap.ts';
import { subscribed } from '../../faults/subscribed.ts';
import { parsed } from '../../scene/json.ts';
import { at, withAt } from '../../scene/pointer.ts';

type Frame = Readonly<Record<string, unknown>>;

/** The faults of the `replies` family; literals, so that `breaks` is checked against its requirements. */
export const repliesFaults = ({ protocol, promises, promise, reader }: Setting<RepliesPromise>) => {
  const may = noticing(promises);
  const isAnswer = messages(reader, (name) => Object.values(promise.to).some(({ answer }) => answer === name));
  const isPong = messages(reader, (name) => name === promise.to[promise.fence ?? '']?.answer);
  const { filters } = promises;
  const mixed = [filters?.set, filters?.unset].flatMap((command): (readonly [string, string])[] => {
    const answer = promise.to[command ?? '']?.answer;
    return command === undefined || answer === undefined ? [] : [[command, answer]];
  });
  const shown = Object.entries(promise.to).filter(([, { answer }]) => Object.hasOwn(protocol.events, answer));
  const listing = Object.entries(promise.to).filter(([, { each, item }]) => each !== undefined && item !== undefined);
  /** Whether one item may stand by itself or in a list. */
  const isEitherWay = listing.some(([, { each = [] }]) => each.length > 1);
  /** Those whose answer repeats a list. */
  const listed = Object.entries(promise.to).filter(([command, { answer, echoes = [] }]) => {
    const { properties = {} } = reader.bodySchema('command', command);
    const isList = (echo: string): boolean => properties[echo.slice(1)]?.type === 'array';
    return Object.hasOwn(protocol.controls, answer) && echoes.some(isList);
  });
  const fenced: readonly 'answered'[] = promise.fence === undefined ? [] : ['answered'];
  const { acknowledgement } = promise;
  const acknowledging = (...keys: readonly ('acknowledged' | 'acknowledged-errors')[]) =>
    acknowledgement === undefined ? [] : keys;
  /** The commands that are answered with a message of some name. */
  const own = (message: string | undefined): readonly string[] =>
    Object.keys(promise.to).filter((command) => promise.to[command]?.answer === message);
  /** The commands that bring something beside their acknowledgement. */
  const bringing = Object.keys(promise.to).filter((command) => !own(acknowledgement?.message).includes(command));
  const { message: error = '' } = promises.errors ?? {};
  const failure = { message: error, body: protocol.controls[error]?.examples.at(-1) };
  /** What takes a command for bad input by the fields in it that nobody declared. */
  const strict = (refuses: (undeclared: readonly string[], json: unknown) => boolean) =>
    ({
      disturbs: [
        ...may.unanswered,
        ...may.refused,
        'errors/text',
        'errors/code',
        'errors/once',
        'replies/once',
        'delivery/repeated-unsubscribe',
      ],
      decide: {
        command: (original) => (text: string) => {
          const json = parsed(text);
          const reading = reader.read(json, 'client');
          const undeclared = reading ? reader.undeclared('command', reading.name, json) : [];
          return refuses(undeclared, json) ? { do: 'bad', problem: 'bad-field' } : original(text);
        },
      },
    }) satisfies Partial<Fault>;
  return {
    'acknowledges-nothing-bad': {
      story: 'Bad input is not acknowledged.',
      breaks: acknowledging('acknowledged-errors'),
      disturbs: may.unanswered,
      decide: {
        acknowledged: (original) => (command: { readonly do: string }, trouble: unknown) =>
          command.do === 'bad' ? undefined : original(command, trouble),
      },
    },
    'acknowledges-all-as-good': {
      story: 'Bad input is acknowledged as if it had been carried out.',
      breaks: acknowledging('acknowledged-errors'),
      disturbs: [...may.unanswered, 'errors/once', 'closing/stays-open'],
      decide: {
        acknowledged: (original) => (command: { readonly do: string }, trouble: unknown) =>
          original(command, trouble === promises.errors?.input['bad-field'] ? undefined : trouble),
      },
    },
    'acknowledges-by-another-code': {
      story: 'Bad input is acknowledged with the code for whatever went wrong within.',
      breaks: acknowledging('acknowledged-errors'),
      disturbs: may.unanswered,
      decide: {
        acknowledged: (original) => (command: { readonly do: string }, trouble: unknown) =>
          command.do === 'bad' ? { ok: false, error: 'INTERNAL_ERROR' } : original(command, trouble),
      },
    },
    'leaves-a-command-unacknowledged': {
      story: 'What has an answer of its own is not acknowledged.',
      breaks: acknowledging('acknowledged'),
      disturbs: may.unanswered,
      decide: {
        acknowledged: (original) => (command: { readonly do: string }, trouble: unknown) =>
          command.do === 'sync' ? undefined : original(command, trouble),
      },
    },
    'denies-what-it-did': {
      story: 'What was carried out is acknowledged as if it had failed.',
      breaks: acknowledging('acknowledged'),
      breaksToo: own(acknowledgement?.message).map((command) => `replies/${command}`),
      disturbs: [...may.unanswered, ...may.refused, 'delivery/*', 'pacing/*'],
      decide: {
        acknowledged: (original) => (command: unknown, trouble: unknown) =>
          trouble === undefined ? { ok: false, error: 'INTERNAL_ERROR' } : original(command, trouble),
      },
    },
    'fails-within': {
      story: 'What has an answer of its own is answered with an error, for something went wrong within.',
      breaks: [],
      breaksToo: acknowledgement === undefined ? [] : bringing.map((command) => `replies/${command}`),
      disturbs: [...may.unanswered, ...may.astray],
      wrap: alter(
        messages(reader, (name) => bringing.some((command) => promise.to[command]?.answer === name)),
        () => reader.frame('control', failure.message, failure.body),
      ),
    },
    'loses-an-answer': {
      story: 'Every tenth answer is never sent.',
      breaks: ['answered'],
      disturbs: [...may.unanswered, 'state/*', 'errors/changes-nothing'],
      wrap: drop(isAnswer, 10),
    },
    'answers-overtake': {
      story: 'Under pipelining, every fourth answer goes out behind the next message.',
      breaks: ['in-order'],
      disturbs: [...may.overdue, 'closing/last-word', 'closing/says-why', 'heartbeat/ends-so'],
      wrap: overtake(isAnswer, 4),
    },
    'answers-twice': {
      story: 'Every fifth answer is sent twice.',
      breaks: ['once'],
      disturbs: may.astray,
      wrap: twice(isAnswer, 5),
    },
    'silent-while-subscribed': {
      story: `${promise.fence} is answered only while nothing is subscribed.`,
      breaks: fenced,
      breaksToo: promise.fence === undefined ? [] : [`replies/${promise.fence}`],
      disturbs: may.unanswered,
      wrap: (server) => {
        const held = subscribed(reader, promises);
        return {
          ...server,
          receive: (input, now) =>
            server.receive(input, now).filter((output) => {
              held.note(output);
              return !(isPong(output) && output.do === 'message' && held.of(output.connection).size > 0);
            }),
        };
      },
    },
    'mixes-up-answers': {
      story: 'Every second time, what sets a filter is answered as what ends it, and the other way round.',
      breaks: [],
      breaksToo: mixed.map(([command]) => `replies/${command}`),
      disturbs: [...may.unanswered, ...may.astray, 'messages/controls', 'messages/declared-fields', 'replies/once'],
      wrap: alter(
        messages(reader, (name) => mixed.some(([, answer]) => answer === name)),
        (frame) => {
          const { tag } = protocol.envelope.control;
          const other = mixed.find(([, answer]) => answer !== frame[tag])?.[1];
          return { ...frame, [tag]: other ?? frame[tag] };
        },
        2,
      ),
    },
    'shows-instead-of-answering': {
      story: 'What is answered with an event is answered with one that does not say what it answers.',
      breaks: [],
      breaksToo: shown.map(([command]) => `replies/${command}`),
      disturbs: [...may.unanswered, 'markets/*', 'books/*'],
      wrap: alter(
        messages(reader, (name) => shown.some(([, { answer }]) => answer === name)),
        (frame) => {
          const repeated = shown.flatMap(([, { echoes = [] }]) => echoes.map((echo) => echo.slice(1)));
          return Object.fromEntries(Object.entries(frame).filter(([key]) => !repeated.includes(key)));
        },
      ),
    },
    'lists-nothing': {
      story: 'Lists that an answer repeats are empty in it.',
      breaks: [],
      breaksToo: listed.map(([command]) => `replies/${command}`),
      disturbs: [...may.unanswered, ...may.astray, 'filters/*', 'subscriptions/*', 'pacing/*'],
      wrap: alter(
        messages(reader, (name) => listed.some(([, { answer }]) => answer === name)),
        (frame) => {
          const { name = '', body } = reader.read(frame, 'server') ?? {};
          const emptied = listed
            .filter(([, { answer }]) => answer === name)
            .flatMap(([, { echoes = [] }]) => echoes)
            .reduce((made, echo) => (Array.isArray(at(made, echo)) ? withAt(made, echo, []) : made), body as Frame);
          return reader.frame('control', name, emptied);
        },
      ),
    },
    'names-the-first': {
      story: 'Of a list, every item that is confirmed is confirmed by the name of the first.',
      breaks: [],
      breaksToo: listing.map(([command]) => `replies/${command}`),
      disturbs: [...may.refused, ...may.stray, ...may.lost, 'delivery/repeated-unsubscribe'],
      decide: {
        answers:
          (original) =>
          (cause: { readonly do: string; readonly channels?: readonly string[] }, frames: readonly Frame[]) => {
            const { item } = promise.to[cause.do] ?? {};
            const [first] = cause.channels ?? [];
            const member = item?.slice(1);
            const said = original(cause, frames) as readonly Frame[];
            return member === undefined
              ? said
              : said.map((frame) => (Object.hasOwn(frame, member) ? { ...frame, [member]: first } : frame));
          },
      },
    },
    'refusals-first': {
      story: 'Of a list, what is refused is answered before what is confirmed.',
      breaks: ['each-item'],
      decide: {
        rulings: (original) => (command: unknown, rulings: readonly { readonly refusal?: string }[]) =>
          (original(command, rulings) as typeof rulings).toSorted(
            (a, b) => Number(a.refusal === undefined) - Number(b.refusal === undefined),
          ),
      },
    },
    'strict-about-fields': {
      story: 'A command with a field that the server does not know is bad input.',
      breaks: ['ignores-extra-fields'],
      ...strict((unknown) => unknown.length > 0),
    },
    'no-use-for-nothing': {
      story: 'A command in which something is null is bad input, also where nobody declared it.',
      breaks: promise.extras === undefined ? (['ignores-extra-fields'] as const) : [],
      ...strict((unknown, json) => unknown.some((pointer) => at(json, pointer) === null)),
    },
    'reads-twenty': {
      story: 'Of a list only the first twenty items are read.',
      breaks: listing.length > 0 && promises.rights ? (['answered'] as const) : [],
      disturbs: [...may.unanswered, ...may.refused, ...may.lost],
      decide: {
        command: (original) => (text: string) => {
          const understood = original(text) as { readonly channels?: readonly string[] };
          return understood.channels ? { ...understood, channels: understood.channels.slice(0, 20) } : understood;
        },
      },
    },
    'strict-within': {
      story: 'A field that the server does not know is bad input in the body of a command, and ignored beside it.',
      breaks: protocol.envelope.command.body === undefined ? [] : (['ignores-extra-fields'] as const),
      disturbs: [
        ...may.unanswered,
        ...may.refused,
        'errors/text',
        'errors/code',
        'errors/once',
        'replies/once',
        'delivery/repeated-unsubscribe',
      ],
      decide: {
        command: (original) => (text: string) => {
          const json = parsed(text);
          const reading = reader.read(json, 'client');
          const place = `/${protocol.envelope.command.body}/`;
          const unknown = reading ? reader.undeclared('command', reading.name, json) : [];
          const isWithin = unknown.some((pointer) => pointer.startsWith(place));
          return isWithin ? { do: 'bad', problem: 'bad-field' } : original(text);
        },
      },
    },
    'lists-have-two': {
      story: 'A list of one item is bad input, for one item need not be listed.',
      breaks: [],
      breaksToo: isEitherWay && promises.delivery ? ['delivery/repeated-unsubscribe'] : [],
      disturbs: [
        ...may.unanswered,
        ...may.refused,
        'errors/text',
        'errors/code',
        'errors/once',
        'replies/once',
        'delivery/repeated-unsubscribe',
      ],
      decide: {
        command: (original) => (text: string) => {
          const json = parsed(text);
          const reading = reader.read(json, 'client');
          const [, { each = [] }] = listing.find(([command]) => command === reading?.name) ?? ['', {}];
          const list = each.length > 1 ? at(reading?.body, each.at(-1) ?? '') : undefined;
          return Array.isArray(list) && list.length === 1 ? { do: 'bad', problem: 'bad-field' } : original(text);
        },
      },
    },
  } as const satisfies Readonly<Record<string, Fault>>;
};
