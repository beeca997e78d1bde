/** What may be published when: schemas (400), rules (409), and that a refusal leaves no trace. */
import { describe, expect, it } from 'vitest';
import { prediction } from '../../schemas/prediction/protocol.ts';
import { exchange, fields, status, told, trial } from '../testing/prediction-trial.ts';

const STATES = ['PRE_OPEN', 'OPEN', 'HALTED', 'RESOLVED', 'DISPUTED'];
const LEGAL = [
  'PRE_OPEN OPEN',
  'OPEN HALTED',
  'HALTED OPEN',
  'OPEN RESOLVED',
  'HALTED RESOLVED',
  'RESOLVED DISPUTED',
  'DISPUTED RESOLVED',
];

/** One server with a market `s` that begins in a state. */
const beginning = (initial_state: string) => {
  const scene = exchange();
  scene.publish('markets.discovered', 's', { initial_state });
  return scene;
};

describe('a market', () => {
  it.each(STATES.flatMap((from) => STATES.map((to) => `${from} ${to}`)))('goes %s or does not', (path) => {
    expect(beginning(path.split(' ')[0] ?? '').step('s', path)).toEqual([LEGAL.includes(path) ? 202 : 409]);
  });

  it('goes on from where it is, and from nowhere else', () => {
    const { step } = beginning('PRE_OPEN');
    expect(step('s', 'OPEN HALTED')).toEqual([409]);
    expect(step('s', 'PRE_OPEN OPEN HALTED RESOLVED DISPUTED RESOLVED')).toEqual([202, 202, 202, 202, 202]);
    expect(step('s', 'OPEN HALTED')).toEqual([409]);
  });

  it('is discovered once, and after its event', () => {
    const { publish } = trial();
    expect(status(publish('markets.discovered', 'm'))).toBe(409);
    publish('events.discovered', 'e');
    expect(status(publish('markets.discovered', 'm'))).toBe(202);
    expect(status(publish('markets.discovered', 'm', { venue_id: 'another' }))).toBe(409);
  });

  it.each(['markets.updated', 'markets.resolved', 'market.state.updated', 'orders.delta'])(
    'must exist for %s',
    (event) => {
      const more = {
        previous_state: 'OPEN',
        new_state: 'HALTED',
        mutations: [{ action: 'add', side: 'bid', price: '0', quantity: '1' }],
      };
      const { publish } = exchange();
      expect(status(publish(event, 'nobody', more))).toBe(409);
      expect(status(publish(event, 'm', more))).toBe(202);
    },
  );

  it.each(STATES)('in %s trades and changes its books, or does neither', (state) => {
    const { publish, delta } = beginning(state);
    const expected = ['RESOLVED', 'DISPUTED'].includes(state) ? 409 : 202;
    expect(status(delta('s', '+bid 0.5 1'))).toBe(expected);
    expect(status(publish('trades.executed', 't', { market_id: 's' }))).toBe(expected);
    expect(status(publish('markets.updated', 's'))).toBe(202);
  });

  it('pays out once, and once more after each dispute', () => {
    const { publish, step } = exchange();
    const resolved = () => status(publish('markets.resolved', 'm'));
    expect([resolved(), resolved()]).toEqual([202, 409]);
    step('m', 'OPEN RESOLVED DISPUTED');
    expect([resolved(), resolved()]).toEqual([202, 409]);
    step('m', 'DISPUTED RESOLVED');
    expect(resolved()).toBe(409);
    step('m', 'RESOLVED DISPUTED RESOLVED');
    expect([resolved(), resolved()]).toEqual([202, 409]);
  });
});

describe('an event', () => {
  const resolve = (path: string) => {
    const { publish } = exchange();
    return path.split(' ').map((finality_status) => status(publish('events.resolved', 'e', { finality_status })));
  };
  it.each(['final', 'tentative final', 'tentative disputed tentative tentative disputed disputed final'])(
    'is resolved %s',
    (path) => expect(new Set(resolve(path))).toEqual(new Set([202])),
  );
  it.each(['final final', 'disputed final tentative', 'tentative final disputed'])('is not resolved %s', (path) => {
    expect(resolve(path).at(-1)).toBe(409);
    expect(resolve(path).slice(0, -1)).not.toContain(409);
  });

  it('is discovered before it is resolved, and corrected at any time', () => {
    const { publish } = exchange();
    expect(status(publish('events.resolved', 'nobody'))).toBe(409);
    expect(status(publish('events.discovered', 'e'))).toBe(202);
    publish('events.resolved', 'e');
    expect(status(publish('events.discovered', 'e'))).toBe(202);
    expect(status(publish('events.resolved', 'e'))).toBe(409);
    expect(status(publish('markets.discovered', 'late'))).toBe(202);
  });
});

describe('a refusal', () => {
  it('appears on no stream and uses up no offset', () => {
    const { subscribe, publish } = exchange();
    subscribe('c', ['trades.executed', 'market.state.updated', 'markets.snapshots']);
    publish('trades.executed', 't1');
    expect(told(publish('trades.executed', 't1', { price: '0.75' }))).toEqual([]);
    expect(told(publish('market.state.updated', 'm', { previous_state: 'HALTED', new_state: 'OPEN' }))).toEqual([]);
    expect(told(publish('trades.executed', 't2'))).toEqual(['trades.executed 2']);
    expect(told(subscribe('c', ['trades.executed'], { from: 'earliest' })).slice(1)).toHaveLength(2);
  });

  it('keeps ids apart that mean something to JavaScript', () => {
    const { publish } = exchange();
    expect(status(publish('trades.executed', '__proto__'))).toBe(202);
    expect(status(publish('trades.executed', 'constructor'))).toBe(202);
    expect(status(publish('trades.executed', '__proto__'))).toBe(409);
  });
});

