/** The page of a protocol: everything about it that a reader, a reviewer or an implementer looks for. */
import { catalogOf, KINDS, type Protocol } from '../../schemas/protocol.ts';
import { code, type Link, list, pageText, type Section } from './markdown.ts';
import { connection } from './page-connection.ts';
import { messageSections } from './page-messages.ts';
import { promiseSections } from './page-promises.ts';
import { suiteSections } from './page-suite.ts';
import type { SuiteView } from './suite-view.ts';
import { type Home, NOTE, PACKAGE } from './text.ts';

const number = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`;

const title = (protocol: Protocol, view: SuiteView, { entry }: Home): Section => {
  const [commands = 0, controls = 0, events = 0] = KINDS.map((kind) => Object.keys(catalogOf(protocol, kind)).length);
  const messages = [number(commands, 'command'), number(controls, 'control message'), number(events, 'event')].join(
    ', ',
  );
  const rows = [
    ['Id', code(protocol.id)],
    ['Messages', messages],
    ...(view.requirements.length > 0 ? [['Requirements', String(view.requirements.length)]] : []),
    ['Types and validators', `${code(`import type { ServerEvent } from '${entry(protocol.id)}'`)}`],
    ['For other languages', '[contract](contract.json) · [all schemas in one](bundle.schema.json)'],
  ];
  return {
    key: 'title',
    level: 1,
    title: protocol.title,
    body: () => [protocol.description, ...list(rows.map(([name, text]) => `**${name}:** ${text}`))],
  };
};

const childrenOf = (sections: readonly Section[], parent: Section): readonly Section[] => {
  const after = sections.slice(sections.indexOf(parent) + 1);
  const end = after.findIndex(({ level }) => level <= parent.level);
  return after.slice(0, end === -1 ? undefined : end).filter(({ level }) => level === parent.level + 1);
};

/** Everything below the title: a line for each section, its own sections beside it, or below it if they have some too. */
const contents = (sections: readonly Section[]): Section => {
  const line = (section: Section, link: Link): string => {
    const children = childrenOf(sections, section);
    if (children.length === 0) return link(section.key);
    if (children.every((child) => childrenOf(sections, child).length === 0))
      return `${link(section.key)}: ${children.map(({ key }) => link(key)).join(' · ')}`;
    return `${link(section.key)}\n${children.map((child) => `  - ${line(child, link)}`).join('\n')}`;
  };
  const top = sections.filter(({ level }) => level === 2);
  return {
    key: 'contents',
    level: 2,
    title: 'Contents',
    body: (link) => list(top.map((section) => line(section, link))),
  };
};

const reading = ({ promises: { delivery, rights, facts } }: Protocol): Section => ({
  key: 'reading',
  level: 2,
  title: 'Reading the tables',
  body: () =>
    list([
      '*text* is a string that is not empty; *instant* is a string that holds an ISO 8601 time in UTC and ends in `Z`.',
      '`total.amount` is the field `amount` of the object in `total`; `items[].id` is a field of each item of a list.',
      ...(delivery || rights || Object.values(facts ?? {}).some((fact) => 'equal' in fact)
        ? [
            'In braces stands a field of an event: `{orderId}` is its own, `{order.buyerDid}` that of the order it belongs to.',
          ]
        : []),
      'Objects are open: a field that is not listed may come along, and whoever does not know it ignores it.',
      'Where a body is refused, a JSON pointer tells the place, and a keyword of JSON Schema the reason.',
    ]),
});

/** The text of a protocol's page. */
export const page = (protocol: Protocol, view: SuiteView, home: Home = PACKAGE): string => {
  const sections = [
    connection(protocol),
    reading(protocol),
    ...KINDS.flatMap((kind) => messageSections(protocol, kind)),
    ...promiseSections(protocol, view),
    ...suiteSections(view),
  ];
  return `<!-- ${NOTE} -->\n\n${pageText([title(protocol, view, home), contents(sections), ...sections])}`;
};
