/** A report written by hand, with every status and a hostile server, for the tests of the reports. */
import type { Badge, Entry, Happening } from '../../engine/history.ts';
import type { Report, RequirementReport, Status } from '../../engine/report.ts';

/** A token that must never be seen. */
export const TOKEN = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJkaWQ6d3A6YSJ9.c2lnbmF0dXJl';

/** A client that shows a good token. */
export const badge = (client: string, more: Partial<Badge> = {}): Badge => ({
  ...{ client, user: `did:wp:${client}`, roles: [], token: 'good', secret: TOKEN, pongs: true },
  ...more,
});

/** A text frame that was sent. */
export const sent = (connection: number, frame: unknown): Happening => {
  const text = typeof frame === 'string' ? frame : JSON.stringify(frame);
  return { kind: 'sent', connection, form: 'text', text, bytes: text.length };
};

/** A text frame that was received. */
export const received = (connection: number, frame: unknown): Happening => {
  const text = typeof frame === 'string' ? frame : JSON.stringify(frame);
  return { kind: 'received', connection, form: 'text', text, bytes: text.length };
};

/** A history with one ms between its entries; it begins somewhere in a longer one. */
export const history = (...happenings: readonly Happening[]): readonly Entry[] =>
  happenings.map((happening, index) => ({ ...happening, seq: 100 + index, at: 5000.4 + index, plan: 3 }));

const noon = '2025-11-05T12:00:00Z';
const order = { orderId: 'wp:1', orderNumber: 'ORD-1', buyerDid: 'did:wp:ann', vendorDid: 'did:wp:bob' };
const paid = { ...order, status: 'paid', timestamp: noon };

const one = (id: string, status: Status, more: Partial<RequirementReport> = {}): RequirementReport => ({
  ...{ id, level: 'MUST', statement: `The statement of ${id}.`, source: 'commerce#here', status },
  judgements: status === 'pass' ? 12 : 0,
  histories: status === 'pass' ? 3 : 0,
  ...more,
});

const publish = { event: 'order.paid', payload: paid };
const leak = history(
  { kind: 'opening', connection: 8, badge: badge('ann') },
  { kind: 'opened', connection: 8 },
  received(8, { type: 'connected', userId: 'did:wp:ann', timestamp: noon }),
  {
    kind: 'opening',
    connection: 9,
    badge: badge('eve', { roles: ['signer'], token: { expiresIn: 5000 }, pongs: false }),
  },
  { kind: 'opened', connection: 9 },
  sent(9, { type: 'subscribe', channel: 'user:did:wp:ann' }),
  received(9, { type: 'error', message: 'Not authorized to subscribe to: user:did:wp:ann' }),
  { kind: 'asked', call: 4, hook: 'publish', request: publish },
  { kind: 'told', call: 4, hook: 'publish', request: publish, answer: { status: 'done', answer: {} } },
  received(8, { event: 'order.paid', data: paid, timestamp: noon }),
  received(9, { event: 'order.paid', data: paid, timestamp: noon }),
  { kind: 'leaving', connection: 9, abruptly: true },
  { kind: 'closed', connection: 9, reason: '' },
  { kind: 'end', cut: false },
);

const hostile = history(
  { kind: 'opening', connection: 1, badge: badge('ann', { token: 'malformed' }) },
  sent(1, { type: 'ping' }),
  received(1, `{"type":"pong","timestamp":"\u001b[31mred\u001b[0m\u202egnp.exe"}`),
  received(1, `not json\r\nat all ${TOKEN}`),
  received(1, { type: 'gone', echo: `/ws?token=abcdef&x=1` }),
  { kind: 'received', connection: 1, form: 'binary', text: 'ÿ\u0000', bytes: 2 },
  { kind: 'sent', connection: 1, form: 'reserved bits', text: '(reserved bits)', bytes: 8 },
  { kind: 'ping', connection: 1, answered: true },
  { kind: 'sent', connection: 1, form: 'text', text: '{"type":"ping"}', bytes: 15, fragments: 3 },
  { kind: 'pinging', connection: 1, ping: 6, text: 'red\u001b[0m' },
  { kind: 'ponged', connection: 1, text: 'unasked' },
  { kind: 'unponged', connection: 1, ping: 6, waited: 10_000 },
  { kind: 'asked', call: 5, hook: 'close', request: { reason: 'shutdown' } },
  {
    ...{ kind: 'told', call: 5, hook: 'close', request: { reason: 'shutdown' } },
    answer: { status: 'refused', code: 400, error: 'no such\nreason' },
  },
  { kind: 'silence', connection: 1, waited: 10_000 },
  { kind: 'stall', ms: 731.5 },
  { kind: 'refused', connection: 2, status: 403, because: 'Forbidden' },
  { kind: 'closed', connection: 1, code: 4001, reason: 'bye\u0007', trouble: 'reset' },
);

const plan = { steps: [{ do: 'connect', client: 'ann', user: '⟨user1⟩' }] } as const;

/** The report. */
export const sample: Report = {
  kit: { name: 'wireproof', version: '0.1.0' },
  ...{ protocol: 'commerce', target: 'ws://localhost:8080/ws', seed: 7, startedAt: '2026-11-05T12:00:00.000Z' },
  ...{ durationMs: 31_240, clock: 'advance', verdict: 'nonconformant' },
  counts: { pass: 2, fail: 4, unexercised: 1, untested: 3, inconclusive: 1, notApplicable: 1 },
  requirements: [
    one('commerce/handshake/first', 'pass'),
    one('commerce/rights/no-leak', 'fail', {
      ...{ judgements: 9, finding: { because: 'order.paid reached eve, who has no right to it.', frame: 110 } },
      ...{ history: leak, again: { times: 3, of: 3 }, replay: { seed: 7, path: '2:0:1', plan, executions: 9 } },
    }),
    one('commerce/errors/codes', 'fail', {
      ...{ level: 'SHOULD', finding: { because: 'an error had no code\u001b[2J', frame: 104 }, history: hostile },
      ...{ again: { times: 2, of: 3 }, replay: { seed: 7, path: '5', plan, executions: 9 } },
    }),
    one('commerce/errors/texts', 'pass'),
    one('commerce/heartbeat/on-time', 'inconclusive', { note: 'A gap of 31002 ms never came again.' }),
    one('commerce/heartbeat/cut-off', 'unexercised'),
    one('commerce/delivery/once', 'untested', { missing: ['publish'] }),
    one('commerce/delivery/all', 'untested', { missing: ['publish'] }),
    one('commerce/credentials/expiry', 'untested', { level: 'SHOULD', missing: ['token', 'advance'] }),
    one('commerce/credentials/error', 'notApplicable', { level: 'MAY' }),
    one('commerce/size/large', 'fail', { judgements: 1, finding: { because: 'It stayed open', frame: 1 } }),
    one('commerce/size/known', 'fail', { judgements: 1, finding: { because: 'As ever', frame: 1 } }),
  ],
  coverage: {
    states: { reached: 19, of: 19, missing: [] },
    transitions: { reached: 24, of: 25, missing: ['order.cancelled from delivered'] },
    pairs: { reached: 30, of: 34, missing: ['a then b', 'c then d', 'e then f', 'g then h'] },
  },
  effort: { plans: 214, entries: 10_482, shrinking: 37 },
  notes: [{ about: 'driver', text: 'publish said 202 for an event that nobody saw:\nproposal.voted' }],
};
