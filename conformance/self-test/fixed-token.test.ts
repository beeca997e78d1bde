/** One token and no hook: what one user can see is judged, nobody is accused, and the rest says which hook it needs. */
import { expect, it, onTestFinished } from 'vitest';
import { createControl } from '../drivers/control.ts';
import { websocketDriver } from '../drivers/websocket.ts';
import { examine } from '../engine/examine.ts';
import type { Report } from '../engine/report.ts';
import { serveHere } from './servers.ts';
import { type Subject, subjects } from './subjects.ts';

const PATIENCE = 10_000;
const USER = 'did:somebody';

/** A token that the server itself has made. */
const tokenFrom = async (url: string): Promise<string> => {
  const control = createControl({ url, patience: PATIENCE });
  const answer = await control.call('token', { subject: USER });
  control.close();
  return answer.status === 'done' ? String(answer.answer.token) : '';
};

const examined = async (subject: Subject, isShown: boolean): Promise<Report> => {
  const { protocol } = subject;
  const { url, controlUrl = '' } = await serveHere(subject);
  const identity = { token: await tokenFrom(controlUrl), user: USER };
  const { driver } = await websocketDriver({
    ...{ url, protocol, clock: 'real', patience: PATIENCE },
    ...(isShown && { identity }),
  });
  onTestFinished(() => driver.close());
  // What waits for beats and limits has no place in a test.
  const only = ['messages', 'handshake', 'credentials', 'replies', 'errors', 'size', 'closing'];
  return examine({
    ...{ protocol, driver, seed: 3, runs: 2, target: url, startedAt: '', nonce: 'fixedtoken' },
    only: only.map((family) => `${protocol.id}/${family}/*`),
  });
};

const passed = ({ requirements }: Report) =>
  requirements.filter(({ status }) => status === 'pass').map(({ id }) => id.slice(id.indexOf('/') + 1));

it.each([subjects.commerce])('$id judges more with a token than without', async (subject) => {
  const report = await examined(subject, true);
  expect(report.requirements.filter(({ status }) => status === 'fail')).toEqual([]);
  expect(report.verdict).toBe('incomplete');
  expect(passed(report)).toEqual(
    expect.arrayContaining([
      'handshake/first-message',
      'credentials/accepts-good',
      'credentials/refuses-bad-signature',
      'replies/in-order',
      'errors/not-json',
      'size/refuses',
    ]),
  );
  expect(passed(report).length).toBeGreaterThan(passed(await examined(subject, false)).length + 10);
  const rest = report.requirements.filter(({ status }) => !['pass', 'notApplicable'].includes(status));
  expect(rest.map(({ status }) => status)).toEqual(rest.map(() => 'untested'));
});

it('one token is too little where the protocol counts by user', async () => {
  await expect(examined(subjects.trading, true)).rejects.toThrow(
    'trading limits how much one user may send, and one token is one user; offer the hook token instead.',
  );
});
