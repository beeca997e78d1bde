/** Tokens for probes: what is spoilt is bad in one respect, and in each way in turn. */
import { expect, it } from 'vitest';
import { inspect, sign, spoil } from './tokens.ts';

const SECRET = 'a secret';
const good = Array.from({ length: 100 }, (_, n) => sign({ sub: `did:${n}`, exp: 4_102_444_800 }, SECRET));

it('is badly signed in its first byte or its last, by half a signature, or by none', () => {
  const lengths = new Set<number>();
  for (const token of good) {
    const spoilt = spoil('bad signature', token, 'did') ?? '';
    expect(inspect(token, SECRET)?.signature).toBe('good');
    expect(inspect(spoilt, SECRET)?.signature).toBe('bad');
    lengths.add(Buffer.from(spoilt.split('.')[2] ?? '', 'base64url').length);
  }
  expect([...lengths].sort()).toEqual([0, 16, 32]);
});

it('is unsigned in any spelling, with the claims of the good one', () => {
  const heads = new Set<string>();
  for (const token of good) {
    const [head = '', body] = (spoil('unsigned', token, 'did') ?? '').split('.');
    expect(body).toBe(token.split('.')[1]);
    heads.add((JSON.parse(Buffer.from(head, 'base64url').toString()) as { readonly alg: string }).alg);
  }
  expect([...heads].sort()).toEqual(['NONE', 'None', 'nOnE', 'none']);
});
