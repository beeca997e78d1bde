/** Tests of laying a build's numbers over a protocol's. */
import { describe, expect, it } from 'vitest';
import { commerce } from '../../schemas/commerce/protocol.ts';
import type { Protocol } from '../../schemas/protocol.ts';
import { withNumbers } from './merge.ts';

const declared: Protocol = commerce;

describe('withNumbers', () => {
  it('replaces numbers, keeps the rest, and says what differs', () => {
    const { protocol, differences } = withNumbers(commerce, {
      heartbeat: { every: 300, forgives: 0 },
      credentials: { expiry: { tolerance: 5 } },
    });
    expect(protocol.promises.heartbeat).toEqual({ ...commerce.promises.heartbeat, every: 300 });
    expect(protocol.promises.credentials?.expiry).toEqual({ ...declared.promises.credentials?.expiry, tolerance: 5 });
    expect(differences).toEqual([
      { at: 'heartbeat.every', from: 30_000, to: 300 },
      { at: 'credentials.expiry.tolerance', from: 1000, to: 5 },
    ]);
    expect(declared.promises.heartbeat?.every).toBe(30_000);
  });

  it('changes nothing without numbers, and takes what is only repeated', () => {
    expect(withNumbers(commerce, undefined)).toEqual({ protocol: commerce, differences: [] });
    expect(withNumbers(commerce, { ...commerce.promises }).protocol).toEqual(commerce);
  });

  it.each([
    [{ heartbeat: { every: '300' } }, 'heartbeat.every'],
    [{ heartbeat: { every: -1 } }, 'heartbeat.every'],
    [{ heartbeat: { evry: 300 } }, 'heartbeat.evry'],
    [{ heartbeat: 5 }, 'heartbeat'],
    [{ handshake: { greeting: 'hello' } }, 'handshake.greeting'],
    [JSON.parse('{"__proto__":{"x":1}}') as Record<string, unknown>, '__proto__'],
  ])('refuses %j, and blames the control interface', (numbers, at) => {
    expect(() => withNumbers(commerce, numbers)).toThrow(new RegExp(`^The control interface .* ${at} `, 'u'));
  });
});
