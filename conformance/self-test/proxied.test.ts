/** The proxy before whole examinations: what passes is judged as its capture would be, and no correct server is accused. */
import { expect, it, onTestFinished } from 'vitest';
import type { Item } from '../captures/capture.ts';
import { createJudging } from '../captures/judging.ts';
import { createProxy } from '../proxy/proxy.ts';
import { suiteOf } from '../suites/index.ts';
import { examineThere, failing, serveHere } from './servers.ts';
import { subjects } from './subjects.ts';

const RUNS = 4;

it.each([
  ['marketplace', '', undefined],
  ['commerce', '', undefined],
  ['trading', '', undefined],
  ['trading', '?transport=polling', undefined],
  ['trading', '?transport=polling,websocket', undefined],
  ['marketplace', '', 'sequence/links-to-the-number-before'],
] as const)('%s, reached at its address with %j, is found to have the fault %s', async (id, query, name) => {
  const subject = subjects[id];
  const { protocol } = subject;
  const suite = suiteOf(protocol);
  const fault = suite.faults.find((one) => one.id === name);
  const served = await serveHere(subject, fault);
  const found: string[] = [];
  const judging = createJudging({ suite, found: ({ id: broken }) => found.push(broken) });
  const items: Item[] = [];
  const proxy = createProxy({
    ...{ to: served.url, protocol, reach: {} },
    told: {
      trouble: () => {},
      sight: (told, at) => {
        const item = { place: items.length + 1, at, told };
        items.push(item);
        judging.take(item);
      },
    },
  });
  const url = new URL(served.url);
  url.port = String(await proxy.listen(0, '127.0.0.1'));
  url.search = query;
  onTestFinished(() => proxy.close().catch(() => {}));
  const family = name === undefined ? `${id}/messages/*` : `${id}/${name.split('/')[0]}/*`;
  const examined = await examineThere(
    protocol,
    { ...served, url: url.href },
    { runs: RUNS, shrinking: 0, only: [family] },
  );
  await proxy.close();
  const capture = { format: 'proxy', places: 'message' } as const;
  const report = judging.report({ target: url.href, startedAt: '', capture });
  expect(examined.verdict).toBe(fault ? 'nonconformant' : 'conformant');
  expect([...found].sort()).toEqual([...failing(report)].sort());
  const expected = [...(fault?.breaks ?? []), ...(fault?.disturbs ?? [])];
  expect(expected).toEqual(expect.arrayContaining([...found]));
  expect(found.length > 0).toBe(fault !== undefined);
  expect(report.counts.pass).toBeGreaterThan(5);
  const kinds = new Set(items.map(({ told }) => told.kind));
  expect([...kinds]).toEqual(expect.arrayContaining(['opening', 'opened', 'sent', 'received', 'closed']));
  // A client that breaks frames on purpose is followed no further; nobody else is lost.
  expect(proxy.unseen.elsewhere).toBe(0);
});
