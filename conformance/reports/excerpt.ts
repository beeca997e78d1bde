/** What of a history a reader is shown: what only the engine needs is left out, and the middle where it is long. */
import type { Entry } from '../engine/history.ts';

/** An excerpt with more entries than this loses some in the middle. */
const MOST = 40;
/** Of such an excerpt, the entries at both ends and around the marked one that stay. */
const KEPT = { head: 12, before: 16, after: 5, tail: 4 };

/** That a hook did what it was asked, or that an opening worked, is left out. */
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

/** The entries to show, in order, and in place of each run that is left out the number of its entries. */
export const excerpt = (history: readonly Entry[], frame?: number): readonly (Entry | number)[] => {
  const shown = history.filter((entry) => entry.seq === frame || matters(entry));
  return elide(withoutFarewells(shown, frame), frame);
};

/** Names the client on a connection; one that no opening in the history names goes by its number. */
export const clientNames = (history: readonly Entry[]): ((connection: number) => string) => {
  const openings = history.flatMap((entry) => (entry.kind === 'opening' ? [entry] : []));
  const clients = new Map(openings.map(({ connection, badge }) => [connection, badge.client]));
  return (connection) => clients.get(connection) ?? `#${connection}`;
};
