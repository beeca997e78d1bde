/** The failures of a page: what was promised, what came instead, how it came to that, and how to see it again. */
import type { RequirementReport } from '../../engine/report.ts';
import { failureOf } from '../failure.ts';
import { type Lanes, lanesOf } from '../lanes.ts';
import type { Telling } from '../telling.ts';
import { count } from '../words.ts';
import { anchor, docsLink } from './anchor.ts';
import { type Content, element, type Markup } from './element.ts';
import { outcomeOf, signMark } from './outcome.ts';
import { swimLanes } from './swim-lanes.ts';

/** So many failures are shown with their lanes unfolded. */
const UNFOLDED = 5;

/** What failures are shown with. */
export type FailureTelling = Telling & { readonly docs?: string };

/** How many steps lanes have, those left out among them. */
const stepsOf = ({ steps }: Lanes): number =>
  steps.reduce<number>((sum, step) => sum + (typeof step === 'number' ? step : 1), 0);

const story = (requirement: RequirementReport, telling: FailureTelling, open: boolean): Content => {
  const { id, history = [], finding } = requirement;
  const lanes = lanesOf(history, { ...telling, ...(finding && { frame: finding.frame }) });
  if (lanes.steps.length === 0) return [];
  return element(
    'details',
    { class: 'story', ...(open && { open: '' }) },
    element('summary', {}, `How it came to that, in ${count(stepsOf(lanes), 'step')}`),
    swimLanes(lanes, `What happened before ${telling.plain(id)} was broken`),
  );
};

const article = (requirement: RequirementReport, telling: FailureTelling, open: boolean): Markup => {
  const { id, level, statement, place, because, ratio, again } = failureOf(requirement, telling);
  const { sign, tone, word } = outcomeOf(requirement, telling.known);
  return element(
    'article',
    { id: anchor('failure', id), class: `failure ${tone}` },
    element('h3', {}, signMark(sign, tone), ' ', element('code', {}, id)),
    element('p', { class: 'kicker' }, `${level}, ${word} · `, docsLink(place, telling.docs)),
    element(
      'dl',
      {},
      element('div', {}, element('dt', {}, 'Promised'), element('dd', {}, statement)),
      element('div', {}, element('dt', {}, 'Instead'), element('dd', { class: 'because' }, `${because}.`)),
      ratio === undefined ? [] : element('div', {}, element('dt', {}, 'How often'), element('dd', {}, `It ${ratio}.`)),
      again === undefined
        ? []
        : element('div', {}, element('dt', {}, 'Again'), element('dd', {}, element('code', { class: 'again' }, again))),
    ),
    story(requirement, telling, open),
  );
};

/** The section of failures; nothing where there are none. */
export const failureSection = (telling: FailureTelling): Content => {
  const { failed, warned, expected } = telling.found;
  const all = [...failed, ...warned, ...expected];
  if (all.length === 0) return [];
  return element(
    'section',
    { 'aria-labelledby': 'failures' },
    element('h2', { id: 'failures' }, 'Failures'),
    all.map((requirement, index) => article(requirement, telling, index < UNFOLDED)),
  );
};
