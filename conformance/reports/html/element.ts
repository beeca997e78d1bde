/** HTML as values: text given as a string is always escaped, and only what was made here is taken as markup. */
import { attributes, escapeMarkup } from '../markup.ts';

/** A piece of a page. */
export interface Markup {
  readonly markup: string;
}

/** What an element may hold. */
export type Content = string | Markup | readonly Content[];

/** Elements that have no end. */
const VOID = new Set(['col', 'input', 'meta']);

const rendered = (content: Content): string => {
  if (typeof content === 'string') return escapeMarkup(content);
  return 'markup' in content ? content.markup : content.map(rendered).join('');
};

/** Makes an element; attributes without a value are left out. */
export const element = (
  name: string,
  values: Readonly<Record<string, string | number | undefined>> = {},
  ...content: readonly Content[]
): Markup => {
  const start = `<${name}${attributes(values)}>`;
  return { markup: VOID.has(name) ? start : `${start}${rendered(content)}</${name}>` };
};

/** A style or a script, which is written as it stands: for texts of this kit alone. */
export const verbatim = (name: 'style' | 'script', text: string): Markup => ({ markup: `<${name}>${text}</${name}>` });

/** Words that only a screen reader says. */
export const aloud = (text: string): Markup => element('span', { class: 'aloud' }, text);
