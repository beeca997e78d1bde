/** Backfill: the requirements of each resource that tells over HTTP what has changed. */
import fc from 'fast-check';
import type { Machine } from '../../../schemas/promises/lifecycle.ts';
import type { Backfill } from '../../../schemas/promises/recovery.ts';
import type { Requirement, Setting } from '../../engine/requirement.ts';
import { toConnect } from '../needs.ts';
import { backfillOracles } from './backfill-oracles.ts';
import { BAD, backfillPlans } from './backfill-plans.ts';
import { law } from './law.ts';

/** The requirements of one resource, by key. */
const ofOne = (
  name: string,
  machine: Machine,
  resource: Backfill,
  about: Pick<Requirement, 'source' | 'needs'>,
  plans: ReturnType<typeof backfillPlans>,
  filters: Parameters<typeof law>[0]['filters'],
): Readonly<Record<string, Requirement>> => {
  const { path, since } = resource;
  const oracles = backfillOracles(name, machine.key, resource);
  const lives = { level: 'MUST', ...about, given: plans.lives } as const;
  return {
    [`${name}-complete`]: {
      ...lives,
      statement: `GET ${path}?${since}=n tells every ${name} that was created or changed after n, up to the number it says.`,
      given: fc.constant(plans.storm),
      more: plans.lives,
      check: oracles.complete,
    },
    [`${name}-status`]: {
      ...lives,
      statement: `Each ${name} is told with the status that it had at the number of the answer, or at its own where that is newer.`,
      given: fc.constant(plans.endings),
      more: plans.lives,
      check: oracles.status,
    },
    [`${name}-numbers`]: {
      ...lives,
      statement: `Each ${name} is told with the number of its creation and with that of its latest change.`,
      check: oracles.numbers,
    },
    [`${name}-fields`]: {
      ...lives,
      statement: `Each ${name} is told with the fields that it was created with, whatever later events say.`,
      check: oracles.fields,
    },
    [`${name}-nothing-else`]: {
      ...lives,
      statement: `No ${name} is told that was neither created nor changed after n; where nothing has that number yet, none at all.`,
      given: fc.constant(plans.nothingNew),
      check: oracles.nothingElse,
    },
    [`${name}-left-out`]: {
      ...lives,
      statement: `Where ${since} is left out, GET ${path} tells every ${name} that was ever created.`,
      given: fc.constant(plans.leavingOut),
      more: plans.leavingOutAgain,
      check: oracles.leftOut,
    },
    [`${name}-refuses`]: {
      ...lives,
      statement: `A ${since} that is not an integer from 0 up (${BAD.map((text) => `"${text}"`).join(', ')}) is answered with 400 and a text as \`error\`.`,
      given: fc.constant(plans.bad),
      check: oracles.refuses,
    },
    [`${name}-law`]: {
      ...lives,
      statement: `A client that was cut off at n, applies what ${path} tells since n and then the live events above its number holds the same status for every ${name} as one that was never cut off.`,
      given: fc.constant(plans.endings),
      more: plans.lives,
      check: law({ name, machine, resource, filters }),
    },
  };
};

/** The requirements of all resources, by key. */
export const backfill = (
  setting: Setting<unknown>,
  resources: Readonly<Record<string, Backfill>>,
): Readonly<Record<string, Requirement>> => {
  const { protocol, promises } = setting;
  const { lifecycle = {}, filters } = promises;
  const about = { source: `${protocol.id}#recovery`, needs: [...toConnect(promises), 'publish' as const] };
  const plans = backfillPlans(setting, resources);
  return Object.fromEntries(
    Object.entries(resources).flatMap(([name, resource]) => {
      const machine = lifecycle[name];
      return machine ? Object.entries(ofOne(name, machine, resource, about, plans, filters)) : [];
    }),
  );
};
