/** Decisions can be replaced one by one, each replacement being given the original. */
import { describe, expect, it } from 'vitest';
import { type EventName, framesTo, market } from '../testing/market.ts';
import { status } from '../testing/trial.ts';

type Decide = NonNullable<NonNullable<Parameters<typeof market>[0]>['decide']>;

/** A market with one connection and replaced decisions. */
const changed = (decide: Decide, query: Readonly<Record<string, string>> = {}) => {
  const scene = market({ decide });
  const greeting = framesTo('c', scene.connect('c', query));
  return {
    ...scene,
    greeting,
    ask: (action: string, more = {}) => framesTo('c', scene.send('c', { action, ...more })),
    seen: (event: EventName, more = {}) => framesTo('c', scene.publish(event, more)),
  };
};

describe('a replaced decision about connections and commands', () => {
  it('is greeting, epoch or spends', () => {
    const { greeting } = changed({
      greeting:
        (original) =>
        (count, ...rest) =>
          original(count + 1, ...rest),
      epoch: () => () => 'always',
    });
    expect(greeting).toMatchObject([{ seq: 1, epoch: 'always' }]);
    const { ask, seen } = changed({
      spends:
        () =>
        ({ do: what }) =>
          what === 'PING' ? 1 : 0,
    });
    ask('PING');
    expect(seen('trade')).toMatchObject([{ seq: 2, prev_seq: 0 }]);
  });

  it('is command, trouble, explain or answers', () => {
    const { ask } = changed({
      command: (original) => (text) => original(text.toUpperCase()),
      trouble: () => () => 'invalid-json',
      explain: (original) => (trouble, item) => ({ ...original(trouble, item), trouble }),
      answers: (original) => (cause, frames) => (cause.do === 'UNSUB' ? [] : original(cause, frames)),
    });
    expect(ask('ping')).toMatchObject([{ trouble: 'invalid-json' }]);
    expect(ask('UNSUB')).toMatchObject([{ code: 'INVALID_JSON' }]);
  });

  it('is survives: what does not survive is closed after the answer', () => {
    const { text } = changed({ survives: () => (problem) => problem !== 'not-json' });
    expect(text('c', '7').map((output) => output.do)).toEqual(['message']);
    expect(text('c', '{').map((output) => output.do)).toEqual(['message', 'close']);
  });
});

describe('a replaced decision about filters', () => {
  it('is query or filterFrom', () => {
    expect(changed({ query: () => () => ({ events: ['trade'], competitions: undefined }) }).seen('nav_update')).toEqual(
      [],
    );
    const deaf = changed({
      filterFrom:
        (original) =>
        (...seen) => ({ ...original(...seen), silent: true }),
    });
    expect(deaf.seen('trade')).toEqual([]);
  });

  it('is unknown: what is known to it is confirmed', () => {
    const { ask } = changed({ unknown: () => () => [] });
    expect(ask('SUB', { events: ['nonsense'] })).toMatchObject([{ type: 'subscribed', events: ['nonsense'] }]);
  });

  it('is filterAfter: what was refused may take effect all the same', () => {
    const { ask, seen } = changed({ filterAfter: (original) => (filter, command) => original(filter, command, []) });
    expect(ask('SUB', { events: ['trade', 'nonsense'] })).toMatchObject([{ code: 'UNKNOWN_EVENT' }]);
    expect(seen('nav_update')).toEqual([]);
  });

  it('is confirms, passes or recipients', () => {
    const { ask, seen } = changed({
      confirms: (original) => (filter) => ({ ...original(filter), competitions: null }),
      passes: (original) => (event, filter) => event.name === 'nav_update' || original(event, filter),
      recipients:
        (original) =>
        (...given) =>
          original(...given).flatMap((id) => [id, id]),
    });
    expect(ask('SUB')).toMatchObject([{ events: [], competitions: null }]);
    ask('UNSUB');
    expect(seen('trade')).toEqual([]);
    // The second one is told of the first.
    expect(seen('nav_update')).toMatchObject([{ prev_seq: 0 }, { prev_seq: 2 }]);
  });
});

describe('a replaced decision about events', () => {
  it('is number, stamp, previous or frame', () => {
    const { seen, fetch } = changed({
      number: () => (count) => count + 2,
      stamp: () => () => 7,
      previous:
        () =>
        ({ sent }) =>
          sent === 0 ? undefined : 1,
      frame:
        (original) =>
        (event, ...rest) => ({ ...original(event, ...rest), _optimistic: true }),
    });
    expect(seen('trade')).toMatchObject([{ seq: 2, ts: 7, prev_seq: undefined, _optimistic: true }]);
    expect(seen('trade')).toMatchObject([{ seq: 4, prev_seq: 1 }]);
    expect(fetch('/api/v1/offers').body).toMatchObject({ seq: 4 });
  });

  it('is objection or thingAfter', () => {
    const { publish, fetch } = changed({
      objection:
        () =>
        ({ name }) =>
          name === 'trade' ? 'no' : undefined,
      thingAfter: (original) => (before, event) =>
        before ? { ...before, updated: event.seq } : original(before, event),
    });
    expect(status(publish('trade'))).toBe(409);
    expect(status(publish('offer_accepted', { id: 'none' }))).toBe(202);
    publish('offer_created', { id: 'o' });
    publish('offer_accepted', { id: 'o' });
    expect(fetch('/api/v1/offers').body).toMatchObject({ items: [{ id: 'o', status: 'active', updated_seq: 3 }] });
  });
});

describe('a replaced decision about what is fetched, or forgotten', () => {
  it('is catalog, since, changedSince, item, upTo or responds', () => {
    const { fetch, publish } = changed({
      catalog: (original) => (names, version) => original(names.slice(0, 14), version + 0.5),
      since: (original) => (text) => original(text) ?? 0,
      changedSince: () => (things, since) => things.filter(({ seq }) => seq > since),
      item: (original) => (thing) => ({ ...original(thing), updated_seq: thing.seq }),
      upTo: () => (_, __, things) => things.length,
      responds: (original) => (asked, answer) =>
        asked.method === 'POST' ? { ...original(asked, answer), status: 200 } : original(asked, answer),
    });
    publish('listing_created');
    publish('listing_filled');
    expect(fetch('/events/schema').body).toMatchObject({ version: 1.5, events: { length: 14 } });
    expect(fetch('/api/v1/listings', { since_seq: 'x' }).body).toMatchObject({ seq: 1, items: [{ updated_seq: 1 }] });
    expect(fetch('/api/v1/listings', { since_seq: '1' }).body).toMatchObject({ items: [] });
    expect(fetch('/nothing', {}, 'POST').status).toBe(200);
  });

  it('is forgets', () => {
    const { publish, hook, fetch } = changed({ forgets: () => (what) => what === 'listing' });
    publish('listing_created');
    publish('offer_created');
    hook('reset');
    expect(fetch('/api/v1/listings').body).toMatchObject({ seq: 2, items: [] });
    expect(fetch('/api/v1/offers').body).toMatchObject({ seq: 2, items: [{ id: 'offer-1' }] });
  });
});