describe('a publication', () => {
  const trade = fields('trades.executed', 't');
  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['no event', { payload: trade }],
    ['an unknown event', { event: 'trades', payload: trade }],
    ['an inherited member', { event: 'constructor', payload: trade }],
    ['a control message', { event: 'pong', payload: { id: '1' } }],
    ['no payload', { event: 'trades.executed' }],
    ['a list for a payload', { event: 'trades.executed', payload: [trade] }],
    ['a missing field', { event: 'trades.executed', payload: { ...trade, price: undefined } }],
    ['a price above 1', { event: 'trades.executed', payload: { ...trade, price: '1.5' } }],
    ['a price with superfluous zeros', { event: 'trades.executed', payload: { ...trade, price: '0.50' } }],
    ['a subject that is no text', { event: 'trades.executed', payload: trade, subject: 7 }],
    ['an update of nothing', { event: 'markets.updated', payload: { market_id: 'm' } }],
    [
      'an update of a state',
      { event: 'markets.updated', payload: { ...fields('markets.updated', 'm'), market_state: 'HALTED' } },
    ],
    ['no mutation', { event: 'orders.delta', payload: fields('orders.delta', 'm', { mutations: [] }) }],
    [
      'a level of nothing',
      {
        event: 'orders.delta',
        payload: fields('orders.delta', 'm', {
          mutations: [{ action: 'add', side: 'bid', price: '0.5', quantity: '0' }],
        }),
      },
    ],
    ...['orders.snapshot', 'markets.snapshots'].map((event): [string, unknown] => [
      event,
      { event, payload: prediction.events[event === 'orders.snapshot' ? event : 'markets.snapshots'].examples[0] },
    ]),
  ])('of %s is refused with 400 and leaves no trace', (_, body) => {
    const { hook, publish, subscribe } = exchange();
    subscribe('c', ['trades.executed', 'markets.updated']);
    const outputs = hook('publish', body);
    expect(status(outputs)).toBe(400);
    expect(told(outputs)).toEqual([]);
    expect(told(publish('trades.executed', 't'))).toEqual(['trades.executed 1']);
  });

  it('gives a delta its number, whatever the payload says', () => {
    const { publish, subscribe } = exchange();
    const mutations = [{ action: 'add', side: 'bid', price: '0.5', quantity: '1' }];
    subscribe('c', ['orders.delta'], { markets: ['m'] });
    expect(told(publish('orders.delta', 'm', { mutations, sequence_number: 9 }))[1]).toBe('orders.delta 1 m yes 1');
  });
});

describe('the hooks', () => {
  const closed = { do: 'close', connection: 'c', code: 1001, reason: 'Server shutting down' };

  it('close everybody, or nobody where a user is named', () => {
    expect(exchange().hook('close', { reason: 'shutdown' })[0]).toEqual(closed);
    const { hook, send } = exchange();
    expect(hook('close', { reason: 'shutdown', subject: 'u' })).toEqual([
      { do: 'answer', id: 'h', status: 202, body: {} },
    ]);
    expect(told(send('c', { op: 'ping', id: '1' }))).toEqual(['pong 1']);
  });

  it.each([undefined, {}, { reason: 'error' }, { reason: 'shutdown', subject: 7 }])(
    'refuse to close for %j',
    (body) => {
      expect(status(exchange().hook('close', body))).toBe(400);
    },
  );

  it('start everything again', () => {
    const { hook, publish, delta, connect, subscribe } = exchange();
    publish('trades.executed', 't');
    delta('m', '+bid 0.5 1');
    expect(hook('reset')).toEqual([closed, { do: 'answer', id: 'h', status: 204 }]);
    connect('d');
    expect(told(subscribe('d', ['trades.executed'], { markets: ['m'] }))).toEqual(['UNKNOWN_MARKET 1']);
    for (const [event, id] of [
      ['events.discovered', 'e'],
      ['markets.discovered', 'm'],
      ['trades.executed', 't'],
    ] as const)
      expect(status(publish(event, id))).toBe(202);
    expect(told(subscribe('d', ['trades.executed'], { from: 'earliest' }))).toEqual([
      'subscribed 1',
      'trades.executed 1',
    ]);
    subscribe('d', ['orders.delta'], { markets: ['m'] });
    expect(told(delta('m', '+bid 0.5 1'))).toEqual(['book m yes 0: [] []', 'orders.delta 1 m yes 1']);
  });

  it('leave tokens, time and everything else to the host', () => {
    const { feed, due } = exchange();
    expect(status(feed({ do: 'hook', id: 'h', hook: 'token', body: {} }))).toBe(404);
    expect(status(feed({ do: 'request', id: 'r', method: 'GET', path: '/', query: {} }))).toBe(404);
    expect([...feed({ do: 'tick' }), ...feed({ do: 'pong', connection: 'c' })]).toEqual([]);
    expect(due()).toBeUndefined();
  });
});
