/**
 * Every legal variation of a correct server: with none of them it may raise an alarm.
 *
 *     for (const server of subjects.commerce.correctServers)
 *       for (const variation of variations) {
 *         const here = inThisProcess(server, variation, seed); // undefined where it exists on sockets only
 *         const there = await onSockets(server, variation, seed); // undefined where it exists in process only
 *       }
 */
import type { ProtocolId } from '../../schemas/index.ts';
import type { Protocol } from '../../schemas/protocol.ts';
import type { Server } from '../../schemas/server.ts';
import { serve } from '../../reference-server/host.ts';
import { fragments } from './fragments.ts';
import { loadCores } from './load.ts';
import { jitteryBytes, lateBytes, lumps, type MakeManner, pieces, relayTo } from './relay.ts';
import type { CorrectServer } from './subjects.ts';
import {
  answersHooksLate,
  coalesced,
  heardLate,
  jitter,
  lastConnectionFirst,
  late,
  throttled,
  type Vary,
} from './variations.ts';

/** What happens to a server, or between it and its clients, that breaks no promise. */
export interface Variation {
  readonly name: string;
  /** At its seam: what an examination in process meets. */
  readonly atSeam?: (seed: number, protocol: Protocol) => Vary;
  /** Around its sockets: what an examination over sockets meets. */
  readonly atSocket?: {
    readonly relay?: (seed: number) => MakeManner;
    readonly deflate?: true;
    readonly busy?: true;
  };
  /** Whether every answer takes so long that few plans are enough over sockets. */
  readonly slow?: true;
  /** What nobody can judge behind it, by the protocol: it stays unexercised, which is no alarm. */
  readonly hides?: Readonly<Partial<Record<ProtocolId, RegExp>>>;
}

/** A server on sockets, ready to be examined; its control interface is reached directly, whatever is in between. */
export interface There {
  readonly url: string;
  readonly controlUrl: string;
  readonly close: () => Promise<void>;
}

/** A hundred messages that come piece by piece may take so long on a busy machine that nobody can tell what counts. */
const PIECEMEAL = { telemetry: /^telemetry\/limits\// } as const;

/** Every legal variation. */
export const variations: readonly Variation[] = [
  { name: 'as it is', atSeam: () => (server) => server, atSocket: {} },
  { name: '10 ms late', atSeam: () => late(10), atSocket: { relay: () => lateBytes(5) } },
  { name: '300 ms late', atSeam: () => late(300), atSocket: { relay: () => lateBytes(150) }, slow: true },
  { name: '2 s late', atSeam: () => late(2000), atSocket: { relay: () => lateBytes(1000) }, slow: true },
  { name: '10 ms late to hear', atSeam: () => heardLate(10) },
  { name: '300 ms late to hear', atSeam: () => heardLate(300) },
  { name: 'hooks answered 200 ms late', atSeam: () => answersHooksLate(200) },
  {
    name: 'jitter of 100 ms',
    atSeam: (seed) => jitter(seed, 0, 100),
    atSocket: { relay: (seed) => jitteryBytes(seed, 0, 50) },
  },
  {
    name: 'one message in 100 ms',
    // What is due at an instant would come later than timers may, if it waited for all that is before it.
    atSeam: (_, { promises: { pacing } }) => throttled(100, pacing ? 100 : Number.POSITIVE_INFINITY),
    // The answers to a hundred messages take as long as these count: when the server heard the last is not to be told.
    hides: { telemetry: /^telemetry\/limits\/(refuses|counts-bad-input|apart)$/ },
  },
  { name: 'one segment', atSeam: () => coalesced(1), atSocket: { relay: () => lumps(1) } },
  { name: 'coalesced for 50 ms', atSeam: () => coalesced(50), atSocket: { relay: () => lumps(50) } },
  { name: 'split', atSocket: { relay: (seed) => pieces(seed) }, hides: PIECEMEAL },
  { name: 'in fragments', atSocket: { relay: (seed) => fragments(seed) }, hides: PIECEMEAL },
  { name: 'compressed', atSocket: { deflate: true } },
  { name: 'last connection first', atSeam: () => lastConnectionFirst },
  { name: 'all cores busy', atSocket: { busy: true } },
];

/** A server behind a variation in this process; `undefined` where the variation exists on sockets only. */
export const inThisProcess = (
  { make, protocol }: CorrectServer,
  { atSeam }: Variation,
  seed: number,
): Server | undefined => atSeam?.(seed, protocol)(make());

/** A server behind a variation on sockets; `undefined` where the variation exists in process only. */
export const onSockets = async (
  { make, protocol }: CorrectServer,
  { atSocket }: Variation,
  seed: number,
): Promise<There | undefined> => {
  if (!atSocket) return undefined;
  const { relay, deflate = false, busy } = atSocket;
  const served = await serve({ server: make(), protocol, control: true, deflate });
  const between = relay && (await relayTo(Number(new URL(served.url).port), relay(seed)));
  const url = new URL(served.url);
  if (between) url.port = String(between.port);
  const rest = busy && loadCores();
  return {
    url: url.href,
    // Asked for above.
    controlUrl: served.controlUrl ?? '',
    close: async () => {
      await rest?.();
      await between?.close();
      await served.close();
    },
  };
};
