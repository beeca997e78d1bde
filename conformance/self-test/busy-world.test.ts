/** Servers on which others publish all the time: what they do is no fault of the server's. */
import { expect, it } from 'vitest';
import { prediction } from '../../schemas/prediction/protocol.ts';
import type { Output, Server } from '../../schemas/server.ts';
import { examineHere } from './servers.ts';
import { subjects } from './subjects.ts';

const EVENT = 'events.discovered';

/** A server on which others make an event known behind each of ours, and so many once everything is forgotten. */
const amongOthers = (server: Server, many: number): Server => {
  let n = 0;
  const others = (count: number, now: number): readonly Output[] =>
    Array.from({ length: count }, () => {
      const [example] = prediction.events[EVENT].examples;
      const payload = { ...Object(example), event_id: `of others ${++n}` };
      return server.receive({ do: 'hook', id: `others ${n}`, hook: 'publish', body: { event: EVENT, payload } }, now);
    })
      .flat()
      .filter((output) => output.do !== 'answer');
  return {
    ...server,
    receive: (input, now) => {
      const outputs = server.receive(input, now);
      if (input.do !== 'hook') return outputs;
      return [...outputs, ...others(input.hook === 'reset' ? many : 1, now)];
    },
  };
};

it.each([1, 400])('numbers begin anew where others have made %i events known before anybody listens', async (many) => {
  const server = amongOthers(subjects.prediction.reference(), many);
  const only = ['prediction/sequence/restarts', 'prediction/sequence/dense'];
  const { requirements } = await examineHere(prediction, server, { runs: 0, only });
  const [restarts, dense] = only.map((id) => requirements.find((one) => one.id === id));
  expect(restarts?.finding).toBeUndefined();
  expect(dense?.status).toBe('pass');
});
