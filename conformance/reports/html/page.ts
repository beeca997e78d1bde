/** The report as one page of HTML: it needs no network and no script, and obeys nothing that a server said. */
import { createHash } from 'node:crypto';
import type { Report, Status } from '../../engine/report.ts';
import { nextStep, verdictSentence } from '../conclusion.ts';
import { coverageLines } from '../coverage.ts';
import { clockOf, noteLines } from '../head.ts';
import { type ReportOptions, tellingOf } from '../telling.ts';
import { count, duration } from '../words.ts';
import { type Content, element, type Markup, verbatim } from './element.ts';
import { failureSection, type FailureTelling } from './failures.ts';
import type { Outcome } from './outcome.ts';
import { familyOverview, requirementSection } from './requirements.ts';
import { SCRIPT } from './script.ts';
import { STYLE } from './style.ts';

/** How a page is told. */
export interface HtmlOptions extends ReportOptions {
  /** The URL of this package's folder, with a slash at its end, for links into the documents; without it there are none. */
  readonly docs?: string;
}

const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Nothing but this one style and this one script; no image, no frame, no request. */
const POLICY = [
  ...["default-src 'none'", `style-src ${hash(STYLE)}`, `script-src ${hash(SCRIPT)}`],
  ...["base-uri 'none'", "form-action 'none'"],
].join('; ');

const COUNTED = [
  ['pass', 'passed', 'good'],
  ['fail', 'failed', 'bad'],
  ['inconclusive', 'inconclusive', 'doubtful'],
  ['unexercised', 'unexercised', 'doubtful'],
  ['untested', 'untested', 'doubtful'],
  ['notApplicable', 'not applicable', 'aside'],
] as const satisfies readonly (readonly [Status, string, Outcome['tone']])[];

const countList = ({ counts }: Report): Markup =>
  element(
    'ul',
    { class: 'counts', 'aria-label': 'Requirements by outcome' },
    COUNTED.map(([status, word, tone]) =>
      element(
        'li',
        { class: counts[status] === 0 ? 'none' : undefined },
        element('b', { class: counts[status] === 0 ? undefined : tone }, String(counts[status])),
        word,
      ),
    ),
  );

/** The counts once more, as shares of a line. */
const shares = ({ counts }: Report): Markup => {
  let x = 0;
  const stretches = COUNTED.map(([status, , tone]) => {
    const rect = element('rect', { class: tone, x, y: 0, width: counts[status], height: 1 });
    x += counts[status];
    return rect;
  });
  const viewBox = `0 0 ${Math.max(1, x)} 1`;
  return element('svg', { class: 'share', viewBox, preserveAspectRatio: 'none', 'aria-hidden': 'true' }, stretches);
};

const facts = (report: Report, { plain }: FailureTelling): Markup => {
  const { kit, target, protocol, seed, effort, durationMs, startedAt } = report;
  const rows = [
    ['Server', plain(target)],
    ['Protocol', plain(protocol)],
    ['Begun', plain(startedAt)],
    ['Took', `${duration(durationMs)}, ${clockOf(report)}`],
    ['Effort', `${count(effort.plans, 'plan')}, ${count(effort.entries, 'entry', 'entries')}`],
    ['Seed', String(seed)],
    ['Kit', plain(`${kit.name} ${kit.version}`)],
  ] as const;
  return element(
    'dl',
    { class: 'facts' },
    rows.map(([term, what]) => element('div', {}, element('dt', {}, term), element('dd', {}, what))),
  );
};

const capitalised = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;

const TONES = { conformant: 'good', nonconformant: 'bad', incomplete: 'doubtful' } as const;

const head = (report: Report, telling: FailureTelling): Markup => {
  const { verdict, protocol, kit } = report;
  const next = nextStep(telling).replace(/`([^`]*)`/gu, '“$1”');
  return element(
    'header',
    {},
    element('p', { class: 'kicker' }, telling.plain(`${kit.name} · conformance to ${protocol}`)),
    element('h1', { class: TONES[verdict] }, capitalised(verdict)),
    element('p', { class: 'lead' }, capitalised(verdictSentence(report, telling.found))),
    element('p', { class: 'next' }, `Next: ${next}`),
    countList(report),
    shares(report),
    facts(report, telling),
  );
};

const notes = (report: Report, { plain }: FailureTelling): Content => {
  const lines = [...noteLines(report, plain), ...coverageLines(report)];
  if (lines.length === 0) return [];
  return element(
    'section',
    { 'aria-labelledby': 'notes' },
    element('h2', { id: 'notes' }, 'Notes'),
    element(
      'ul',
      { class: 'notes' },
      lines.map((line) => element('li', {}, `${capitalised(line)}.`)),
    ),
  );
};

/** Writes a report as one page of HTML. */
export const htmlReport = (report: Report, options: HtmlOptions): string => {
  const telling = { ...tellingOf(report, options), ...(options.docs !== undefined && { docs: options.docs }) };
  const title = telling.plain(`${report.verdict}: ${report.protocol} at ${report.target}`);
  const page = element(
    'html',
    { lang: 'en' },
    element(
      'head',
      {},
      element('meta', { charset: 'utf-8' }),
      element('meta', { 'http-equiv': 'Content-Security-Policy', content: POLICY }),
      element('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
      element('meta', { name: 'color-scheme', content: 'light dark' }),
      element('meta', { name: 'generator', content: telling.plain(`${report.kit.name} ${report.kit.version}`) }),
      element('title', {}, title),
      verbatim('style', STYLE),
    ),
    element(
      'body',
      {},
      element('a', { class: 'skip', href: '#requirements' }, 'Skip to the requirements'),
      head(report, telling),
      element(
        'main',
        {},
        failureSection(telling),
        familyOverview(report, telling),
        requirementSection(report, telling),
        notes(report, telling),
      ),
      verbatim('script', SCRIPT),
    ),
  );
  return `<!doctype html>\n${page.markup}\n`;
};
