/** Puts replacements in the place of a server's named decisions. */
import type { Replacements } from '../schemas/server.ts';

/** The decisions of a server, each replaced where a replacement is given. */
export const decided = <Decisions extends object>(
  originals: Decisions,
  replacements: Replacements<Decisions> = {},
): Decisions => {
  const decisions = { ...originals };
  const put = <Name extends keyof Decisions>(name: Name): void => {
    const replacement = replacements[name];
    if (replacement) decisions[name] = replacement(originals[name]);
  };
  // Object.keys gives strings; these are the names of the decisions.
  for (const name of Object.keys(originals) as (keyof Decisions)[]) put(name);
  return decisions;
};
