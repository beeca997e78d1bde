/** Tests of the report for pull requests. */
import { describe, expect, it } from 'vitest';
import { commerce } from '../../schemas/commerce/protocol.ts';
import type { Report } from '../engine/report.ts';
import { codeBlock, codeSpan, prose } from './escape-markdown.ts';
import { markdownReport } from './markdown.ts';
import { HOSTILE, hostile } from './testing/hostile-report.ts';
import { sample, TOKEN } from './testing/sample-report.ts';

const options = {
  protocol: commerce,
  invocation: { target: sample.target, protocol: 'commerce' },
  known: new Set(['commerce/size/known']),
};
const text = markdownReport(sample, options);

/** The lines outside of code blocks; throws where a block is never closed. */
const outside = (markdown: string): readonly string[] => {
  const lines: string[] = [];
  let fence: string | undefined;
  for (const line of markdown.split('\n')) {
    const [run = ''] = /^ {0,3}`{3,}(?=[^`]*$)/u.exec(line) ?? [];
    if (fence === undefined && run !== '') fence = run.trim();
    else if (fence === undefined) lines.push(line);
    else if (run.trim().length >= fence.length && line.trim() === run.trim()) fence = undefined;
  }
  if (fence !== undefined) throw new Error('A code block is never closed.');
  return lines;
};

const count = (within: string, what: RegExp): number => within.match(what)?.length ?? 0;

describe('the Markdown report', () => {
  it('begins with the verdict', () => {
    expect(text.split('\n')[0]).toBe(
      '## ✗ nonconformant: 3 of 9 MUSTs failed, 1 of them as expected; 4 could not be judged; 1 warning.',
    );
  });

  it('has a table of families, without columns that are empty', () => {
    expect(text).toContain('|  | family | passed | failed | warned | untested | unexercised | inconclusive |');
    expect(text).toContain('| ! | errors | 1 |  | 1 |  |  |  |  |');
    const requirements = sample.requirements.filter(({ status }) => status === 'pass');
    expect(markdownReport({ ...sample, requirements }, options)).toContain('|  | family | passed |\n');
  });

  it('tells each failure to be unfolded, with its lanes and the line that shows it again', () => {
    expect(text).toContain('<summary>✗ <code>commerce/rights/no-leak</code> (MUST)</summary>\n\n');
    expect(text).toMatch(/\n```text\norder\.paid reached eve, who has no right to it:\n\n +time {2}ann +eve +server/u);
    expect(text).toMatch(/\n▸ {2}10 ms +← order\.paid/u);
    expect(text).toContain('```text\nnpx wireproof test ws://localhost:8080/ws --protocol commerce --only');
    expect(text.indexOf('commerce/errors/codes')).toBeGreaterThan(text.indexOf('commerce/size/large'));
  });

  it('names what was not judged, and what fails as expected', () => {
    expect(text).toContain('Untested: it takes the hook publish, which the server does not offer (2)');
    expect(text).toContain('<summary>Failed as expected (1)</summary>');
  });

  it('lets hostile text become nothing but text', () => {
    const told = markdownReport(hostile, options);
    const lines = outside(told);
    const around = lines
      .join('\n')
      .replace(/<code>[^<>]*<\/code>/gu, '')
      .replace(/<\/?(details|summary)>/gu, '');
    expect(around.replace(/(`+) .*? \1(?!`)/gu, '')).not.toMatch(/[<>]|@octocat|[^\\]\[x|#1|:\/\/evil|www\\?\.evil/u);
    expect(count(lines.join('\n'), /^<details>$/gmu)).toBe(count(lines.join('\n'), /^<\/details>$/gmu));
    const rows = lines.filter((line) => line.startsWith('|'));
    expect(new Set(rows.map((row) => count(row, /(?<!\\)\|/gu))).size).toBe(1);
    expect(told.replaceAll('\n', '')).not.toMatch(/\p{C}/u);
  });

  it('fits into a comment', () => {
    const [, failure] = sample.requirements;
    if (!failure) throw new Error('The sample has a failure.');
    const requirements = Array.from({ length: 100 }, (_, index) => ({ ...failure, id: `commerce/rights/${index}` }));
    const report: Report = { ...sample, requirements };
    const told = markdownReport(report, options);
    expect(told.length).toBeLessThan(65_536);
    expect(told).toMatch(/\d+ more failures, without the story for want of room/u);
    for (const { id } of requirements) expect(told).toContain(id);
    expect(() => outside(told)).not.toThrow();
  });

  it('holds no secret', () => {
    const told = markdownReport(sample, { ...options, secrets: ['Forbidden'] });
    for (const secret of [TOKEN, 'abcdef', 'Forbidden']) expect(told).not.toContain(secret);
  });
});

describe('Markdown', () => {
  it('escapes prose', () => {
    expect(prose('*a* _b_ [c](d) `e` <f> | 1. #7 @g')).toBe(
      '\\*a\\* \\_b\\_ \\[c\\]\\(d\\) \\`e\\` &lt;f&gt; \\| 1\\. #&#8203;7 @&#8203;g',
    );
    expect(prose("it's http://a www.b.c")).toBe('it&#39;s http:&#8203;//a www&#8203;\\.b\\.c');
  });

  it('fences code with more backticks than it has', () => {
    expect(codeSpan('a')).toBe('` a `');
    expect(codeSpan('a``b`')).toBe('``` a``b` ```');
    expect(codeBlock(['a'])).toEqual(['```text', 'a', '```']);
    expect(codeBlock(['````', HOSTILE])[0]).toBe('`````text');
  });
});
