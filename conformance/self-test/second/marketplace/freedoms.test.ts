/** The freedoms of the second server of marketplace: each shows, and none of them touches what a server must do. */
import { expect, it } from 'vitest';
import {
  answersIn,
  connect,
  type Done,
  drive,
  type Frame,
  framesTo,
  get,
  hook,
  LISTING,
  OFFER,
  publish,
  text,
  TRADE,
} from './driving.ts';
import { areWaiting, type FreedomName, freedomNames, prompt, together, warningsOf } from './freedoms.ts';
import { makeSecondMarketplace } from './server.ts';

interface Way {
  readonly name: string;
  readonly names: readonly FreedomName[];
}

const ways: readonly Way[] = [
  { name: 'none', names: [] },
  { name: 'prompt', names: prompt },
  { name: 'together', names: together },
  { name: 'neither chain nor epoch', names: [...together, 'no-prev-seq', 'no-epoch'] },
  ...freedomNames.map((name) => ({ name, names: [name] })),
];

const has = (field: string) => (frame: Frame) => field in frame;

it.each(ways)('numbers every event and chains what a connection hears: $name', ({ names }) => {
  const give = drive(makeSecondMarketplace({ freedoms: names }));
  const done = [
    connect('a'),
    publish('trade', TRADE),
    publish('nope', {}),
    publish('nav_update', {}),
    text('a', { action: 'UNSUB' }),
    publish('trade', TRADE),
    text('a', { action: 'SUB', competitions: ['c'] }),
    publish('listing_created', { ...LISTING, competition_id: 'd' }),
    publish('offer_created', { ...OFFER, competition_id: 'c' }),
  ].flatMap((input) => give(input));
  const [hello, ...frames] = framesTo('a', done);
  const events = frames.filter(has('seq'));
  expect(hello?.['type']).toBe('hello');
  expect(events.length).toBeGreaterThanOrEqual(3);
  events.forEach(({ seq, ts, prev_seq: previous }, nth) => {
    const before = nth === 0 ? hello : events[nth - 1];
    expect(seq).toBeGreaterThan(Number(before?.['seq']));
    expect(Number.isInteger(ts)).toBe(true);
    if (nth > 0) expect(ts).toBeGreaterThanOrEqual(Number(before?.['ts']));
    expect(previous).toBe(names.includes('no-prev-seq') ? undefined : before?.['seq']);
  });
});

it.each(ways)('who was cut off ends up where one that stayed is: $name', ({ names }) => {
  const give = drive(makeSecondMarketplace({ freedoms: names }));
  const pageOf = (done: readonly Done[]) =>
    answersIn(done)[0]?.body as { readonly seq: number; readonly items: Frame[] };
  give(connect('a'), publish('listing_created', LISTING), publish('offer_created', OFFER));
  const { seq: cut } = pageOf(give(get('/api/v1/listings')));
  give(publish('listing_filled', { id: 'l' }), publish('listing_cancelled', { id: 'l' }));
  const late = give(connect('b'), get('/api/v1/listings', { since_seq: String(cut) }), publish('nav_update', {}));
  const { seq, items } = pageOf(late);
  const [item, ...others] = items.filter(({ id }) => id === 'l');
  expect(others).toEqual([]);
  expect(item).toMatchObject({ ...LISTING, status: 'filled' });
  expect(item?.['seq']).toBeLessThanOrEqual(cut);
  for (const { updated_seq: updated } of items) {
    expect(updated).toBeGreaterThan(cut);
    expect(updated).toBeLessThanOrEqual(seq);
  }
});

it.each(ways)('answers every command in order, and is silent from UNSUB to SUB: $name', ({ names }) => {
  const give = drive(makeSecondMarketplace({ freedoms: names }));
  give(connect('a'));
  const commands = [{ action: 'PING' }, '[', { action: 'SUB', events: ['trade'] }, { action: 'UNSUB' }];
  const frames = framesTo('a', give(...commands.map((command) => text('a', command))));
  const answers = frames.filter((frame) => !has('seq')(frame));
  expect(answers.map(({ type }) => type)).toEqual(['pong', 'error', 'subscribed', 'unsubscribed']);
  expect(framesTo('a', give(publish('trade', TRADE)))).toEqual([]);
});

it.each(ways)('says that it has published once everybody has been told: $name', ({ names }) => {
  const give = drive(makeSecondMarketplace({ freedoms: names }));
  give(connect('a'), connect('b'));
  const done = give(text('a', { action: 'PING' }), publish('nav_update', { nav: 77 }));
  const kinds = done.map((one) => {
    const isIt = ['a', 'b'].some((connection) => framesTo(connection, [one]).some(({ nav }) => nav === 77));
    return isIt ? 'told' : one.output.do;
  });
  expect(kinds.filter((kind) => kind === 'told')).toHaveLength(2);
  expect(kinds.indexOf('answer')).toBeGreaterThan(kinds.lastIndexOf('told'));
});

/** Something in which every freedom has its occasion. */
const story = (names: readonly FreedomName[] | undefined): string => {
  const give = drive(makeSecondMarketplace(names && { freedoms: names }));
  const done = [
    give(connect('a', { events: 'trade,,nav_update' }), connect('b', { competitions: 'c,c' })),
    give(text('a', { action: 'SUB', events: ['trade', 'nope', 7] }), text('a', { action: '' })),
    give(text('a', { action: 'SUB', competitions: ['c', 'd', 'd'] }), publish('listing_created', LISTING)),
    give(publish('listing_created', { ...LISTING, id: 'm' }), publish('trade', { ...TRADE, competition_id: 'x' })),
    give(publish('listing_created', LISTING), publish('hello', {})),
    give(get('/api/v1/listings'), publish('listing_filled', { id: 'l' }), get('/events/schema')),
    ...Array.from({ length: 10 }, () => give({ do: 'tick' })),
    give(hook('close', { reason: 'shutdown' })),
    give(connect('c'), text('c', '?'), { do: 'binary', connection: 'c', size: 1 }),
    give(hook('reset')),
  ];
  return JSON.stringify(done);
};

it.each(freedomNames)('the freedom %s shows', (name) => {
  expect(story([name])).not.toBe(story([]));
});

it('does the same again in the same story', () => {
  expect(story(undefined)).toBe(story(together));
});

it('waits and warns for the freedoms that say so alone', () => {
  expect(areWaiting(together)).toBe(true);
  expect(areWaiting(prompt)).toBe(false);
  expect(warningsOf(together)).toEqual([]);
  expect(warningsOf(['undeclared-fields', 'no-epoch'])).toEqual(['messages/declared-fields']);
});
