/** The section of a page about connections: how to get one, what keeps it alive, and how one goes. */
import type { Ending } from '../../schemas/promises.ts';
import type { Protocol } from '../../schemas/protocol.ts';
import { itemsAt } from '../scene/pointer.ts';
import { code, fenced, type Link, list, listed, type Section } from './markdown.ts';
import { messageLink } from './page-keys.ts';
import { sequenceDiagram } from './page-sequence.ts';

const BEFORE = {
  MUST: 'after an error that tells why',
  SHOULD: 'if possible after an error that tells why',
  MAY: 'with or without an error before it',
} as const;

const end = (when: string, { close, error, farewell }: Ending, link: Link): string => {
  const ended = close === undefined ? 'is disconnected' : `is closed with ${code(String(close))}`;
  const says = Object.values(farewell?.says ?? {}).map(code);
  const leave = farewell
    ? `, after ${messageLink('control', farewell.message, link)}${says.length > 0 ? ` (${says.join(', ')})` : ''}`
    : '';
  return `${when} the connection ${ended}${error ? `, ${BEFORE[error.level]}` : ''}${leave}.`;
};

const carrier = ({ transport, path }: Protocol, query: string): string =>
  transport === 'socket.io'
    ? `Clients of Socket.IO 4 connect under ${code(`${path}${query}`)}, over WebSocket or by polling, in the default namespace. Each message is one event with one payload; in the examples the event’s name and its payload stand in one object.`
    : `${code(`GET ${path}${query}`)} upgrades to a WebSocket. Each message is one JSON object in one text frame, in UTF-8.`;

const tokens = ({ promises: { credentials } }: Protocol, link: Link): readonly string[] => {
  if (!credentials) return ['Nobody has to say who they are: there are no tokens and no users.'];
  const { refusal, expiry, warning } = credentials;
  return [
    'The token is a JWT, signed with HS256, whose claims are `sub` (the user), `exp` and, where roles matter, `roles`.',
    end('If it is missing, bad or expired,', refusal, link),
    ...(refusal.instead
      ? ['The transport may refuse it instead, by an error of its own that holds the code of that error.']
      : []),
    ...(warning
      ? [
          `${messageLink('control', warning.message, link)} comes ${warning.before / 1000} s before it expires, or at once where less is left.`,
        ]
      : []),
    end('When it expires,', expiry, link),
  ];
};

const entrance = (protocol: Protocol, link: Link): readonly string[] => {
  const { credentials } = protocol.promises;
  return [carrier(protocol, credentials ? `?${credentials.in.query}=TOKEN` : ''), ...tokens(protocol, link)];
};

/** The filter that an address can hold, by the first example of the command that sets one. */
const address = ({ path, commands, promises: { filters } }: Protocol, link: Link): readonly string[] => {
  if (!filters) return [];
  const lists = [filters.names, ...Object.values(filters.values)].flatMap(({ at, query }) =>
    query === undefined ? [] : [{ query, items: itemsAt(commands[filters.set]?.examples[0], at) }],
  );
  const given = lists.filter(({ items }) => items.length > 0);
  const query = given.map(({ query: name, items }) => `${name}=${items.join(',')}`).join('&');
  const parameters = lists.map(({ query: name }) => code(name));
  const which = parameters.length > 1 ? 'are query parameters' : 'is a query parameter';
  return [
    ...(lists.length > 0
      ? [
          `${listed(parameters, 'and')} ${which} that may be left out; each holds a list, separated by commas, and sets the ${link('filters', 'filter')} with which a connection begins${query === '' ? '' : `: ${code(`GET ${path}?${query}`)}`}.`,
        ]
      : []),
    `Without a ${link('filters', 'filter')} a connection gets ${filters.initially === 'all' ? 'every event' : 'no events'}.`,
  ];
};

const facts = (protocol: Protocol, link: Link): readonly string[] => {
  const { handshake, size, heartbeat, recovery } = protocol.promises;
  const resources = Object.values(recovery?.backfill ?? {}).map(({ path }) => code(path));
  return [
    ...entrance(protocol, link),
    ...address(protocol, link),
    ...(handshake ? [`The first message of the server is ${messageLink('control', handshake.greeting, link)}.`] : []),
    ...(heartbeat
      ? [
          `Every ${heartbeat.every / 1000} s the server sends a ${heartbeat.send}; a client that leaves it unanswered is cut off.`,
        ]
      : []),
    ...(size
      ? [
          `Messages of up to ${size.takes / 1024} KiB are taken; one above ${size.refuses / 1024} KiB closes the connection with ${code(String(size.close))}.`,
        ]
      : []),
    ...(resources.length > 0
      ? [`The same server answers ${listed(resources, 'and')} over HTTP: ${link('recovery')}.`]
      : []),
  ];
};

/** The section. */
export const connection = (protocol: Protocol): Section => ({
  key: 'connection',
  level: 2,
  title: 'Connection',
  body: (link) => [
    ...list(facts(protocol, link)),
    'A typical connection:',
    fenced('mermaid', sequenceDiagram(protocol)),
  ],
});
