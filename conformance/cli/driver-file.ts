/** Reads driver files: modules in JavaScript or TypeScript whose default export holds the hooks of a server. */
import { HOOKS } from '../../schemas/hooks.ts';
import { didYouMean } from '../../schemas/near.ts';
import type { DriverFile } from '../drivers/define-driver.ts';
import { Trouble } from '../engine/trouble.ts';
import { defaultOf, loadModule } from './module-file.ts';

const MEMBERS = [...HOOKS, 'protocol', 'promises'] as const;

const cannot = (file: string, why: string): Trouble => new Trouble('FILE', `--driver cannot use ${file}: ${why}`);

/** Reads a driver file for a protocol; whatever is wrong with it is told in one sentence. */
export const readDriver = async (file: string, protocol: string): Promise<DriverFile> => {
  const driver = defaultOf(await loadModule('--driver', file));
  if (typeof driver !== 'object' || driver === null)
    throw cannot(file, 'it has no default export with hooks; write `export default defineDriver({ .. })`.');
  const members = driver as Readonly<Record<string, unknown>>;
  const unknown = Object.keys(members).find((name) => !MEMBERS.some((known) => known === name));
  if (unknown !== undefined)
    throw cannot(
      file,
      `${JSON.stringify(unknown)} is no hook; ${didYouMean(unknown, MEMBERS, `there are ${MEMBERS.join(', ')}.`)}`,
    );
  const wrong = HOOKS.find((hook) => members[hook] !== undefined && typeof members[hook] !== 'function');
  if (wrong !== undefined) throw cannot(file, `the hook ${wrong} is no function.`);
  if (members.protocol !== undefined && members.protocol !== protocol)
    throw cannot(file, `it is for the protocol ${JSON.stringify(members.protocol)}, and not for ${protocol}.`);
  if (!HOOKS.some((hook) => members[hook] !== undefined)) throw cannot(file, 'it holds no hook at all.');
  // All that matters of its shape has been looked at.
  return members as DriverFile;
};
