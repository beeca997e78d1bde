/** Tests of speaking: which texts nothing answers. */
import { expect, it } from 'vitest';
import { commerce } from '../../schemas/commerce/protocol.ts';
import { reader } from '../../schemas/reader.ts';
import { telemetry } from '../../schemas/telemetry/protocol.ts';
import { createBeatTelling } from './speaking.ts';

it.each([
  ['the answer to a beat', { event: 'heartbeat:ack', data: { clientTime: 1706400000050 } }, true],
  ['a bad one, which brings an error', { event: 'heartbeat:ack', data: { clientTime: 'now' } }, false],
  ['another command', { event: 'subscribe', data: { channels: [] } }, false],
])('knows %s', (_, frame, expected) => {
  expect(createBeatTelling(telemetry, reader(telemetry))(JSON.stringify(frame))).toBe(expected);
});

it('takes nothing for one that is no JSON, or where beats are answered by frames', () => {
  expect(createBeatTelling(telemetry, reader(telemetry))('{')).toBe(false);
  expect(createBeatTelling(commerce, reader(commerce))('{"type":"ping"}')).toBe(false);
});
