/** The sections of a page that show the messages, kind by kind. */
import { bodySchema } from '../../schemas/json-schema.ts';
import { catalogOf, type Kind, messageOf, type Protocol } from '../../schemas/protocol.ts';
import { exampleFrames } from './frames.ts';
import { code, fenced, folded, type Link, listed, type Section, table } from './markdown.ts';
import { stateDiagram } from './page-diagrams.ts';
import { fieldTables } from './page-fields.ts';
import { schemaPath } from './schema-files.ts';
import { prettyJson } from './text.ts';

/** The key of a message's section. */
export const messageKey = (kind: Kind, name: string): string => `${kind} ${name}`;

/** `order.*` and `order.paid` both cover `order.paid`. */
const covers = (pattern: string, name: string): boolean =>
  pattern === name || (pattern.endsWith('.*') && name.startsWith(pattern.slice(0, -1)));

const ofCommand = ({ promises: { replies } }: Protocol, name: string, link: Link): readonly string[] => {
  const reply = replies?.to[name];
  if (!reply) return [];
  const { answer, each, refusals = [] } = reply;
  const otherwise = refusals.map((kind) => link('errors', kind));
  return [
    `Answered by ${link(messageKey('control', answer), code(answer))}${each ? ', item by item' : ''}${
      otherwise.length > 0 ? `; or by an error: ${listed(otherwise)}` : ''
    }.`,
  ];
};

const ofControl = (
  { promises: { replies, handshake, errors } }: Protocol,
  name: string,
  link: Link,
): readonly string[] => {
  const commands = Object.entries(replies?.to ?? {}).filter(([, { answer }]) => answer === name);
  const answers = commands.map(([command]) => link(messageKey('command', command), code(command)));
  return [
    ...(handshake?.greeting === name ? ['The first message of every connection.'] : []),
    ...(answers.length > 0 ? [`Answers ${listed(answers)}.`] : []),
    ...(errors?.message === name ? [`Its texts and codes: ${link('errors')}.`] : []),
  ];
};

const ofEvent = ({ promises: { delivery, lifecycle = {} } }: Protocol, name: string): readonly string[] => {
  const routes = Object.entries(delivery?.routes ?? {}).filter(([pattern]) => covers(pattern, name));
  const channels = routes.flatMap(([, templates]) => templates ?? []).map(code);
  const moves = Object.entries(lifecycle).flatMap(([machine, { transitions }]) => {
    const move = transitions[name];
    if (!move) return [];
    const from = move.from.map((state) => (state === null ? 'nothing yet' : `*${state}*`));
    return [`Moves the ${machine} from ${listed(from)} to *${move.to}*.`];
  });
  return [...(channels.length > 0 ? [`Goes out on ${listed(channels, 'and')}.`] : []), ...moves];
};

const samples = (protocol: Protocol, kind: Kind, name: string): readonly string[] => {
  const [first, ...others] = exampleFrames(protocol, kind, name).map((frame) => fenced('json', prettyJson(frame)));
  const invalid = messageOf(protocol, kind, name)?.invalid ?? [];
  const refused = table(
    ['A body that is refused', 'Where', 'Because of'],
    invalid.map(({ body, at, keyword }) => [
      code(JSON.stringify(body)),
      at === '' ? 'as a whole' : code(at),
      code(keyword),
    ]),
  );
  const count = others.length === 1 ? 'One more example' : `${others.length} more examples`;
  const summary = `${count}, and ${invalid.length} bodies that are refused`;
  return [...(first === undefined ? [] : [first]), folded(summary, [...others, ...refused])];
};

const messageSection = (protocol: Protocol, kind: Kind, name: string, level: number): Section => ({
  key: messageKey(kind, name),
  level,
  title: code(name),
  body: (link) => {
    const context =
      kind === 'command'
        ? ofCommand(protocol, name, link)
        : kind === 'control'
          ? ofControl(protocol, name, link)
          : ofEvent(protocol, name);
    return [
      messageOf(protocol, kind, name)?.description ?? '',
      ...(context.length > 0 ? [context.join(' ')] : []),
      ...fieldTables(bodySchema(protocol, kind, name)),
      ...samples(protocol, kind, name),
      `[JSON Schema of the whole frame](${schemaPath(kind, name)})`,
    ];
  },
});

/** The events by their family: what stands before the first point or colon. */
const families = (protocol: Protocol): ReadonlyMap<string, readonly string[]> => {
  const out = new Map<string, string[]>();
  for (const name of Object.keys(protocol.events)) {
    const family = /^[^.:]+/.exec(name)?.[0] ?? name;
    out.set(family, [...(out.get(family) ?? []), name]);
  }
  return out;
};

const envelopeWords = ({ envelope }: Protocol, kind: Kind): string => {
  const { tag, body, beside } = envelope[kind];
  const others = Object.keys(beside ?? {}).map(code);
  const where = body === undefined ? `its fields stand beside it` : `its fields stand in ${code(body)}`;
  return `The name stands in ${code(tag)}; ${where}${others.length > 0 ? `; ${listed(others, 'and')} ${others.length > 1 ? 'are' : 'is'} always there` : ''}.`;
};

const INTRO = {
  command: ['Commands', 'What a client can ask of the server.'],
  control: ['Control messages', 'What the server tells one client about its own connection.'],
  event: ['Events', 'What the server tells everybody concerned about the world.'],
} as const satisfies Readonly<Record<Kind, readonly [string, string]>>;

const familySection = ({ promises }: Protocol, family: string, members: readonly string[]): Section => {
  const machines = Object.values(promises.lifecycle ?? {}).filter(({ transitions }) =>
    members.includes(Object.keys(transitions)[0] ?? ''),
  );
  return {
    key: `family ${family}`,
    level: 3,
    title: `${family.charAt(0).toUpperCase()}${family.slice(1)} events`,
    body: () => machines.map((machine) => fenced('mermaid', stateDiagram(machine))),
  };
};

/** All sections about the messages of one kind. */
export const messageSections = (protocol: Protocol, kind: Kind): readonly Section[] => {
  const [title, intro] = INTRO[kind];
  const head: Section = { key: kind, level: 2, title, body: () => [`${intro} ${envelopeWords(protocol, kind)}`] };
  const names = Object.keys(catalogOf(protocol, kind));
  if (kind !== 'event') return [head, ...names.map((name) => messageSection(protocol, kind, name, 3))];
  const grouped = [...families(protocol)].flatMap(([family, members]) => [
    familySection(protocol, family, members),
    ...members.map((name) => messageSection(protocol, kind, name, 4)),
  ]);
  return [head, ...grouped];
};
