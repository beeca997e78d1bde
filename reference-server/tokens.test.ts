/** Tokens: what is signed is read, and everything else is told apart without an exception. */
import { createHmac } from 'node:crypto';
import { expect, it } from 'vitest';
import { makeTokens } from './tokens.ts';

const SECRET = 'a secret for tests';
const { sign, verify } = makeTokens(SECRET);

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token put together by hand. */
const forged = (header: unknown, claims: unknown, secret = SECRET, hash = 'sha256'): string => {
  const signed = `${part(header)}.${part(claims)}`;
  return `${signed}.${createHmac(hash, secret).update(signed).digest('base64url')}`;
};

const HS256 = { alg: 'HS256' };
const claims = { sub: 'did:b', exp: 2_000_000_000.1234, roles: ['signer'] };

it('reads what it signed, to the millisecond', async () => {
  const token = await sign({ subject: 'did:b/é😀', roles: ['signer'], expiresAt: 1_762_344_000_123 });
  expect(await verify(token)).toEqual({
    status: 'valid',
    user: 'did:b/é😀',
    roles: ['signer'],
    expiresAt: 1_762_344_000_123,
  });
});

it('reads what others signed, expired or not, with roles or without', async () => {
  expect(await verify(forged(HS256, claims))).toEqual({
    status: 'valid',
    user: 'did:b',
    roles: ['signer'],
    expiresAt: 2_000_000_000_123,
  });
  expect(await verify(forged(HS256, { sub: 'u', exp: 1 }))).toEqual({
    status: 'valid',
    user: 'u',
    roles: [],
    expiresAt: 1000,
  });
});

it('tells a token that is missing', async () => {
  expect(await verify(undefined)).toEqual({ status: 'missing' });
  expect(await verify('')).toEqual({ status: 'missing' });
});

it.each([
  'x',
  'a.b.c',
  'a.b',
  '....',
  forged(HS256, 7),
  forged(HS256, {}),
  forged(HS256, { ...claims, sub: '' }),
  forged(HS256, { ...claims, exp: '2000000000' }),
  forged(HS256, { sub: 'u' }),
  forged(HS256, { ...claims, roles: 'signer' }),
])('tells a token that is malformed: %s', async (token) => {
  expect(await verify(token)).toEqual({ status: 'malformed' });
});

it.each([
  forged(HS256, claims, 'another secret'),
  `${forged(HS256, claims).slice(0, -4)}AAAA`,
  forged({ alg: 'HS512' }, claims, SECRET, 'sha512'),
  forged({ alg: 'none' }, claims),
  `${part({ alg: 'none' })}.${part(claims)}.`,
])('tells a bad signature, and what it claims: %s', async (token) => {
  expect(await verify(token)).toEqual({ status: 'bad signature', user: 'did:b', roles: ['signer'] });
});
