import { describe, expect, it } from 'vitest';
import type { Item } from './capture.ts';
import { readCapture } from './read.ts';

const HEADING = '{"format":"wireproof capture","version":1}\n';

const bytes = async function* (text: string, length = text.length + 1) {
  const all = Buffer.from(text);
  for (let from = 0; from < all.length; from += length) yield all.subarray(from, from + length);
};

const read = async (text: string, length?: number) => {
  const capture = await readCapture(bytes(text, length), 'the file');
  const items: Item[] = [];
  for await (const some of capture.items) items.push(...some);
  return { ...capture, items };
};

const har = (messages: readonly unknown[], url = 'ws://a/ws?types=sold&token=abc') =>
  JSON.stringify({ log: { entries: [{ request: { url } }, { request: { url }, _webSocketMessages: messages }] } });

describe('our own format', () => {
  it('is read line by line, however its bytes arrive', async () => {
    const line = JSON.stringify({ kind: 'received', at: 1.5, connection: 1, form: 'text', text: '"é"' });
    for (const length of [1, 7, 1000]) {
      const { format, items } = await read(`${HEADING}\r\n${line}\n${line}`, length);
      expect(format).toBe('wireproof');
      const told = { kind: 'received', connection: 1, form: 'text', text: '"é"', bytes: 4 };
      expect(items).toEqual([
        { place: 3, at: 1.5, told },
        { place: 4, at: 1.5, told },
      ]);
    }
  });

  it('is read bit by bit, even where its bytes come all at once', async () => {
    const line = `${JSON.stringify({ kind: 'pong', connection: 1 })}\n`;
    const { items } = await readCapture(bytes(HEADING + line.repeat(20_000)), 'the file');
    const batches: number[] = [];
    for await (const some of items) batches.push(some.length);
    expect(batches.reduce((sum, length) => sum + length, 0)).toBe(20_000);
    expect(Math.max(...batches)).toBeLessThan(5000);
  });

  it('may end in the middle of a line, as the writing of it may', async () => {
    const { items } = await read(`${HEADING}{"kind":"opened","connection":1}\n{"kind":"rece`);
    expect(items).toHaveLength(1);
  });

  it('lets lines hold more than is asked for', async () => {
    const { items } = await read(`${HEADING}{"kind":"pong","connection":1,"mood":"good"}\n`);
    expect(items[0]?.told).toEqual({ kind: 'pong', connection: 1 });
  });

  it.each([
    ['{"kind":"rec\n{}\n', 'line 2: it is not JSON'],
    ['[1]\n', 'line 2: it is JSON, but no object'],
    ['{"connection":1}\n', 'line 2: it has no "kind"'],
    ['{"kind":"heard"}\n', 'line 2: there is no kind "heard"'],
    ['\n{"kind":"opened","connection":"a"}\n', 'line 3: of kind opened, "connection" is "a"; make it a whole number.'],
    ['{"kind":"sent","connection":1,"form":"text"}\n', 'line 2: of kind sent, "text" is missing; give it a text.'],
    ['{"kind":"opened","connection":1,"at":"noon"}\n', '"at" is "noon"; make it a number of ms.'],
    ['{"kind":"stall","ms":3}\n', 'line 2: the kind stall belongs to a whole history'],
    ['{"kind":"opening","plan":1,"connection":1}\n', 'line 2: an opening of a whole history says who connects'],
    ['{"kind":"begin","plan":1,"resolution":0}\n', 'line 2: "at" is missing, and durations are told here'],
    [
      '{"kind":"begin","plan":1,"resolution":0,"at":5}\n{"kind":"pong","plan":1,"connection":1,"at":4}\n',
      'line 3: "at" falls from 5 to 4',
    ],
  ])('says what is wrong with %j', async (lines, sentence) => {
    await expect(read(HEADING + lines)).rejects.toThrow(sentence);
  });

  describe('whose histories have numbered lines', () => {
    const line = (nth: number | undefined, kind = 'pong', plan = 1) =>
      `${JSON.stringify({ kind, plan, nth, connection: 1, cut: false })}\n`;

    it.each([
      ['begun, ended, and begun again', [line(0, 'begin'), line(1), line(2, 'end'), line(0, 'begin'), line(1)]],
      ['side by side', [line(0, 'begin'), line(0, 'begin', 2), line(1), line(1, 'pong', 2), line(2)]],
      ['that begin in the middle', [line(7), line(8), line(9, 'end'), line(4, 'pong', 2)]],
      ['beside others that have none', [line(0, 'begin'), line(undefined, 'begin', 2), line(undefined, 'pong', 2)]],
      ['that have none but by chance', [line(undefined, 'begin'), line(7), line(3)]],
      ['and end with half a line', [line(0, 'begin'), line(1), line(3).slice(0, -9)]],
    ])('is read where they are whole, %s', async (_, lines) => {
      await expect(read(HEADING + lines.join(''))).resolves.toMatchObject({ format: 'wireproof' });
    });

    it.each([
      [[line(0, 'begin'), line(2)], 'line 3: "nth" goes from 0 to 2: between it and the line before it line 1 of the'],
      [[line(0, 'begin'), line(1), line(9, 'end')], 'lines 2 to 8 of the whole history 1 are missing; check the file'],
      [[line(7), line(9)], 'line 3: "nth" goes from 7 to 9'],
      [[line(0, 'begin'), line(1), line(1)], 'line 4: "nth" goes from 1 to 1: the lines of the whole history 1 stand'],
      [[line(0, 'begin'), line(2), line(1)], '"nth" goes from 0 to 2'],
      [[line(0, 'begin'), line(1), line(undefined)], 'line 4: "nth" is missing, and the lines of the whole history 1'],
      [
        [line(0, 'begin', 2), line(0, 'begin'), line(1), line(2, 'pong', 2)],
        'line 1 of the whole history 2 is missing',
      ],
    ])('is not read where they are not', async (lines, sentence) => {
      await expect(read(HEADING + lines.join(''))).rejects.toThrow(sentence);
    });
  });

  describe('that says how exact its instants are', () => {
    const heading = '{"format":"wireproof capture","version":1,"resolution":2}\n';
    const line = (connection: number, at?: number) => `${JSON.stringify({ kind: 'pong', connection, at })}\n`;

    it('has instants that never fall on a connection', async () => {
      const { header, items } = await read(heading + line(1, 5) + line(2, 3) + line(1, 5));
      expect(header.resolution).toBe(2);
      expect(items).toHaveLength(3);
    });

    it.each([
      [[line(1, 5), line(2, 3), line(1, 4)], 'line 4: "at" falls from 5 to 4'],
      [[line(1)], 'line 2: "at" is missing, and durations are told here'],
    ])('is not read where it does not', async (lines, sentence) => {
      await expect(read(heading + lines.join(''))).rejects.toThrow(sentence);
    });
  });

  it.each([
    ['{"kind":"opened","connection":1}\n', 'line 1: it does not say what this is'],
    ['{"format":"wireproof capture","version":2}\n', 'line 1: its version is 2'],
    ['{"format":"wireproof capture","version":1,"hooks":["dance"]}\n', 'line 1: "hooks" is ["dance"]'],
    ['{"format":"wireproof capture","ver\n{}', 'line 1: it is not JSON'],
  ])('says what is wrong with the first line %j', async (text, sentence) => {
    await expect(read(text)).rejects.toThrow(sentence);
  });
});

