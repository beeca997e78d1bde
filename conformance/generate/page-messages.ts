/** The sections of a page that show the messages, kind by kind. */
import { bodySchema, canonical, type JsonSchema } from '../../schemas/json-schema.ts';
import type { HandshakePromise } from '../../schemas/promises/handshake.ts';
import type { Reply } from '../../schemas/promises/replies.ts';
import { type Beside, catalogOf, type Kind, messageOf, type Protocol } from '../../schemas/protocol.ts';
import { exampleFrames } from './frames.ts';
import { code, fenced, folded, type Link, listed, type Section, table } from './markdown.ts';
import { endWords } from './page-endings.ts';
import { eventFamilies, eventWords, familySection } from './page-events.ts';
import { fieldTables, memberTable } from './page-fields.ts';
import { messageKey, messageLink, sentLink } from './page-keys.ts';
import { schemaPath } from './schema-files.ts';
import { prettyJson } from './text.ts';

/** How a command is answered. */
const answered = (protocol: Protocol, reply: Reply, link: Link): string => {
  const { answer, each, together, echoes = [], refusals = [] } = reply;
  const otherwise = refusals.map((kind) => link('errors', kind));
  const repeated = echoes.map((pointer) => code(pointer.slice(1)));
  return `Answered by ${sentLink(protocol, answer, link)}${each && !together ? ', item by item' : ''}${
    repeated.length > 0 ? `, which repeats ${listed(repeated, 'and')}` : ''
  }${otherwise.length > 0 ? `; or by an error: ${listed(otherwise)}` : ''}.`;
};

const ofCommand = (protocol: Protocol, name: string, link: Link): readonly string[] => {
  const { replies, heartbeat, closing } = protocol.promises;
  const ending = closing?.asked?.[name];
  const beat = heartbeat?.answer === name ? [messageLink('control', heartbeat.send, link)] : [];
  const bare = protocol.commands[name]?.bare && protocol.envelope.command.body;
  const reply = replies?.to[name];
  return [
    ...(reply ? [answered(protocol, reply, link)] : []),
    ...beat.map((send) => `Answers ${send}; is not answered itself.`),
    ...(ending ? [`Whoever sends it is ${endWords(protocol, ending, link)}.`] : []),
    ...(bare ? [`Its frame may leave ${code(bare)} out.`] : []),
  ];
};

const greets = ({ opening }: HandshakePromise, link: Link): string =>
  opening
    ? `Answers ${messageLink('command', opening.command, link)}, once.`
    : 'The first message of every connection.';

const ofControl = (
  { promises: { replies, handshake, errors, heartbeat, closing } }: Protocol,
  name: string,
  link: Link,
): readonly string[] => {
  const commands = Object.entries(replies?.to ?? {}).filter(([, { answer }]) => answer === name);
  const answers = commands.map(([command]) => messageLink('command', command, link));
  const tells = errors?.message === name || Object.values(errors?.kinds ?? {}).some(({ message }) => message === name);
  const leaves = Object.values(closing?.reasons ?? {}).some(({ farewell }) => farewell?.message === name);
  const acknowledges = replies?.acknowledgement?.message === name;
  return [
    ...(handshake?.greeting === name ? [greets(handshake, link)] : []),
    ...(answers.length > 0 && !acknowledges ? [`Answers ${listed(answers)}.`] : []),
    ...(acknowledges ? ['Comes with the answer to every command, before it or after it.'] : []),
    ...(tells ? [`Its texts and codes: ${link('errors')}.`] : []),
    ...(heartbeat?.send === name ? [`How often, and what becomes of who does not answer: ${link('heartbeat')}.`] : []),
    ...(leaves ? [`When it comes: ${link('closing')}.`] : []),
  ];
};

