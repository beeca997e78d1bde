/** Lays the numbers in which a build differs over the promises of its protocol. */
import type { Promises } from '../../schemas/promises.ts';
import type { Protocol } from '../../schemas/protocol.ts';
import { Trouble } from '../engine/trouble.ts';

/** One number in which a build differs. */
export interface Difference {
  /** Its place in the promises: `heartbeat.every`. */
  readonly at: string;
  readonly from: number;
  readonly to: number;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const refuse = (at: string, why: string): never => {
  throw new Trouble(
    'DRIVER',
    `The control interface says of this build that its promise ${at} is other than the protocol's, but ${why}; mend what it answers to GET /.`,
  );
};

const merged = (own: unknown, other: unknown, at: string, differences: Difference[]): unknown => {
  if (typeof own === 'number') {
    if (typeof other !== 'number' || !Number.isFinite(other) || other < 0 || (other === 0 && own > 0)) {
      return refuse(at, `gives no number ${own > 0 ? 'above 0' : 'from 0 up'} for it`);
    }
    if (own !== other) differences.push({ at, from: own, to: other });
    return other;
  }
  if (isObject(own) && isObject(other)) {
    const entries = Object.entries(other).map(([key, value]) => {
      const place = at === '' ? key : `${at}.${key}`;
      if (!Object.hasOwn(own, key)) return refuse(place, 'the protocol promises no such thing');
      return [key, merged(own[key], value, place, differences)] as const;
    });
    return { ...own, ...Object.fromEntries(entries) };
  }
  // What is repeated unchanged does no harm.
  return JSON.stringify(own) === JSON.stringify(other) ? own : refuse(at || '(all)', 'only numbers can differ');
};

/** The protocol with the numbers of a build, and what they change. */
export const withNumbers = (
  protocol: Protocol,
  numbers: Readonly<Record<string, unknown>> | undefined,
): { readonly protocol: Protocol; readonly differences: readonly Difference[] } => {
  if (numbers === undefined) return { protocol, differences: [] };
  const differences: Difference[] = [];
  // Numbers in the place of numbers leave the promises' type as it is.
  const promises = merged(protocol.promises, numbers, '', differences) as Promises;
  return { protocol: { ...protocol, promises }, differences };
};
