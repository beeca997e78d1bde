/** Leaves of the server's own accord that fall together with what a hook asked for: either may have come of the other. */
import { expect, it } from 'vitest';
import { telemetry } from '../../schemas/telemetry/protocol.ts';
import { createJudge } from '../engine/judge.ts';
import { goodbye, reconnect } from '../self-test/telemetry-frames.ts';
import { told, type Told } from '../self-test/told.ts';
import { suiteOf } from '../suites/index.ts';

const { reader, requirements } = suiteOf(telemetry);

/** What is found broken, and whether that may be a coincidence. */
const found = (history: Told): Readonly<Record<string, boolean>> => {
  const judge = createJudge({ protocol: telemetry, reader, requirements, resolution: () => 0 });
  for (const { entry } of history.moments()) judge.hear(entry);
  return Object.fromEntries(
    [...judge.tallies].flatMap(([id, { broken }]) => (broken ? [[id, broken.coincident === true]] : [])),
  );
};

const two = () => told(telemetry).opens('a').opens('b').asksToEnd('server_restart', 'did:b').says();

it('tells that a leave which was asked of somebody else may have come by chance', () => {
  const history = two().gets('b', reconnect('server_restart', 0)).closes('b', 1012);
  expect(found(history.gets('a', reconnect('server_restart', 0)).closes('a', 1012).ends())).toEqual({
    'telemetry/closing/stays-open': true,
  });
});

it('tells that a leave for another reason than that asked for may have come by chance', () => {
  const history = told(telemetry).opens('a').asksToEnd('error').says().gets('a', goodbye('server_shutdown'));
  const breaches = found(history.closes('a', 1001).ends());
  expect(breaches).toMatchObject({ 'telemetry/closing/error-farewell': true });
  expect(Object.values(breaches)).not.toContain(false);
});

it.each(['1008', 'nothing'])('tells for certain what no leave of its own accord explains: %s', (code) => {
  const history = two().gets('b', reconnect('server_restart', 0)).closes('b', 1012);
  expect(found(history.closes('a', code === 'nothing' ? undefined : Number(code)).ends())).toMatchObject({
    'telemetry/closing/stays-open': false,
  });
});

it('takes what is certain before what may be a coincidence', () => {
  const history = two().opens('c').gets('a', reconnect('server_restart', 0)).closes('a', 1012);
  expect(found(history.closes('c', 1008).ends())).toMatchObject({ 'telemetry/closing/stays-open': false });
});
