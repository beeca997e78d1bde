/** Hooks that are functions, as a control interface: whatever one throws, or never answers, is its answer. */
import {
  type CloseRequest,
  type HookAnswer,
  type HookName,
  HOOKS,
  type PublishRequest,
  type TokenRequest,
} from '../../schemas/hooks.ts';
import type { Control } from './control.ts';
import type { DriverFile } from './define-driver.ts';
import { allow } from './real-clock.ts';

const failed = (error: string): HookAnswer => ({ status: 'failed', error });
const done = (answer: Readonly<Record<string, unknown>> = {}): HookAnswer => ({ status: 'done', answer });

/** What was thrown, in words. */
const said = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown)).slice(0, 400);

/** What somebody else's copy of this package throws is told by its name. */
const refusalIn = (thrown: unknown): HookAnswer | undefined => {
  if (!(thrown instanceof Error) || thrown.name !== 'Refused') return undefined;
  const { code } = thrown as Error & { readonly code?: unknown };
  return { status: 'refused', code: code === 400 ? 400 : 409, error: thrown.message };
};

/** Calls a hook; gives what it answered as HTTP would. */
const run = async (driver: DriverFile, hook: HookName, request: unknown): Promise<HookAnswer> => {
  switch (hook) {
    case 'publish':
      await driver.publish?.(request as PublishRequest);
      return done();
    case 'token': {
      const token = await driver.token?.(request as TokenRequest);
      return typeof token === 'string' && /^[\x21-\x7e]+$/u.test(token)
        ? done({ token })
        : failed('The hook token gave no string of printable ASCII.');
    }
    case 'advance': {
      const now = await driver.advance?.((request as { readonly ms: number }).ms);
      return typeof now === 'number' && Number.isFinite(now)
        ? done({ now })
        : failed('The hook advance gave no number of unix ms.');
    }
    case 'close':
      await driver.close?.(request as CloseRequest);
      return done();
    case 'reset':
      await driver.reset?.();
      return done();
  }
};

/** Makes a control interface of hooks; each call may take so many ms. */
export const functionControl = (driver: DriverFile, protocol: string, patience: number): Control => {
  const underWay = new Set<(answer: HookAnswer) => void>();
  return {
    about: async () => ({
      protocol: driver.protocol ?? protocol,
      hooks: HOOKS.filter((hook) => driver[hook] !== undefined),
      ...(driver.promises && { promises: driver.promises }),
    }),
    call: (hook, request) =>
      new Promise((resolve) => {
        const settle = (answer: HookAnswer): void => {
          cancel();
          underWay.delete(settle);
          resolve(answer);
        };
        underWay.add(settle);
        const cancel = allow(patience, () => settle(failed(`The hook ${hook} did not answer within ${patience} ms.`)));
        run(driver, hook, request).then(settle, (thrown: unknown) =>
          settle(refusalIn(thrown) ?? failed(`The hook ${hook} threw: ${said(thrown)}`)),
        );
      }),
    close: () => {
      for (const settle of [...underWay]) settle(failed('Time ran out.'));
    },
  };
};
