/** Tests of what is said of bad contracts: each thing that is wrong, where it is, what is there instead, and what to do. */
import { describe, expect, it } from 'vitest';
import { contractSchema } from './contract-schema.ts';
import { restore, toContract } from './contract.ts';
import { protocols } from './index.ts';

const text = { type: 'string' };
const body = (properties: object, required = Object.keys(properties)) => ({ type: 'object', properties, required });
const message = (properties: Readonly<Record<string, unknown>>, example: object) => ({
  description: 'A message.',
  body: body(properties),
  examples: [example],
  invalid: [] as unknown[],
});

/** Nothing in it is shared, so that one place can be changed. */
const whole = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

/** A small contract in which nothing is wrong. */
const good = () =>
  whole({
    id: 'chat',
    title: 'Chat',
    description: 'Talks.',
    path: '/ws',
    envelope: { command: { tag: 'type' }, control: { tag: 'type' }, event: { tag: 'event', body: 'data' } },
    commands: {
      join: message({ room: text }, { room: 'a' }),
      leave: message({ room: text }, { room: 'a' }),
      ping: message({}, {}),
    },
    controls: {
      hello: message({ user: text }, { user: 'a' }),
      joined: message({ room: text }, { room: 'a' }),
      pong: message({}, {}),
      error: message({ text, code: text }, { text: 'a', code: 'b' }),
    },
    events: {
      'room.opened': message({ room: text, by: text }, { room: 'a', by: 'b' }),
      'room.closed': message({ room: text }, { room: 'a' }),
    },
    promises: {
      handshake: { greeting: 'hello', user: '/user' },
      replies: { fence: 'ping', to: { ping: { answer: 'pong' }, join: { answer: 'joined', echoes: ['/room'] } } },
      errors: {
        message: 'error',
        text: '/text',
        code: { at: '/code', level: 'MUST' },
        kinds: { bad: { code: 'BAD' } },
        input: { 'not-json': 'bad', binary: 'bad', 'not-object': 'bad', 'unknown-command': 'bad', 'bad-field': 'bad' },
      },
      delivery: { subscribe: 'join', unsubscribe: 'leave', routes: { 'room.*': ['room:{room}'] } },
      heartbeat: { send: 'ping frame', every: 30000, forgives: 1, ending: { close: 4000 } },
      lifecycle: {
        room: {
          key: '/room',
          transitions: {
            'room.opened': { from: [null], to: 'open' },
            'room.closed': { from: ['open'], to: 'closed' },
          },
        },
      },
      facts: { 'same-room': { statement: 'It is.', of: 'room.*', equal: { '/room': '{room.room}' } } },
      limits: { most: 10, within: 1000, per: 'user', over: { error: 'bad', connection: 'goes on' } },
      closing: {
        reasons: { shutdown: { close: 1001 } },
        codes: {
          1001: { means: 'Over.', next: 'reconnect' },
          4000: { means: 'Silent.', next: 'reconnect' },
          1009: { means: 'Large.', next: 'fix the client' },
        },
      },
      size: { takes: 100, refuses: 101, close: 1009 },
    },
  });

type Members = Record<string, unknown>;

/** The contract with one place changed, or taken away. */
const changed = (pointer: string, value: unknown, from: unknown = good()): unknown => {
  const path = pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  const last = path.pop() ?? '';
  const parent = path.reduce<unknown>((at, member) => (at as Members)[member], from) as Members; // known to exist
  if (value === undefined) delete parent[last];
  else parent[last] = value;
  return from;
};

const said = (contract: unknown): readonly string[] => {
  const found = restore(contract);
  return 'complaints' in found ? found.complaints.map(({ at, says }) => `${at} ${says}`) : [];
};

it('nothing is said of a good contract, nor of those that ship', () => {
  expect(said(good())).toEqual([]);
  for (const protocol of Object.values(protocols))
    expect(said(JSON.parse(JSON.stringify(toContract(protocol))))).toEqual([]);
});

