/** The judge: feeds one plan's entries to the scene and to every oracle, and tallies what they find. */
import type { Protocol } from '../../schemas/protocol.ts';
import type { Reader } from '../../schemas/reader.ts';
import { createScene, type Scene } from '../scene/scene.ts';
import type { Entry } from './history.ts';
import { type Finding, listen } from './oracle.ts';
import type { Listed } from './requirement.ts';

/** What one requirement came to in one plan. */
export interface Tally {
  held: number;
  unsure: number;
  declined: number;
  /** The first breach. */
  broken?: { readonly because: string; readonly seq: number };
}

/** Judges one plan's part of a history, entry by entry. */
export interface Judge {
  readonly scene: Scene;
  readonly hear: (entry: Entry) => void;
  readonly tallies: ReadonlyMap<string, Tally>;
  readonly witnessed: () => Witnessed;
  /** How many requirements were found broken so far. */
  readonly breaches: () => number;
}

/** What clients saw, in numbers. */
export interface Witnessed {
  /** Messages that the protocol knows. */
  readonly messages: number;
  readonly events: number;
  /** Events that had to come and did not. */
  readonly lost: number;
}

/** What a history is judged by. `resolution` is how far its clock may be from the truth, in ms. */
export interface Measure {
  readonly protocol: Protocol;
  readonly reader: Reader;
  readonly requirements: readonly Listed[];
  readonly resolution: () => number;
}

/** Adds findings to a tally; true when they hold its first breach. */
const tally = (tallies: Map<string, Tally>, id: string, found: readonly Finding[], entry: Entry): boolean => {
  const known = tallies.get(id) ?? { held: 0, unsure: 0, declined: 0 };
  tallies.set(id, known);
  const before = known.broken;
  for (const finding of found) {
    if (finding.is === 'broken') known.broken ??= { because: finding.because, seq: finding.seq ?? entry.seq };
    else known[finding.is]++;
  }
  return before === undefined && known.broken !== undefined;
};

/** A judge of one plan. */
export const createJudge = ({ protocol, reader, requirements, resolution }: Measure): Judge => {
  const scene = createScene(protocol, reader, resolution);
  const oracles = requirements.map(({ id, check }) => ({ id, hear: listen(check) }));
  const tallies = new Map<string, Tally>();
  let breaches = 0;
  const witnessed = { messages: 0, events: 0, lost: 0 };
  return {
    scene,
    tallies,
    witnessed: () => witnessed,
    breaches: () => breaches,
    hear: (entry) => {
      const moment = scene.take(entry);
      if (moment.message) witnessed.messages++;
      if (moment.message?.kind === 'event') witnessed.events++;
      witnessed.lost += moment.lost?.length ?? 0;
      for (const oracle of oracles) {
        const found = oracle.hear(moment);
        if (found.length > 0 && tally(tallies, oracle.id, found, entry)) breaches++;
      }
    },
  };
};
