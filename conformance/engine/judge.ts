/** The judge: feeds one plan's entries to the scene and to every oracle, and tallies what they find. */
import type { Connection } from '../scene/connection.ts';
import { createScene, type Moment, type Scene, type SceneOptions } from '../scene/scene.ts';
import type { Entry } from './history.ts';
import { attend, type Finding, type Findings, type Hear } from './oracle.ts';
import type { Listed } from './requirement.ts';
import { type Chord, chordOf, soundsIn } from './sounds.ts';

/** What one requirement came to in one plan. */
export interface Tally {
  held: number;
  unsure: number;
  declined: number;
  /** What was excused, where anything was: how often, and the first. */
  excused?: { readonly times: number; readonly because: string };
  /** The first breach; the first that is no coincidence, where there is one. */
  broken?: Breach;
}

/** What shows that a requirement is broken. */
export interface Breach {
  readonly because: string;
  /** The entry that shows it. */
  readonly seq: number;
  /** It was found on a connection which the server may have left by chance just then ({@link Connection.coincident}). */
  readonly coincident?: true;
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

/** What a history is judged by. */
export interface Measure extends SceneOptions {
  readonly requirements: readonly Listed[];
}

/** One requirement's oracle at work. */
interface Hearer {
  /** What it came to so far; it is handed out once anything was found. */
  readonly tally: Tally;
  readonly id: string;
  readonly chord: Chord;
  readonly hear: Hear;
}

/** Adds a finding to a tally. */
const add = (tally: Tally, finding: Finding, { entry, connection }: Moment): void => {
  switch (finding.is) {
    case 'broken': {
      const coincident = connection?.coincident;
      if (tally.broken && (coincident || !tally.broken.coincident)) return;
      tally.broken = { because: finding.because, seq: finding.seq ?? entry.seq, ...(coincident && { coincident }) };
      return;
    }
    case 'excused':
      tally.excused = { because: finding.because, ...tally.excused, times: (tally.excused?.times ?? 0) + 1 };
      return;
    case 'held':
    case 'unsure':
    case 'declined':
      tally[finding.is]++;
  }
};

/** Whether nothing was found yet. */
const isEmpty = ({ held, unsure, declined, excused, broken }: Tally): boolean =>
  held + unsure + declined === 0 && excused === undefined && broken === undefined;

/** A judge of one plan. */
export const createJudge = ({ requirements, ...about }: Measure): Judge => {
  const scene = createScene(about);
  const hearers = requirements.flatMap(({ id, check }): readonly Hearer[] => {
    const tally: Tally = { held: 0, unsure: 0, declined: 0 };
    return (check.parts ?? [check]).map((part) => ({ id, tally, chord: chordOf(part.hears), hear: attend(part) }));
  });
  /** Those that can use a moment, by what is to be heard in it. */
  const hearing = new Map<Chord, readonly Hearer[]>();
  const hearersOf = (sounds: Chord): readonly Hearer[] => {
    const known = hearing.get(sounds) ?? hearers.filter(({ chord }) => (chord & sounds) !== 0);
    if (!hearing.has(sounds)) hearing.set(sounds, known);
    return known;
  };
  const tallies = new Map<string, Tally>();
  let breaches = 0;
  const witnessed = { messages: 0, events: 0, lost: 0 };

  const count = ({ id, tally }: Hearer, found: NonNullable<Findings>, moment: Moment): void => {
    if (!('is' in found) && found.length === 0) return;
    if (isEmpty(tally)) tallies.set(id, tally);
    const before = tally.broken;
    if ('is' in found) add(tally, found, moment);
    else for (const finding of found) add(tally, finding, moment);
    if (before === undefined && tally.broken !== undefined) breaches++;
  };

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
      for (const hearer of hearersOf(soundsIn(moment))) {
        const found = hearer.hear(moment);
        if (found) count(hearer, found, moment);
      }
    },
  };
};
