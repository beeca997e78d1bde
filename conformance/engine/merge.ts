/** Lays the numbers in which a build differs over the promises of its protocol. */
import type { Promises } from '../../schemas/promises.ts';
import type { Protocol } from '../../schemas/protocol.ts';
import { Trouble, type TroubleCode } from './trouble.ts';

/** One number in which a build differs. */
export interface Difference {
  /** Its place in the promises: `heartbeat.every`. */
  readonly at: string;
  readonly from: number;
  readonly to: number;
}

/** Who tells the numbers of a build. */
export interface Teller {
  readonly code: TroubleCode;
  /** The beginning of a sentence that says so. */
  readonly says: string;
  /** Its end: what to mend. */
  readonly mend: string;
}

const CONTROL: Teller = {
  code: 'DRIVER',
  says: 'The control interface says of this build',
  mend: 'mend what it answers to GET /',
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const refuse = (at: string, why: string, { code, says, mend }: Teller): never => {
  throw new Trouble(code, `${says} that its promise ${at} is other than the protocol's, but ${why}; ${mend}.`);
};

const merged = (own: unknown, other: unknown, at: string, differences: Difference[], teller: Teller): unknown => {
  if (typeof own === 'number') {
    if (typeof other !== 'number' || !Number.isFinite(other) || other < 0 || (other === 0 && own > 0)) {
      return refuse(at, `gives no number ${own > 0 ? 'above 0' : 'from 0 up'} for it`, teller);
    }
    if (own !== other) differences.push({ at, from: own, to: other });
    return other;
  }
  if (isObject(own) && isObject(other)) {
    const entries = Object.entries(other).map(([key, value]) => {
      const place = at === '' ? key : `${at}.${key}`;
      if (!Object.hasOwn(own, key)) return refuse(place, 'the protocol promises no such thing', teller);
      return [key, merged(own[key], value, place, differences, teller)] as const;
    });
    return { ...own, ...Object.fromEntries(entries) };
  }
  // What is repeated unchanged does no harm.
  return JSON.stringify(own) === JSON.stringify(other) ? own : refuse(at || '(all)', 'only numbers can differ', teller);
};

/** The protocol with the numbers of a build, and what they change. */
export const withNumbers = (
  protocol: Protocol,
  numbers: Readonly<Record<string, unknown>> | undefined,
  teller: Teller = CONTROL,
): { readonly protocol: Protocol; readonly differences: readonly Difference[] } => {
  if (numbers === undefined) return { protocol, differences: [] };
  const differences: Difference[] = [];
  // Numbers in the place of numbers leave the promises' type as it is.
  const promises = merged(protocol.promises, numbers, '', differences, teller) as Promises;
  return { protocol: { ...protocol, promises }, differences };
};
