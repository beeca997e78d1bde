/** Tests of workflow commands. */
import { describe, expect, it } from 'vitest';
import { commerce } from '../../schemas/commerce/protocol.ts';
import { annotationLines, withoutCommands } from './annotations.ts';
import { hostile } from './testing/hostile-report.ts';
import { sample, TOKEN } from './testing/sample-report.ts';

const known = new Set(['commerce/size/known', 'commerce/errors/texts']);
const lines = annotationLines(sample, { protocol: commerce, known });

describe('annotations', () => {
  it('are an error for each MUST, and for what passes unexpectedly, and a warning for the rest', () => {
    expect(lines).toEqual([
      '::error title=commerce/rights/no-leak (MUST)::The statement of commerce/rights/no-leak.%0Aorder.paid reached eve, who has no right to it.%0Aagain: seed 7, path 2:0:1',
      '::error title=commerce/size/large (MUST)::The statement of commerce/size/large.%0AIt stayed open.',
      '::error title=commerce/errors/texts::It was expected to fail, but passes: take it off the list.',
      '::warning title=commerce/errors/codes (SHOULD)::The statement of commerce/errors/codes.%0Aan error had no code\\u{1b}[2J.%0Acame again in 2 of 3 runs%0Aagain: seed 7, path 5',
    ]);
  });

  it('stay one command each, whatever a server says', () => {
    const told = annotationLines(hostile, { protocol: commerce });
    expect(told).toHaveLength(2);
    for (const line of told) {
      expect(line).not.toMatch(/[\p{C}]/u);
      expect(line).toMatch(/^::(error|warning) title=[^:,]*::/u);
      // Only what was escaped here is unescaped by the runner.
      expect(line).toContain('%250A::error::y');
    }
  });

  it('hold no secret', () => {
    const report = {
      ...sample,
      requirements: sample.requirements.map((one) => ({ ...one, statement: `It takes ${TOKEN} and hunter-2.` })),
    };
    const told = annotationLines(report, { protocol: commerce, secrets: ['hunter-2'] }).join('\n');
    expect(told).toContain('It takes (redacted) and (redacted).');
  });

  it('are not looked for in a text', () => {
    expect(withoutCommands('::error::x\n', 'm')).toBe('::stop-commands::m\n::error::x\n::m::\n');
    expect(withoutCommands('x', 'm')).toBe('::stop-commands::m\nx\n::m::\n');
  });
});
