/** What a report says of the examination itself: of what, how, when, and what its reader must know. */
import type { Report } from '../engine/report.ts';
import { count, duration } from './words.ts';

/** Whose time went by, in words. */
export const clockOf = ({ clock }: Report): string => {
  switch (clock) {
    case 'in process':
      return 'in process, in virtual time';
    case 'advance':
      return "in the server's virtual time";
    case 'real':
      return 'in real time';
  }
};

const FORMATS = {
  wireproof: 'checked TARGET, a capture in lines of JSON,',
  har: 'checked TARGET, a capture in a HAR file,',
  plain: 'checked TARGET, a capture in plain lines,',
  proxy: 'looked on, as a proxy, at what passed between TARGET and its clients,',
} as const;

const captureLines = (
  { kit, protocol, target, effort, durationMs, startedAt }: Report,
  { format, places }: NonNullable<Report['capture']>,
  plain: (text: string) => string,
): readonly string[] => {
  const judged = `${count(effort.entries, places)} in ${count(effort.plans, 'part')}, judged in ${duration(durationMs)}`;
  return [
    `${kit.name} ${kit.version} ${FORMATS[format].replace('TARGET', () => plain(target))} by the protocol ${plain(protocol)}.`,
    `${judged}, begun ${plain(startedAt)}`,
  ];
};

/** The lines that come first; `plain` makes text from elsewhere fit to be shown. */
export const headLines = (report: Report, plain: (text: string) => string): readonly string[] => {
  if (report.capture) return captureLines(report, report.capture, plain);
  const { kit, protocol, target, seed, effort, durationMs, startedAt } = report;
  const plans = `${count(effort.plans, 'plan')} and ${count(effort.entries, 'entry', 'entries')}`;
  return [
    `${kit.name} ${kit.version} examined ${plain(target)} by the protocol ${plain(protocol)}.`,
    `seed ${seed}, ${clockOf(report)}, ${plans} in ${duration(durationMs)}, begun ${plain(startedAt)}`,
  ];
};

/** One line for each note. */
export const noteLines = ({ notes }: Report, plain: (text: string) => string): readonly string[] =>
  notes.map(({ about, text }) => `note on the ${about}: ${plain(text)}`);
