/** The second server: each freedom shows, and nothing else makes two runs differ. */
import { expect, it } from 'vitest';
import type { Credential, Input, Output, Server } from '../../../../schemas/server.ts';
import { type FreedomName, freedomNames, together } from './freedoms.ts';
import { makeSecondCommerce } from './server.ts';

const BEGINNING = Date.UTC(2026, 0, 1);
const DAY = { timestamp: '2026-01-01T00:00:00Z' };
const PARTIES = { buyerDid: 'did:b', vendorDid: 'did:v', ...DAY };
const ORDER = { orderId: 'o', orderNumber: 'N', ...PARTIES };
const CREATED = { ...ORDER, status: 'payment_pending', total: { amount: 1.2345, currency: 'EUR' } };
const PENDING = { title: 'More', status: 'pending', ...DAY };
const VOTE = { voterDid: 'did:a', approve: true, ...DAY };

const valid = (user: string, ms: number): Credential => ({
  status: 'valid',
  user,
  roles: [],
  expiresAt: BEGINNING + ms,
});
const connect = (connection: string, credential: Credential): Input => ({
  do: 'connect',
  connection,
  path: '/ws',
  query: {},
  credential,
});
const text = (connection: string, command: unknown): Input => ({
  do: 'text',
  connection,
  text: JSON.stringify(command),
});
const hook = (name: 'publish' | 'close' | 'reset', body?: unknown): Input => ({
  do: 'hook',
  id: 'h',
  hook: name,
  body,
});
const publish = (event: string, payload: unknown): Input => hook('publish', { event, payload });

/** What happens, and when, in ms since the beginning. */
const STORY: readonly (readonly [number, Input])[] = [
  [100, connect('a', valid('did:b', 40_500))],
  [110, connect('b', valid('did:v', 3_600_000))],
  [120, connect('c', { status: 'missing' })],
  [200, text('a', { type: 'subscribe', channels: ['user:did:b', 'order:', 'nonsense', 'user:did:b'] })],
  [210, text('b', { type: 'subscribe', channels: ['user:did:v', 'global', 'order:o'] })],
  [220, publish('order.created', CREATED)],
  [300, publish('order.completed', { ...ORDER, status: 'completed' })],
  [310, publish('proposal.created', { proposalId: 'proposal-past-2', ...PENDING })],
  [320, publish('order.paid', { ...ORDER, status: 'paid' })],
  [330, publish('proposal.voted', { proposalId: 'proposal-past-2', ...VOTE })],
  [400, { do: 'binary', connection: 'a', size: 3 }],
  [31_000, { do: 'pong', connection: 'a' }],
  [70_000, connect('d', valid('did:b', 3_600_000))],
  [70_010, connect('e', valid('did:b', 3_600_000))],
  [70_100, hook('close', { reason: 'shutdown', subject: 'did:b' })],
  [71_000, connect('f', valid('did:b', 3_600_000))],
  [71_020, connect('g', valid('did:b', 3_600_000))],
  [71_021, connect('h', valid('did:b', 3_600_000))],
  ...Array.from({ length: 8 }, (_, nth) => [71_030 + nth, text('h', { type: 'ping' })] as const),
  [71_100, hook('reset')],
];

/** What a server does in the story, with the instants; it is woken whenever it asks for it. */
const told = (server: Server): string => {
  const lines: string[] = [];
  const give = (input: Input, at: number): void => {
    const outputs: readonly Output[] = server.receive(input, BEGINNING + at);
    for (const output of outputs) lines.push(`${at} ${JSON.stringify(output)}`);
  };
  for (const [at, input] of STORY) {
    for (let due = server.due(); due !== undefined && due < BEGINNING + at; due = server.due())
      give({ do: 'tick' }, due - BEGINNING);
    give(input, at);
  }
  return lines.join('\n');
};

const plainly = told(makeSecondCommerce({ freedoms: [] }));

it.each(freedomNames)('the freedom %s shows', (name: FreedomName) => {
  expect(told(makeSecondCommerce({ freedoms: [name] }))).not.toBe(plainly);
});

it('does the same again in the same story', () => {
  expect(told(makeSecondCommerce())).toBe(told(makeSecondCommerce({ freedoms: together })));
});

it('takes no freedom unless told to', () => {
  expect(plainly).toContain('"code":"AUTH_REQUIRED"');
  expect(plainly).toContain('40500 {"do":"close","connection":"a","code":4001');
  expect(plainly).toContain('"amount":1.2345');
});
