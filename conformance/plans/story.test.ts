/** Stories: what is published can be told from what was published before. */
import { Type } from '@sinclair/typebox';
import { expect, it } from 'vitest';
import { protocols } from '../../schemas/index.ts';
import { message, type Protocol } from '../../schemas/protocol.ts';
import { reader } from '../../schemas/reader.ts';
import { Text } from '../../schemas/types.ts';
import { emit } from './emit.ts';
import { createStory } from './story.ts';

const protocol = protocols.prediction;

it('says nothing twice in the same words, and leaves the names of things as they are', () => {
  const story = createStory(protocol);
  const body = { market_id: 'm', market_description: 'twice' };
  const steps = [1, 1, 1, 2].flatMap((n) => emit(protocol, story, 'markets.updated', n, { body }));
  const bodies = steps.flatMap((step) =>
    step.do === 'publish' && step.event === 'markets.updated' ? [step.body] : [],
  );
  expect(bodies).toEqual([
    { market_id: '⟨market1⟩', market_description: 'twice' },
    { market_id: '⟨market1⟩', market_description: expect.stringMatching(/^⟨mark\d+⟩$/u) },
    { market_id: '⟨market1⟩', market_description: expect.stringMatching(/^⟨mark\d+⟩$/u) },
    { market_id: '⟨market2⟩', market_description: 'twice' },
  ]);
  expect(new Set(bodies.map((one) => JSON.stringify(one))).size).toBe(bodies.length);
  const { problems, frame } = reader(protocol);
  for (const one of bodies)
    expect(problems('event', 'markets.updated', frame('event', 'markets.updated', one, { offset: 1 }))).toEqual([]);
});

it('says nothing at all twice where no field can tell it apart from before', () => {
  const { commerce } = protocols;
  const { body } = message('Somebody looked at an order.', Type.Object({ orderId: Text('The order.') }), {
    examples: [{ orderId: 'a' }],
    invalid: [],
  });
  const seen: Protocol = {
    ...commerce,
    events: { seen: { description: '', body, examples: [{ orderId: 'a' }], invalid: [] } },
    promises: {
      lifecycle: { order: { key: '/orderId', transitions: { seen: { from: [null, 'seen'], to: 'seen' } } } },
    },
  };
  const story = createStory(seen);
  expect([1, 1, 2].map((n) => story.publish('seen', n)?.body)).toEqual([
    { orderId: '⟨order1⟩' },
    undefined,
    { orderId: '⟨order2⟩' },
  ]);
});
