/** Witnessing: what passes on connections as lines of our own format, by somebody who knows no users and no hooks. */
import { type Redact, redactValue } from '../reports/redact.ts';
import { FORMAT, type Told, VERSION } from './capture.ts';

/** What can be seen of connections from beside them. */
export type Sight = Exclude<Extract<Told, { readonly connection: number }>, { readonly kind: 'silence' }>;

/** The first line of a capture of what was witnessed. */
export const witnessHeading = (protocol: string): string =>
  `${JSON.stringify({ format: FORMAT, version: VERSION, protocol })}\n`;

/** One line; `at` in ms since any instant. */
export const witnessLine = (sight: Sight, at: number, redact: Redact): string => {
  const { kind, ...rest } = sight;
  const line = { kind, at: Math.round(at * 1000) / 1000, ...rest };
  return `${JSON.stringify(redactValue(line, redact))}\n`;
};
