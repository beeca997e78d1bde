/** Writing captures: an examination as lines of our own format, entry by entry, without tokens. */
import type { HookName } from '../../schemas/hooks.ts';
import type { Entry } from '../engine/history.ts';
import { type Redact, redactor, redactValue } from '../reports/redact.ts';
import { FORMAT, VERSION } from './capture.ts';

/** What the first line says. */
export interface Heading {
  readonly protocol: string;
  /** The numbers in which the build differs. */
  readonly promises?: Readonly<Record<string, unknown>>;
  readonly hooks: Iterable<HookName>;
}

/** A change of how far instants may be from the truth that is smaller than this is not worth telling, in ms. */
const WORTH = 1;

/** What one whole history has told so far. */
interface Telling {
  redact: Redact;
  readonly secrets: string[];
  resolution: number;
  /** The number of its latest line; `begin` has 0. */
  nth: number;
}

/** The first line of a capture. */
export const headingLine = ({ protocol, promises, hooks }: Heading): string =>
  `${JSON.stringify({ format: FORMAT, version: VERSION, protocol, hooks: [...hooks], ...(promises && { promises }) })}\n`;

/** Makes the function that writes the entries of an examination; `write` takes whole lines. */
export const captureTo = (
  write: (lines: string) => void,
  secrets: readonly string[] = [],
): ((entry: Entry, resolution: number) => void) => {
  const tellings = new Map<number, Telling>();

  const begin = (plan: number, at: number, resolution: number): Telling => {
    const telling = { redact: redactor(secrets), secrets: [...secrets], resolution, nth: 0 };
    tellings.set(plan, telling);
    const told = Number.isFinite(resolution) ? { resolution } : {};
    write(`${JSON.stringify({ kind: 'begin', plan, nth: 0, at, ...told })}\n`);
    return telling;
  };
  /** What the token of a badge was is nobody's business. */
  const withoutSecret = (entry: Entry, telling: Telling): object => {
    if (entry.kind !== 'opening') return entry;
    const { secret, ...badge } = entry.badge;
    if (secret !== undefined) {
      telling.secrets.push(secret);
      telling.redact = redactor(telling.secrets);
    }
    return { ...entry, badge };
  };

  return (entry, resolution) => {
    const { plan, at, kind } = entry;
    const telling = tellings.get(plan) ?? begin(plan, at, resolution);
    const isNews = Number.isFinite(resolution) && Math.abs(resolution - telling.resolution) >= WORTH;
    if (isNews) telling.resolution = resolution;
    const { seq: _, ...rest } = withoutSecret(entry, telling) as Entry;
    const line = Object.assign({ kind, plan, nth: ++telling.nth, at, ...(isNews && { resolution }) }, rest);
    write(`${JSON.stringify(redactValue(line, telling.redact))}\n`);
    if (kind === 'end') tellings.delete(plan);
  };
};
