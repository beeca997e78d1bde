/** The diagram, as mermaid text, of a connection from its first message to its end. */
import { movesOf } from '../../schemas/moves.ts';
import type { Ending } from '../../schemas/promises/endings.ts';
import type { Protocol } from '../../schemas/protocol.ts';
import { pathWithToken } from '../../schemas/token-place.ts';
import { at, itemsAt } from '../scene/pointer.ts';

/** What diagrams cannot hold is left out of what they quote. */
const quoted = (value: unknown): string => JSON.stringify(value ?? {}).replaceAll(/[#;]/g, ' ');

/** The first event that tells of something known already: a subscriber can see it. */
const seen = ({ events, promises }: Protocol): string | undefined => {
  const births = new Set(
    Object.values(promises.lifecycle ?? {}).flatMap(({ transitions }) =>
      movesOf({ transitions }).flatMap(({ event, from }) => (from.includes(null) ? [event] : [])),
    ),
  );
  return Object.keys(events).find((event) => !births.has(event));
};

const opening = (protocol: Protocol): readonly string[] => {
  const { transport, promises } = protocol;
  const { handshake } = promises;
  const verb = transport === 'socket.io' ? 'connect' : 'GET';
  return [
    `C->>S: ${verb} ${pathWithToken(protocol)}`,
    ...(handshake?.opening ? [`C->>S: ${handshake.opening.command}`] : []),
    ...(handshake ? [`S-->>C: ${handshake.greeting}`] : []),
  ];
};

const asking = ({ promises: { replies } }: Protocol, command: string, example: unknown): readonly string[] => {
  const answer = replies?.to[command]?.answer;
  return [`C->>S: ${command} ${quoted(example)}`, ...(answer === undefined ? [] : [`S-->>C: ${answer}`])];
};

const HAPPENS = 'Note over S: something happens';

const subscribing = (protocol: Protocol): readonly string[] => {
  const { delivery } = protocol.promises;
  if (!delivery) return [];
  const event = seen(protocol);
  return [
    ...asking(protocol, delivery.subscribe, protocol.commands[delivery.subscribe]?.examples[0]),
    ...(event === undefined ? [] : [HAPPENS, `S-)C: ${event}`]),
  ];
};

/** A filter that lists names, what passes it, and the books among that. */
const filtering = (protocol: Protocol): readonly string[] => {
  const { filters, books } = protocol.promises;
  if (!filters) return [];
  const examples = protocol.commands[filters.set]?.examples ?? [];
  const listing = (name?: string) =>
    examples.find((example) => {
      const names = itemsAt(example, filters.names.at);
      return name === undefined ? names.length > 0 : names.includes(name);
    });
  const first = listing();
  const [asked] = itemsAt(first, filters.names.at);
  const event = Object.entries(filters.called ?? {}).find(([, name]) => name === asked)?.[0] ?? asked;
  const scoped = books && listing(books.delta);
  return [
    ...(first === undefined ? [] : asking(protocol, filters.set, first)),
    ...(typeof event === 'string' ? [HAPPENS, `S-)C: ${event}`] : []),
    ...(books && scoped !== undefined
      ? [...asking(protocol, filters.set, scoped), `S-)C: ${books.snapshot}`, HAPPENS, `S-)C: ${books.delta}`]
      : []),
  ];
};

const living = ({ promises: { heartbeat, replies, filters } }: Protocol): readonly string[] => {
  const pong = heartbeat?.send === 'ping frame' ? 'pong frame' : heartbeat?.answer;
  const answers = pong === undefined ? [] : [`  C-->>S: ${pong}`];
  const beat = heartbeat
    ? [`loop every ${heartbeat.every / 1000} s`, `  S->>C: ${heartbeat.send}`, ...answers, 'end']
    : [];
  // What starts events has been shown already.
  const fence = replies?.fence === filters?.set ? undefined : replies?.fence;
  const answer = fence === undefined ? undefined : replies?.to[fence]?.answer;
  return [...beat, ...(answer !== undefined ? [`C->>S: ${fence}`, `S-->>C: ${answer}`] : [])];
};

/** What a client that has lost its connection does about what it has missed. */
const missing = (protocol: Protocol): readonly string[] => {
  const { recovery, sequence } = protocol.promises;
  const [resource] = Object.values(recovery?.backfill ?? {});
  const number = sequence && at(protocol.envelope.event.beside, `${sequence.number}/examples/0`);
  if (!resource) return [];
  return [
    'Note over C,S: the connection is lost',
    ...opening(protocol),
    `C->>S: GET ${resource.path}?${resource.since}=${String(number ?? 0)}`,
    'S-->>C: 200, with what has changed since',
  ];
};

const closed = ({ close, farewell }: Ending): readonly string[] => [
  ...(farewell ? [`S-->>C: ${farewell.message}`] : []),
  `S-xC: ${close === undefined ? 'the end' : `close ${close}`}`,
];

const ending = ({ promises: { credentials, closing } }: Protocol): readonly string[] => {
  const [asked] = Object.entries(closing?.asked ?? {});
  if (asked?.[1]) return [`C->>S: ${asked[0]}`, ...closed(asked[1])];
  return credentials?.expiry ? ['Note over C,S: the token expires', ...closed(credentials.expiry)] : [];
};

/** A typical connection. */
export const sequenceDiagram = (protocol: Protocol): string => {
  const lines = [opening, subscribing, filtering, living, missing, ending].flatMap((part) => part(protocol));
  const all = ['participant C as Client', 'participant S as Server', ...lines];
  return ['sequenceDiagram', ...all.map((line) => `  ${line}`)].join('\n');
};
