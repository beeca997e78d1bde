/** A file of lines that is being written: what comes is gathered, and written some of it at a time. */
import { appendFileSync, closeSync, openSync } from 'node:fs';
import { Trouble } from '../engine/trouble.ts';

/** So much is written at once, in characters. */
const BATCH = 64 * 1024;

/** A file that is being written. */
export interface LinesFile {
  /** Takes whole lines. */
  readonly write: (lines: string) => void;
  /** Writes what has been gathered. */
  readonly flush: () => void;
  /** Writes what is left; throws where anything could not be written. */
  readonly close: () => void;
}

/** Begins a file, over whatever was in it, with the first lines that are written; `flag` is what named it. */
export const createLinesFile = (flag: string, file: string): LinesFile => {
  let descriptor: number | undefined;
  let waiting: string[] = [];
  let length = 0;
  let wrong: string | undefined;
  /** What cannot be written is told at the end: it is no reason to end what is being recorded. */
  const flush = (): void => {
    const lines = waiting.join('');
    waiting = [];
    length = 0;
    if (wrong !== undefined || lines === '') return;
    try {
      descriptor ??= openSync(file, 'w');
      // It writes on until all is written, which a single write need not do.
      appendFileSync(descriptor, lines);
    } catch (error) {
      wrong = error instanceof Error ? error.message : String(error);
    }
  };
  return {
    write: (lines) => {
      waiting.push(lines);
      length += lines.length;
      if (length >= BATCH) flush();
    },
    flush,
    close: () => {
      flush();
      if (descriptor !== undefined) closeSync(descriptor);
      if (wrong !== undefined) throw new Trouble('FILE', `${flag} could not write ${file}: ${wrong}.`);
    },
  };
};
