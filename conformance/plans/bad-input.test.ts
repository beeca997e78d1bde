/** Bad commands are wrong in one respect, and every way of a protocol to be wrong is among them. */
import { describe, expect, it } from 'vitest';
import { protocols } from '../../schemas/index.ts';
import { reader as createReader } from '../../schemas/reader.ts';
import { badCommands, type Wrong } from './bad-input.ts';
import { createKit } from './kit.ts';

const WRONGS: readonly Wrong[] = ['missing', 'type', 'null', 'empty'];

describe.each(Object.values(protocols))('$id', (protocol) => {
  const reader = createReader(protocol);
  const bad = badCommands(protocol, reader, createKit(protocol, reader), 'a');

  it.each(WRONGS)('commands with something %s are refused by their schemas', (wrong) => {
    const frames = bad(wrong).flatMap((step) => (step.do === 'send' ? [step.frame] : []));
    for (const frame of frames) {
      const { name = '' } = reader.read(frame, 'client') ?? {};
      expect([frame, reader.problems('command', name, frame).length]).not.toEqual([frame, 0]);
    }
  });
});

describe('prediction', () => {
  const reader = createReader(protocols.prediction);
  const bad = badCommands(protocols.prediction, reader, createKit(protocols.prediction, reader), 'a');
  const texts = (wrong: Wrong): string => JSON.stringify(bad(wrong));

  it.each([
    ['empty', '"markets":[]'],
    ['empty', '"markets":[""]'],
    ['empty', '"op":"unsubscribe","id":"unsubscribe of a","streams":[]'],
    ['null', '"markets":[null]'],
    ['type', '"markets":[42]'],
    ['type', '"from":"newest"'],
    ['type', '"from":{"offset":"42"}'],
    ['missing', '"from":{}'],
  ] as const)('among what has something %s is %s', (wrong, text) => {
    expect(texts(wrong)).toContain(text);
  });

  it('names no market where that is good, for it may not exist', () => {
    const first = bad('type').filter((step) => JSON.stringify(step).includes('"op":"subscribe"'));
    expect(JSON.stringify(first)).not.toContain('"markets":["');
  });
});
