/** The little Markdown that pages are made of, and how their sections find each other. */

/** One section of a page; its body may link to other sections by their keys. */
export interface Section {
  /** What links call it; unique on the page. */
  readonly key: string;
  /** Its depth: 1 for the page's title. */
  readonly level: number;
  readonly title: string;
  /** What links say instead of the title. */
  readonly short?: string;
  readonly body: (link: Link) => readonly string[];
}

/** Writes a link to the section with that key, or else that anchor; plain text where there is none. */
export type Link = (key: string, text?: string) => string;

/** Text in a code span. */
export const code = (text: string): string => (text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``);

/** Plain words, in which only code spans mean something to Markdown. */
export const prose = (text: string): string =>
  text
    .split(/(`[^`]*`)/)
    .map((part, index) => (index % 2 === 1 ? part : part.replaceAll(/[*_<]/g, '\\$&')))
    .join('');

/** A fenced block. */
export const fenced = (language: string, text: string): string => `\`\`\`${language}\n${text}\n\`\`\``;

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

/** A table; nothing where it has no rows. */
export const table = (heads: readonly string[], rows: readonly (readonly string[])[]): readonly string[] => {
  if (rows.length === 0) return [];
  const lines = [heads, heads.map(() => '---'), ...rows].map((cells) => `| ${cells.map(cell).join(' | ')} |`);
  return [lines.join('\n')];
};

/** A list; nothing where it has no items. */
export const list = (items: readonly string[]): readonly string[] =>
  items.length === 0 ? [] : [items.map((item) => `- ${item}`).join('\n')];

/** A part that is folded away until somebody opens it. */
export const folded = (summary: string, blocks: readonly string[]): string =>
  `<details>\n<summary>${summary}</summary>\n\n${blocks.join('\n\n')}\n\n</details>`;

/** Words as a sentence lists them: `a`, `a or b`, `a, b or c`. */
export const listed = (words: readonly string[], last = 'or'): string =>
  words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`;

/** The anchor that Markdown viewers give to a heading, the n-th of its kind. */
const anchor = (title: string, nth: number): string => {
  const slug = title
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\p{M}_\- ]/gu, '')
    .replaceAll(' ', '-');
  return nth === 0 ? slug : `${slug}-${nth}`;
};

/** The text of a page out of its sections. */
export const pageText = (sections: readonly Section[]): string => {
  const seen = new Map<string, number>();
  const anchors = new Map<string, readonly [anchor: string, title: string]>();
  const headings = new Map<string, readonly [anchor: string, title: string]>();
  for (const { key, title, short = title } of sections) {
    const plain = anchor(title, 0);
    const nth = seen.get(plain) ?? 0;
    seen.set(plain, nth + 1);
    anchors.set(key, [anchor(title, nth), short]);
    headings.set(anchor(title, nth), [anchor(title, nth), short]);
  }
  const link: Link = (key, text) => {
    const [target, title] = anchors.get(key) ?? headings.get(key) ?? [undefined, key];
    return target === undefined ? (text ?? title) : `[${text ?? title}](#${target})`;
  };
  const blocks = sections.flatMap(({ level, title, body }) => [`${'#'.repeat(level)} ${title}`, ...body(link)]);
  return `${blocks.join('\n\n')}\n`;
};
