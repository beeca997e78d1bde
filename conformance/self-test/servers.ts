/** Examinations for the self-tests, in process or on real sockets. */
import { onTestFinished } from 'vitest';
import { HOOKS, type HookName } from '../../schemas/hooks.ts';
import type { Protocol } from '../../schemas/protocol.ts';
import type { Manners, Server } from '../../schemas/server.ts';
import { serve } from '../../reference-server/host.ts';
import { inProcess } from '../drivers/in-process.ts';
import { websocketDriver } from '../drivers/websocket.ts';
import type { Examination } from '../engine/examination.ts';
import { examine } from '../engine/examine.ts';
import type { ExamineOptions } from '../engine/examine-options.ts';
import type { Report } from '../engine/report.ts';
import type { ListedFault } from '../engine/requirement.ts';
import type { Subject } from './subjects.ts';

type Some = Partial<Omit<ExamineOptions, 'driver' | 'protocol'>>;

let examinations = 0;
const options = (some: Some) => ({
  target: 'a server of the self-tests',
  seed: 1,
  startedAt: '2026-01-01T00:00:00.000Z',
  nonce: `selftest${(++examinations).toString(36)}x`,
  ...some,
});

/** Examines a server of a protocol in this process. */
export const examineHere = (
  protocol: Protocol,
  server: Server,
  some: Some = {},
  manners: Manners = {},
  hooks: readonly HookName[] = HOOKS,
): Examination =>
  examine({
    protocol,
    driver: inProcess({ server, protocol, hooks, manners }),
    ...options(some),
  });

/** Puts the reference server, with a fault in it if one is given, on real sockets until the test is over. */
export const serveHere = async ({ protocol, reference }: Subject, fault?: ListedFault) => {
  const served = await serve({ server: reference(fault), protocol, control: true, manners: fault?.host ?? {} });
  onTestFinished(() => served.close());
  return served;
};

/** Examines a server of a protocol on real sockets, on its virtual clock unless told otherwise. */
export const examineThere = async (
  protocol: Protocol,
  served: { readonly url: string; readonly controlUrl?: string },
  some: Some = {},
  clock: 'real' | 'virtual' | 'auto' = 'auto',
): Promise<Report> => {
  const control = served.controlUrl === undefined ? {} : { control: served.controlUrl };
  const { driver } = await websocketDriver({ url: served.url, protocol, ...control, clock, patience: 10_000 });
  try {
    return await examine({ protocol, driver, ...options(some) });
  } finally {
    await driver.close();
  }
};

/** What failed in a report, by id. */
export const failing = ({ requirements }: Report): readonly string[] =>
  requirements.filter(({ status }) => status === 'fail').map(({ id }) => id);

/** What was not judged to be kept, with the status. */
export const notPassed = ({ requirements }: Report): readonly string[] =>
  requirements
    .filter(({ status }) => status !== 'pass')
    .map(({ id, status, finding }) => `${id} ${status} ${finding?.because ?? ''}`);
