/** Witnessing: what passes on connections as lines of our own format, by somebody who knows no users and no hooks. */
import { type Redact, redactValue } from '../reports/redact.ts';
import { FORMAT, type Told, VERSION } from './capture.ts';

/** What can be seen of connections from beside them. */
export type Sight = Exclude<
  Extract<Told, { readonly connection: number }>,
  { readonly kind: 'silence' | 'pinging' | 'ponged' | 'unponged' }
>;

/** The first line of a capture of what was witnessed. */
export const witnessHeading = (protocol: string, resolution?: number): string =>
  `${JSON.stringify({ format: FORMAT, version: VERSION, protocol, resolution })}\n`;

/** One line; `at` in ms since any instant, and how far that may be from the truth from here on, where that is news. */
export const witnessLine = (sight: Sight, at: number, redact: Redact, resolution?: number): string => {
  const { kind, ...rest } = sight;
  const line = { kind, at: Math.round(at * 1000) / 1000, ...(resolution !== undefined && { resolution }), ...rest };
  return `${JSON.stringify(redactValue(line, redact))}\n`;
};
