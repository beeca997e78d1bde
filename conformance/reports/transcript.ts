/** A history as a transcript: one line for each thing that happened, with the one that breaks the promise marked. */
import type { Reader } from '../../schemas/reader.ts';
import type { Entry } from '../engine/history.ts';
import { shorten } from './escape.ts';
import { clientNames, excerpt } from './excerpt.ts';
import { tell } from './happening.ts';
import type { Redact } from './redact.ts';
import { table } from './table.ts';

/** Bodies are cut to about so many characters. */
const BODY = 100;
/** Names are cut to so many: an event that a plan made up may have any. */
const NAME = 40;

/** What a transcript is made with. */
export interface TranscriptOptions {
  readonly reader: Reader;
  readonly redact: Redact;
  /** The `seq` of the entry that breaks the promise. */
  readonly frame?: number;
  /** What the `seq` of entries is, where it is their place in a capture. */
  readonly places?: 'line' | 'message';
}

/** A line of a transcript. */
export interface Line {
  readonly text: string;
  readonly marked: boolean;
}

/** The lines of a transcript; times are ms since its first entry. */
export const transcript = (
  history: readonly Entry[],
  { reader, redact, frame, places }: TranscriptOptions,
): readonly Line[] => {
  const openings = history.flatMap((entry) => (entry.kind === 'opening' ? [entry] : []));
  const several = new Set(openings.map(({ badge }) => badge.client)).size > 1;
  const beginning = history[0]?.at ?? 0;
  const nameOf = clientNames(history);
  const clientOf = (entry: Entry): string => ('connection' in entry ? nameOf(entry.connection) : '');

  const cellsOf = (entry: Entry): readonly string[] => {
    const { sign, name, detail } = tell(entry, reader);
    return [
      ...(places ? [`${places} ${entry.seq}`] : []),
      `${Math.round(entry.at - beginning)} ms`,
      several ? shorten(redact(clientOf(entry)), NAME) : '',
      `${sign} ${shorten(redact(name), NAME)}`,
      shorten(redact(detail), BODY),
    ];
  };

  const items = excerpt(history, frame);
  const entries = items.filter((item) => typeof item !== 'number');
  const rows = table(entries.map(cellsOf), places ? ['right', 'right'] : ['right'])[Symbol.iterator]();
  return items.map((item) => {
    if (typeof item === 'number') return { text: `  ⋮ ${item} more`, marked: false };
    const marked = item.seq === frame;
    return { text: `${marked ? '▸' : ' '} ${rows.next().value ?? ''}`, marked };
  });
};
