/** Writes generated files into a folder, and takes away those of an earlier run that are generated no more. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';

type Files = ReadonlyMap<string, string>;

/** Whether a file bears the note, so that it may be written again. */
const isOurs = (path: string, note: string): boolean => readFileSync(path, 'utf8').slice(0, 200).includes(note);

/** Files below a folder, or below one of its own folders, that were generated once and are no more. */
const stale = (folder: string, within: string, files: Files, note: string): readonly string[] =>
  !existsSync(join(folder, within))
    ? []
    : readdirSync(join(folder, within), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ parentPath, name }) => join(parentPath, name))
        .filter((path) => !files.has(relative(folder, path).split(sep).join('/')) && isOurs(path, note));

/** The files in the way of generated ones: those that nobody has generated. */
export const inTheWay = (folder: string, files: Files, note: string): readonly string[] =>
  [...files.keys()].map((path) => join(folder, path)).filter((path) => existsSync(path) && !isOurs(path, note));

/** Writes all files; what bears no note is left alone, unless it has a generated file's name. */
export const writeFiles = (folder: string, files: Files, note: string, within = '.'): void => {
  for (const path of stale(folder, within, files, note)) rmSync(path);
  for (const [path, text] of files) {
    const target = join(folder, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
  }
};
