/** The tasks of the proof: one examination each, in this process or over sockets, of a faulty server or of a correct one. */
import { correctServers, oneFreedomEach, variations } from '../self-test/matrix.ts';
import type { Suite } from '../suites/suite.ts';

/** Where a server is examined. */
export type Where = 'in process' | 'over sockets';

/** One examination; or, for one fault, the search for the shortest ways to show it. */
export type Task =
  | { readonly kind: 'fault'; readonly fault: string; readonly where: Where; readonly seed: number }
  | {
      readonly kind: 'server';
      readonly server: string;
      readonly variation: string;
      readonly where: Where;
      readonly seed: number;
    }
  | { readonly kind: 'shortest'; readonly fault: string; readonly seed: number };

/** How many seeds, in process and over sockets. */
export interface Seeds {
  readonly here: number;
  readonly there: number;
}

const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, n) => n + 1);

const seedsOf = ({ here, there }: Seeds) =>
  [
    ['in process', upTo(here)],
    ['over sockets', upTo(there)],
  ] as const satisfies readonly (readonly [Where, readonly number[]])[];

/** Every fault, for every seed, in process and over sockets. */
export const faultTasks = ({ faults }: Suite, seeds: Seeds): readonly Task[] =>
  seedsOf(seeds).flatMap(([where, numbers]) =>
    numbers.flatMap((seed) => faults.map(({ id }): Task => ({ kind: 'fault', fault: id, where, seed }))),
  );

/** Every correct server behind every variation, and each freedom by itself as it is. */
export const serverTasks = (seeds: Seeds): readonly Task[] =>
  seedsOf(seeds).flatMap(([where, numbers]) => {
    const possible = variations.filter(({ atSeam, atSocket }) => (where === 'in process' ? atSeam : atSocket));
    const task = (server: string, variation: string, seed: number): Task => ({
      ...{ kind: 'server', server, variation, where, seed },
    });
    return numbers.flatMap((seed) => [
      ...correctServers.flatMap((server) =>
        // A server that waits by its own clock is examined in real time: once, and as it is.
        possible
          .filter(({ name }) => where === 'in process' || !server.waits || (seed === 1 && name === 'as it is'))
          .map(({ name }) => task(server.name, name, seed)),
      ),
      ...(where === 'in process' ? oneFreedomEach.map(({ name }) => task(name, 'as it is', seed)) : []),
    ]);
  });

/** For every fault the shortest counterexamples. */
export const shortestTasks = ({ faults }: Suite): readonly Task[] =>
  faults.map(({ id }) => ({ kind: 'shortest', fault: id, seed: 1 }));
