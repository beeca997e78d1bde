/** The faults of what is above a limit: it does one thing or another all the same, or is answered otherwise than by its refusal. */
import type { LimitsPromise } from '../../../schemas/promises/limits.ts';
import type { Fault, Setting } from '../../engine/requirement.ts';
import type { Wrong } from '../../faults/limiter.ts';

/** The faults; `instead` puts a limit that is wrong in one respect in the place of the server's own. */
export const limitsAboveFaults = (
  { promises: { filters, heartbeat, closing, replies, errors }, promise: { over } }: Setting<LimitsPromise>,
  counting: readonly string[],
  instead: (wrong: Wrong) => Pick<Fault, 'decide' | 'wrap'>,
) => {
  const goesOn = over.connection === 'goes on';
  const isAsked = ({ name }: { readonly name: string }): boolean => Object.hasOwn(closing?.asked ?? {}, name);
  return {
    'gives-up-all-the-same': {
      story: 'What is refused gives up all the same what it names.',
      breaks: goesOn && filters ? (['no-effect'] as const) : [],
      disturbs: ['filters/*', 'errors/changes-nothing'],
      ...instead({ obeys: ({ name }) => name === filters?.unset }),
    },
    'ends-whoever-asks-for-it': {
      story: 'What asks for the end of its connection is refused, and ends it.',
      breaks: goesOn && closing?.asked ? (['lives-on'] as const) : [],
      disturbs: [...counting, 'closing/*', 'replies/*', 'heartbeat/*'],
      ...instead({ obeys: isAsked }),
    },
    'late-answers-count': {
      story: 'An answer to a beat counts although it is refused for the limit.',
      breaks: [],
      breaksToo: goesOn && heartbeat?.answer !== undefined ? ['heartbeat/ends-the-silent'] : [],
      ...instead({ obeys: ({ name }) => name === heartbeat?.answer }),
    },
    'complains-of-both': {
      story: 'Bad input that is refused is told to be bad as well.',
      breaks: goesOn ? [] : (['ends'] as const),
      breaksToo: goesOn && errors ? ['errors/once'] : [],
      disturbs: [...counting, 'errors/*', 'replies/*'],
      ...instead({ answers: 'bad input too' }),
    },
    'answers-first': {
      story: 'What is refused is answered, and only then refused.',
      breaks: ['refuses'],
      disturbs: [...counting, 'errors/once', 'replies/*', 'state/*', 'handshake/*', 'credentials/*'],
      ...instead({ answers: 'first' }),
    },
    'acknowledges-what-it-takes': {
      story: 'What is refused is not acknowledged.',
      breaks: !goesOn && replies?.acknowledgement ? (['acknowledges'] as const) : [],
      ...instead({ acknowledges: false }),
    },
  } as const satisfies Readonly<Record<string, Fault>>;
};
