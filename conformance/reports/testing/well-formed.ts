/** Whether a text is well-formed XML, as far as our reports use it: no processing instructions, comments or CDATA. */

const ALLOWED = /^[\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]*$/u;
const REFERENCES = /&(?:amp|lt|gt|quot|apos|#\d+|#x[\da-f]+);/giu;
const TAG = /<(\/?)([a-z][\w-]*)((?:\s+[a-z][\w:-]*="[^"<]*")*)\s*(\/?)>/giu;

const namesIn = (attributes: string): readonly string[] =>
  Array.from(attributes.matchAll(/([\w:-]+)="[^"]*"/gu), ([, name = '']) => name);

/** What is wrong first; undefined when nothing is. */
export const flawIn = (xml: string): string | undefined => {
  const text = xml.replace(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n/u, '');
  if (!ALLOWED.test(text)) return 'a character that XML forbids';
  if (text.replace(REFERENCES, '').includes('&')) return 'a bare &';
  const open: string[] = [];
  let end = 0;
  let roots = 0;
  for (const { 0: whole, 1: closing, 2: name = '', 3: attributes = '', 4: empty, index } of text.matchAll(TAG)) {
    const between = text.slice(end, index);
    if (/[<]|\]\]>/u.test(between)) return `markup in text: ${between.slice(0, 40)}`;
    if (open.length === 0 && between.trim() !== '') return 'text outside of the root';
    const names = namesIn(attributes);
    if (new Set(names).size < names.length) return `an attribute of ${name} twice`;
    if (closing === '/' && open.pop() !== name) return `</${name}> closes something else`;
    if (closing !== '/') {
      if (open.length === 0) roots++;
      if (empty !== '/') open.push(name);
    }
    end = index + whole.length;
  }
  if (text.slice(end).trim() !== '') return 'text after the root';
  if (roots !== 1) return `${roots} roots`;
  return open.length > 0 ? `${open.at(-1)} is never closed` : undefined;
};
