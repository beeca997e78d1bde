/** A requirement that failed, in the pieces that every report tells: redacted, and nothing in them obeyed by a terminal. */
import { findProtocol } from '../../schemas/index.ts';
import type { Level } from '../../schemas/promises/terms.ts';
import type { Reader } from '../../schemas/reader.ts';
import type { RequirementReport } from '../engine/report.ts';
import { type Invocation, againLine } from './again.ts';
import { shorten, visible } from './escape.ts';
import type { Redact } from './redact.ts';
import { count } from './words.ts';

/** Reasons quote what a server said; they are cut to so many characters. */
const BECAUSE = 500;

/** What a failure is told with. */
export interface FailureOptions {
  readonly reader: Reader;
  readonly redact: Redact;
  /** Left out: the examination was not asked for on a command line. */
  readonly invocation?: Invocation;
}

/** The pieces, each on one line. */
export interface Failure {
  readonly id: string;
  readonly level: Level;
  readonly statement: string;
  /** Where in this package the promise is written down. */
  readonly place: string;
  /** What came instead, without a full stop. */
  readonly because: string;
  /** How often it came again, unless it always did. */
  readonly ratio?: string;
  /** What shows it again: a command, or else seed and path. */
  readonly again?: string;
}

const ratioOf = ({ again }: RequirementReport): string | undefined => {
  if (!again || again.times >= again.of) return undefined;
  const runs = count(again.of, 'run');
  return again.times === 0 ? `did not come again in ${runs}` : `came again in ${again.times} of ${runs}`;
};

const againOf = (requirement: RequirementReport, { invocation, redact }: FailureOptions): string | undefined => {
  if (invocation) return againLine(requirement, invocation, redact);
  const { replay } = requirement;
  if (!replay) return undefined;
  return replay.path === undefined
    ? 'the plan that was tried first, and stands in the report as data'
    : `seed ${replay.seed}, path ${visible(replay.path)}`;
};

/** The place in this package where a source is to be read; as it stands, where the protocol is none of ours. */
export const placeOf = (source: string): string => {
  const [, id = '', heading = ''] = /^([^#]+)#(.+)$/u.exec(source) ?? [];
  return findProtocol(id) ? `generated/${id}/${id}.md#${heading}` : source;
};

/** Takes a failure to pieces. */
export const failureOf = (requirement: RequirementReport, options: FailureOptions): Failure => {
  const { redact } = options;
  const { id, level, statement, source, finding } = requirement;
  const plain = (text: string) => visible(redact(text));
  const ratio = ratioOf(requirement);
  const again = againOf(requirement, options);
  return {
    ...{ id: plain(id), level, statement: plain(statement), place: plain(placeOf(source)) },
    because: shorten(redact(finding?.because ?? 'no reason was given').replace(/[.:]+$/u, ''), BECAUSE),
    ...(ratio !== undefined && { ratio }),
    ...(again !== undefined && { again }),
  };
};
