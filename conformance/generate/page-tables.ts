/** The tables of the promises about answers, things and ends, as they stand below their paragraphs. */
import { movesOf } from '../../schemas/moves.ts';
import type { BadInput, Farewell, Machine } from '../../schemas/promises.ts';
import type { Protocol } from '../../schemas/protocol.ts';
import { wayOf } from '../plans/relations.ts';
import { code, type Link, listed, table } from './markdown.ts';
import { machineKey } from './page-events.ts';
import { messageLink, sentLink } from './page-keys.ts';

/** What goes with the paragraph of a promise. */
export type Blocks = (protocol: Protocol, link: Link) => readonly string[];

const NEXT = {
  reconnect: 'Connect again, a little later each time.',
  'new token': 'Get a new token, then connect again.',
  'fix the client': 'Correct the client; connecting again alone will not help.',
  'stay away': 'Do not connect again.',
  nothing: 'Nothing; the client wanted it so.',
} as const;

const INPUT: Readonly<Record<BadInput, string>> = {
  'not-json': 'what is no JSON',
  binary: 'a binary frame',
  'not-object': 'what is no object',
  'unknown-command': 'an unknown command',
  'bad-field': 'a field that is missing or wrong',
};

/** What an error of a kind answers. */
const causes = ({ promises: { credentials, errors, replies } }: Protocol, kind: string, link: Link): string => {
  const { refusal, expired, expiry } = credentials ?? {};
  const token = [
    ...(refusal?.error?.kind === kind ? [`a token that is missing${expired ? ' or bad' : ', bad or expired'}`] : []),
    ...(expired?.error?.kind === kind ? ['a token that has expired before it is shown'] : []),
    ...(expiry?.error?.kind === kind && refusal?.error?.kind !== kind ? ['a token that expires'] : []),
  ];
  const input = Object.entries(errors?.input ?? {}).flatMap(([way, answer]) =>
    answer === kind ? [INPUT[way as BadInput]] : [],
  );
  const commands = Object.entries(replies?.to ?? {}).flatMap(([name, { refusals = [] }]) =>
    refusals.includes(kind) ? [messageLink('command', name, link)] : [],
  );
  return listed([...token, ...input, ...commands]);
};

export const errors: Blocks = (protocol, link) => {
  const { kinds = {}, code: promised, message: usual = '' } = protocol.promises.errors ?? {};
  const several = Object.values(kinds).some(({ message }) => message !== undefined);
  const heads = [
    ...['Kind', 'Answers', 'Text', promised ? `Code (${promised.level})` : 'Code'],
    ...(several ? ['Message'] : []),
  ];
  const known = (text: string | undefined): string => (text === undefined ? 'free' : code(text));
  return table(
    heads,
    Object.entries(kinds).map(([kind, { text, code: stable, message = usual }]) => [
      ...[kind, causes(protocol, kind, link)],
      ...[known(text), known(stable)],
      ...(several ? [messageLink('control', message, link)] : []),
    ]),
  );
};

export const replies: Blocks = (protocol, link) =>
  table(
    ['Command', 'Answer', 'Or an error'],
    Object.entries(protocol.promises.replies?.to ?? {}).map(([command, { answer, each, refusals = [] }]) => [
      messageLink('command', command, link),
      `${sentLink(protocol, answer, link)}${each ? ', one for each item' : ''}`,
      refusals.map((kind) => link('errors', kind)).join(', '),
    ]),
  );

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
        code(machine.key),
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

/** What a farewell is, and when the close follows it. */
const goodbye = (farewell: Farewell | undefined, link: Link): string => {
  if (!farewell) return '';
  const { message, says = {}, delay } = farewell;
  const said = Object.entries(says).map(([pointer, value]) => `${code(pointer.slice(1))} ${code(value)}`);
  return `${messageLink('control', message, link)}${said.length > 0 ? ` with ${listed(said, 'and')}` : ''}${delay === undefined ? '' : `; the close comes within the ms in ${code(delay.slice(1))}`}`;
};

/** Every way to end a connection, where some are announced. */
const ends = ({ promises: { closing: promise } }: Protocol, link: Link): readonly string[] => {
  const ways = [
    ...Object.entries(promise?.reasons ?? {}).map(([reason, ending]) => ({ when: code(reason), ending })),
    ...Object.entries(promise?.asked ?? {}).flatMap(([command, ending]) =>
      ending ? [{ when: messageLink('command', command, link), ending }] : [],
    ),
  ];
  if (!ways.some(({ ending }) => ending.farewell)) return [];
  return table(
    ['Reason', 'What comes before', 'Close'],
    ways.map(({ when, ending }) => [
      when,
      goodbye(ending.farewell, link),
      ending.close === undefined ? 'any' : code(String(ending.close)),
    ]),
  );
};

export const closing: Blocks = (protocol, link) => {
  const { promises } = protocol;
  return [
    ...ends(protocol, link),
    ...table(
      ['Close code', 'What it means', 'What a client does next'],
      Object.entries(promises.closing?.codes ?? {}).map(([close, { means, next }]) => [close, means, NEXT[next]]),
    ),
    ...(promises.credentials ? [`See also ${link('connection')}.`] : []),
  ];
};
