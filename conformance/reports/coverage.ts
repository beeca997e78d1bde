/** What an examination has seen, in numbers: how often each requirement came up, and how much of the promised lives. */
import type { Reached } from '../engine/coverage.ts';
import type { Report } from '../engine/report.ts';
import { visible } from './escape.ts';
import { count } from './words.ts';

/** How many missing ones are named. */
const NAMED = 3;

const said = ({ reached, of }: Reached, what: string): string => `${reached} of ${count(of, what)}`;

const missed = ({ missing }: Reached): string => {
  if (missing.length === 0) return '';
  const rest = missing.length > NAMED ? ` and ${missing.length - NAMED} more` : '';
  return ` (not: ${missing.slice(0, NAMED).map(visible).join(', ')}${rest})`;
};

const livesLine = ({ coverage: { states, transitions, pairs } }: Report): readonly string[] =>
  transitions.reached === 0
    ? []
    : [
        `seen of the promised lives: ${said(states, 'state')}, ${said(transitions, 'transition')}${missed(transitions)}, ${said(pairs, 'pair')} of these${missed(pairs)}`,
      ];

const historiesLine = ({ requirements }: Report): readonly string[] => {
  const judged = requirements.filter(({ status }) => status === 'pass');
  const [rarest] = judged.toSorted((a, b) => a.histories - b.histories);
  return rarest === undefined || judged.length < 2
    ? []
    : [`each pass judged in at least ${count(rarest.histories, 'history', 'histories')} (${visible(rarest.id)})`];
};

/** The lines that tell it; none where there is nothing to tell. */
export const coverageLines = (report: Report): readonly string[] => [...historiesLine(report), ...livesLine(report)];
