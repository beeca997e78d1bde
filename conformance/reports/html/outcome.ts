/** What came of a requirement, in one word and one sign. */
import type { RequirementReport } from '../../engine/report.ts';
import type { Sign } from '../families.ts';
import { element, type Markup } from './element.ts';

/** An outcome; `tone` is the name of its colour. */
export interface Outcome {
  readonly word: string;
  readonly sign: Sign;
  readonly tone: 'good' | 'bad' | 'doubtful' | 'aside';
}

/** The outcome of a requirement. */
export const outcomeOf = ({ id, level, status }: RequirementReport, known: ReadonlySet<string>): Outcome => {
  switch (status) {
    case 'pass':
      return { word: 'passed', sign: '✓', tone: 'good' };
    case 'fail':
      if (known.has(id)) return { word: 'failed as expected', sign: '✗', tone: 'aside' };
      return level === 'MUST'
        ? { word: 'failed', sign: '✗', tone: 'bad' }
        : { word: 'warned', sign: '!', tone: 'doubtful' };
    case 'notApplicable':
      return { word: 'not applicable', sign: '–', tone: 'aside' };
    case 'unexercised':
    case 'untested':
    case 'inconclusive':
      return { word: status, sign: '–', tone: 'doubtful' };
  }
};

/** A sign in its colour; what it says stands beside it in words. */
export const signMark = (sign: Sign, tone: Outcome['tone']): Markup =>
  element('span', { class: `sign ${tone}`, 'aria-hidden': 'true' }, sign);

/** The colour of a family's sign. */
export const toneOf = (sign: Sign): Outcome['tone'] => {
  switch (sign) {
    case '✗':
      return 'bad';
    case '!':
      return 'doubtful';
    case '✓':
      return 'good';
    case '–':
      return 'aside';
  }
};
