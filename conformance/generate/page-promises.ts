/** The sections of a page that tell what the server promises: a paragraph each, and the tables that go with it. */
import type { Protocol } from '../../schemas/protocol.ts';
import { code, type Link, listed, type Section, table } from './markdown.ts';
import { messageKey } from './page-messages.ts';
import type { SuiteView } from './suite-view.ts';

type Blocks = (protocol: Protocol, link: Link) => readonly string[];

const NEXT = {
  reconnect: 'Connect again, a little later each time.',
  'new token': 'Get a new token, then connect again.',
  'fix the client': 'Correct the client; connecting again alone will not help.',
  'stay away': 'Do not connect again.',
} as const;

const errors: Blocks = ({ promises }) => {
  const { kinds = {}, code: promised } = promises.errors ?? {};
  const heads = ['Kind', 'Text', promised ? `Code (${promised.level})` : 'Code'];
  const known = (text: string | undefined): string => (text === undefined ? 'free' : code(text));
  return table(
    heads,
    Object.entries(kinds).map(([kind, { text, code: stable }]) => [kind, known(text), known(stable)]),
  );
};

/** `{shipment.order.buyerDid}` as the field and the thing whose field it is. */
const inWords = (template: string): readonly [field: string, thing: string] => {
  const path = template.replaceAll(/[{}]/g, '').split('.');
  return [path.at(-1) ?? '', path.slice(0, -1).reverse().join(' of the ')];
};

/** Users given by templates, those of one thing together. */
const users = (templates: readonly string[]): readonly string[] => {
  const words = templates.map(inWords);
  return [...new Set(words.map(([, thing]) => thing))].map((thing) => {
    const fields = words.filter(([, owner]) => owner === thing).map(([field]) => field);
    return thing === '' ? `that ${listed(fields)} alone` : `the ${listed(fields.map(code))} of the ${thing}`;
  });
};

const rights: Blocks = ({ promises }) =>
  table(
    ['Channel', 'Who may subscribe'],
    Object.entries(promises.rights?.channels ?? {}).map(
      ([channel, { anyone, users: named = [], roles = [], exists }]) => [
        code(channel),
        [
          listed([
            ...(anyone ? ['anyone who is connected'] : []),
            ...users(named),
            ...roles.map((role) => `whoever holds the role ${code(role)}`),
          ]),
          ...(exists === undefined ? [] : [`once the ${exists} exists`]),
        ].join(', '),
      ],
    ),
  );

const delivery: Blocks = ({ promises }) =>
  table(
    ['Events', 'Channels they go out on'],
    Object.entries(promises.delivery?.routes ?? {}).map(([events, channels]) => [
      code(events),
      (channels ?? []).map(code).join(', '),
    ]),
  );

const replies: Blocks = ({ promises }, link) =>
  table(
    ['Command', 'Answer', 'Or an error'],
    Object.entries(promises.replies?.to ?? {}).map(([command, { answer, each, refusals = [] }]) => [
      link(messageKey('command', command), code(command)),
      `${link(messageKey('control', answer), code(answer))}${each ? ', one for each item' : ''}`,
      refusals.map((kind) => link('errors', kind)).join(', '),
    ]),
  );

const lifecycle: Blocks = ({ promises }, link) =>
  table(
    ['Thing', 'Known by', 'Belongs to', 'States'],
    Object.entries(promises.lifecycle ?? {}).map(([thing, { key, belongsTo, transitions }]) => [
      link(`family ${thing}`, thing),
      code(key),
      belongsTo ? `${belongsTo.machine}, by ${code(belongsTo.by)}` : '',
      [...new Set(Object.values(transitions).map((move) => move?.to ?? ''))].join(', '),
    ]),
  );

const facts: Blocks = ({ promises }) =>
  table(
    ['Fact', 'Events', 'Fields'],
    Object.values(promises.facts ?? {}).map(({ statement, of, equal }) => [
      statement,
      code(of),
      Object.entries(equal)
        .map(([at, template]) => `${code(at)} = ${code(template)}`)
        .join(', '),
    ]),
  );

const closing: Blocks = ({ promises }, link) => [
  ...table(
    ['Close code', 'What it means', 'What a client does next'],
    Object.entries(promises.closing?.codes ?? {}).map(([close, { means, next }]) => [close, means, NEXT[next]]),
  ),
  ...(promises.credentials ? [`See also ${link('connection')}.`] : []),
];

/** The tables that go with a promise, where it has any. */
const TABLES: Readonly<Record<string, Blocks>> = { errors, rights, delivery, replies, lifecycle, facts, closing };
const TITLES: Readonly<Record<string, string>> = {
  ...{ errors: 'Errors', rights: 'Rights', delivery: 'Delivery', replies: 'Answers', lifecycle: 'Lifecycles' },
  ...{ facts: 'Facts', closing: 'Close codes' },
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
      body: (link) => [...paragraphs.map(({ text }) => text), ...(TABLES[family]?.(protocol, link) ?? [])],
    };
  });
  if (sections.length === 0) return [];
  const intro = 'What a server keeps over time. Each promise is examined by the requirements of the same name below.';
  return [{ key: 'promises', level: 2, title: 'Promises', body: () => [intro] }, ...sections];
};
