/** Instants: when the events of a story happened, in all the ways in which that may be written. */
import type { Protocol } from '../../schemas/protocol.ts';

type Fields = Readonly<Record<string, unknown>>;

/** How instants may be written: with no fraction of a second, with more digits than a clock gives, as most do. */
const FRACTIONS = ['Z', '.123456Z', '.000Z'];

/** When the n-th event of a story happened: always two share an instant. */
export const instant = (n: number): string => {
  const nth = Math.floor(n / 2);
  const seconds = new Date(Date.UTC(2026, 0, 1) + nth * 1000).toISOString().slice(0, -'.000Z'.length);
  return `${seconds}${FRACTIONS[nth % FRACTIONS.length]}`;
};

/** The same, as no other event of the story has it. */
export const ownInstant = (n: number): string => new Date(Date.UTC(2026, 0, 1) + n * 1000 + 500).toISOString();

/** The body with all its instants made this one. */
export const dated = (protocol: Protocol, event: string, body: Fields, now: string): Fields => {
  const properties = (
    protocol.events[event]?.body as
      | { readonly properties?: Readonly<Record<string, { readonly format?: string }>> }
      | undefined
  )?.properties;
  const instants = Object.entries(properties ?? {}).filter(
    ([key, schema]) => schema.format === 'date-time' && Object.hasOwn(body, key),
  );
  return { ...body, ...Object.fromEntries(instants.map(([key]) => [key, now])) };
};
