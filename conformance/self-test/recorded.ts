/** Recorded examinations: their captures as lines, whole, cut, or as somebody would have them who only looked on. */
import type { Protocol } from '../../schemas/protocol.ts';
import type { Manners, Server } from '../../schemas/server.ts';
import { HOOKS } from '../../schemas/hooks.ts';
import { check } from '../captures/check.ts';
import { readCapture } from '../captures/read.ts';
import { captureTo, headingLine } from '../captures/writing.ts';
import type { ExamineOptions } from '../engine/examine-options.ts';
import type { Report } from '../engine/report.ts';
import { suiteOf } from '../suites/index.ts';
import { examineHere } from './servers.ts';

/** An examination, and its capture line by line; the first says what it is. */
export interface Recorded {
  readonly report: Report;
  readonly lines: readonly string[];
}

/** Examines a server in this process, and records it. */
export const record = async (
  protocol: Protocol,
  server: Server,
  some: Partial<Omit<ExamineOptions, 'driver' | 'protocol'>> = {},
  manners: Manners = {},
): Promise<Recorded> => {
  const lines = [headingLine({ protocol: protocol.id, hooks: HOOKS })];
  const onEntry = captureTo((line) => lines.push(line));
  const report = await examineHere(protocol, server, { shrinking: 0, ...some, onEntry }, manners);
  return { report, lines };
};

/** Judges a capture, or any other text, as `check` would. */
export const checkText = async (protocol: Protocol, text: string): Promise<Report> => {
  const bytes = (async function* () {
    yield Buffer.from(text);
  })();
  const capture = await readCapture(bytes, 'a capture');
  return check({
    ...{ suite: suiteOf(protocol), capture },
    ...{ target: 'a capture', startedAt: '2026-01-01T00:00:00.000Z' },
  });
};

/** What those see who only look on. */
const SEEN = new Set(['opening', 'opened', 'refused', 'sent', 'received', 'ping', 'closed']);

/** The lines that a proxy would have written: no users, no hooks, no whole histories. */
export const lookedOn = ([heading = '', ...lines]: readonly string[]): readonly string[] => [
  heading,
  ...lines.flatMap((line) => {
    const {
      plan: _,
      nth: __,
      badge,
      resolution: ___,
      answered: ____,
      ...seen
    } = JSON.parse(line) as Record<string, unknown>;
    if (!SEEN.has(String(seen.kind))) return [];
    const { query = {} } = (badge ?? {}) as { readonly query?: unknown };
    return [`${JSON.stringify(seen.kind === 'opening' ? { ...seen, query } : seen)}\n`];
  }),
];

/** What somebody saw who only looked on: by instants so exact, in ms, of what was so long on its way from the server. */
export const timedFrom = (lines: readonly string[], resolution: number, delay: (nth: number) => number = () => 0) => {
  const latest = new Map<number, number>();
  const [heading = '', ...seen] = lookedOn(lines);
  const first = { ...(JSON.parse(heading) as object), resolution };
  const told = seen.map((line, nth) => {
    const one = JSON.parse(line) as { readonly kind: string; readonly at: number; readonly connection: number };
    if (one.kind === 'sent' || one.kind === 'opening' || one.kind === 'opened') return one;
    // What a server sends comes in its order, however long it takes.
    const at = Math.max(latest.get(one.connection) ?? 0, one.at + delay(nth));
    latest.set(one.connection, at);
    return { ...one, at };
  });
  return [first, ...told.sort((one, two) => one.at - two.at)].map((one) => `${JSON.stringify(one)}\n`);
};

/** The ids of what failed. */
export const failing = ({ requirements }: Report): readonly string[] =>
  requirements.flatMap(({ id, status }) => (status === 'fail' ? [id] : []));
