/** The requirements of a page, family by family, with what narrows the list where scripts run. */
import type { Report, RequirementReport } from '../../engine/report.ts';
import { type Family, familiesOf, OUTCOMES } from '../families.ts';
import { placeOf } from '../failure.ts';
import { reasonOf } from '../unjudged.ts';
import { count } from '../words.ts';
import { anchor, docsLink } from './anchor.ts';
import { aloud, type Content, element, type Markup } from './element.ts';
import type { FailureTelling } from './failures.ts';
import { outcomeOf, signMark, toneOf } from './outcome.ts';

/** How often a requirement was judged, or why not. */
const basis = (requirement: RequirementReport, { plain }: FailureTelling): Content => {
  const { id, status, judgements, histories } = requirement;
  const reason = reasonOf(requirement);
  if (reason !== undefined) return plain(`${reason}.`);
  if (status === 'fail')
    return element('a', { href: `#${encodeURI(anchor('failure', plain(id)))}` }, 'see the failure');
  return `judged ${count(judgements, 'time')} in ${count(histories, 'history', 'histories')}`;
};

/** One row; its roles are said, for on a narrow screen it is laid out like no table. */
const row = (requirement: RequirementReport, telling: FailureTelling): Markup => {
  const { plain, known, docs } = telling;
  const { id, level, statement, source } = requirement;
  const { word, sign, tone } = outcomeOf(requirement, known);
  return element(
    'tr',
    { role: 'row', id: anchor('requirement', plain(id)), 'data-outcome': word, 'data-level': level },
    element('td', { role: 'cell', class: 'outcome' }, signMark(sign, tone), ' ', word),
    element(
      'th',
      { role: 'rowheader', scope: 'row' },
      element('span', { class: 'statement' }, plain(statement)),
      element('code', {}, plain(id)),
    ),
    element('td', { role: 'cell', class: 'level' }, level),
    element(
      'td',
      { role: 'cell', class: 'basis' },
      basis(requirement, telling),
      ' ',
      docsLink(plain(placeOf(source)), docs),
    ),
  );
};

const COLUMNS = ['outcome', 'requirement', 'level', 'what it rests on, and where it is written'];

const heads = (names: readonly string[]): Markup =>
  element(
    'thead',
    {},
    element(
      'tr',
      {},
      names.map((name) => element('th', { scope: 'col' }, name)),
    ),
  );

const familySection = ({ name, sign, members }: Family, telling: FailureTelling): Markup => {
  const title = telling.plain(name);
  const id = anchor('family', title);
  return element(
    'section',
    { class: 'family', 'aria-labelledby': id },
    element('h3', { id }, signMark(sign, toneOf(sign)), ' ', title),
    element(
      'table',
      { role: 'table', class: 'requirements' },
      element('caption', { class: 'aloud' }, `Requirements of the family ${title}`),
      heads(COLUMNS),
      element(
        'tbody',
        { role: 'rowgroup' },
        members.map((member) => row(member, telling)),
      ),
    ),
  );
};

const choice = (label: string, name: string, options: readonly string[]): Markup =>
  element(
    'label',
    {},
    `${label} `,
    element(
      'select',
      { name },
      element('option', { value: '' }, 'all'),
      options.map((option) => element('option', { value: option }, option)),
    ),
  );

/** Hidden until a script makes it work. */
const controls = ({ requirements }: Report, { known }: FailureTelling): Markup => {
  const outcomes = new Set(requirements.map((requirement) => outcomeOf(requirement, known).word));
  const levels = new Set<string>(requirements.map(({ level }) => level));
  return element(
    'div',
    { id: 'narrow', class: 'narrow', role: 'search', 'aria-label': 'Narrow the list of requirements', hidden: '' },
    element('label', {}, 'Search ', element('input', { type: 'search', name: 'words', autocomplete: 'off' })),
    choice('Outcome', 'outcome', [...outcomes]),
    choice('Level', 'level', [...levels]),
    element('output', { 'aria-live': 'polite' }),
  );
};

/** One row for each family, with links to their sections. */
export const familyOverview = ({ requirements }: Report, { plain }: FailureTelling): Markup => {
  const families = familiesOf(requirements);
  const columns = [...OUTCOMES.keys()].filter((column) => families.some(({ counts }) => (counts[column] ?? 0) > 0));
  const name = (family: Family): Markup => {
    const { sign } = family;
    const title = plain(family.name);
    const link = element('a', { href: `#${encodeURI(anchor('family', title))}` }, title);
    return element('th', { scope: 'row' }, signMark(sign, toneOf(sign)), ' ', link);
  };
  const cell = (n: number): Markup => element('td', {}, n === 0 ? aloud('none') : String(n));
  return element(
    'section',
    { 'aria-labelledby': 'families' },
    element('h2', { id: 'families' }, 'Families'),
    element(
      'div',
      { class: 'scroll', role: 'region', tabindex: 0, 'aria-labelledby': 'families' },
      element(
        'table',
        { class: 'families' },
        heads(['family', ...columns.map((column) => OUTCOMES[column] ?? '')]),
        element(
          'tbody',
          {},
          families.map((family) =>
            element(
              'tr',
              {},
              name(family),
              columns.map((column) => cell(family.counts[column] ?? 0)),
            ),
          ),
        ),
      ),
    ),
  );
};

/** The section of all requirements. */
export const requirementSection = (report: Report, telling: FailureTelling): Markup =>
  element(
    'section',
    { id: 'all', 'aria-labelledby': 'requirements' },
    element('h2', { id: 'requirements' }, 'Requirements'),
    controls(report, telling),
    familiesOf(report.requirements).map((family) => familySection(family, telling)),
  );
