/** The states of a connection, as mermaid text: how a client gets one, what it does with it, and how each end leads on. */
import type { Ending } from '../../schemas/promises/endings.ts';
import type { Protocol } from '../../schemas/protocol.ts';
import { pathWithToken } from '../../schemas/token-place.ts';
import { listed } from './markdown.ts';

/** What a client does that has to connect again. */
const AGAIN = 'Reconnecting';
/** What it is where connecting again alone does not help, or is not wanted. */
const OVER = 'Disconnected';

const arrow = (from: string, to: string, label = ''): string => `${from} --> ${to}${label === '' ? '' : ` : ${label}`}`;

const withCode = (words: string, close: number | undefined): string =>
  close === undefined ? words : `${words} (${close})`;

/** Where a close code leads. */
const after = ({ promises: { closing } }: Protocol, close: number | undefined): string => {
  const { next = 'reconnect' } = close === undefined ? {} : (closing?.codes[close] ?? {});
  return next === 'reconnect' ? AGAIN : OVER;
};

const entering = (protocol: Protocol): readonly string[] => {
  const { credentials, handshake, errors } = protocol.promises;
  const told = (ending: Ending | undefined) =>
    ending?.error && (errors?.kinds[ending.error.kind]?.message ?? errors?.message);
  return [
    arrow('[*]', 'Connecting', `GET ${pathWithToken(protocol)}`),
    arrow('Connecting', 'Open', handshake?.greeting ?? 'upgraded'),
    ...(credentials
      ? [
          arrow(
            'Connecting',
            after(protocol, credentials.refusal.close),
            withCode(told(credentials.refusal) ?? 'refused', credentials.refusal.close),
          ),
        ]
      : []),
  ];
};

/** What a client does with an open connection. */
const using = ({ promises: { delivery, filters } }: Protocol): readonly string[] => {
  const [start, stop] = filters ? [filters.set, filters.unset] : [delivery?.subscribe, delivery?.unsubscribe];
  if (start === undefined || stop === undefined) return [];
  const whole = filters?.replaces === 'whole';
  const inner = [
    arrow('[*]', filters?.initially === 'all' ? 'Subscribed' : 'Connected'),
    arrow('Connected', 'Subscribed', start),
    arrow('Subscribed', 'Streaming', 'an event'),
    ...(whole ? [] : [arrow('Streaming', 'Subscribed', `${stop}, of some`)]),
    arrow('Streaming', 'Connected', whole ? stop : `${stop}, of all`),
    arrow('Subscribed', 'Connected', whole ? stop : `${stop}, of all`),
  ];
  return ['state Open {', ...inner.map((line) => `  ${line}`), '}'];
};

/** By close code: what brings it. What an operator asks for is named only where nothing else does. */
const ends = ({ promises }: Protocol): ReadonlyMap<number, readonly string[]> => {
  const { credentials, heartbeat, closing, size } = promises;
  const silent = heartbeat && heartbeat.ending !== 'terminate' ? heartbeat.ending.close : undefined;
  const own: readonly (readonly [number | undefined, string])[] = [
    ...Object.entries(closing?.asked ?? {}).map(([command, ending]) => [ending?.close, command] as const),
    [credentials?.expiry?.close, 'the token expires'],
    [silent, 'silence'],
    [size?.close, 'a message too large'],
  ];
  const reasons = Object.entries(closing?.reasons ?? {}).flatMap(([reason, { close, farewell }]) =>
    farewell?.delay === undefined ? [[close, reason] as const] : [],
  );
  const found = new Map<number, readonly string[]>();
  const add = ([close, words]: readonly [number | undefined, string]): void => {
    if (close !== undefined) found.set(close, [...(found.get(close) ?? []), words]);
  };
  for (const one of own) add(one);
  for (const one of reasons.filter(([close]) => !own.some(([other]) => other === close))) add(one);
  return new Map([...found].sort(([one], [other]) => one - other));
};

/** Ends that are announced, and come within a delay. */
const announced = (protocol: Protocol): readonly string[] => {
  const planned = Object.values(protocol.promises.closing?.reasons ?? {}).filter(({ farewell }) => farewell?.delay);
  const notices = new Set(planned.flatMap(({ farewell }) => farewell?.message ?? []));
  const closes = new Set(planned.map(({ close }) => close));
  return [
    ...[...notices].map((message) => arrow('Open', 'Leaving', message)),
    ...[...closes].map((close) => arrow('Leaving', after(protocol, close), withCode('within the delay', close))),
  ];
};

/** The diagram. */
export const connectionDiagram = (protocol: Protocol): string => {
  const { heartbeat } = protocol.promises;
  const lost = heartbeat?.ending === 'terminate' ? 'lost, or cut off for silence' : 'lost';
  const lines = [
    ...entering(protocol),
    ...using(protocol),
    ...[...ends(protocol)].map(([close, words]) =>
      arrow('Open', after(protocol, close), withCode(listed(words), close)),
    ),
    ...announced(protocol),
    arrow('Open', AGAIN, lost),
    arrow(AGAIN, 'Connecting', 'a little later each time'),
  ];
  const over = lines.some((line) => line.includes(`--> ${OVER}`)) ? [arrow(OVER, '[*]')] : [];
  return ['stateDiagram-v2', ...[...lines, ...over].map((line) => `  ${line}`)].join('\n');
};
