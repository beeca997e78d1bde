/** Text within Markdown, as pull requests render it: it becomes no markup, no link, no mention. */
import { escapeMarkup } from './markup.ts';

/** What parts `@` from a name, `#` from a number and a scheme from its address, unseen. */
const APART = '&#8203;';

/** The longest run of backticks in a text. */
const longestRun = (text: string): number => Math.max(0, ...Array.from(text.matchAll(/`+/gu), ([run]) => run.length));

/** Prose on one line. */
export const prose = (text: string): string =>
  escapeMarkup(text)
    .replace(/[\\`*_{}[\]()+.!|~-]/gu, '\\$&')
    .replace(/(?<!&)#|@|:(?=\/\/)/gu, `$&${APART}`)
    .replace(/www(?=\\\.)/giu, `www${APART}`);

/** A code span. */
export const codeSpan = (text: string): string => {
  const fence = '`'.repeat(longestRun(text) + 1);
  return `${fence} ${text} ${fence}`;
};

/** A code block; its lines must hold no line breaks of their own. */
export const codeBlock = (lines: readonly string[]): readonly string[] => {
  const fence = '`'.repeat(Math.max(3, longestRun(lines.join('\n')) + 1));
  return [`${fence}text`, ...lines, fence];
};
