/** Lists of requirements that are expected to fail: a JSON list of ids, or one id a line. */
import { didYouMean } from '../../schemas/near.ts';
import { Trouble } from '../engine/trouble.ts';
import { readText } from './files.ts';

/** A list as it was read. */
export interface Known {
  readonly file: string;
  readonly ids: ReadonlySet<string>;
  /** The line of each id. */
  readonly lines: ReadonlyMap<string, number>;
}

/** No list. */
export const NOTHING_KNOWN: Known = { file: '', ids: new Set(), lines: new Map() };

const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string');

/** An id on a list, and the line that it stands on. */
type Listed = readonly [id: string, line: number];

const lineAt = (text: string, index: number): number => text.slice(0, index).split('\n').length;

/** The ids of a JSON list; those that are written in some other way than usual have no line of their own. */
const inJson = (text: string, file: string): readonly Listed[] => {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    // What is not JSON is no list of texts either.
  }
  if (!isTexts(json))
    throw new Trouble('FILE', `--known cannot use ${file}: it begins like a JSON list, but is no list of ids.`);
  return json.map((id) => [id, lineAt(text, Math.max(0, text.indexOf(JSON.stringify(id))))]);
};

const listedIn = (text: string, file: string): readonly Listed[] => {
  if (text.trimStart().startsWith('[')) return inJson(text, file);
  return text.split(/\r?\n/u).flatMap((line, index): readonly Listed[] => {
    const id = line.replace(/(^|\s)#.*$/u, '').trim();
    return id === '' ? [] : [[id, index + 1]];
  });
};

/** Reads the list in a file, if one is given. An id that the suite lacks is refused, so that the list cannot go stale. */
export const readKnown = async (file: string | undefined, ids: readonly string[]): Promise<Known> => {
  if (file === undefined) return NOTHING_KNOWN;
  const listed = listedIn((await readText('--known', file)).replace(/^\ufeff/u, ''), file);
  const [unknown, line] = listed.find(([id]) => !ids.includes(id)) ?? [];
  if (unknown === undefined) {
    const lines = new Map(listed);
    return { file, ids: new Set(lines.keys()), lines };
  }
  const advice = didYouMean(unknown, ids, 'take it off the list.');
  throw new Trouble(
    'FILE',
    `--known cannot use ${file}: line ${line} names ${JSON.stringify(unknown)}, which is no requirement; ${advice}`,
  );
};