/** What is said of a contract with one place changed: that alone. */
const table: readonly (readonly [pointer: string, value: unknown, says: string])[] = [
  // Its form.
  ['/title', undefined, '/title is missing; add it (The name for people.)'],
  ['/title', '', '/title must not be empty (The name for people.)'],
  [
    '/path',
    'ws',
    '/path must be a path that begins with a slash, but is "ws" (The path that is upgraded to a WebSocket, such as `/ws`.)',
  ],
  [
    '/transport',
    'mqtt',
    '/transport must be "socket.io", but is "mqtt" (What carries the messages; a bare WebSocket unless given.)',
  ],
  ['/envelope/event/tag', 7, "/envelope/event/tag must be text, but is 7 (The member that holds the message's name.)"],
  ['/commands', [], '/commands must be an object, but is [] (The messages that clients send, by name.)'],
  [
    '/events/room.closed/examples',
    {},
    '/events/room.closed/examples must be a list, but is {} (Bodies as they may be; plans are made of the first.)',
  ],
  ['/promises/heartbaet', {}, '/promises/heartbaet is nothing that can stand there; did you mean heartbeat?'],
  [
    '/promises/heartbeat/every',
    '30s',
    '/promises/heartbeat/every must be a whole number, but is "30s" (The period in ms.)',
  ],
  ['/promises/heartbeat/every', 0, '/promises/heartbeat/every must be 1 or more, but is 0 (The period in ms.)'],
  [
    '/promises/heartbeat/every',
    2 ** 31,
    '/promises/heartbeat/every must be 2147483647 or less, but is 2147483648 (The period in ms.)',
  ],
  [
    '/promises/heartbeat/ending',
    { clos: 4000 },
    '/promises/heartbeat/ending/clos is nothing that can stand there; did you mean close?',
  ],
  ['/promises/heartbeat/ending', 'terminat', '/promises/heartbeat/ending must be "terminate", but is "terminat"'],
  [
    '/promises/handshake/user',
    'user',
    '/promises/handshake/user must be a JSON pointer such as /order/id, which begins with a slash, but is "user" (Where the greeting names the connected user.)',
  ],
  [
    '/promises/errors/code/level',
    'must',
    '/promises/errors/code/level must be one of MUST, SHOULD, MAY, but is "must" (How firmly it is promised.); did you mean MUST?',
  ],
  ['/promises/errors/input/binary', undefined, '/promises/errors/input/binary is missing; add it (A binary frame.)'],
  [
    '/promises/pacing',
    { 'room.opened': { kind: 'spaced', every: '1s' } },
    '/promises/pacing/room.opened/every must be a whole number, but is "1s" (The period in ms.)',
  ],
  [
    '/promises/facts/same-room/equal',
    { room: 'a' },
    '/promises/facts/same-room/equal has the member "room", but its members must be JSON pointers such as /order/id',
  ],
  [
    '/promises/lifecycle/room/transitions/room.closed',
    { from: 'open', to: 'closed' },
    '/promises/lifecycle/room/transitions/room.closed/from must be a list, but is "open" (The states it may come in; `null`: before the thing exists.)',
  ],
  // Names.
  [
    '/promises/handshake/greeting',
    'helo',
    '/promises/handshake/greeting names "helo", which is no control message; did you mean hello?',
  ],
  [
    '/promises/handshake/greeting',
    '__proto__',
    '/promises/handshake/greeting names "__proto__", which is no control message; there are hello, joined, pong, error',
  ],
  ['/promises/replies/fence', 'pign', '/promises/replies/fence names "pign", which is no command; did you mean ping?'],
  [
    '/promises/delivery/routes',
    { 'rooms.*': ['a'] },
    '/promises/delivery/routes/rooms.* names "rooms.*", which is no event and no family of events; did you mean room.*?',
  ],
  [
    '/promises/limits/over/error',
    'bda',
    '/promises/limits/over/error names "bda", which is no error kind; did you mean bad?',
  ],
  [
    '/promises/lifecycle/room/belongsTo',
    { machine: 'house', by: '/room' },
    '/promises/lifecycle/room/belongsTo/machine names "house", which is no machine; there are room',
  ],
  // Pointers.
  [
    '/promises/handshake/user',
    '/usr',
    '/promises/handshake/user names "/usr", which is no place in the body of the control message hello; did you mean /user?',
  ],
  [
    '/promises/handshake/user',
    '/user/id',
    '/promises/handshake/user points to "/user/id", which is not in the body of the control message hello; nothing can be there',
  ],
  [
    '/promises/replies/to/join/echoes/0',
    '/rom',
    '/promises/replies/to/join/echoes/0 names "/rom", which is no place in the body of the control message joined; did you mean /room?',
  ],
  [
    '/promises/lifecycle/room/key',
    '/by',
    '/promises/lifecycle/room/key names "/by", which is no place in the body of the event room.closed; there are /room',
  ],
  [
    '/promises/facts/same-room/equal',
    { '/rooom': 'a' },
    '/promises/facts/same-room/equal names "/rooom", which is no place in the body of the event room.opened, nor in 1 more; did you mean /room?',
  ],
  [
    '/promises/sequence',
    { number: '/seq', scope: 'server', first: 1 },
    '/promises/sequence/number names "/seq", which is no place in the frame of the event room.opened; there are /event, /data',
  ],
  // Messages.
  [
    '/events/room.closed/body/properties/room/type',
    'strnig',
    '/events/room.closed/body/properties/room/type names "strnig", which is no type of JSON Schema; did you mean string?',
  ],
  [
    '/events/room.closed/examples',
    [],
    '/events/room.closed/examples is empty; give at least one body, for plans and documents are made of the first',
  ],
  [
    '/events/room.closed/examples',
    [{ room: 7 }],
    '/events/room.closed/examples/0/room must be string, by the schema of its body; mend one of the two',
  ],
  [
    '/events/room.closed/invalid',
    [{ body: { room: 'a' }, at: '/room', keyword: 'type' }],
    '/events/room.closed/invalid/0/body is said to be invalid, but its schema takes it; mend one of the two',
  ],
  [
    '/events/room.closed/invalid',
    [{ body: { room: 7 }, at: '', keyword: 'type' }],
    '/events/room.closed/invalid/0 is said to be refused at "" by type, but is so at "/room" by type',
  ],
  [
    '/commands/ping/body/properties',
    { type: text },
    '/commands/ping/body/properties/type stands in the place that the envelope of commands has for the name of the message; call it otherwise',
  ],
  // Contradictions, and numbers out of sense.
  ['/envelope/event/body', 'event', '/envelope/event/body is "event", as the tag is; name and body need a member each'],
  [
    '/promises/heartbeat/every',
    30,
    '/promises/heartbeat/every is 30 ms, which is too short to be judged; durations are in ms, so that 30 seconds are 30000',
  ],
  [
    '/promises/heartbeat/answer',
    'ping',
    '/promises/heartbeat/answer is for beats that are messages, but a pong answers a ping frame; leave it out',
  ],
  [
    '/promises/heartbeat/ending/close',
    1006,
    '/promises/heartbeat/ending/close is 1006, which RFC 6455 lets nobody send; take one from 4000 to 4999, or such as 1001 and 1008',
  ],
  [
    '/promises/heartbeat/ending/close',
    4001,
    '/promises/heartbeat/ending/close is 4001, which /promises/closing/codes does not explain; add it there',
  ],
  [
    '/promises/closing/reasons/shutdown',
    { unasked: true },
    '/promises/closing/reasons/shutdown/unasked is for ends that a client can tell from others, by a farewell or a close code; add one, or leave this out',
  ],
  [
    '/promises/closing/reasons/shutdown',
    { close: 4000, unasked: true },
    '/promises/closing/reasons/shutdown/unasked is for ends that a client can tell from others, but /promises/heartbeat/ending is told in the same way; tell one of them otherwise',
  ],
  [
    '/promises/size/refuses',
    100,
    '/promises/size/refuses is 100, but messages of 100 bytes are taken; it must be more than `takes`',
  ],
  [
    '/promises/limits/most',
    0,
    '/promises/limits/most is 0, so that no message would ever be taken; give a number above 0',
  ],
  [
    '/promises/limits/over/coolDown',
    5000,
    '/promises/limits/over/coolDown is for connections that end, but `connection` is "goes on"; leave one of them out',
  ],
  [
    '/promises/replies/fence',
    'leave',
    '/promises/replies/fence is "leave", which /promises/replies/to does not answer; a fence needs an answer',
  ],
  [
    '/promises/errors/code',
    undefined,
    '/promises/errors/kinds/bad/code is "BAD", but no /promises/errors/code says where codes stand; add it, or leave this out',
  ],
  ['/promises/delivery', undefined, ''],
  [
    '/promises/rights',
    { channels: { 'room:{room}': { anyone: true, exists: 'rom' } }, refusal: 'bad', malformed: 'bad' },
    '/promises/rights/channels/room:{room}/exists names "rom", which is no machine; did you mean room?',
  ],
  [
    '/promises/recovery',
    {
      replay: {
        command: 'join',
        from: '/room',
        latest: 'l',
        earliest: 'e',
        number: 'n',
        next: '/n',
        outOfRange: 'bad',
      },
    },
    '/promises/recovery/replay begins at a number, but no /promises/sequence numbers anything; add it',
  ],
  [
    '/promises/delivery/routes',
    { 'room.*': ['room:{rom}'] },
    '/promises/delivery/routes/room.*/0 names "rom", which is no field of room.opened; did you mean room?',
  ],
  [
    '/promises/delivery/routes',
    { 'room.*': ['room:{rom.by}'] },
    '/promises/delivery/routes/room.*/0 names "rom", which is no machine; did you mean room?',
  ],
  [
    '/promises/lifecycle/room/transitions/room.opened/from',
    ['closed'],
    '/promises/lifecycle/room/transitions has none from `null`, so that no such thing can ever begin; add one',
  ],
  [
    '/promises/lifecycle/room/transitions/room.closed/from',
    ['opne'],
    '/promises/lifecycle/room/transitions/room.closed/from names "opne", which is no state that any event of room leads to; did you mean open?',
  ],
  [
    '/promises/lifecycle/room/belongsTo',
    { machine: 'room', by: '/room' },
    '/promises/lifecycle/room/belongsTo/machine leads back to room itself, so that neither can begin; take another',
  ],
];

