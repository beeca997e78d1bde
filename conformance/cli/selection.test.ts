/** Tests of choosing faults and putting them into a server. */
import { describe, expect, it } from 'vitest';
import { commerce } from '../../schemas/commerce/protocol.ts';
import type { Decide, ListedFault } from '../engine/requirement.ts';
import { withFaults } from './selection.ts';

const fault = (more: Partial<ListedFault>): ListedFault => ({
  ...{ id: 'f/a', story: '', breaks: [], disturbs: [] },
  ...more,
});

describe('withFaults', () => {
  it('lets faults of one decision build on each other, wraps in order, and changes the host', () => {
    let decide: Decide = {};
    const make = (options: { readonly decide?: Decide } = {}) => {
      decide = options.decide ?? {};
      return { receive: () => [], due: () => 1 };
    };
    const { server, manners } = withFaults(make, commerce, [
      fault({
        decide: { may: (original) => (n: number) => original(n) + 1 },
        host: { maxMessage: 7, crashes: true },
        wrap: (made) => ({ ...made, due: () => (made.due() ?? 0) * 10 }),
      }),
      fault({
        decide: { may: (original) => (n: number) => original(n) * 2 },
        wrap: (made) => ({ ...made, due: () => (made.due() ?? 0) + 5 }),
        host: { maxMessage: 9 },
      }),
    ]);
    expect(decide.may?.((n: number) => n)(3)).toBe(8);
    expect(server.due()).toBe(15);
    expect(manners).toEqual({ maxMessage: 9, crashes: true });
  });

  it('leaves a sound server as it is', () => {
    const sound = { receive: () => [], due: () => 1 };
    expect(withFaults(() => sound, commerce, [])).toEqual({ server: sound, manners: {} });
  });
});
