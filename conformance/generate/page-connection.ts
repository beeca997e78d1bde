/** The section of a page about connections: how to get one, what keeps it alive, and how one goes. */
import type { CredentialsPromise, Ending } from '../../schemas/promises.ts';
import type { Protocol } from '../../schemas/protocol.ts';
import { itemsAt } from '../scene/pointer.ts';
import { code, fenced, type Link, list, listed, type Section } from './markdown.ts';
import { messageLink } from './page-keys.ts';
import { sequenceDiagram } from './page-sequence.ts';

const FAREWELL = { MUST: 'after', SHOULD: 'if possible after', MAY: 'perhaps after' } as const;

const end = (when: string, { close, error, farewell }: Ending, link: Link): string => {
  const before = {
    MUST: 'after an error that tells why',
    SHOULD: 'if possible after an error that tells why',
    MAY: 'with or without an error before it',
  };
  const goodbye = farewell ? `, ${FAREWELL[farewell.level]} ${messageLink('control', farewell.message, link)}` : '';
  const ends = close === undefined ? 'ends' : `is closed with ${code(String(close))}`;
  return `${when} the connection ${ends}${error ? `, ${before[error.level]}` : ''}${goodbye}.`;
};

/** What further is told of tokens that are refused, or about to expire. */
const more = ({ refusal, warning }: CredentialsPromise, link: Link): readonly string[] => [
  ...(refusal.within === undefined ? [] : [`Whoever is refused is gone within ${refusal.within / 1000} s.`]),
  ...(refusal.instead
    ? [
        `The transport may refuse the connection itself; the code of the error is then in ${code(refusal.instead.code.slice(1))}.`,
      ]
    : []),
  ...(warning
    ? [
        `${warning.before / 1000} s before it expires, or at once where fewer are left, ${messageLink('control', warning.message, link)} tells the seconds that are left: a client gets a new token and connects anew.`,
      ]
    : []),
];

const entrance = ({ path, promises: { credentials } }: Protocol, link: Link): readonly string[] => {
  const query = credentials ? `?${credentials.in.query}=TOKEN` : '';
  return [
    `${code(`GET ${path}${query}`)} upgrades to a WebSocket. Each message is one JSON object in one text frame, in UTF-8.`,
    ...(credentials
      ? [
          'The token is a JWT, signed with HS256, whose claims are `sub` (the user), `exp` and, where roles matter, `roles`.',
          end(`If it is missing${credentials.expired ? ' or bad' : ', bad or expired'},`, credentials.refusal, link),
          ...(credentials.expired ? [end('If it has expired already,', credentials.expired, link)] : []),
          end('When it expires,', credentials.expiry, link),
          ...more(credentials, link),
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

const beat = (send: string, link: Link): string =>
  send === 'ping frame' ? `a ${send}` : messageLink('control', send, link);

/** What a client does to leave, where it says so. */
const leaving = ({ promises: { closing } }: Protocol, link: Link): readonly string[] =>
  Object.entries(closing?.asked ?? {}).flatMap(([command, ending]) =>
    ending ? [end(`When a client sends ${messageLink('command', command, link)},`, ending, link)] : [],
  );

const facts = (protocol: Protocol, link: Link): readonly string[] => {
  const { handshake, size, heartbeat, recovery } = protocol.promises;
  const resources = Object.values(recovery?.backfill ?? {}).map(({ path }) => code(path));
  return [
    ...entrance(protocol, link),
    ...address(protocol, link),
    ...(handshake ? [`The first message of the server is ${messageLink('control', handshake.greeting, link)}.`] : []),
    ...(heartbeat
      ? [
          `Every ${heartbeat.every / 1000} s the server sends ${beat(heartbeat.send, link)}; a client that leaves ${heartbeat.answer === undefined ? 'it unanswered' : `${heartbeat.forgives + 1} of them without ${messageLink('command', heartbeat.answer, link)}`} is cut off.`,
        ]
      : []),
    ...leaving(protocol, link),
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
