/** The scene as a whole: what our own stalls excuse, what hooks that fail mean, and what silence earns. */
import { describe, expect, it } from 'vitest';
import { commerce } from '../../schemas/commerce/protocol.ts';
import type { Protocol } from '../../schemas/protocol.ts';
import {
  order,
  ping,
  proposal,
  subscribe,
  subscribed,
  unsubscribe,
  unsubscribed,
} from '../self-test/commerce-frames.ts';
import { told } from '../self-test/told.ts';

const period = 30_000;

describe('a stall of our own', () => {
  it('makes a beat that seems late unsure, and not broken', () => {
    const beats = told()
      .opens('a')
      .pings('a')
      .stalls(2000)
      .passes(period + 3000)
      .pings('a')
      .ends();
    expect(beats.judge('heartbeat/on-time')).toEqual({ held: 0, broken: [], unsure: 1 });
  });
  it('does not excuse what is later than that', () => {
    const beats = told()
      .opens('a')
      .pings('a')
      .stalls(2000)
      .passes(period + 3501)
      .pings('a')
      .ends();
    expect(beats.judge('heartbeat/on-time').broken).toHaveLength(1);
  });
  it('does not keep what is on time from holding', () => {
    expect(
      told().opens('a').pings('a').stalls(2000).passes(period).pings('a').ends().judge('heartbeat/on-time').held,
    ).toBe(1);
  });
  it('makes a close that seems early or late at expiry unsure', () => {
    for (const at of [500, 4500]) {
      const history = told().opens('a', { lives: 2000 }).stalls(2000).passes(at).closes('a', 4001).ends();
      expect(history.breaches()).toEqual([]);
    }
  });
  it('is told apart from coarse time, which widens every bound', () => {
    expect(
      told('commerce', 100)
        .opens('a')
        .pings('a')
        .passes(period + 1600)
        .pings('a')
        .ends()
        .judge('heartbeat/on-time'),
    ).toEqual({ held: 1, broken: [], unsure: 0 });
    expect(
      told('commerce', 100)
        .opens('a')
        .pings('a')
        .passes(period + 1601)
        .pings('a')
        .ends()
        .judge('heartbeat/on-time').broken,
    ).toHaveLength(1);
  });
});

describe('a server that is silent', () => {
  it('earns no pass at all', () => {
    const history = told()
      .knocks('a')
      .silence('a')
      .knocks('b', { token: 'missing' })
      .silence('b')
      .knocks('c', { lives: 1000 })
      .publishes('order.created', order)
      .sends('a', subscribe('user:did:a'))
      .sends('a', '{')
      .sends('a', ping, 70_000)
      .breaks('b', 'unmasked')
      .passes(period)
      .silence('a')
      .asksToEnd('shutdown')
      .says()
      .ends();
    expect(history.holding()).toEqual([]);
  });
  it('is not to blame when time has run out', () => {
    const history = told()
      .opens('a')
      .knocks('b', { token: 'missing' })
      .knocks('c')
      .sends('a', subscribe('global'))
      .sends('a', '{')
      .publishes('order.created', order)
      .asksToEnd('shutdown')
      .says();
    expect(history.ends(true).breaches()).toEqual([]);
  });
});

describe('a hook', () => {
  const shutdown = () => told().opens('a').asksToEnd('shutdown');
  it('that refuses to end connections leaves them no reason to end', () => {
    expect(
      shutdown().says({ status: 'refused', code: 400, error: 'unknown reason' }).closes('a', 1001).breaches(),
    ).toEqual(['closing/stays-open']);
  });
  it('that fails leaves it open whether they end', () => {
    expect(shutdown().says({ status: 'failed', error: 'no answer' }).closes('a', 1001).breaches()).toEqual([]);
    expect(shutdown().says({ status: 'failed', error: 'no answer' }).passes(10_000).ends().breaches()).toEqual([]);
  });
  it('that refuses to publish leaves nothing due', () => {
    const history = told()
      .opens('a')
      .watches('a', 'user:did:a')
      .asks('order.created', order)
      .says({ status: 'refused', code: 409, error: 'no' })
      .fences('a')
      .ends();
    expect(history.breaches()).toEqual([]);
    expect(history.judge('delivery/order')).toEqual({ held: 0, broken: [], unsure: 0 });
  });
});

describe('foreign events', () => {
  const seen = told()
    .opens('a', { roles: ['signer'] })
    .watches('a', 'global')
    .receives('a', 'proposal.created', { proposalId: 'elsewhere' })
    .publishes('proposal.created', proposal)
    .receives('a', 'proposal.voted', { proposalId: 'elsewhere' })
    .receives('a', 'proposal.created', proposal)
    .receives('a', 'proposal.voted', { proposalId: 'elsewhere' })
    .sends('a', unsubscribe('global'))
    .receives('a', 'proposal.approved', { proposalId: 'elsewhere' })
    .gets('a', unsubscribed('global'))
    .ends();
  it('break nothing, and are no deliveries of ours', () => {
    expect(seen.breaches()).toEqual([]);
    expect(seen.judge('delivery/once').held).toBe(1);
  });
});

describe('a protocol without lifecycles', () => {
  const { lifecycle: _, facts: __, rights: ___, ...rest } = (commerce as Protocol).promises;
  const bare: Protocol = {
    ...commerce,
    id: 'bare',
    promises: {
      ...rest,
      ...(rest.delivery ? { delivery: { ...rest.delivery, routes: { 'order.*': ['order:{orderId}'] } } } : {}),
    },
  };
  const watching = () =>
    told(bare)
      .opens('a')
      .sends('a', subscribe('order:o'))
      .gets('a', subscribed('order:o'))
      .publishes('order.paid', order);
  it('has its events recognised all the same', () => {
    const history = watching().receives('a', 'order.paid', order).fences('a').ends();
    expect(history.breaches()).toEqual([]);
    expect(history.judge('delivery/order').held).toBe(1);
  });
  it('has its lost and repeated events noticed', () => {
    expect(watching().fences('a').ends().breaches()).toEqual(['delivery/order']);
    expect(watching().receives('a', 'order.paid', order).receives('a', 'order.paid', order).ends().breaches()).toEqual([
      'delivery/once',
    ]);
  });
  it('takes an event that differs for one of somebody else', () => {
    expect(
      watching()
        .receives('a', 'order.paid', { ...order, orderNumber: 'other' })
        .receives('a', 'order.paid', order)
        .fences('a')
        .ends()
        .breaches(),
    ).toEqual([]);
  });
});
