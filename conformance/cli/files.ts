/** Reads and writes the files that flags name; whatever is wrong with one is told in one sentence. */
import { access, constants, mkdir, open, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { Trouble } from '../engine/trouble.ts';

/** Files larger than this are not read, in bytes. */
const LARGEST = 64 * 1024 * 1024;

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';

/** What the system's error codes mean to a person. */
export const whyNot = (error: unknown): string => {
  switch (codeOf(error)) {
    case 'ENOENT':
      return 'it does not exist';
    case 'EEXIST':
      return 'a file of that name is in the way';
    case 'ENOTDIR':
      return 'a part of its path is no folder';
    case 'EISDIR':
      return 'it is a folder';
    case 'EACCES':
    case 'EPERM':
      return 'permission is denied';
    case 'EROFS':
      return 'the file system is read-only';
    case 'ENOSPC':
      return 'the disk is full';
    default:
      return codeOf(error) || String(error);
  }
};

/** Makes sure that a file can be read, however large it is; `by` is what asks for it. */
export const checkReadable = async (by: string, file: string): Promise<void> => {
  try {
    if ((await stat(file)).isDirectory()) throw Object.assign(new Error(), { code: 'EISDIR' });
    await (await open(file)).close();
  } catch (error) {
    throw new Trouble('FILE', `${by} cannot read ${file}: ${whyNot(error)}; name a file that can be read.`);
  }
};

/** Reads a text file; `flag` is what named it. */
export const readText = async (flag: string, file: string): Promise<string> => {
  try {
    const { size } = await stat(file);
    if (size > LARGEST) throw Object.assign(new Error(), { code: 'it is larger than 64 MiB' });
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new Trouble('FILE', `${flag} cannot read ${file}: ${whyNot(error)}; name a file that can be read.`);
  }
};

/** Whether a text is JSON, or may become so if more is written behind it. */
const mayGoOn = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    const said = error instanceof Error ? error.message : '';
    const [, position] = /at position (\d+)/u.exec(said) ?? [];
    return /end of JSON input|Unterminated string/u.test(said) || Number(position) === text.length;
  }
};

/** Where a text stops being JSON: the end of the longest beginning that may go on. */
const placeIn = (text: string): string => {
  let [least, most] = [0, text.length];
  while (least < most) {
    const middle = Math.ceil((least + most) / 2);
    if (mayGoOn(text.slice(0, middle))) least = middle;
    else most = middle - 1;
  }
  if (least === text.length) return 'it ends too soon';
  const lines = text.slice(0, least).split('\n');
  return `line ${lines.length}, column ${(lines.at(-1)?.length ?? 0) + 1}`;
};

/** Reads a JSON file. */
export const readJson = async (flag: string, file: string): Promise<unknown> => {
  const text = await readText(flag, file);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new Trouble('FILE', `${flag} cannot use ${file}: it is not JSON (${placeIn(text)}).`);
  }
};

/** Makes sure that a file can be written, and leaves everything as it is. */
export const checkWritable = async (flag: string, file: string): Promise<void> => {
  try {
    const found = await stat(file).catch(() => undefined);
    if (found?.isDirectory()) throw Object.assign(new Error(), { code: 'EISDIR' });
    // Opening a pipe would wait for its reader.
    if (found && !found.isFile()) return;
    await (await open(file, 'a')).close();
    if (!found) await rm(file);
  } catch (error) {
    const why = codeOf(error) === 'ENOENT' ? 'its folder does not exist' : whyNot(error);
    throw new Trouble('FILE', `${flag} cannot write ${file}: ${why}; nothing was run.`);
  }
};

/** Makes a folder, and those above it, unless it is there. */
export const checkFolder = async (flag: string, folder: string): Promise<void> => {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
  } catch (error) {
    const why = codeOf(error) === 'EEXIST' ? 'it is a file' : whyNot(error);
    throw new Trouble('FILE', `${flag} cannot write into ${folder}: ${why}; name a folder.`);
  }
};

/** Writes a text file. */
export const writeText = async (flag: string, file: string, text: string): Promise<void> => {
  try {
    await writeFile(file, text);
  } catch (error) {
    throw new Trouble('FILE', `${flag} could not write ${file}: ${whyNot(error)}.`);
  }
};
