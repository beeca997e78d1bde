/** Lists of requirements that are expected to fail: a JSON list of ids, or one id a line. */
import { didYouMean } from '../../schemas/near.ts';
import { Trouble } from '../engine/trouble.ts';
import { readText } from './files.ts';

const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string');

const idsIn = (text: string, file: string): readonly string[] => {
  if (!text.trimStart().startsWith('[')) {
    return text
      .split(/\r?\n/u)
      .map((line) => line.replace(/(^|\s)#.*$/u, '').trim())
      .filter((line) => line !== '');
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    // What is not JSON is no list of texts either.
  }
  if (!isTexts(json))
    throw new Trouble('FILE', `--known cannot use ${file}: it begins like a JSON list, but is no list of ids.`);
  return json;
};

/** Reads the list in a file; an id that the suite lacks is refused, so that the list cannot go stale. */
export const readKnown = async (file: string, ids: readonly string[]): Promise<ReadonlySet<string>> => {
  const known = idsIn((await readText('--known', file)).replace(/^\ufeff/u, ''), file);
  const unknown = known.find((id) => !ids.includes(id));
  if (unknown === undefined) return new Set(known);
  const advice = didYouMean(unknown, ids, 'take it off the list.');
  throw new Trouble(
    'FILE',
    `--known cannot use ${file}: there is no requirement ${JSON.stringify(unknown)}; ${advice}`,
  );
};
