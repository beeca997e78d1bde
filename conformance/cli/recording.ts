/** Recording: one connection to a live server from its opening to its end, as lines of a capture. */
import { tokenParameter } from '../../schemas/token-place.ts';
import { performance } from 'node:perf_hooks';
import { queryOf, secretsOf } from '../captures/address.ts';
import { type Sight, witnessHeading, witnessLine } from '../captures/witnessing.ts';
import type { DialOptions } from '../drivers/dial.ts';
import type { Signal } from '../engine/driver.ts';
import { redactor } from '../reports/redact.ts';
import { createExactness } from './exactness.ts';
import type { Kit } from './kit.ts';

/** What is to be recorded. */
export interface RecordingOptions extends Omit<DialOptions, 'listener'> {
  /** Texts that are sent as soon as the connection is open. */
  readonly messages: readonly string[];
  /** What must not be written, beside the tokens. */
  readonly secrets: readonly string[];
  /** Takes whole lines, the first of which says what this is. */
  readonly write: (lines: string) => void;
  /** Hears when the connection is open. */
  readonly opened: () => void;
  /** Hears how many messages have come so far. */
  readonly came: (messages: number) => void;
  /** Resolves when enough is recorded. */
  readonly enough: Promise<unknown>;
}

/** What came of it. */
export interface Recorded {
  readonly messages: number;
  /** Why nothing was recorded: the server let nobody in. */
  readonly refused?: Extract<Signal, { readonly kind: 'refused' }>;
  /** How it ended, where the server ended it. */
  readonly closed?: Extract<Signal, { readonly kind: 'closed' }>;
}

/** What Engine.IO puts into addresses. */
const OWN = ['EIO', 'transport', 't', 'sid', 'b64'];

/** Records until enough is recorded, or the server ends the connection. */
export const recordLine = async (options: RecordingOptions, kit: Pick<Kit, 'dial'>): Promise<Recorded> => {
  const { url, protocol, token, messages, secrets, write, opened, came, enough, ...rest } = options;
  const parameter = tokenParameter(protocol.promises);
  const shown = parameter === undefined ? [] : [parameter];
  const redact = redactor([...secrets, ...secretsOf(url, shown), ...(token === undefined ? [] : [token])]);
  const query = queryOf(url, [...shown, ...(protocol.transport === 'socket.io' ? OWN : [])]) ?? {};
  const began = performance.now();
  const connection = 1;
  const exactness = createExactness();
  let resolution = exactness();
  const tell = (sight: Sight, at = performance.now()): void => {
    const before = resolution;
    resolution = exactness();
    write(witnessLine(sight, at - began, redact, resolution === before ? undefined : resolution));
  };
  let received = 0;
  let refused: Recorded['refused'];
  let closed: Recorded['closed'];
  let isLeaving = false;

  const hear = (signal: Signal): void => {
    // A pong that nobody asked for.
    if (signal.kind === 'ponged') return;
    if (signal.kind === 'refused') refused = signal;
    else tell({ connection, ...signal });
    switch (signal.kind) {
      case 'opened':
        for (const text of messages) {
          const at = performance.now();
          line.text(text);
          tell({ kind: 'sent', connection, form: 'text', text, bytes: Buffer.byteLength(text) }, at);
        }
        opened();
        break;
      case 'received':
        came(++received);
        break;
      case 'ping':
        line.pong();
        tell({ kind: 'pong', connection });
        break;
      case 'closed':
        if (!isLeaving) closed = signal;
    }
  };

  write(witnessHeading(protocol.id, resolution));
  tell({ kind: 'opening', connection, query });
  const line = kit.dial({ ...{ url, protocol, ...rest }, ...(token !== undefined && { token }), listener: hear });
  const isOver = await Promise.race([line.over.then(() => true), enough.then(() => false)]);
  if (!isOver) {
    isLeaving = true;
    tell({ kind: 'leaving', connection, abruptly: false });
    line.close();
    await line.over;
  }
  return { messages: received, ...(refused && { refused }), ...(closed && { closed }) };
};
