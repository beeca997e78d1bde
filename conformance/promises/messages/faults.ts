/** The faults of messages: servers whose frames are not what the protocol's schemas say. */
import type { Fault, Setting } from '../../engine/requirement.ts';
import { withBody } from '../../faults/bodies.ts';
import { noticing } from '../../faults/noticing.ts';
import { alter, messages, replace } from '../../faults/wrap.ts';

type Frame = Readonly<Record<string, unknown>>;

/** The message with the first text of its body made a number. */
const spoilFirst = (message: Frame, member: string | undefined): unknown => {
  if (member === undefined) return { ...message, seq: 'first' };
  const body = message[member] as Frame;
  const [first] = Object.keys(body);
  return { ...message, [member]: first === undefined ? body : { ...body, [first]: 7 } };
};

/** The faults of the `messages` family; literals, so that `breaks` is checked against its requirements. */
export const messagesFaults = ({ protocol, promises, reader }: Omit<Setting<undefined>, 'promise'>) => {
  const { handshake, errors, replies } = promises;
  const may = noticing(promises);
  const isEvent = messages(reader, (name) => Object.hasOwn(protocol.events, name));
  const isControl = messages(reader, (name) => Object.hasOwn(protocol.controls, name));
  const isAnswer = messages(reader, (name) => Object.values(replies?.to ?? {}).some(({ answer }) => answer === name));
  /** Whether a command is answered with an event. */
  const answered = Object.values(replies?.to ?? {}).some(({ answer }) => Object.hasOwn(protocol.events, answer));
  const { tag } = protocol.envelope.control;
  /** Members that other requirements judge. */
  const judged = new Set([
    tag,
    ...[handshake?.user, errors?.text, errors?.code?.at, ...Object.values(replies?.to ?? {}).map(({ item }) => item)]
      .filter((pointer) => pointer !== undefined)
      .map((pointer) => pointer.slice(1)),
  ]);
  return {
    'number-as-text': {
      story: 'Every third event carries its first field as a number.',
      breaks: ['events'],
      disturbs: [...may.altered, 'filters/ordered', 'lifecycle/*', 'pacing/*'],
      wrap: alter(isEvent, (message) => spoilFirst(message, protocol.envelope.event.body), 3),
    },
    'two-in-one': {
      story: 'Every fourth event comes wrapped in a list, as a batch of one.',
      breaks: ['one-object'],
      disturbs: [...may.lost, 'messages/declared', 'pacing/*', ...(answered ? may.unanswered : [])],
      wrap: replace(isEvent, (output, nth) =>
        output.do === 'message' && nth % 4 === 0 ? [{ ...output, message: [output.message] }] : [output],
      ),
    },
    'tells-time-in-numbers': {
      story: 'Every fifth control message holds a number where it should tell the time as text, or text for a number.',
      breaks: ['controls'],
      // Where there is no time to tell, another text is spoilt.
      disturbs: handshake?.user
        ? []
        : ['sequence/epoch', 'sequence/goes-on', 'replies/*', 'filters/told', 'filters/unknown', 'markets/*'],
      wrap: alter(
        isControl,
        (message) =>
          withBody(protocol, 'control', message, (body) => {
            const fields = Object.entries(body).filter(([key]) => !judged.has(key));
            const text = fields.findLast(([, value]) => typeof value === 'string');
            if (text) return { ...body, [text[0]]: Date.parse(String(text[1])) || 7 };
            const number = fields.findLast(([, value]) => typeof value === 'number');
            return number ? { ...body, [number[0]]: new Date(Number(number[1])).toISOString() } : body;
          }),
        5,
      ),
    },
    'talks-to-itself': {
      story:
        'After every tenth answer comes a message about the health of the server, of which the protocol knows nothing.',
      breaks: ['declared'],
      wrap: replace(isAnswer, (output, nth) =>
        nth % 10 === 0 && output.do === 'message'
          ? [output, { ...output, message: { [tag]: 'server-health', load: 0.7 } }]
          : [output],
      ),
    },
    'shows-its-workings': {
      story: 'Every sixth event carries the number of the process that sent it.',
      breaks: ['declared-fields'],
      disturbs: promises.recovery?.replay ? ['recovery/old-unchanged'] : [],
      // Socket.IO carries nothing beside the body.
      wrap: alter(isEvent, (message) => withBody(protocol, 'event', message, (body) => ({ ...body, workerId: 3 })), 6),
    },
  } as const satisfies Readonly<Record<string, Fault>>;
};
