/** Reads the values of flags; whatever cannot be read is told in one sentence. */
import { Trouble } from '../engine/trouble.ts';

const refuse = (message: string): never => {
  throw new Trouble('USAGE', message);
};

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
/** The longest duration: what a timer takes, in ms. */
const LONGEST = 2 ** 31 - 1;

/** Makes the reader of a duration with its unit, such as `500ms`, `10s` or `2m`; it gives ms. */
export const duration =
  (flag: string) =>
  (text: string): number => {
    const [, amount = '', unit = ''] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/u.exec(text) ?? [];
    const ms = Math.round(Number(amount) * (UNITS[unit] ?? 0));
    if (ms < 1)
      return refuse(
        `${flag} is ${JSON.stringify(text)}, but takes a duration above zero with its unit, such as 500ms, 10s or 2m.`,
      );
    return ms <= LONGEST
      ? ms
      : refuse(`${flag} is ${JSON.stringify(text)}, but at most 24 days can be waited for; take a shorter duration.`);
  };

/** Makes the reader of a whole number within bounds. */
export const integer =
  (flag: string, least: number, most: number) =>
  (text: string): number => {
    const value = /^\d+$/u.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    return refuse(`${flag} is ${JSON.stringify(text)}, but takes a whole number from ${least} to ${most}.`);
  };

/** The largest seed. */
export const LARGEST_SEED = 2 ** 31 - 1;

/** Reads one of several words. */
export const oneOf =
  <const Word extends string>(flag: string, words: readonly Word[]) =>
  (text: string): Word =>
    words.find((word) => word === text) ??
    refuse(`${flag} is ${JSON.stringify(text)}, but takes ${words.join(' or ')}.`);

/** Reads a path through a run, such as `2:0:1`. */
export const path = (text: string): string =>
  /^\d{1,9}(:\d{1,9})*$/u.test(text)
    ? text
    : refuse(
        `--path is ${JSON.stringify(text)}, but takes numbers joined by colons, such as 2:0:1, as a report's "again:" line has them.`,
      );

/** Makes the reader of a URL with one of some schemes; it gives the text as it was. */
export const url =
  (name: string, schemes: readonly string[], example: string) =>
  (text: string): string => {
    const found = URL.canParse(text) ? new URL(text) : undefined;
    const fits =
      found && schemes.includes(found.protocol.slice(0, -1)) && found.hostname !== '' && !/[\s\p{C}]/u.test(text);
    return fits ? text : refuse(`${name} is ${JSON.stringify(text)}, but takes a URL such as ${example}.`);
  };

/** Reads the address of a server; which schemes it may have, its protocol says. */
export const serverUrl = url('URL', ['ws', 'wss', 'http', 'https'], 'ws://localhost:8080/ws');

/** Formats of reports. */
export const FORMATS = ['json', 'html', 'junit', 'md', 'badge'] as const;
/** One format. */
export type Format = (typeof FORMATS)[number];

/** Where a report goes: a file, or `-` for standard output. */
export interface ReportTarget<F extends Format = Format> {
  readonly format: F;
  readonly file: string;
}

/** Makes the reader of `FORMAT=FILE` that adds it to those read before. */
export const reportTarget =
  <const F extends Format>(formats: readonly F[]) =>
  (text: string, before: readonly ReportTarget<F>[] = []): readonly ReportTarget<F>[] => {
    const [, named = '', file = ''] = /^([^=]*)=(.*)$/su.exec(text) ?? [];
    const format = formats.find((one) => one === named);
    if (format === undefined || file === '') {
      const choice = formats.map((one) => `${one}=FILE`).join(', ');
      return refuse(`--report is ${JSON.stringify(text)}, but takes ${choice}, or - as the FILE for standard output.`);
    }
    if (before.some((other) => other.file === file))
      return refuse(`--report names ${file} twice; name each file once.`);
    return [...before, { format, file }];
  };

/** The targets that flags such as `--html FILE` name. */
export const reportTargets = <const F extends Format>(
  flags: Readonly<Partial<Record<F, string>>>,
  formats: readonly F[],
): readonly ReportTarget<F>[] => {
  const targets: ReportTarget<F>[] = [];
  for (const format of formats) {
    const file = flags[format];
    if (file === undefined) continue;
    if (file === '') return refuse(`--${format} is empty, but takes a file, or - for standard output.`);
    if (targets.some((other) => other.file === file))
      return refuse(`--${format} names ${file} a second time; name each file once.`);
    targets.push({ format, file });
  }
  return targets;
};
