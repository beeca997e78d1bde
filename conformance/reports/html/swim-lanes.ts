/** Swim-lanes as a table: a column for each client, the server and the hooks, a row for each step, arrows between them. */
import type { Lanes, Step } from '../lanes.ts';
import { aloud, type Content, element, type Markup } from './element.ts';

/** Bodies longer than this are to be unfolded, in characters. */
const BRIEF = 140;

/** The style sheet has rules for cells up to so many lanes wide. */
export const WIDEST = 32;

const detailOf = (detail: string): Content => {
  if (detail === '') return [];
  if (detail.length <= BRIEF) return element('code', { class: 'body' }, detail);
  const brief = Array.from(detail).slice(0, BRIEF).join('');
  return element(
    'details',
    { class: 'body' },
    element('summary', {}, element('code', {}, `${brief}…`)),
    element('code', {}, detail),
  );
};

const courseOf = ({ from, to, sign }: Step): string => {
  if (from === to) return 'still';
  const way = from < to ? 'rightwards' : 'leftwards';
  return sign === '○' || sign === '×' ? `${way} dashed` : way;
};

const stepCell = (step: Step, names: readonly string[]): Markup => {
  const { from, to, sign, name, detail, marked } = step;
  const width = Math.abs(from - to) + 1;
  const who = from === to ? `${names[from]}: ` : `${names[from]} to ${names[to]}: `;
  return element(
    'td',
    { colspan: width > 1 ? width : undefined, class: `step ${courseOf(step)} wide-${Math.min(width, WIDEST)}` },
    element(
      'div',
      { class: 'message' },
      marked ? element('strong', { class: 'breach' }, '▸ breaks the promise') : [],
      element('div', { class: 'label' }, aloud(who), `${sign} `, element('b', {}, name)),
      element('div', { class: 'line' }),
      detailOf(detail),
    ),
  );
};

const idle = (n: number): readonly Markup[] => Array.from({ length: n }, () => element('td', { class: 'idle wide-1' }));

const rowOf = (step: Step | number, names: readonly string[]): Markup => {
  if (typeof step === 'number') {
    return element('tr', {}, element('td', { class: 'more', colspan: names.length + 1 }, `⋮ ${step} more`));
  }
  const first = Math.min(step.from, step.to);
  const last = Math.max(step.from, step.to);
  return element(
    'tr',
    { class: step.marked ? 'marked' : undefined },
    element('th', { scope: 'row' }, `${step.ms} ms`),
    idle(first),
    stepCell(step, names),
    idle(names.length - 1 - last),
  );
};

/** Draws lanes; `label` names them for those who do not see them. */
export const swimLanes = ({ names, steps }: Lanes, label: string): Markup =>
  element(
    'div',
    { class: 'scroll', role: 'region', tabindex: 0, 'aria-label': label },
    element(
      'table',
      { class: `lanes of-${Math.min(names.length, WIDEST)}` },
      element('caption', { class: 'aloud' }, label),
      element(
        'thead',
        {},
        element(
          'tr',
          {},
          element('th', { scope: 'col', class: 'time' }, 'time'),
          names.map((name) => element('th', { scope: 'col' }, name)),
        ),
      ),
      element(
        'tbody',
        {},
        steps.map((step) => rowOf(step, names)),
      ),
    ),
  );
