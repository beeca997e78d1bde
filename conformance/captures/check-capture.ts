/** Checking a capture from its bytes to the report: by which build of a protocol it is judged, or why by none. */
import type { Protocol } from '../../schemas/protocol.ts';
import { withNumbers } from '../engine/merge.ts';
import type { Report } from '../engine/report.ts';
import { Trouble } from '../engine/trouble.ts';
import { suiteOf } from '../suites/index.ts';
import type { Capture } from './capture.ts';
import { check } from './check.ts';
import { readCapture } from './read.ts';

/** What to check. */
export interface CheckCaptureOptions {
  /** One of `protocols`, or one of your own. The numbers that the capture tells of its build are laid over it. */
  readonly protocol: Protocol;
  /** The bytes of a capture in any of the formats, such as the stream of a file. */
  readonly capture: AsyncIterable<Uint8Array>;
  /** What the report and sentences call it; `the capture` unless given. */
  readonly name?: string;
}

/** The protocol with the numbers of the build that a capture is of; `given` is what names a protocol, in sentences. */
export const buildOf = (
  { header, format }: Capture,
  protocol: Protocol,
  name: string,
  given = 'the protocol',
): Protocol => {
  const { protocol: spoken, promises } = header;
  if (spoken !== undefined && spoken !== protocol.id)
    throw new Trouble('USAGE', `${name} is a capture of ${spoken}; give ${given} ${spoken} instead of ${protocol.id}.`);
  if (protocol.transport === 'socket.io' && format !== 'wireproof')
    throw new Trouble(
      'USAGE',
      `${protocol.id} is carried by Socket.IO, whose packets are read from wireproof's own captures only; record one with \`wireproof test --capture FILE\`.`,
    );
  return withNumbers(protocol, promises, {
    code: 'FILE',
    says: `The first line of ${name} says of its build`,
    mend: 'mend its "promises", or record it again',
  }).protocol;
};

/**
 * Judges a capture as `wireproof check` does. Rejects with a {@link Trouble} that says in one sentence what is wrong with
 * it, and where.
 */
export const checkCapture = async ({
  protocol,
  capture,
  name = 'the capture',
}: CheckCaptureOptions): Promise<Report> => {
  const startedAt = new Date().toISOString();
  const read = await readCapture(capture, name);
  return check({ suite: suiteOf(buildOf(read, protocol, name)), capture: read, target: name, startedAt });
};
