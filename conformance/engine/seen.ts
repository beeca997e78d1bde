/** Seen: the numbers that clients have seen, put in the places where a plan speaks of them. */
import type { Connection } from '../scene/connection.ts';
import type { Seen } from './plan.ts';

/** Puts numbers in their places, by the latest connection of each client; where it has seen none, by how that began, or 0. */
export const createSeen = (latestOf: (client: string) => Connection | undefined) => {
  const numberSeen = ({ seen: client, of = '', plus = 0, own }: Seen): number => {
    const connection = latestOf(client);
    return ((own && connection?.own.get(of)) ?? connection?.numbers.get(of) ?? 0) + plus;
  };

  const seen = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(seen);
    if (typeof value !== 'object' || value === null) return value;
    if ('seen' in value && typeof value.seen === 'string') return numberSeen({ of: '', ...value, seen: value.seen });
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, seen(item)]));
  };
  return seen;
};
