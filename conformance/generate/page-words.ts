/** Words that several sections of a page share: durations, paces, and the ways of bad input. */
import type { BadInput } from '../../schemas/promises/errors.ts';
import type { Pace } from '../../schemas/promises/pacing.ts';
import { listed } from './markdown.ts';
import { field } from './page-keys.ts';

/** The ways of bad input, in words. */
export const INPUT: Readonly<Record<BadInput, string>> = {
  'not-json': 'what is no JSON',
  binary: 'a binary frame',
  'not-object': 'what is no object',
  'unknown-command': 'an unknown command',
  'bad-field': 'a field that is missing or wrong',
};

/** A duration as people say it. */
export const inSeconds = (ms: number): string => (ms === 1000 ? 'second' : `${ms / 1000} s`);

/** How often an event comes, in words. */
export const paceWords = (pace: Pace): string => {
  const every = inSeconds(pace.every);
  if (pace.kind === 'steady')
    return `once in every ${every} while it is wanted and there is a value, with the newest; the first within one period`;
  const of = pace.key ? ` for each ${listed(pace.key.map(field), 'and')}` : '';
  const first = pace.atOnce ? 'the first at once, ' : '';
  return `at most once in any ${every}${of}: ${first}the newest when it is over, and what lay between is left out`;
};
