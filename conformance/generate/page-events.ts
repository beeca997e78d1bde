/** How a page groups events into families, and what it says of each beside its fields. */
import { type Move, movesBy } from '../../schemas/moves.ts';
import type { Protocol } from '../../schemas/protocol.ts';
import { code, fenced, type Link, listed, type Section } from './markdown.ts';
import { stateDiagram } from './page-diagrams.ts';
import { messageLink } from './page-keys.ts';
import { paceWords } from './page-words.ts';

/** The family of events that have nothing in common. */
const OTHER = 'other';

/** `order.*` and `order.paid` both cover `order.paid`. */
const covers = (pattern: string, name: string): boolean =>
  pattern === name || (pattern.endsWith('.*') && name.startsWith(pattern.slice(0, -1)));

/** What an event is about, by its name: what stands before the first point, colon or underscore, as one of its kind. */
const head = (name: string): string => (/^[^.:_]+/.exec(name)?.[0] ?? name).replace(/(?<=[^s])s$/, '');

/** The events by their family, in the order of the catalog; single ones without points in their names come last, together. */
export const eventFamilies = ({ events }: Pick<Protocol, 'events'>): ReadonlyMap<string, readonly string[]> => {
  const names = Object.keys(events);
  const alike = (name: string) => names.filter((other) => head(other) === head(name));
  const family = (name: string): string => (/[.:]/.test(name) || alike(name).length > 1 ? head(name) : OTHER);
  const families = [...new Set(names.map(family))];
  const ordered = [...families.filter((one) => one !== OTHER), ...families.filter((one) => one === OTHER)];
  return new Map(ordered.map((one) => [one, names.filter((name) => family(name) === one)]));
};

/** The key of the section that shows a machine: the family of the event that begins its things. */
export const machineKey = (protocol: Protocol, machine: string): string => {
  const [first = ''] = Object.keys(protocol.promises.lifecycle?.[machine]?.transitions ?? {});
  const found = [...eventFamilies(protocol)].find(([, members]) => members.includes(first));
  return `family ${found?.[0] ?? ''}`;
};

/** The section of a family, with the machines whose things its events begin. */
export const familySection = (protocol: Protocol, family: string, members: readonly string[]): Section => {
  const machines = Object.entries(protocol.promises.lifecycle ?? {}).filter(([, { transitions }]) =>
    members.includes(Object.keys(transitions)[0] ?? ''),
  );
  const { tag } = protocol.envelope.event;
  const title = `${family.charAt(0).toUpperCase()}${family.slice(1)}`;
  return {
    key: `family ${family}`,
    level: 3,
    title: `${title} ${tag === 'stream' ? 'streams' : 'events'}`,
    body: () =>
      machines.flatMap(([name, machine]) => {
        const { text, beside } = stateDiagram(machine);
        return [
          `The states of the ${name}:`,
          fenced('mermaid', text),
          ...(beside.length > 0 ? [beside.join(' ')] : []),
        ];
      }),
  };
};

const stateWords = (state: string | null): string => (state === null ? 'nothing yet' : `*${state}*`);

/** Where the moves of one event lead, those from the same states together. */
const ways = (moves: readonly Move[]): readonly string[] => {
  const starts = new Map<string, string[]>();
  for (const { from, to } of moves) {
    const start = listed(from.map(stateWords));
    starts.set(start, [...(starts.get(start) ?? []), stateWords(to)]);
  }
  return [...starts].map(([start, ends]) => `from ${start} to ${listed([...new Set(ends)])}`);
};

/** What an event does to the things of one machine. */
const moved = (machine: string, moves: readonly Move[]): readonly string[] => {
  const [only, ...others] = moves.filter(({ from, to }) => from.some((state) => state !== to));
  if (!only) {
    const states = listed(moves.flatMap(({ from }) => from.map(stateWords)));
    return moves.length > 0 ? [`Comes while the ${machine} is ${states}, and leaves it so.`] : [];
  }
  const fields = [...new Set([only, ...others].flatMap(({ when = {} }) => Object.keys(when)))];
  const names = listed(
    fields.map((pointer) => code(pointer.slice(1))),
    'and',
  );
  const conditions = Object.entries(only.when ?? {}).map(([at, value]) => `${code(at.slice(1))} is ${code(value)}`);
  const alone = conditions.length > 0 ? `, where ${listed(conditions, 'and')}` : '';
  const together = fields.length > 0 ? `, as ${names} ${fields.length > 1 ? 'say' : 'says'}` : '';
  return [`Moves the ${machine} ${ways([only, ...others]).join('; ')}${others.length > 0 ? together : alone}.`];
};

/** What is told of an event beside its fields. */
export const eventWords = ({ promises }: Protocol, name: string, link: Link): readonly string[] => {
  const { delivery, lifecycle = {}, replies, filters, pacing } = promises;
  const routes = Object.entries(delivery?.routes ?? {}).filter(([pattern]) => covers(pattern, name));
  const channels = routes.flatMap(([, templates]) => templates ?? []).map(code);
  const commands = Object.entries(replies?.to ?? {}).filter(([, { answer }]) => answer === name);
  const answers = commands.map(([command]) => messageLink('command', command, link));
  const along = filters?.along?.[name];
  const called = filters?.called?.[name];
  const pace = pacing?.[name];
  const scoped = filters?.scoped?.includes(name)
    ? Object.values(filters.values).map(({ at }) => code(at.slice(1)))
    : [];
  return [
    ...(channels.length > 0 ? [`Goes out on ${listed(channels, 'and')}.`] : []),
    ...(called === undefined ? [] : [`Is asked for as ${code(called)}.`]),
    ...(pace ? [`Goes out ${paceWords(pace)}.`] : []),
    ...(along === undefined
      ? []
      : [`Comes with ${messageLink('event', along, link)}, and cannot be asked for by itself.`]),
    ...(scoped.length > 0 ? [`Has to be asked for with ${listed(scoped)}.`] : []),
    ...(answers.length > 0 ? [`Answers ${listed(answers)}.`] : []),
    ...Object.entries(lifecycle).flatMap(([machine, { transitions }]) =>
      moved(machine, movesBy({ transitions }, name)),
    ),
  ];
};
