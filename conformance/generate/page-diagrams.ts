/** Diagrams as mermaid text: the states of a thing, and a connection from its first message to its end. */
import type { Machine } from '../../schemas/promises.ts';
import type { Protocol } from '../../schemas/protocol.ts';

const id = (state: string): string => state.replaceAll(/[^A-Za-z0-9]+/g, '_');

/** The states of one machine and the events that lead from one to the other. */
export const stateDiagram = ({ transitions }: Machine): string => {
  const moves = Object.entries(transitions).flatMap(([event, move]) =>
    (move?.from ?? []).map((from) => ({ event, from, to: move?.to ?? '' })),
  );
  const states = [...new Set(moves.map(({ to }) => to))];
  const named = states.filter((state) => id(state) !== state).map((state) => `  state "${state}" as ${id(state)}`);
  const arrows = moves.map(({ event, from, to }) => `  ${from === null ? '[*]' : id(from)} --> ${id(to)} : ${event}`);
  const ends = states
    .filter((state) => !moves.some(({ from }) => from === state))
    .map((state) => `  ${id(state)} --> [*]`);
  return ['stateDiagram-v2', '  direction LR', ...named, ...arrows, ...ends].join('\n');
};

/** The first event that tells of something known already: a subscriber can see it. */
const seen = ({ events, promises }: Protocol): string | undefined => {
  const births = new Set(
    Object.values(promises.lifecycle ?? {}).flatMap(({ transitions }) =>
      Object.entries(transitions).flatMap(([event, move]) => (move?.from.includes(null) ? [event] : [])),
    ),
  );
  return Object.keys(events).find((event) => !births.has(event));
};

const opening = ({ path, promises: { credentials, handshake } }: Protocol): readonly string[] => {
  const query = credentials ? `?${credentials.in.query}=TOKEN` : '';
  return [`C->>S: GET ${path}${query}`, ...(handshake ? [`S-->>C: ${handshake.greeting}`] : [])];
};

const subscribing = (protocol: Protocol): readonly string[] => {
  const { delivery, replies } = protocol.promises;
  if (!delivery) return [];
  const answer = replies?.to[delivery.subscribe]?.answer;
  const event = seen(protocol);
  const example = JSON.stringify(protocol.commands[delivery.subscribe]?.examples[0] ?? {}).replaceAll(/[#;]/g, ' ');
  return [
    `C->>S: ${delivery.subscribe} ${example}`,
    ...(answer === undefined ? [] : [`S-->>C: ${answer}`]),
    ...(event === undefined ? [] : ['Note over S: something happens', `S-)C: ${event}`]),
  ];
};

const living = ({ promises: { heartbeat, replies } }: Protocol): readonly string[] => {
  const beat = heartbeat
    ? [`loop every ${heartbeat.every / 1000} s`, '  S->>C: ping frame', '  C-->>S: pong frame', 'end']
    : [];
  const answer = replies?.to[replies.fence]?.answer;
  return [...beat, ...(replies && answer !== undefined ? [`C->>S: ${replies.fence}`, `S-->>C: ${answer}`] : [])];
};

const ending = ({ promises: { credentials } }: Protocol): readonly string[] =>
  credentials ? ['Note over C,S: the token expires', `S-xC: close ${credentials.expiry.close}`] : [];

/** A typical connection. */
export const sequenceDiagram = (protocol: Protocol): string => {
  const lines = [opening, subscribing, living, ending].flatMap((part) => part(protocol));
  const all = ['participant C as Client', 'participant S as Server', ...lines];
  return ['sequenceDiagram', ...all.map((line) => `  ${line}`)].join('\n');
};