describe('of a bad contract it is said exactly what is wrong', () => {
  it.each(table)('%s = %j', (pointer, value, says) => {
    expect(said(changed(pointer, value))).toEqual(says === '' ? [] : [says]);
  });
});

describe('everything that is wrong', () => {
  it('is told at once, where the form of one promise does not hide another', () => {
    const bad = [
      ['/promises/heartbeat/every', '30s'],
      ['/promises/handshake/greeting', 'helo'],
      ['/events/room.closed/examples', []],
    ] as const;
    const contract = bad.reduce<unknown>((made, [pointer, value]) => changed(pointer, value, made), good());
    expect(
      said(contract)
        .map((line) => line.split(' ')[0])
        .sort(),
    ).toEqual(bad.map(([pointer]) => pointer).sort());
  });

  it('is no more than that: what names a part that could not be read is not held against it', () => {
    expect(said(changed('/promises/errors/text', 7))).toHaveLength(1);
    expect(said(changed('/promises/lifecycle/room/key', 7))).toHaveLength(1);
    expect(said(changed('/controls/hello', 7))).toHaveLength(1);
  });

  it('is said of whatever it is, without an exception', () => {
    for (const value of [null, 7, 'chat', [], {}, { promises: null }, { ...good(), promises: [] }])
      expect(said(value).length).toBeGreaterThan(0);
  });
});

/** Every schema within one, with its place. */
function* within(schema: unknown, at: string): Generator<readonly [at: string, Members]> {
  if (typeof schema !== 'object' || schema === null) return;
  for (const [name, inner] of Object.entries((schema as Members)['properties'] ?? {})) {
    yield [`${at}/${name}`, inner as Members];
    yield* within(inner, `${at}/${name}`);
  }
  const {
    additionalProperties,
    items,
    anyOf = [],
  } = schema as { readonly [K: string]: unknown; readonly anyOf?: readonly unknown[] };
  const oneOf = (schema as { readonly oneOf?: readonly unknown[] }).oneOf ?? [];
  for (const inner of [additionalProperties, items, ...anyOf, ...oneOf]) yield* within(inner, `${at}/*`);
}

it('the schema of contracts describes every field', () => {
  const fields = [...within(contractSchema(), '')];
  expect(fields.length).toBeGreaterThan(200);
  expect(fields.filter(([, { description }]) => typeof description !== 'string').map(([at]) => at)).toEqual([]);
});
