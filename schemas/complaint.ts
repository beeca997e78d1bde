/** Complaints: what is wrong with a contract, each with its place, what is there instead, and what to do. */
import { didYouMean } from './near.ts';

/** One thing that is wrong with a contract. */
export interface Complaint {
  /** JSON pointer of its place in the contract; `''` is the contract itself. */
  readonly at: string;
  /** What is wrong there, and what to do, as the rest of a sentence that begins with the place. */
  readonly says: string;
}

/** A member's name as a part of a JSON pointer. */
export const escaped = (member: string): string => member.replaceAll('~', '~0').replaceAll('/', '~1');

/** What the name of a member in a JSON pointer stands for. */
export const unescaped = (part: string): string => part.replaceAll('~1', '/').replaceAll('~0', '~');

/** A value as it appears in a sentence: JSON, shortened. */
export const shown = (value: unknown, most = 60): string => {
  if (value === undefined) return 'missing';
  const text = JSON.stringify(value) ?? String(value);
  return text.length > most ? `${text.slice(0, most)}…` : text;
};

/** A few names in a row, as far as they fit. */
const few = (names: readonly string[]): string =>
  names.length > 8 ? `${names.slice(0, 8).join(', ')} and ${names.length - 8} more` : names.join(', ');

/** Complains of a name that nothing has: with those near to it, or all that there are. */
export const noSuch = (at: string, name: string, what: string, names: readonly string[]): Complaint => {
  const there = names.length === 0 ? `there is none; declare it, or leave this out` : `there are ${few(names)}`;
  return { at, says: `names ${shown(name)}, which is no ${what}; ${didYouMean(name, names, there)}` };
};
