/** A history as swim-lanes: clients beside each other, then the server and the hooks; pure data, which formats draw. */
import type { Entry } from '../engine/history.ts';
import { shorten, visible } from './escape.ts';
import { clientNames, excerpt } from './excerpt.ts';
import { type Shown, tell } from './happening.ts';
import type { TranscriptOptions } from './transcript.ts';

/** Names are cut to so many characters: an event that a plan made up may have any. */
const NAME = 60;

/** Something that happened in one lane or between two. */
export interface Step {
  /** Since the first entry, in ms. */
  readonly ms: number;
  /** The lanes it leads from and to, by index; equal where it leads nowhere. */
  readonly from: number;
  readonly to: number;
  readonly sign: Shown['sign'];
  /** Redacted, and visible, as all text here. */
  readonly name: string;
  readonly detail: string;
  readonly marked: boolean;
}

/** Lanes, and what happens in them; a number stands for so many steps that are left out. */
export interface Lanes {
  readonly clients: readonly string[];
  /** Names of all lanes: the clients, the server, and the hooks where any was called. */
  readonly names: readonly string[];
  readonly steps: readonly (Step | number)[];
}

type Way = 'to server' | 'from server' | 'nowhere';

const wayOf = (entry: Entry): Way => {
  switch (entry.kind) {
    case 'opening':
    case 'sent':
    case 'leaving':
    case 'pinging':
    case 'fetching':
    case 'asked':
      return 'to server';
    case 'opened':
    case 'refused':
    case 'received':
    case 'ping':
    case 'ponged':
    case 'closed':
    case 'fetched':
    case 'told':
      return 'from server';
    case 'silence':
    case 'unponged':
    case 'stall':
    case 'end':
      return 'nowhere';
  }
};

/** The connection of an entry, or the one on whose behalf something was fetched. */
const connectionOf = (entry: Entry): number | undefined => {
  if ('connection' in entry) return entry.connection;
  return 'by' in entry ? entry.by : undefined;
};

/** Lays a history out in lanes. */
export const lanesOf = (history: readonly Entry[], { reader, redact, frame }: TranscriptOptions): Lanes => {
  const plain = (text: string) => visible(redact(text));
  const named = (text: string) => shorten(redact(text), NAME);
  const nameOf = clientNames(history);
  const items = excerpt(history, frame);
  const entries = items.filter((item) => typeof item !== 'number');
  const clients = [
    ...new Set(
      entries.flatMap((entry) => {
        const connection = connectionOf(entry);
        return connection === undefined ? [] : [nameOf(connection)];
      }),
    ),
  ];
  const server = clients.length;
  const isHook = ({ kind }: Entry): boolean => kind === 'asked' || kind === 'told';

  const laneOf = (entry: Entry): number => {
    if (isHook(entry)) return server + 1;
    const connection = connectionOf(entry);
    return connection === undefined ? server : clients.indexOf(nameOf(connection));
  };

  const stepOf = (entry: Entry): Step => {
    const { sign, name, detail } = tell(entry, reader);
    const way = wayOf(entry);
    const lane = laneOf(entry);
    return {
      ms: Math.round(entry.at - (history[0]?.at ?? 0)),
      from: way === 'from server' ? server : lane,
      to: way === 'to server' ? server : lane,
      ...{ sign, name: named(name), detail: plain(detail), marked: entry.seq === frame },
    };
  };

  return {
    clients: clients.map(named),
    names: [...clients.map(named), 'server', ...(entries.some(isHook) ? ['hooks'] : [])],
    steps: items.map((item) => (typeof item === 'number' ? item : stepOf(item))),
  };
};
