/** The shortest counterexample there is, by trying every plan up to a length on a server in this process. */
import type { Manners, Server } from '../../schemas/server.ts';
import { inProcess } from '../drivers/in-process.ts';
import { createPerformer } from '../engine/performer.ts';
import { type Plan, plan, type Step } from '../engine/plan.ts';
import type { Listed } from '../engine/requirement.ts';
import type { Suite } from '../suites/suite.ts';
import type { Alphabet } from './alphabet.ts';

const PATIENCE = 10_000;

/** What a search came to. */
export interface Searched {
  /** By requirement: the shortest plan that shows it broken, among those searched. */
  readonly found: ReadonlyMap<string, Plan>;
  /** All plans of up to so many steps were tried; those that begin with a plan that shows all were not. */
  readonly upTo: number;
  readonly executions: number;
}

/** What is searched, and how far. */
export interface SearchOptions {
  readonly suite: Suite;
  /** Makes the server anew for every plan. */
  readonly make: () => Server;
  /** In what its host differs. */
  readonly manners: Manners;
  readonly requirements: readonly Listed[];
  readonly alphabet: Alphabet;
  /** The longest plans to try. */
  readonly upTo: number;
  /** The search ends after so many executions, with the last length that it has tried whole. */
  readonly most: number;
}

/** Whether a plan shows requirements broken on a server that has seen nothing yet; gives those it shows. */
export const shows = async (
  tried: Plan,
  { suite, make, manners, requirements }: Pick<SearchOptions, 'suite' | 'make' | 'manners' | 'requirements'>,
): Promise<readonly string[]> => {
  const { protocol } = suite;
  const driver = inProcess({ server: make(), protocol, manners });
  const options = { protocol, driver, target: '', seed: 0, startedAt: '', nonce: 'shortest' };
  const { tallies } = await createPerformer(suite, options, PATIENCE).perform(tried, requirements);
  return [...tallies].flatMap(([id, { broken }]) => (broken ? [id] : []));
};

/** Tries all plans, the shortest first, until every requirement has been shown or the limits are reached. */
export const searchShortest = async (options: SearchOptions): Promise<Searched> => {
  const { requirements, alphabet, upTo, most } = options;
  const found = new Map<string, Plan>();
  let executions = 0;
  let layer: readonly (readonly Step[])[] = [[]];
  for (let length = 1; length <= upTo; length++) {
    const next: (readonly Step[])[] = [];
    for (const begun of layer) {
      for (const step of alphabet(begun)) {
        if (executions >= most) return { found, upTo: length - 1, executions };
        const steps = [...begun, step];
        executions++;
        for (const id of await shows(plan(steps), options)) if (!found.has(id)) found.set(id, plan(steps));
        if (requirements.every(({ id }) => found.has(id))) return { found, upTo: length, executions };
        next.push(steps);
      }
    }
    layer = next;
  }
  return { found, upTo, executions };
};
