/** Second correct servers raise no alarm: with each freedom that the text leaves, and with all of them. */
import { expect, it, onTestFinished } from 'vitest';
import type { Report } from '../engine/report.ts';
import { onSockets, variations } from './matrix.ts';
import { examineHere, examineThere, failing } from './servers.ts';
import { allSubjects, type CorrectServer } from './subjects.ts';

/** Everything that applies passes but the SHOULDs that warn, and these do fail; who takes leave by itself is said to do so. */
const expectNoAlarm = (
  report: Report,
  { warns, leaves }: Pick<CorrectServer, 'warns' | 'leaves'>,
  hides: RegExp = /^$/,
): void => {
  expect(failing(report)).toEqual(report.requirements.map(({ id }) => id).filter((id) => warns.includes(id)));
  const open = report.requirements.filter(({ status }) => !['pass', 'fail', 'notApplicable'].includes(status));
  const expected = open.filter(
    ({ id, status }) => leaves?.includes(id) || (status === 'unexercised' && hides.test(id)),
  );
  expect(open.filter((one) => !expected.includes(one))).toEqual([]);
  expect(report.verdict).toBe(open.length === 0 ? 'conformant' : 'incomplete');
  expect(report.notes.map(({ about }) => about)).toEqual(leaves ? ['server'] : []);
};

const second = allSubjects.flatMap(({ correctServers }) => correctServers.filter(({ name }) => name !== 'reference'));

it.each(second)('$protocol.id: $name, in process', async (server) => {
  expectNoAlarm(await examineHere(server.protocol, server.make(), { seed: 41, runs: 0 }), server);
});

/** Of how many freedoms one is taken by itself here. */
const SAMPLE = 21;
/** Freedoms without which something has nothing to be judged by: it must come out as declined, and not as left open. */
const LEFT_AWAY = ['second, heartbeats-go-on'];

// The directed plans alone, and some freedoms, with those that end connections: all of them, with random plans and more seeds, are examined by the proof.
const alone = allSubjects.flatMap(({ oneFreedomEach }) =>
  oneFreedomEach.filter(
    ({ name, leaves }, nth) => nth % SAMPLE === 0 || leaves !== undefined || LEFT_AWAY.includes(name),
  ),
);
it.each(alone)('$protocol.id: $name, in process', async (server) => {
  // Who ends connections leaves so few to some plans that it takes several.
  const runs = server.leaves ? 5 : 0;
  expectNoAlarm(await examineHere(server.protocol, server.make(), { seed: 42, runs }), server);
});

/** With all freedoms at once that need no time before an answer: others wait for a clock that goes on here only for ends. */
const prompt = second.filter(({ name }) => name === 'second, prompt');

/** What is between the sockets, another for each protocol in turn: the proof has them all. */
const BETWEEN = ['compressed', 'split', 'in fragments'] as const;

it.each(prompt.map((server, nth) => ({ server, name: BETWEEN[nth % BETWEEN.length] })))(
  '$server.protocol.id: prompt, on real sockets, $name',
  async ({ server, name }) => {
    const variation = variations.find((one) => one.name === name);
    const there = variation && (await onSockets(server, variation, 43));
    if (!there) throw new Error(`no variation ${name} on sockets`);
    const hidden = (id: string) => Object.entries(variation?.hides ?? {}).find(([of]) => of === id)?.[1];
    onTestFinished(there.close);
    const report = await examineThere(server.protocol, there, { seed: 43, runs: 0 });
    expectNoAlarm(report, server, hidden(server.protocol.id));
  },
);
