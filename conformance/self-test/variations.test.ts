/** Correct servers that are slow, and drivers that fail: neither is held against the server. */
import { describe, expect, it } from 'vitest';
import { createControl } from '../drivers/control.ts';
import { websocketDriver } from '../drivers/websocket.ts';
import { examine } from '../engine/examine.ts';
import { variations } from './matrix.ts';
import { examineHere, notPassed, serveHere } from './servers.ts';
import { allSubjects, subjects } from './subjects.ts';

const { commerce } = subjects;

// The whole matrix, with many seeds and every server, is the business of the proof; this is a sample of it.
describe.each(allSubjects.map((subject, nth) => ({ ...subject, nth })))(
  '$id',
  ({ id: subject, protocol, reference, nth }) => {
    it.each(variations.filter(({ atSeam }) => atSeam).filter((_, index) => index % 4 === nth % 4))(
      'a server is conformant: $name',
      async ({ atSeam, hides }) => {
        const report = await examineHere(protocol, atSeam?.(31, protocol)(reference()) ?? reference(), {
          seed: 31,
          runs: 0,
        });
        const hidden = hides?.[subject];
        const seen = report.requirements.filter(({ id, status }) => status !== 'unexercised' || !hidden?.test(id));
        expect(notPassed({ ...report, requirements: seen })).toEqual([]);
        expect(report.verdict).toBe(hidden ? 'incomplete' : 'conformant');
      },
    );
  },
);

it('when advance fails on the way, nothing is held against the server, and the driver is blamed', async () => {
  const served = await serveHere(commerce);
  const control = createControl({ url: served.controlUrl ?? '', patience: 5000 });
  let advances = 0;
  const failing: typeof control = {
    ...control,
    call: (hook, request) =>
      hook === 'advance' && ++advances > 30
        ? Promise.resolve({ status: 'failed', error: 'the hook advance answered 500' })
        : control.call(hook, request),
  };
  const { driver, trouble } = await websocketDriver({
    url: served.url,
    protocol: commerce.protocol,
    control: failing,
    clock: 'virtual',
    patience: 5000,
  });
  try {
    const report = await examine({
      protocol: commerce.protocol,
      driver,
      target: served.url,
      seed: 32,
      startedAt: '',
      nonce: 'failing1',
      runs: 20,
    });
    expect(report.counts.fail).toBe(0);
    expect(report.verdict).toBe('incomplete');
    expect(trouble()).toMatch(/Time cannot be moved on/);
  } finally {
    await driver.close();
  }
});

it('a hook that publishes nothing is blamed, not the server', async () => {
  const server = commerce.reference();
  const idle: typeof server = {
    ...server,
    receive: (input, now) =>
      input.do === 'hook' && input.hook === 'publish'
        ? [{ do: 'answer', id: input.id, status: 202, body: {} }]
        : server.receive(input, now),
  };
  const report = await examineHere(commerce.protocol, idle, { seed: 33, runs: 20 });
  expect(report.requirements.find(({ id }) => id === 'commerce/delivery/order')).toMatchObject({
    status: 'untested',
    missing: ['publish'],
  });
  expect(report.notes.filter(({ about }) => about === 'driver').map(({ text }) => text)).toEqual([
    expect.stringMatching(/no client ever saw any/),
  ]);
});
