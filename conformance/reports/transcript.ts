/** A history as a transcript: one line for each thing that happened, with the one that breaks the promise marked. */
import type { Reader } from '../../schemas/reader.ts';
import type { Entry } from '../engine/history.ts';
import { shorten } from './escape.ts';
import { tell } from './happening.ts';
import type { Redact } from './redact.ts';
import { table } from './table.ts';

/** Bodies are cut to about so many characters. */
const BODY = 100;
/** Names are cut to so many: an event that a plan made up may have any. */
const NAME = 40;
/** A transcript with more lines than this loses some in the middle. */
const MOST = 40;
/** Of such a transcript, the lines at both ends and around the marked one that stay. */
const KEPT = { head: 12, before: 16, after: 5, tail: 4 };

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

/** What only the engine needs to know is left out: that a hook did what it was asked, that an opening worked. */
const matters = (entry: Entry): boolean => {
  if (entry.kind === 'opened' || entry.kind === 'end') return false;
  return entry.kind !== 'told' || entry.answer.status !== 'done';
};

/** The entries up to the farewells at a plan's end, where clients leave and are let go. */
const withoutFarewells = (entries: readonly Entry[], frame: number | undefined): readonly Entry[] => {
  const leaving = new Set(entries.flatMap((entry) => (entry.kind === 'leaving' ? [entry.connection] : [])));
  const isFarewell = (entry: Entry): boolean =>
    entry.seq !== frame && (entry.kind === 'leaving' || (entry.kind === 'closed' && leaving.has(entry.connection)));
  return entries.slice(0, entries.findLastIndex((entry) => !isFarewell(entry)) + 1);
};

/** Whether the entry at a place stays when the middle is left out. */
const stays = (place: number, count: number, marked: number): boolean =>
  place < KEPT.head || place >= count - KEPT.tail || (place >= marked - KEPT.before && place <= marked + KEPT.after);

/** Runs of neighbours that stay, and the numbers of those left out between them. */
const elide = (entries: readonly Entry[], frame: number | undefined): readonly (Entry | number)[] => {
  if (entries.length <= MOST) return entries;
  const found = entries.findIndex(({ seq }) => seq === frame);
  const marked = found < 0 ? entries.length - 1 : found;
  const result: (Entry | number)[] = [];
  for (const [place, entry] of entries.entries()) {
    const last = result.at(-1);
    if (stays(place, entries.length, marked)) result.push(entry);
    else if (typeof last === 'number') result[result.length - 1] = last + 1;
    else result.push(1);
  }
  return result;
};

/** The lines of a transcript; times are ms since its first entry. */
export const transcript = (
  history: readonly Entry[],
  { reader, redact, frame, places }: TranscriptOptions,
): readonly Line[] => {
  const openings = history.flatMap((entry) => (entry.kind === 'opening' ? [entry] : []));
  const clients = new Map(openings.map(({ connection, badge }) => [connection, badge.client]));
  const several = new Set(clients.values()).size > 1;
  const beginning = history[0]?.at ?? 0;
  const clientOf = (entry: Entry): string =>
    'connection' in entry ? (clients.get(entry.connection) ?? `#${entry.connection}`) : '';

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

  const shown = history.filter((entry) => entry.seq === frame || matters(entry));
  const items = elide(withoutFarewells(shown, frame), frame);
  const entries = items.filter((item) => typeof item !== 'number');
  const rows = table(entries.map(cellsOf), places ? ['right', 'right'] : ['right'])[Symbol.iterator]();
  return items.map((item) => {
    if (typeof item === 'number') return { text: `  ⋮ ${item} more`, marked: false };
    const marked = item.seq === frame;
    return { text: `${marked ? '▸' : ' '} ${rows.next().value ?? ''}`, marked };
  });
};
