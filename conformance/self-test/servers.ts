/** Servers for the self-tests: the reference server, whole or with a fault, in process or on real sockets. */
import { onTestFinished } from 'vitest';
import { HOOKS, type HookName } from '../../schemas/hooks.ts';
import type { Manners, Server } from '../../schemas/server.ts';
import { serve } from '../../reference-server/host.ts';
import { inProcess } from '../drivers/in-process.ts';
import { websocketDriver } from '../drivers/websocket.ts';
import { examine } from '../engine/examine.ts';
import type { ExamineOptions } from '../engine/examine-options.ts';
import type { Report } from '../engine/report.ts';
import type { ListedFault } from '../engine/requirement.ts';
import { protocol, reference } from './reference-server.ts';

export { protocol, reference };

type Some = Partial<Omit<ExamineOptions, 'driver' | 'protocol'>>;

let examinations = 0;
const options = (some: Some) => ({
  target: 'a server of the self-tests',
  seed: 1,
  startedAt: '2026-01-01T00:00:00.000Z',
  nonce: `selftest${(++examinations).toString(36)}x`,
  ...some,
});

/** Examines a server in this process. */
export const examineHere = (
  server: Server,
  some: Some = {},
  manners: Manners = {},
  hooks: readonly HookName[] = HOOKS,
): Promise<Report> =>
  examine({
    protocol,
    driver: inProcess({ server, protocol, hooks, manners }),
    ...options(some),
  });

/** Puts a server on real sockets until the test is over. */
export const serveHere = async (fault?: ListedFault) => {
  const served = await serve({ server: reference(fault), protocol, control: true, manners: fault?.host ?? {} });
  onTestFinished(() => served.close());
  return served;
};

/** Examines a server on real sockets, on its virtual clock unless told otherwise. */
export const examineThere = async (
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
