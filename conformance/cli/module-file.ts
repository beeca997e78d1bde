/** Loads modules in JavaScript or TypeScript that flags name; whatever is wrong with one is told in one sentence. */
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createJiti } from 'jiti';
import { Trouble } from '../engine/trouble.ts';
import * as vocabulary from '../protocol.ts';

const MODULE = /\.[mc]?[jt]s$/u;

/** Whether a name is that of a module, by its ending. */
export const isModule = (file: string): boolean => MODULE.test(file);

const cannot = (flag: string, file: string, why: string): Trouble =>
  new Trouble('FILE', `${flag} cannot use ${file}: ${why}`);

/** Loads what runs it: TypeScript, and whatever imports the vocabulary, which is that of the kit that is running. */
const evaluate = (path: string, isTyped: boolean, asVocabulary: boolean): Promise<unknown> => {
  if (!isTyped && !asVocabulary) return import(pathToFileURL(path).href) as Promise<unknown>;
  const virtualModules = asVocabulary ? { 'wireproof/protocol': vocabulary } : {};
  return createJiti(import.meta.url, { virtualModules, fsCache: false }).import(path);
};

/** Loads a module; `vocabulary` gives it this kit as `wireproof/protocol`, wherever it lies. */
export const loadModule = async (
  flag: string,
  file: string,
  options: { readonly vocabulary?: true } = {},
): Promise<unknown> => {
  if (!isModule(file)) throw cannot(flag, file, 'it is neither .js, .mjs, .cjs, .ts, .mts nor .cts.');
  const path = resolve(file);
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile()) throw cannot(flag, file, 'it is no file; name one that is there.');
  try {
    return await evaluate(path, /\.[mc]?ts$/u.test(file), options.vocabulary ?? false);
  } catch (error) {
    const [first = '', second = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    // What cannot be parsed is told with its place on a line of its own.
    const where = /:\d+:\d+$/u.test(second) ? `, at ${second.trim()}` : '';
    throw cannot(flag, file, `it does not load: ${first.trim()}${where}`);
  }
};

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && name in value
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;

/** The default export; of a module that was transpiled to CommonJS, the one inside. */
export const defaultOf = (loaded: unknown): unknown =>
  memberOf(memberOf(loaded, 'default'), 'default') ?? memberOf(loaded, 'default');

/** The export of a name, of a module that was transpiled to CommonJS too. */
export const exportOf = (loaded: unknown, name: string): unknown =>
  memberOf(loaded, name) ?? memberOf(memberOf(loaded, 'default'), name);

/** The names of all exports. */
export const exportsOf = (loaded: unknown): readonly string[] =>
  typeof loaded === 'object' && loaded !== null ? Object.keys(loaded).filter((name) => name !== '__esModule') : [];
