/** The section of a page about connections: how to get one, what keeps it alive, and how one goes. */
import type { Ending } from '../../schemas/promises.ts';
import type { Protocol } from '../../schemas/protocol.ts';
import { itemsAt } from '../scene/pointer.ts';
import { code, fenced, type Link, list, listed, type Section } from './markdown.ts';
import { messageLink } from './page-keys.ts';
import { sequenceDiagram } from './page-sequence.ts';

const end = (when: string, { close, error }: Ending): string => {
  const before = {
    MUST: 'after an error that tells why',
    SHOULD: 'if possible after an error that tells why',
    MAY: 'with or without an error before it',
  };
  return `${when} the connection is closed with ${code(String(close))}${error ? `, ${before[error.level]}` : ''}.`;
};

const entrance = ({ path, promises: { credentials } }: Protocol): readonly string[] => {
  const query = credentials ? `?${credentials.in.query}=TOKEN` : '';
  return [
    `${code(`GET ${path}${query}`)} upgrades to a WebSocket. Each message is one JSON object in one text frame, in UTF-8.`,
    ...(credentials
      ? [
          'The token is a JWT, signed with HS256, whose claims are `sub` (the user), `exp` and, where roles matter, `roles`.',
          end('If it is missing, bad or expired,', credentials.refusal),
          end('When it expires,', credentials.expiry),
        ]
      : ['Nobody has to say who they are: there are no tokens and no users.']),
  ];
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
    ...entrance(protocol),
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
