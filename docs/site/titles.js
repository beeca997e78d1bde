/** A plugin of TypeDoc: documents are called by their first heading, and headings that are code are in the contents. */
import { Converter, ReflectionKind } from 'typedoc';

const TITLE = /^#\s+(.*)$/m;
const HEADING_BEGINS = /(?:^|\n)#+ $/;

/** A heading made of code is left out of a page's contents by TypeDoc; as plain text it is not, and its anchor is the same. */
const plain = (part, index, parts) =>
  part.kind === 'code' && HEADING_BEGINS.test(parts[index - 1]?.text ?? '')
    ? { kind: 'text', text: part.text.replaceAll('`', '') }
    : part;

/** Called by TypeDoc. */
export const load = (app) => {
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const document of project.getReflectionsByKind(ReflectionKind.Document)) {
      const first = document.content.find(({ kind, text }) => kind === 'text' && TITLE.test(text));
      const [, title] = TITLE.exec(first?.text ?? '') ?? [];
      document.name = title ?? document.name;
      document.content = document.content.map(plain);
    }
  });
};
