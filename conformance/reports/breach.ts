/** A requirement that failed: what was promised, what came instead, and how to see it again. */
import { findProtocol } from '../../schemas/index.ts';
import type { Reader } from '../../schemas/reader.ts';
import type { RequirementReport } from '../engine/report.ts';
import { type Invocation, againLine } from './again.ts';
import { shorten, visible } from './escape.ts';
import type { Paint } from './paint.ts';
import type { Redact } from './redact.ts';
import { transcript } from './transcript.ts';
import { count } from './words.ts';

/** Reasons quote what a server said; they are cut to so many characters. */
const BECAUSE = 500;

/** What a breach is told with. */
export interface BreachOptions {
  readonly reader: Reader;
  readonly redact: Redact;
  readonly paint: Paint;
  /** Left out: the examination was not asked for on a command line. */
  readonly invocation?: Invocation;
  /** What places in a capture are called, where one was judged. */
  readonly places?: 'line' | 'message';
}

const ratio = ({ again }: RequirementReport): readonly string[] => {
  if (!again || again.times >= again.of) return [];
  const runs = count(again.of, 'run');
  return [again.times === 0 ? `  did not come again in ${runs}` : `  came again in ${again.times} of ${runs}`];
};

const again = (requirement: RequirementReport, { invocation, redact }: BreachOptions): readonly string[] => {
  const { replay } = requirement;
  const line = invocation
    ? againLine(requirement, invocation, redact)
    : replay && `seed ${replay.seed}, path ${visible(replay.path)}`;
  return line === undefined ? [] : [`  again: ${line}`];
};

/** The place in this package where a source is to be read; as it stands, where the protocol is none of ours. */
const placeOf = (source: string): string => {
  const [, id = '', heading = ''] = /^([^#]+)#(.+)$/u.exec(source) ?? [];
  return findProtocol(id) ? `generated/${id}/${id}.md#${heading}` : source;
};

/** The lines about one requirement that failed. */
export const breachLines = (requirement: RequirementReport, options: BreachOptions): readonly string[] => {
  const { reader, redact, paint, places } = options;
  const { id, level, statement, source, finding, history = [] } = requirement;
  const plain = (text: string) => visible(redact(text));
  const because = shorten(redact(finding?.because ?? 'no reason was given').replace(/[.:]+$/u, ''), BECAUSE);
  const lines = transcript(history, {
    ...{ reader, redact },
    ...(finding && { frame: finding.frame }),
    ...(places && { places }),
  });
  return [
    level === 'MUST' ? paint.bad(`✗ ${plain(id)} (${level})`) : paint.doubtful(`! ${plain(id)} (${level})`),
    `  ${plain(statement)}      ${paint.aside(`docs: ${plain(placeOf(source))}`)}`,
    `  ${because}${lines.length > 0 ? ':' : '.'}`,
    ...lines.map(({ text, marked }) => `    ${marked ? paint.strong(text) : text}`),
    ...ratio(requirement),
    ...again(requirement, options),
  ];
};
