/** The sections of a page that tell what the server promises: a paragraph each, and the tables that go with it. */
import type { Protocol } from '../../schemas/protocol.ts';
import type { Section } from './markdown.ts';
import { delivery, rights } from './page-channels.ts';
import { books, filters, sequence } from './page-feeds.ts';
import { heartbeat, limits, pacing } from './page-paces.ts';
import { recovery } from './page-recovery.ts';
import { type Blocks, closing, errors, facts, lifecycle, operations, replies } from './page-tables.ts';
import type { SuiteView } from './suite-view.ts';

/** The tables that go with a promise, where it has any. */
const TABLES: Readonly<Record<string, Blocks>> = {
  ...{ errors, rights, delivery, replies, lifecycle, facts, closing },
  ...{ filters, operations, sequence, recovery, books },
  ...{ heartbeat, limits, pacing },
};
const TITLES: Readonly<Record<string, string>> = {
  ...{ errors: 'Errors', rights: 'Rights', delivery: 'Delivery', replies: 'Answers', lifecycle: 'Lifecycles' },
  ...{ facts: 'Facts', closing: 'Close codes' },
  ...{ filters: 'Filters', operations: 'Operations', sequence: 'Numbers', recovery: 'Recovery', books: 'Books' },
  ...{ heartbeat: 'Heartbeat', limits: 'Limits', pacing: 'Paces' },
};

/** The section of all promises, and one of each that has something to say. */
export const promiseSections = (protocol: Protocol, view: SuiteView): readonly Section[] => {
  const made = Object.keys(protocol.promises);
  const told = view.paragraphs.map(({ family }) => family);
  const families = [
    ...new Set([...made.filter((name) => Object.hasOwn(TABLES, name) || told.includes(name)), ...told]),
  ];
  const sections = families.map((family): Section => {
    const paragraphs = view.paragraphs.filter((paragraph) => paragraph.family === family);
    return {
      key: family,
      level: 3,
      title: paragraphs[0]?.title ?? TITLES[family] ?? family,
      body: (link) => [
        ...paragraphs.map(({ text }) => text).filter((text) => text !== ''),
        ...(TABLES[family]?.(protocol, link) ?? []),
      ],
    };
  });
  if (sections.length === 0) return [];
  const intro = 'What a server keeps over time. Each promise is examined by the requirements of the same name below.';
  return [{ key: 'promises', level: 2, title: 'Promises', body: () => [intro] }, ...sections];
};
