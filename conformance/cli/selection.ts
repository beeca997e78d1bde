/** Chooses faults by their names, and puts them into a reference server. */
import type { Protocol } from '../../schemas/protocol.ts';
import type { Manners, Server } from '../../schemas/server.ts';
import { didYouMean } from '../../schemas/near.ts';
import type { Decide, ListedFault } from '../engine/requirement.ts';
import { Trouble } from '../engine/trouble.ts';
import type { Kit, MakeReference } from './kit.ts';

/** The faults of these names, as `wireproof faults` lists them; a name may begin with the protocol's id. */
export const faultsNamed = (
  names: readonly string[],
  protocol: Protocol,
  { suiteOf }: Pick<Kit, 'suiteOf'>,
): readonly ListedFault[] => {
  if (names.length === 0) return [];
  const { faults } = suiteOf(protocol);
  return names.map((name) => {
    const found = faults.find(({ id }) => id === name || `${protocol.id}/${id}` === name);
    if (found) return found;
    const ids = faults.map(({ id }) => id);
    const advice = didYouMean(name, ids, `\`wireproof faults ${protocol.id}\` shows what there is.`);
    throw new Trouble('USAGE', `There is no fault ${JSON.stringify(name)} of ${protocol.id}; ${advice}`);
  });
};

/** The reference server of a protocol. */
export const referenceOf = ({ id }: Protocol, { references }: Pick<Kit, 'references'>): MakeReference => {
  const found = Object.hasOwn(references, id) ? references[id] : undefined;
  if (found) return found;
  throw new Trouble('USAGE', `There is no reference server for ${id}.`);
};

/** Several faults may replace one decision: each is given what the one before it made of it. */
const decideBy = (faults: readonly ListedFault[]): Decide => {
  const all: Record<string, Decide[string]> = {};
  for (const [name, replacement] of faults.flatMap(({ decide = {} }) => Object.entries(decide))) {
    const before = all[name];
    all[name] = before ? (original) => replacement(before(original)) : replacement;
  }
  return all;
};

/** A reference server with faults in it, and the manners of its host; of two faults in one manner the later wins. */
export const withFaults = (
  make: MakeReference,
  protocol: Protocol,
  faults: readonly ListedFault[],
): { readonly server: Server; readonly manners: Manners } => {
  const made = make({ protocol, decide: decideBy(faults) });
  return {
    server: faults.reduce((wrapped, { wrap }) => wrap?.(wrapped) ?? wrapped, made),
    manners: Object.assign({}, ...faults.map(({ host }) => host)) as Manners,
  };
};
