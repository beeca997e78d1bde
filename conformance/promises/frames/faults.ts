/** The faults of frames: hosts whose WebSocket layer knows messages in one frame only, or leaves pings alone. */
import type { Promises } from '../../../schemas/promises.ts';
import type { Fault } from '../../engine/requirement.ts';
import { noticing } from '../../faults/noticing.ts';

/** Faults of the `frames` family; literals, so that `breaks` is checked against its requirements. */
export const framesFaults = (promises: Promises) => {
  const may = noticing(promises);
  const wide = new Set([...may.unanswered, ...may.refused, ...may.astray, ...may.ended]);
  const disturbs = [...wide].filter((id) => id !== 'frames/in-fragments');
  return {
    'leaves-pings-alone': {
      story: 'Pings are not answered.',
      breaks: ['answers-pings'],
      host: { pongs: false },
    },
    'pongs-hold-nothing': {
      story: 'Pings are answered with pongs that hold nothing.',
      breaks: ['answers-pings'],
      host: { pongs: 'empty' },
    },
    'closes-over-pings': {
      story: 'A ping is closed with 1002, as if it were a breach.',
      breaks: ['answers-pings'],
      // Over sockets an examiner pings to know that all has come.
      disturbs: [...may.unanswered, ...may.ended, 'frames/in-fragments', 'closing/answers-the-close'],
      host: { pongs: 1002 },
    },
    'takes-the-first-frame': {
      story: 'Of a message in several frames the first is taken for the whole.',
      breaks: ['in-fragments'],
      disturbs,
      host: { fragments: 'first' },
    },
    'takes-each-frame': {
      story: 'Each frame is taken for a message of its own.',
      breaks: ['in-fragments'],
      disturbs,
      host: { fragments: 'each' },
    },
    'closes-over-fragments': {
      story: 'A message in several frames is closed with 1003, as if it could not be accepted.',
      breaks: ['in-fragments'],
      disturbs,
      host: { fragments: 1003 },
    },
    'interrupted-by-pings': {
      story: 'A ping between the frames of a message makes the server forget those that came before it.',
      breaks: ['in-fragments'],
      disturbs,
      host: { fragments: 'interrupted' },
    },
  } as const satisfies Readonly<Record<string, Fault>>;
};
