/** Finds the protocol that somebody names: one that ships with the kit, or a contract in a file. */
import type { Protocol } from '../../schemas/protocol.ts';
import { Trouble } from '../engine/trouble.ts';
import { inWords } from '../reports/words.ts';
import { readJson } from './files.ts';
import type { Kit } from './kit.ts';

const isFile = (name: string): boolean => /[/\\]/u.test(name) || name.toLowerCase().endsWith('.json');

/** A shipped protocol by its id. */
export const shipped = (id: string, { protocols }: Pick<Kit, 'protocols'>): Protocol => {
  const found = Object.hasOwn(protocols, id) ? protocols[id] : undefined;
  if (found) return found;
  const ids = Object.keys(protocols);
  throw new Trouble(
    'USAGE',
    `There is no protocol ${JSON.stringify(id)}; there ${ids.length === 1 ? 'is' : 'are'} ${inWords(ids)}.`,
  );
};

/** A shipped protocol by its id, or one from the file of its contract. */
export const protocolOf = async (name: string, kit: Pick<Kit, 'protocols' | 'fromContract'>): Promise<Protocol> => {
  if (!isFile(name)) return shipped(name, kit);
  const json = await readJson('--protocol', name);
  try {
    return kit.fromContract(json);
  } catch (error) {
    throw new Trouble(
      'FILE',
      `--protocol cannot use ${name}: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
};