describe('HAR files', () => {
  it('are read for the messages of their sockets, in order, without tokens', async () => {
    const { format, places, items } = await read(
      har([
        { type: 'receive', time: 10.5, opcode: 1, data: '{}' },
        { type: 'send', time: 10.75, opcode: 2, data: Buffer.from('hi').toString('base64') },
        { type: 'error', time: 11, opcode: -1, data: '' },
      ]),
    );
    expect([format, places]).toEqual(['har', 'message']);
    expect(items).toEqual([
      { place: 1, at: 0, told: { kind: 'opening', connection: 1, query: { types: 'sold' } } },
      { place: 2, at: 0, told: { kind: 'received', connection: 1, form: 'text', text: '{}', bytes: 2 } },
      { place: 3, at: 250, told: { kind: 'sent', connection: 1, form: 'binary', text: 'hi', bytes: 2 } },
    ]);
  });

  it.each([
    [
      har([{ type: 'receive', time: 'now', opcode: 1, data: '' }]),
      'message 1 of entry 2 of the HAR file: "time" is "now"',
    ],
    ['{"log":{"entries":[]}}', 'without any message of a WebSocket'],
    ['{\n"log": {', 'begins like a HAR file, but is not JSON'],
  ])('are told what is wrong with them', async (text, sentence) => {
    await expect(read(text)).rejects.toThrow(sentence);
  });
});

describe('plain lines', () => {
  it('are read as terminal clients print them', async () => {
    const { format, items } = await read(
      [
        '# a note',
        'Connected (press CTRL+C to quit)',
        '\u001b[2K\u001b[34m< {"a":1}\u001b[39m',
        '> {"b":2}',
        '> ',
        '< Received ping (data: "")',
        'Disconnected (code: 1000, reason: "bye")',
        '< {}',
      ].join('\n'),
    );
    expect(format).toBe('plain');
    expect(items.map(({ place, at, told }) => [place, at, told.kind, 'connection' in told && told.connection])).toEqual(
      [
        [2, undefined, 'opened', 1],
        [3, undefined, 'received', 1],
        [4, undefined, 'sent', 1],
        [6, undefined, 'ping', 1],
        [7, undefined, 'closed', 1],
        [8, undefined, 'received', 2],
      ],
    );
  });

  it('are told what is wrong with them', async () => {
    await expect(read('< {}\n  "a": 1\n')).rejects.toThrow('line 2: it begins with neither "> " nor "< "');
  });
});

it.each(['', 'hello\n', '[1,2]\n'])('says of %j that it is none of these', async (text) => {
  await expect(read(text)).rejects.toThrow('the file is no capture');
});
