/** How the server ends a connection, in words: what comes before the close, and with which code it comes. */
import type { Ending, Farewell } from '../../schemas/promises/endings.ts';
import type { Protocol } from '../../schemas/protocol.ts';
import { code, type Link, listed, table } from './markdown.ts';
import { field, messageLink } from './page-keys.ts';

const ERROR = {
  MUST: (error: string) => `after ${error} that tells why`,
  SHOULD: (error: string) => `if possible after ${error} that tells why`,
  MAY: (error: string) => `with or without ${error} before it`,
} as const;

const FAREWELL = {
  MUST: (message: string) => `after ${message}`,
  SHOULD: (message: string) => `if possible after ${message}`,
  MAY: (message: string) => `with or without ${message} before it`,
} as const;

/** A farewell with what it says: `connection:closed` whose `reason` is `error`. */
export const farewellWords = ({ message, says = {}, delay }: Farewell, link: Link): string => {
  const said = Object.entries(says).map(([at, value]) => `${field(at)} is ${code(value)}`);
  const words = [...said, ...(delay === undefined ? [] : [`${field(delay)} tells within how many ms`])];
  return `${messageLink('control', message, link)}${words.length > 0 ? `, whose ${listed(words, 'and')}` : ''}`;
};

/** The error that tells of an end: the usual one, or a message of its own. */
const errorWords = ({ promises: { errors } }: Protocol, kind: string, link: Link): string => {
  const message = errors?.kinds[kind]?.message;
  return message === undefined ? 'an error' : messageLink('control', message, link);
};

/** What comes before a close. */
const before = (protocol: Protocol, { error, farewell }: Ending, link: Link): readonly string[] => [
  ...(error ? [ERROR[error.level](errorWords(protocol, error.kind, link))] : []),
  ...(farewell ? [FAREWELL[farewell.level](farewellWords(farewell, link))] : []),
];

/** An end as a clause: `closed with 4001, after an error that tells why`. */
export const endWords = (protocol: Protocol, ending: Ending, link: Link): string => {
  const closed = ending.close === undefined ? 'ended' : `closed with ${code(String(ending.close))}`;
  return [closed, ...before(protocol, ending, link)].join(', ');
};

/** Reasons for one and the same end. */
interface Alike {
  readonly reasons: readonly string[];
  readonly how: string;
  readonly close: string;
}

const joined = (protocol: Protocol, rows: readonly (readonly [string, Ending])[], link: Link): readonly Alike[] => {
  const found = new Map<string, Alike>();
  for (const [why, ending] of rows) {
    const how = before(protocol, ending, link).join(', ');
    const close = String(ending.close ?? '');
    const { reasons = [] } = found.get(how + close) ?? {};
    found.set(how + close, { reasons: [...reasons, why], how, close });
  }
  return [...found.values()];
};

/** All ends that the server brings on its own account; nothing where it takes leave of nobody. */
export const endingTable = (protocol: Protocol, link: Link): readonly string[] => {
  const { credentials, heartbeat, closing } = protocol.promises;
  const silent = heartbeat && heartbeat.ending !== 'terminate' ? heartbeat.ending : undefined;
  const rows: readonly (readonly [string, Ending])[] = [
    ...Object.entries(closing?.asked ?? {}).flatMap(([command, ending]) =>
      ending ? [[`a client sends ${messageLink('command', command, link)}`, ending] as const] : [],
    ),
    ...(credentials?.expiry ? [['its token expires', credentials.expiry] as const] : []),
    ...(silent ? [[`a client leaves ${link('heartbeat', 'heartbeats')} unanswered`, silent] as const] : []),
    ...Object.entries(closing?.reasons ?? {}).map(([reason, ending]) => [code(reason), ending] as const),
  ];
  if (!rows.some(([, { farewell }]) => farewell)) return [];
  return [
    ...table(
      ['Why a connection ends', 'How', 'Close code'],
      joined(protocol, rows, link).map(({ reasons, how, close }) => [listed(reasons), how, close]),
    ),
    'Reasons in code are those that the hook `close` takes.',
  ];
};
