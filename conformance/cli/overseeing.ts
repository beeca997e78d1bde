/** Overseeing: judges what a proxy sees as it comes, writes it down where that is asked for, and tells what is found at once. */
import { reader } from '../../schemas/reader.ts';
import type { Told } from '../captures/capture.ts';
import { createJudging, type Judging } from '../captures/judging.ts';
import type { Breach } from '../captures/scope.ts';
import { type Sight, witnessHeading, witnessLine } from '../captures/witnessing.ts';
import type { Report } from '../engine/report.ts';
import { shorten, visible } from '../reports/escape.ts';
import { tell } from '../reports/happening.ts';
import type { Paint } from '../reports/paint.ts';
import { type Redact, redactor } from '../reports/redact.ts';
import type { Suite } from '../suites/suite.ts';

/** What is overseen, and where it is told. */
export interface OverseeingOptions {
  readonly suite: Suite;
  readonly paint: Paint;
  /** Ids that are expected to fail. */
  readonly known: ReadonlySet<string>;
  /** How far instants may be from the truth by now, in ms; where it is not given, no durations are judged. */
  readonly exactness?: () => number;
  /** Takes whole lines of a capture, the first of which says what this is. */
  readonly write?: (lines: string) => void;
  /** Takes lines for people, as something is found. */
  readonly say: (lines: string) => void;
}

/** Takes what a proxy sees. */
export interface Overseeing {
  readonly sight: (sight: Sight, at: number, secrets: readonly string[]) => void;
  /** How many messages have passed, and how many requirements were found broken. */
  readonly seen: () => { readonly messages: number; readonly broken: number };
  readonly report: Judging['report'];
  /** What no report may tell. */
  readonly secrets: () => readonly string[];
  readonly capture: NonNullable<Report['capture']>;
}

/** How much of a message is shown where it breaks a promise, in characters. */
const SHOWN = 100;
/** Secrets of so many connections are remembered, so that reports do not tell them. */
const REMEMBERED = 2000;

/** Nothing seen yet. */
export const createOverseeing = ({ suite, paint, known, exactness, write, say }: OverseeingOptions): Overseeing => {
  const names = reader(suite.protocol);
  const requirements = new Map(suite.requirements.map((requirement) => [requirement.id, requirement]));
  const places = write ? 'line' : 'message';
  const redactors = new Map<number, Redact>();
  const secrets: string[] = [];
  const kept: string[] = [];
  let current: readonly string[] = [];
  let redact = redactor();
  // Where lines are written, the first is the heading.
  let place = write ? 1 : 0;
  let messages = 0;
  let broken = 0;

  const found = ({ id, because, seq, entry }: Breach): void => {
    const requirement = requirements.get(id);
    if (!requirement) return;
    broken++;
    kept.push(...current);
    const { level, statement } = requirement;
    const plain = (text: string) => visible(redact(text));
    const sign = level === 'MUST' ? paint.bad(`✗ ${id} (MUST)`) : paint.doubtful(`! ${id} (${level})`);
    const where = 'connection' in entry ? `, connection ${entry.connection}` : '';
    const { sign: arrow, name, detail } = tell(entry, names);
    say(
      [
        `${sign} at ${places} ${seq}${where}${known.has(id) ? ', as expected' : ''}`,
        `  ${statement}`,
        `  ${plain(because)}:`,
        `    ▸ ${arrow} ${shorten(plain(name), SHOWN)}  ${shorten(plain(detail), SHOWN)}`.trimEnd(),
        '',
      ].join('\n'),
    );
  };
  let resolution = exactness?.();
  const judging = createJudging({ suite, found, ...(resolution !== undefined && { resolution }) });
  write?.(witnessHeading(suite.protocol.id, resolution));

  /** How far instants may be from the truth from now on, where that is news. */
  const news = (): number | undefined => {
    const before = resolution;
    resolution = exactness?.();
    return resolution === before ? undefined : resolution;
  };

  const redactorOf = ({ kind, connection }: Sight, shown: readonly string[]): Redact => {
    const made = redactors.get(connection) ?? redactor(shown);
    if (kind === 'closed' || kind === 'refused') redactors.delete(connection);
    else redactors.set(connection, made);
    return made;
  };
  return {
    capture: { format: 'proxy', places },
    report: judging.report,
    seen: () => ({ messages, broken }),
    secrets: () => [...kept, ...secrets],
    sight: (sight, at, shown) => {
      place++;
      if (sight.kind === 'sent' || sight.kind === 'received') messages++;
      if (sight.kind === 'opening') secrets.push(...shown);
      if (secrets.length > REMEMBERED) secrets.splice(0, secrets.length - REMEMBERED);
      current = shown;
      redact = redactorOf(sight, shown);
      const exact = news();
      write?.(witnessLine(sight, at, redact, exact));
      judging.take({ place, at, told: sight as Told, ...(exact !== undefined && { resolution: exact }) });
    },
  };
};
