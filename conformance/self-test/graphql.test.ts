/** A protocol that others have written, on a server that others have written: it passes, and what is broken is noticed. */
import { describe, expect, it } from 'vitest';
import { hooksOf } from '../../docs/examples/graphql-transport-ws/hooks.ts';
import { protocol } from '../../docs/examples/graphql-transport-ws/protocol.ts';
import { serveChat } from '../../docs/examples/graphql-transport-ws/server.ts';
import { withNumbers } from '../engine/merge.ts';
import { functionControl } from '../drivers/function-control.ts';
import { websocketDriver } from '../drivers/websocket.ts';
import { examine } from '../engine/examine.ts';
import type { ExamineOptions } from '../engine/examine-options.ts';
import type { Report } from '../engine/report.ts';
import { suiteOf } from '../suites/index.ts';
import { graphqlFaults } from './graphql-faults.ts';
import { oddServers } from './graphql-odd.ts';
import { serveSo } from './graphql-servers.ts';
import { failing, notPassed } from './servers.ts';

/** How long clients have to speak first, in ms. */
const WAIT = 800;
const PATIENCE = 10_000;

type Served = Awaited<ReturnType<typeof serveSo>>;
type Some = Partial<Pick<ExamineOptions, 'seed' | 'runs' | 'only' | 'patience' | 'shrinking'>>;

/** The protocol as it is built here, and its suite, which takes a while to make: clients must not be kept from speaking. */
const { protocol: build } = withNumbers(protocol, { handshake: { opening: { within: { ms: WAIT } } } });
const { requirements } = suiteOf(build);

let examinations = 0;

/** Examines a chat in real time, and ends it. */
const examineChat = async (serve: Promise<Served>, some: Some): Promise<Report> => {
  const served = await serve;
  const hooks = hooksOf(served, WAIT);
  const { driver } = await websocketDriver({
    ...{ url: served.url, protocol: build, clock: 'real', patience: PATIENCE },
    control: functionControl(hooks, protocol.id, PATIENCE),
  });
  try {
    const nonce = `graphql${(++examinations).toString(36)}x`;
    const about = { protocol: build, driver, target: served.url, startedAt: '', nonce };
    return await examine({ ...about, seed: 1, ...some });
  } finally {
    await driver.close();
    await served.close();
  }
};

describe.concurrent('graphql-transport-ws', () => {
  it.each([1, 2, 3])('graphql-ws keeps all that its protocol promises, by seed %i', async (seed) => {
    const report = await examineChat(serveChat(WAIT), { seed, runs: 1 });
    expect(notPassed(report)).toEqual([]);
    expect([report.verdict, report.notes]).toEqual(['conformant', []]);
  });

  it.each(Object.entries(oddServers))('raises no alarm where %s', async (_, manner) => {
    const report = await examineChat(serveSo(manner, WAIT), { seed: 4, runs: 1 });
    expect(notPassed(report)).toEqual([]);
    expect([report.verdict, report.notes]).toEqual(['conformant', []]);
  });
  it.each(Object.entries(graphqlFaults))('%s is noticed', async (_, { breaks, ...manner }) => {
    const only = breaks.map((name) => `${protocol.id}/${name}`);
    const report = await examineChat(serveSo(manner, WAIT), { only, runs: 0, patience: 1000, shrinking: 0 });
    expect(failing(report)).toEqual(expect.arrayContaining(only));
  });

  it('has a fault for every requirement but those that others stand for', () => {
    const broken = new Set(Object.values(graphqlFaults).flatMap(({ breaks }) => breaks));
    const spared = requirements.map(({ id }) => id.slice(protocol.id.length + 1)).filter((name) => !broken.has(name));
    expect(spared).toEqual([
      'messages/declared',
      'messages/declared-fields',
      'credentials/accepts-good',
      'credentials/nothing-else',
      'closing/answers-the-close',
      'frames/answers-pings',
      'frames/in-fragments',
    ]);
  });
});
