/** The sections of a page that come from the conformance suite: requirements, what cannot be seen, faults. */
import { code, type Link, prose, type Section, table } from './markdown.ts';
import type { SuiteView } from './suite-view.ts';

/** `commerce/heartbeat/on-time` as its family and its name. */
const parts = (id: string): readonly [family: string, name: string] => {
  const [, family = id, ...name] = id.split('/');
  return [family, name.length === 0 ? family : name.join('/')];
};

const familiesOf = ({ requirements }: SuiteView): readonly string[] => [
  ...new Set(requirements.map(({ id }) => parts(id)[0])),
];

const requirementKey = (family: string): string => `requirements of ${family}`;

const requirementSections = (view: SuiteView): readonly Section[] => {
  if (view.requirements.length === 0) return [];
  const must = view.requirements.filter(({ level }) => level === 'MUST').length;
  const intro = `${view.requirements.length} requirements, ${must} of them a MUST. A server conforms when every MUST holds; one that fails a SHOULD is warned.`;
  const titles = new Map(view.paragraphs.map(({ family, title }) => [family, title]));
  const families = familiesOf(view).map((family): Section => {
    const name = titles.get(family) ?? family.charAt(0).toUpperCase() + family.slice(1);
    const own = view.requirements.filter(({ id }) => parts(id)[0] === family);
    const rows = (link: Link) =>
      own.map(({ id, level, statement, source }) => [
        ...[code(parts(id)[1]), level, prose(statement)],
        link(source.replace(/^[^#]*#/, ''), prose(source)),
      ]);
    return {
      key: requirementKey(family),
      level: 3,
      title: `${name}: requirements`,
      short: name,
      body: (link) => [
        `Their ids begin with ${code(own[0]?.id.replace(/[^/]*$/, '') ?? '')}.`,
        ...table(['Requirement', 'Level', 'Statement', 'Source'], rows(link)),
      ],
    };
  });
  return [{ key: 'requirements', level: 2, title: 'Requirements', body: () => [intro] }, ...families];
};

const unobservableSection = ({ unobservable }: SuiteView): readonly Section[] =>
  unobservable.length === 0
    ? []
    : [
        {
          key: 'unobservable',
          level: 2,
          title: 'What cannot be observed',
          body: () => [
            'Asked of a server all the same, though no examiner on the outside can tell whether it holds.',
            ...table(
              ['Statement', 'Why nobody can see it'],
              unobservable.map(({ statement, reason }) => [prose(statement), prose(reason)]),
            ),
          ],
        },
      ];

const broken = (breaks: readonly string[], link: Link): string =>
  breaks
    .map((id) => {
      const [family, name] = parts(id);
      return `${link(requirementKey(family), family)}/${name}`;
    })
    .join(', ');

const faultSection = ({ faults }: SuiteView): readonly Section[] =>
  faults.length === 0
    ? []
    : [
        {
          key: 'faults',
          level: 2,
          title: 'Faults',
          body: (link) => [
            'Servers broken on purpose: each proves that the requirements it breaks do notice.',
            ...table(
              ['Fault', 'What is wrong with it', 'Noticed by'],
              faults.map(({ id, story, breaks }) => [code(id), prose(story), broken(breaks, link)]),
            ),
          ],
        },
      ];

/** All sections that the suite fills. */
export const suiteSections = (view: SuiteView): readonly Section[] => [
  ...requirementSections(view),
  ...unobservableSection(view),
  ...faultSection(view),
];
