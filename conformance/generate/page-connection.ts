/** The section of a page about connections: how to get one, what keeps it alive, and how one goes. */
import type { CredentialsPromise } from '../../schemas/promises/credentials.ts';
import type { HeartbeatPromise } from '../../schemas/promises/heartbeat.ts';
import type { LimitsPromise } from '../../schemas/promises/limits.ts';
import type { Protocol } from '../../schemas/protocol.ts';
import { pathWithToken } from '../../schemas/token-place.ts';
import { itemsAt } from '../scene/pointer.ts';
import { code, fenced, type Link, list, listed, type Section } from './markdown.ts';
import { endWords } from './page-endings.ts';
import { field, messageLink } from './page-keys.ts';
import { sequenceDiagram } from './page-sequence.ts';
import { connectionDiagram } from './page-states.ts';
import { inSeconds } from './page-words.ts';

const carrier = (protocol: Protocol): string => {
  const path = pathWithToken(protocol);
  return protocol.transport === 'socket.io'
    ? `Clients of Socket.IO 4 connect under ${code(path)}, over WebSocket or by polling, in the default namespace. Each message is one event with one payload; in the examples the event’s name and its payload stand in one object.`
    : `${code(`GET ${path}`)} upgrades to a WebSocket. Each message is one JSON object in one text frame, in UTF-8.`;
};

/** What a client must offer and say before anything else. */
const speakingFirst = ({ promises: { handshake } }: Protocol, link: Link): readonly string[] => {
  const { opening, subprotocol } = handshake ?? {};
  const { within, again, early } = opening ?? {};
  const but = (early?.but ?? []).map((name) => messageLink('command', name, link));
  return [
    ...(subprotocol
      ? [
          `Clients offer the subprotocol ${code(subprotocol.name)}; whoever does not is closed with ${code(String(subprotocol.close))}, or refused in the handshake.`,
        ]
      : []),
    ...(opening ? [`A client speaks first, with ${messageLink('command', opening.command, link)}.`] : []),
    ...(within
      ? [
          `Where that has not come within ${inSeconds(within.ms)}, the connection is closed with ${code(String(within.close))}.`,
        ]
      : []),
    ...(again ? [`Where it comes again, the connection is closed with ${code(String(again.close))}.`] : []),
    ...(early
      ? [
          `Where anything${but.length > 0 ? ` but ${listed(but, 'or')}` : ''} comes before it, the connection is closed with ${code(String(early.close))}.`,
        ]
      : []),
  ];
};

const entrance = (protocol: Protocol, link: Link): readonly string[] => {
  const { promises } = protocol;
  const { credentials } = promises;
  const upgrade = carrier(protocol);
  const first = speakingFirst(protocol, link);
  if (!credentials) return [upgrade, ...first, 'Nobody has to say who they are: there are no tokens and no users.'];
  const place =
    'opening' in credentials.in ? [`The token stands in ${field(credentials.in.opening)} of that command.`] : [];
  const { refusal, expired, expiry } = credentials;
  return [
    upgrade,
    ...first,
    ...place,
    'The token is a JWT, signed with HS256, whose claims are `sub` (the user), `exp` and, where roles matter, `roles`.',
    `If it is missing${expired ? ' or bad' : ', bad or expired'}, the connection is ${endWords(protocol, refusal, link)}.`,
    ...(expired ? [`If it has expired already, the connection is ${endWords(protocol, expired, link)}.`] : []),
    ...(expiry ? [`When it expires, the connection is ${endWords(protocol, expiry, link)}.`] : []),
    ...further(credentials, link),
  ];
};

/** What else is told of tokens that are refused, or about to expire. */
const further = ({ refusal, warning }: CredentialsPromise, link: Link): readonly string[] => [
  ...(refusal.within === undefined ? [] : [`Whoever is refused is gone within ${inSeconds(refusal.within)}.`]),
  ...(refusal.instead
    ? [
        `The transport may refuse the connection itself; the code of the error is then in ${field(refusal.instead.code)}.`,
      ]
    : []),
  ...(warning
    ? [
        `${inSeconds(warning.before)} before it expires, or at once where less is left, ${messageLink('control', warning.message, link)} tells in ${field(warning.seconds)} how many seconds are left: a client gets a new token and connects anew.`,
      ]
    : []),
];

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

const beats = (protocol: Protocol, promise: HeartbeatPromise, link: Link): string => {
  const { send, answer, every, forgives, ending } = promise;
  if (send === 'ping frame' || ending === 'terminate')
    return `Every ${every / 1000} s the server sends a ${send}; a client that leaves it unanswered is cut off.`;
  const answered = answer === undefined ? '' : `, which a client answers with ${messageLink('command', answer, link)}`;
  const firmly = promise.level === undefined || promise.level === 'MUST' ? 'is' : 'should be';
  return `Every ${every / 1000} s the server sends ${messageLink('control', send, link)}${answered}. Where ${forgives + 1} in a row go unanswered, the connection ${firmly} ${endWords(protocol, ending, link)}, in place of the next.`;
};

const allowance = ({ per, most, within, over }: LimitsPromise, link: Link): string =>
  `Of each ${per}, ${most} messages are taken in any ${inSeconds(within)}; what is above that gets ${link('errors', over.error)}${over.connection === 'goes on' ? ', and the connection lives on' : ', and the connection ends'}.`;

const facts = (protocol: Protocol, link: Link): readonly string[] => {
  const { handshake, size, heartbeat, limits, recovery } = protocol.promises;
  const resources = Object.values(recovery?.backfill ?? {}).map(({ path }) => code(path));
  return [
    ...entrance(protocol, link),
    ...address(protocol, link),
    ...(handshake
      ? [
          `${handshake.opening ? 'The server lets a client in with' : 'The first message of the server is'} ${messageLink('control', handshake.greeting, link)}.`,
        ]
      : []),
    ...(heartbeat ? [beats(protocol, heartbeat, link)] : []),
    ...(limits ? [allowance(limits, link)] : []),
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
    'The states of a connection, as a client sees them:',
    fenced('mermaid', connectionDiagram(protocol)),
  ],
});
