/** The file to which an examination writes its capture: what happens is gathered, and written some of it at a time. */
import { appendFileSync, closeSync, openSync } from 'node:fs';
import type { ExamineOptions } from '../engine/examine-options.ts';
import { captureTo, headingLine } from '../captures/writing.ts';
import { Trouble } from '../engine/trouble.ts';

/** So much is written at once, in characters. */
const BATCH = 64 * 1024;

/** A capture that is being written. */
export interface CaptureFile {
  readonly onEntry: NonNullable<ExamineOptions['onEntry']>;
  /** Writes what is left; throws where anything could not be written. */
  readonly close: () => void;
}

/** Begins the capture of an examination in a file, over whatever was in it. */
export const createCaptureFile = (
  file: string,
  { protocol, driver }: Pick<ExamineOptions, 'protocol' | 'driver'>,
  numbers: Readonly<Record<string, unknown>> | undefined,
  secrets: readonly string[],
): CaptureFile => {
  let descriptor: number | undefined;
  let waiting: string[] = [];
  let length = 0;
  let wrong: string | undefined;
  /** What cannot be written is told at the end: it is no reason to end an examination. */
  const flush = (): void => {
    const lines = waiting.join('');
    waiting = [];
    length = 0;
    if (wrong !== undefined) return;
    try {
      descriptor ??= openSync(file, 'w');
      // It writes on until all is written, which a single write need not do.
      appendFileSync(descriptor, lines);
    } catch (error) {
      wrong = error instanceof Error ? error.message : String(error);
    }
  };
  const write = (lines: string): void => {
    waiting.push(lines);
    length += lines.length;
    if (length >= BATCH) flush();
  };
  write(headingLine({ protocol: protocol.id, hooks: driver.hooks, ...(numbers && { promises: numbers }) }));
  return {
    onEntry: captureTo(write, secrets),
    close: () => {
      flush();
      if (descriptor !== undefined) closeSync(descriptor);
      if (wrong !== undefined) throw new Trouble('FILE', `--capture could not write ${file}: ${wrong}.`);
    },
  };
};
