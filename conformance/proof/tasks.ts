/** The tasks of the proof: one examination each, in this process or over sockets, of a faulty server or of a correct one. */
import type { ProtocolId } from '../../schemas/index.ts';
import { variations } from '../self-test/matrix.ts';
import type { Subject } from '../self-test/subjects.ts';
import { suiteOf } from '../suites/index.ts';

/** Where a server is examined. */
export type Where = 'in process' | 'over sockets';

/** One examination; or, for one fault, the search for the shortest ways to show it. */
export type Task = { readonly protocol: ProtocolId; readonly seed: number } & (
  | { readonly kind: 'fault'; readonly fault: string; readonly where: Where }
  | { readonly kind: 'server'; readonly server: string; readonly variation: string; readonly where: Where }
  | { readonly kind: 'shortest'; readonly fault: string }
);

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
export const faultTasks = ({ id, protocol }: Subject, seeds: Seeds): readonly Task[] => {
  const { faults } = suiteOf(protocol);
  return seedsOf(seeds).flatMap(([where, numbers]) =>
    numbers.flatMap((seed) =>
      faults.map((fault): Task => ({ kind: 'fault', protocol: id, fault: fault.id, where, seed })),
    ),
  );
};

/** Every correct server behind every variation, and each freedom by itself as it is. */
export const serverTasks = ({ id, correctServers, oneFreedomEach }: Subject, seeds: Seeds): readonly Task[] =>
  seedsOf(seeds).flatMap(([where, numbers]) => {
    const possible = variations.filter(({ atSeam, atSocket }) => (where === 'in process' ? atSeam : atSocket));
    const task = (server: string, variation: string, seed: number): Task => ({
      ...{ kind: 'server', protocol: id, server, variation, where, seed },
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
export const shortestTasks = ({ id, protocol }: Subject): readonly Task[] =>
  suiteOf(protocol).faults.map((fault) => ({ kind: 'shortest', protocol: id, fault: fault.id, seed: 1 }));
