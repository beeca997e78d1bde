/** The file to which an examination writes its capture. */
import type { ExamineOptions } from '../engine/examine-options.ts';
import { captureTo, headingLine } from '../captures/writing.ts';
import { createLinesFile } from './lines-file.ts';

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
  const { write, close } = createLinesFile('--capture', file);
  write(headingLine({ protocol: protocol.id, hooks: driver.hooks, ...(numbers && { promises: numbers }) }));
  return { onEntry: captureTo(write, secrets), close };
};
