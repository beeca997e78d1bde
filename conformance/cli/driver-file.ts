/** Reads driver files: modules in JavaScript or TypeScript whose default export holds the hooks of a server. */
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createJiti } from 'jiti';
import { HOOKS } from '../../schemas/hooks.ts';
import type { DriverFile } from '../drivers/define-driver.ts';
import { Trouble } from '../engine/trouble.ts';
import { didYouMean } from '../../schemas/near.ts';

const MEMBERS = [...HOOKS, 'protocol', 'promises'] as const;

const cannot = (file: string, why: string): Trouble => new Trouble('FILE', `--driver cannot use ${file}: ${why}`);

const load = async (file: string): Promise<unknown> => {
  if (!/\.[mc]?[jt]s$/u.test(file)) throw cannot(file, 'it is neither .js, .mjs, .cjs, .ts, .mts nor .cts.');
  const path = resolve(file);
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile()) throw cannot(file, 'it is no file; name one that is there.');
  try {
    const isTyped = /\.[mc]?ts$/u.test(file);
    const url = pathToFileURL(path).href;
    // What runs it decides whether types are taken out.
    return isTyped ? await createJiti(import.meta.url).import(path) : ((await import(url)) as unknown);
  } catch (error) {
    const [first = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    throw cannot(file, `it does not load: ${first}`);
  }
};

/** The default export; of a module that was transpiled to CommonJS, the one inside. */
const exportOf = (loaded: unknown): unknown => {
  const inner = (value: unknown): unknown =>
    typeof value === 'object' && value !== null && 'default' in value ? value.default : undefined;
  return inner(inner(loaded)) ?? inner(loaded);
};

/** Reads a driver file for a protocol; whatever is wrong with it is told in one sentence. */
export const readDriver = async (file: string, protocol: string): Promise<DriverFile> => {
  const driver = exportOf(await load(file));
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
