/** The links of Markdown pages and the anchors that they lead to, as a git host reads them. */

/** A page: where it stands, as a path from the root with `/`, and its text. */
export interface MarkdownPage {
  readonly path: string;
  readonly text: string;
}

/** Lines outside fenced blocks, which hold neither links nor headings. */
const prose = (text: string): readonly string[] => {
  let fence: string | undefined;
  return text.split('\n').filter((line) => {
    const [, mark] = /^\s*(```+|~~~+)/u.exec(line) ?? [];
    if (mark === undefined) return fence === undefined;
    if (fence === undefined) fence = mark;
    else if (mark.startsWith(fence)) fence = undefined;
    return false;
  });
};

const withoutCode = (line: string): string => line.replaceAll(/(`+)(?!`).*?[^`]\1(?!`)/gu, '');

/** Where the links of a page lead, as they are written; those to other sites are left out. */
export const linksIn = (text: string): readonly string[] =>
  prose(text)
    // Code may be what a link says, but never where it leads.
    .flatMap((line) => [...line.replaceAll(/\[(`[^`]*`)\]/gu, '[code]').split('\n')].map(withoutCode))
    .flatMap((line) => [...line.matchAll(/\]\(([^()\s]+(?:\([^()\s]*\))?)(?:\s+"[^"]*")?\)/gu)])
    .flatMap(([, target = '']) => (/^[a-z][a-z0-9+.-]*:/iu.test(target) ? [] : [target]));

/** The anchors of a page: one for each heading, numbered where the same comes again. */
export const anchorsIn = (text: string): ReadonlySet<string> => {
  const seen = new Map<string, number>();
  const anchors = prose(text).flatMap((line) => {
    const [, heading] = /^#{1,6}\s+(.*?)\s*#*\s*$/u.exec(line) ?? [];
    if (heading === undefined) return [];
    // A link in a heading counts by its words, and markup does not count at all.
    const words = heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/gu, '$1');
    const slug = words
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\p{M}_\- ]/gu, '')
      .replaceAll(' ', '-');
    const nth = seen.get(slug) ?? 0;
    seen.set(slug, nth + 1);
    return [nth === 0 ? slug : `${slug}-${nth}`];
  });
  return new Set(anchors);
};

/** A path relative to the folder of another, both from the root; undefined where it leads out of the root. */
const resolved = (from: string, to: string): string | undefined => {
  const parts: string[] = to.startsWith('/') ? [] : from.split('/').slice(0, -1);
  for (const part of to.split('/')) {
    if (part === '..' && parts.pop() === undefined) return undefined;
    if (part !== '..' && part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
};

/** The links that lead nowhere, each with its page: to a file that is not there, or to an anchor that its page lacks. */
export const deadLinks = (pages: readonly MarkdownPage[], exists: (path: string) => boolean): readonly string[] => {
  const anchors = new Map(pages.map(({ path, text }) => [path, anchorsIn(text)]));
  return pages.flatMap(({ path, text }) =>
    linksIn(text).flatMap((link) => {
      const [to = '', anchor] = link.split(/#(.*)/su);
      const target = to === '' ? path : resolved(path, decodeURIComponent(to));
      const known = target === undefined ? undefined : anchors.get(target);
      const alive =
        target !== undefined &&
        (known !== undefined || exists(target)) &&
        (anchor === undefined || known?.has(decodeURIComponent(anchor)) === true);
      return alive ? [] : [`${path}: ${link}`];
    }),
  );
};
