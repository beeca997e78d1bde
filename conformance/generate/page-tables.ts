/** The tables of the promises about answers, things and ends, as they stand below their paragraphs. */
import { movesOf } from '../../schemas/moves.ts';
import { BAD_INPUT, type BadInput } from '../../schemas/promises/errors.ts';
import type { Machine } from '../../schemas/promises/lifecycle.ts';
import type { Protocol } from '../../schemas/protocol.ts';
import { wayOf } from '../plans/relations.ts';
import { code, type Link, listed, table } from './markdown.ts';
import { endingTable } from './page-endings.ts';
import { machineKey } from './page-events.ts';
import { messageLink, sentLink } from './page-keys.ts';
import { INPUT } from './page-words.ts';

/** What goes with the paragraph of a promise. */
export type Blocks = (protocol: Protocol, link: Link) => readonly string[];

const NEXT = {
  reconnect: 'Connect again, a little later each time.',
  'new token': 'Get a new token, then connect again.',
  'fix the client': 'Correct the client; connecting again alone will not help.',
  'stay away': 'Do not connect again.',
  nothing: 'Nothing; the client wanted it so.',
} as const;

/** What a token is that an error of a kind tells of. */
const tokens = ({ credentials }: Protocol['promises'], kind: string): readonly string[] => {
  const told = credentials?.expired?.error;
  const bad = told && told.kind !== credentials?.refusal.error?.kind ? 'missing or bad' : 'missing, bad or expired';
  return [
    ...(credentials?.refusal.error?.kind === kind ? [`a token that is ${bad}`] : []),
    ...(told?.kind === kind ? ['a token that has expired'] : []),
  ];
};

/** What an error of a kind answers. */
const causes = ({ promises }: Protocol, kind: string, link: Link): string => {
  const { errors, limits, replies } = promises;
  const limit = limits?.over.error === kind ? [`a message above the ${link('limits', 'limit')}`] : [];
  const input = Object.entries(errors?.input ?? {}).flatMap(([way, answer]) =>
    answer === kind ? [INPUT[way as BadInput]] : [],
  );
  const commands = Object.entries(replies?.to ?? {}).flatMap(([name, { refusals = [] }]) =>
    refusals.includes(kind) && limit.length === 0 ? [messageLink('command', name, link)] : [],
  );
  return listed([...tokens(promises, kind), ...limit, ...input, ...commands]);
};

export const errors: Blocks = (protocol, link) => {
  const { kinds = {}, code: promised, message: usual = '' } = protocol.promises.errors ?? {};
  const differ = Object.values(kinds).some(({ message = usual }) => message !== usual);
  const heads = [
    'Kind',
    'Answers',
    ...(differ ? ['Message'] : []),
    'Text',
    promised ? `Code (${promised.level})` : 'Code',
  ];
  const known = (text: string | undefined): string => (text === undefined ? 'free' : code(text));
  return table(
    heads,
    Object.entries(kinds).map(([kind, { text, code: stable, message = usual }]) => [
      ...[kind, causes(protocol, kind, link)],
      ...(differ ? [messageLink('control', message, link)] : []),
      ...[known(text), known(stable)],
    ]),
  );
};

export const replies: Blocks = (protocol, link) =>
  table(
    ['Command', 'Answer', 'Or an error'],
    Object.entries(protocol.promises.replies?.to ?? {}).map(([command, { answer, each, together, refusals = [] }]) => [
      messageLink('command', command, link),
      `${sentLink(protocol, answer, link)}${each && !together ? ', one for each item' : ''}`,
      refusals.map((kind) => link('errors', kind)).join(', '),
    ]),
  );

/** Where events name a thing. */
const keysOf = ({ key, keys = {} }: Machine): string =>
  [...new Set([key, ...Object.values(keys)])].map((pointer) => code(String(pointer))).join(' or ');

/** What a thing belongs to, and when it may begin. */
const owner = ({ belongsTo }: Machine): string => {
  if (!belongsTo) return '';
  const { machine, by, in: states } = belongsTo;
  return `${machine}, by ${code(by)}${states ? `, while that is ${listed(states)}` : ''}`;
};

export const lifecycle: Blocks = (protocol, link) => {
  const machines = Object.entries(protocol.promises.lifecycle ?? {});
  const refused = machines.flatMap(([name, { enforced }]) => (enforced ? [name] : []));
  return [
    ...table(
      ['Thing', 'Known by', 'Belongs to', 'States'],
      machines.map(([thing, machine]) => [
        link(machineKey(protocol, thing), thing),
        keysOf(machine),
        owner(machine),
        [...new Set(movesOf(machine).map(({ to }) => to))].join(', '),
      ]),
    ),
    ...(refused.length > 0
      ? [
          `What would break the life of ${listed(refused.map((name) => `a ${name}`.replace(/^a (?=[aeiou])/, 'an ')))} cannot be published at all.`,
        ]
      : []),
  ];
};

export const facts: Blocks = ({ promises }) =>
  table(
    ['Fact', 'Events', 'Fields'],
    Object.values(promises.facts ?? {}).map((fact) => [fact.statement, code(fact.of), wayOf(fact).words(code)]),
  );

export const operations: Blocks = ({ promises }, link) => {
  const { operations: promise } = promises;
  if (!promise) return [];
  const { begin, cancel, item, done, failed } = promise;
  return table(
    ['Message', 'From', 'What it does to an operation'],
    [
      [messageLink('command', begin, link), 'client', 'begins it'],
      [messageLink('control', item, link), 'server', 'tells an item'],
      [messageLink('control', done, link), 'server', 'says that it is over'],
      [messageLink('control', failed, link), 'server', 'says that it has failed, and is over'],
      [messageLink('command', cancel, link), 'client', 'wants no more of it'],
    ],
  );
};

/** What bad input brings that no error answers. */
const inputTable = ({ promises: { closing: promise } }: Protocol): readonly string[] => {
  const rows = BAD_INPUT.flatMap((way) => {
    const end = promise?.input?.[way];
    return end ? [[INPUT[way], String(end.close)]] : [];
  });
  return rows.length === 0 ? [] : table(['Bad input', 'Close code'], rows);
};

export const closing: Blocks = (protocol, link) => [
  ...endingTable(protocol, link),
  ...inputTable(protocol),
  ...table(
    ['Close code', 'What it means', 'What a client does next'],
    Object.entries(protocol.promises.closing?.codes ?? {}).map(([close, { means, next }]) => [
      close,
      means,
      NEXT[next],
    ]),
  ),
  ...(protocol.promises.credentials ? [`See also ${link('connection')}.`] : []),
];