const told = (protocol: Protocol, kind: Kind, name: string, link: Link): readonly string[] => {
  switch (kind) {
    case 'command':
      return ofCommand(protocol, name, link);
    case 'control':
      return ofControl(protocol, name, link);
    case 'event':
      return eventWords(protocol, name, link);
  }
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
  const count =
    others.length === 0
      ? 'No more example'
      : others.length === 1
        ? 'One more example'
        : `${others.length} more examples`;
  const bodies = invalid.length === 1 ? 'one body that is' : `${invalid.length} bodies that are`;
  const summary = `${count}, and ${bodies} refused`;
  return [...(first === undefined ? [] : [first]), folded(summary, [...others, ...refused])];
};

const schemasOf = (some: Beside['beside'] = {}): Readonly<Record<string, JsonSchema>> =>
  Object.fromEntries(Object.entries(some).map(([name, schema]) => [name, canonical(schema)]));

/** The members of a frame beside its body, in words and as a table. */
const besideWords = ({ beside, optional }: Beside): readonly string[] =>
  memberTable(schemasOf(beside), schemasOf(optional));

/** In what the frame of a message differs from others of its kind. */
const ownFrame = (protocol: Protocol, kind: Kind, name: string): readonly string[] => {
  const own = messageOf(protocol, kind, name)?.frame;
  if (!own) return [];
  const usual = protocol.envelope[kind];
  const without = Object.keys(usual.beside ?? {}).filter((member) => !own.beside?.[member] && !own.optional?.[member]);
  const members = besideWords(own);
  const lacking = without.length > 0 ? [`Its frame has no ${listed(without.map(code))}.`] : [];
  return members.length === 0 ? lacking : [...lacking, 'Beside its fields its frame has:', ...members];
};

const messageSection = (protocol: Protocol, kind: Kind, name: string, level: number): Section => ({
  key: messageKey(kind, name),
  level,
  title: code(name),
  body: (link) => {
    const context = told(protocol, kind, name, link);
    return [
      messageOf(protocol, kind, name)?.description ?? '',
      ...(context.length > 0 ? [context.join(' ')] : []),
      ...fieldTables(bodySchema(protocol, kind, name)),
      ...ownFrame(protocol, kind, name),
      ...samples(protocol, kind, name),
      `[JSON Schema of the whole frame](${schemaPath(kind, name)})`,
    ];
  },
});

const envelopeWords = (protocol: Protocol, kind: Kind): readonly string[] => {
  const { envelope } = protocol;
  const { tag, body } = envelope[kind];
  const differs = Object.values(catalogOf(protocol, kind)).some(({ frame }) => frame);
  const where = body === undefined ? `its fields stand beside it` : `its fields stand in ${code(body)}`;
  const members = besideWords(envelope[kind]);
  return [
    `The name stands in ${code(tag)}; ${where}.`,
    ...(members.length > 0
      ? [`Beside these a frame has${differs ? ', where its section does not say otherwise' : ''}:`, ...members]
      : []),
  ];
};

const INTRO = {
  command: ['Commands', 'What a client can ask of the server.'],
  control: ['Control messages', 'What the server tells one client about its own connection.'],
  event: ['Events', 'What the server tells everybody concerned about the world.'],
} as const satisfies Readonly<Record<Kind, readonly [string, string]>>;

/** All sections about the messages of one kind. */
export const messageSections = (protocol: Protocol, kind: Kind): readonly Section[] => {
  const [title, intro] = INTRO[kind];
  const [envelope = '', ...members] = envelopeWords(protocol, kind);
  const head: Section = { key: kind, level: 2, title, body: () => [`${intro} ${envelope}`, ...members] };
  const names = Object.keys(catalogOf(protocol, kind));
  if (kind !== 'event') return [head, ...names.map((name) => messageSection(protocol, kind, name, 3))];
  const grouped = [...eventFamilies(protocol)].flatMap(([family, some]) => [
    familySection(protocol, family, some),
    ...some.map((name) => messageSection(protocol, kind, name, 4)),
  ]);
  return [head, ...grouped];
};
