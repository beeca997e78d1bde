/** The tables of the promises about answers, things and ends, as they stand below their paragraphs. */
import { movesOf } from '../../schemas/moves.ts';
import type { BadInput, Fact, Machine } from '../../schemas/promises.ts';
import type { Protocol } from '../../schemas/protocol.ts';
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
  const token = credentials?.refusal.error?.kind === kind ? ['a token that is missing, bad or expired'] : [];
  const input = Object.entries(errors?.input ?? {}).flatMap(([way, answer]) =>
    answer === kind ? [INPUT[way as BadInput]] : [],
  );
  const commands = Object.entries(replies?.to ?? {}).flatMap(([name, { refusals = [] }]) =>
    refusals.includes(kind) ? [messageLink('command', name, link)] : [],
  );
  return listed([...token, ...input, ...commands]);
};

export const errors: Blocks = (protocol, link) => {
  const { kinds = {}, code: promised } = protocol.promises.errors ?? {};
  const heads = ['Kind', 'Answers', 'Text', promised ? `Code (${promised.level})` : 'Code'];
  const known = (text: string | undefined): string => (text === undefined ? 'free' : code(text));
  return table(
    heads,
    Object.entries(kinds).map(([kind, { text, code: stable }]) => [
      ...[kind, causes(protocol, kind, link)],
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

const related = (fact: Fact): string => {
  if ('equal' in fact)
    return Object.entries(fact.equal)
      .map(([at, template]) => `${code(at)} = ${code(template)}`)
      .join(', ');
  if ('sum' in fact) return `${code(fact.sum.total)} = ${fact.sum.parts.map(code).join(' + ')}`;
  if ('product' in fact) {
    const factors = fact.product.factors.map((factor) =>
      typeof factor === 'string' ? code(factor) : `(${factor.map(code).join(' - ')})`,
    );
    return `${code(fact.product.total)} = ${factors.join(' \\* ')}`;
  }
  if ('atMost' in fact) return `${code(fact.atMost.less)} <= ${code(fact.atMost.more)}`;
  if ('agree' in fact)
    return `${code(fact.agree.one)} and ${code(fact.agree.other)}: ${Object.entries(fact.agree.words)
      .map(([one, other]) => `${code(one)} and ${code(other)}`)
      .join(', ')}`;
  const { change, from, to } = fact.percent;
  return `${code(change)} = (${code(to)} - ${code(from)}) / ${code(from)} \\* 100`;
};

export const facts: Blocks = ({ promises }) =>
  table(
    ['Fact', 'Events', 'Fields'],
    Object.values(promises.facts ?? {}).map((fact) => [fact.statement, code(fact.of), related(fact)]),
  );

/** The reasons for which connections end without a code that would say so. */
const reasons = ({ promises }: Protocol, link: Link): readonly string[] => {
  const told = Object.entries(promises.closing?.reasons ?? {}).flatMap(([reason, { farewell, next }]) =>
    next ? [[code(reason), farewell ? messageLink('control', farewell.message, link) : '', NEXT[next]]] : [],
  );
  return told.length > 0 ? table(['Reason', 'Told by', 'What a client does next'], told) : [];
};

export const closing: Blocks = (protocol, link) => [
  ...reasons(protocol, link),
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
