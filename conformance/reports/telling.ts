/** What every report that people read is told with: the names of messages, what is expected to fail, what must not be shown. */
import type { Protocol } from '../../schemas/protocol.ts';
import { type Reader, reader } from '../../schemas/reader.ts';
import type { Report } from '../engine/report.ts';
import { type Account, account } from './account.ts';
import type { Invocation } from './again.ts';
import { visible } from './escape.ts';
import { type Redact, redactor } from './redact.ts';

/** How a report is told, in whatever format. */
export interface ReportOptions {
  /** Names the messages in transcripts. */
  readonly protocol: Protocol;
  /** How the examination was asked for, so that failures come with a command that repeats them. */
  readonly invocation?: Invocation;
  /** Ids that are expected to fail. */
  readonly known?: ReadonlySet<string>;
  /** What must not be shown, beside the tokens in the report itself. */
  readonly secrets?: readonly string[];
}

/** What is made of these options and a report. */
export interface Telling {
  readonly reader: Reader;
  readonly redact: Redact;
  /** Takes secrets out of a text, and writes out what would not be seen in it. */
  readonly plain: (text: string) => string;
  readonly found: Account;
  readonly known: ReadonlySet<string>;
  readonly invocation?: Invocation;
  /** What places in a capture are called, where one was judged and no server. */
  readonly places?: 'line' | 'message';
}

/** The secrets that the histories of a report hold. */
export const secretsIn = ({ requirements }: Pick<Report, 'requirements'>): readonly string[] =>
  requirements.flatMap(({ history = [] }) =>
    history.flatMap((entry) =>
      entry.kind === 'opening' && entry.badge.secret !== undefined ? [entry.badge.secret] : [],
    ),
  );

/** Prepares the telling of a report. */
export const tellingOf = (report: Pick<Report, 'requirements' | 'capture'>, options: ReportOptions): Telling => {
  const { protocol, invocation, known = new Set(), secrets = [] } = options;
  const redact = redactor([...secrets, ...secretsIn(report)]);
  return {
    ...{ reader: reader(protocol), redact, plain: (text) => visible(redact(text)) },
    ...{ found: account(report, known), known },
    ...(invocation && { invocation }),
    ...(report.capture && { places: report.capture.places }),
  };
};
