/** Scopes: parts of a capture that are judged by themselves - a whole history, or what was seen of one connection. */
import { type Entry, entryOf, type Happening } from '../engine/history.ts';
import { createJudge, type Tally, type Witnessed } from '../engine/judge.ts';
import type { Read } from '../scene/readings.ts';
import type { Suite } from '../suites/suite.ts';
import { createExhibits } from './exhibits.ts';
import { judgedBy, type Known } from './knowledge.ts';

/** The most publications of one scope that are remembered to see what was covered. */
const REMEMBERED = 10_000;

/** What came of a scope. */
export interface Judged {
  readonly tallies: ReadonlyMap<string, Tally>;
  /** What was kept to show a breach of a requirement. */
  readonly exhibit: (id: string) => readonly Entry[];
  readonly witnessed: Witnessed;
  /** What the server said that it has published. */
  readonly published: readonly Entry[];
}

/** A requirement that was found broken. */
export interface Breach {
  readonly id: string;
  readonly because: string;
  /** The `seq` of the entry that shows it. */
  readonly seq: number;
  /** The entry that was heard when it was found. */
  readonly entry: Entry;
}

/** A part of a capture that is being judged. */
export interface Scope {
  readonly hear: (place: number, at: number, happening: Happening) => void;
  /** How far instants may be from the truth from now on, in ms. */
  readonly trust: (resolution: number) => void;
  readonly close: () => Judged;
}

/** A scope in which so much is known; unless it is told otherwise, its durations are not judged. */
export const createScope = (
  suite: Suite,
  known: Known,
  plan: number,
  read: Read,
  found: (breach: Breach) => void,
): Scope => {
  let resolution = Number.POSITIVE_INFINITY;
  const { protocol, reader } = suite;
  const exact = () => resolution;
  const judge = createJudge({
    ...{ protocol, reader, read, requirements: judgedBy(suite, known) },
    ...(known === 'history' ? { resolution: exact } : { resolution: () => Number.POSITIVE_INFINITY, onlooking: exact }),
  });
  const exhibits = createExhibits(judge);
  const published: Entry[] = [];
  const told = new Set<string>();
  const tellNews = (entry: Entry): void => {
    if (judge.breaches() === told.size) return;
    for (const [id, { broken }] of judge.tallies) {
      if (!broken || told.has(id)) continue;
      told.add(id);
      found({ id, ...broken, entry });
    }
  };
  return {
    trust: (ms) => {
      resolution = ms;
    },
    hear: (place, at, happening) => {
      const entry = entryOf(place, at, plan, happening);
      judge.hear(entry);
      tellNews(entry);
      // How a stranger's connection began is made up.
      const isMadeUp = known !== 'history' && (entry.kind === 'opening' || entry.kind === 'opened');
      if (!isMadeUp) exhibits.take(entry);
      if (entry.kind === 'told' && entry.hook === 'publish' && published.length < REMEMBERED) published.push(entry);
      if (entry.kind !== 'opened' || known === 'history') return;
      const connection = judge.scene.connections.get(entry.connection);
      if (!connection) return;
      // Nobody who only looks on knows why a connection ends: its operators may have their reasons.
      connection.causes.push({ why: 'asked', must: false, seq: entry.seq });
      if (known === 'message') connection.greeted = true;
    },
    close: () => ({ tallies: judge.tallies, exhibit: exhibits.of, witnessed: judge.witnessed(), published }),
  };
};
