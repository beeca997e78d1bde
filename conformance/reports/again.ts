/** The line that shows a failure again when it is pasted. */
import type { RequirementReport } from '../engine/report.ts';
import { keptName } from './kept-name.ts';
import type { Redact } from './redact.ts';
import { quoteWord } from './shell.ts';

/** How an examination was asked for on the command line. Durations in ms. */
export interface Invocation {
  readonly target: string;
  /** An id or a file, as it was given. */
  readonly protocol: string;
  readonly control?: string;
  /** The file with the hooks, where they are functions. */
  readonly driver?: string;
  /** The names of the header fields that were shown; the line never holds their values. */
  readonly headers?: readonly string[];
  readonly subprotocols?: readonly string[];
  readonly ca?: string;
  readonly insecure?: true;
  /** Whether a token was given; the line never holds it. */
  readonly token?: boolean;
  readonly user?: string;
  /** Whether the control interface wants a secret; the line never holds it. */
  readonly secret?: boolean;
  readonly clock?: 'real' | 'virtual';
  /** The file of the plan that was run, in place of a seed. */
  readonly plan?: string;
  /** The path that was run; a failure's own path leads back to it. */
  readonly path?: string;
  readonly runs?: number;
  readonly patience?: number;
  /** The folder of the failures that were kept: what only such a plan showed is shown again by its file. */
  readonly kept?: string;
}

/** Whoever pastes the line has the secret in this variable. */
const SECRET = '--control-secret "$WIREPROOF_SECRET"';

/** The same for a token. */
const TOKEN = '--token "$WIREPROOF_TOKEN"';

/** The path from the seed: of a plan that was itself reached by a path, shrinking went on from there. */
const pathOf = (path: string, from: string | undefined): string =>
  from === undefined || path.startsWith(from) ? path : from + path.replace(/^\d+/u, '');

/** The command that runs one requirement's failure again; undefined when nothing leads back to it. */
export const againLine = (
  { id, replay }: Pick<RequirementReport, 'id' | 'replay'>,
  from: Invocation,
  redact: Redact,
): string | undefined => {
  const flag = (name: string, value: string | number | undefined): readonly string[] =>
    value === undefined ? [] : [`--${name} ${quoteWord(String(value))}`];
  const origin = (): readonly string[] | undefined => {
    if (from.plan !== undefined) return flag('plan', from.plan);
    if (!replay) return undefined;
    if (replay.path === undefined)
      return from.kept === undefined ? undefined : flag('plan', `${from.kept}/${keptName(id)}`);
    return [...flag('runs', from.runs), ...flag('seed', replay.seed), ...flag('path', pathOf(replay.path, from.path))];
  };
  const way = origin();
  if (!way) return undefined;
  return [
    `npx wireproof test ${quoteWord(redact(from.target))}`,
    ...flag('protocol', from.protocol),
    ...flag('control', from.control === undefined ? undefined : redact(from.control)),
    ...(from.secret ? [SECRET] : []),
    ...flag('driver', from.driver),
    ...(from.headers ?? []).flatMap((name) => flag('header', `${name}: …`)),
    ...(from.subprotocols ?? []).flatMap((name) => flag('subprotocol', name)),
    ...flag('ca', from.ca),
    ...(from.insecure ? ['--insecure'] : []),
    ...(from.token ? [TOKEN] : []),
    ...flag('user', from.user === undefined ? undefined : redact(from.user)),
    ...flag('clock', from.clock),
    ...flag('patience', from.patience === undefined ? undefined : `${from.patience}ms`),
    ...flag('only', id),
    ...way,
  ].join(' ');
};
