/** Finds the protocol that somebody names: one that ships with the kit, or one in a file. */
import type { Protocol } from '../../schemas/protocol.ts';
import { Trouble } from '../engine/trouble.ts';
import { inWords } from '../reports/words.ts';
import { readJson } from './files.ts';
import type { Kit } from './kit.ts';
import { isModule } from './module-file.ts';
import { complain, readProtocol } from './protocol-file.ts';

/** What finding a protocol takes of the kit. */
export type Finding = Pick<Kit, 'protocols' | 'restore' | 'suiteOf' | 'familiar'>;

/** What `--protocol` takes, for help. */
export const PROTOCOL =
  'a protocol that ships with wireproof, or the file of one: a module (.ts, .js) or a contract (.json)';

const isFile = (name: string): boolean => /[/\\]/u.test(name) || isModule(name) || name.toLowerCase().endsWith('.json');

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

/** A shipped protocol by its id, or one from a file: the module that declares it, or its contract as JSON. */
export const protocolOf = async (name: string, kit: Finding): Promise<Protocol> => {
  if (!isFile(name)) return shipped(name, kit);
  if (isModule(name)) return readProtocol(name, kit);
  const restored = kit.restore(await readJson('--protocol', name));
  if ('protocol' in restored) return restored.protocol;
  throw complain(
    restored.complaints,
    (why, details) => new Trouble('FILE', `--protocol cannot use ${name}: ${why}`, details),
  );
};
