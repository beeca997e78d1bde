/** The faults of replies about how JSON is written: servers that understand it only as they write it themselves. */
import type { RepliesPromise } from '../../../schemas/promises/replies.ts';
import type { Fault, Setting } from '../../engine/requirement.ts';
import { noticing } from '../../faults/noticing.ts';
import { parsed } from '../../scene/json.ts';

/** Faults of the `replies` family; literals, so that `breaks` is checked against its requirements. */
export const repliesWritingFaults = ({ protocol, promises }: Setting<RepliesPromise>) => {
  const may = noticing(promises);
  const { tag } = protocol.envelope.command;
  const breaks = protocol.transport === 'socket.io' ? [] : (['however-written'] as const);
  const disturbs = [
    ...may.unanswered,
    ...may.refused,
    ...['errors/text', 'errors/code', 'errors/once', 'replies/once', 'delivery/repeated-unsubscribe'],
  ];
  /** A server to which a command is bad input where it is written in some way. */
  const refusing = (isWrong: (text: string) => boolean) => ({
    breaks,
    disturbs,
    decide: {
      command: (original: (text: string) => unknown) => (text: string) => {
        const isBad = parsed(text) !== undefined && isWrong(text);
        return isBad ? { do: 'bad', problem: 'bad-field' } : original(text);
      },
    },
  });
  return {
    'wants-no-white-space': {
      story: 'A command is bad input if there is white space between the parts of its text.',
      ...refusing((text) => /\s/.test(text.replaceAll(/"(?:[^"\\]|\\.)*"/g, ''))),
    },
    'wants-its-name-first': {
      story: 'A command is bad input unless its name is its first member.',
      ...refusing((text) => {
        const json = parsed(text);
        return typeof json === 'object' && json !== null && Object.hasOwn(json, tag) && Object.keys(json)[0] !== tag;
      }),
    },
    'reads-escapes-as-they-stand': {
      story: 'Escapes of letters are not undone, so that nobody knows what they name.',
      breaks,
      disturbs: [...disturbs, ...may.unknown, 'rights/*'],
      decide: {
        command: (original) => (text: string) => original(text.replaceAll('\\u', '\\\\u')),
      },
    },
  } as const satisfies Readonly<Record<string, Fault>>;
};
