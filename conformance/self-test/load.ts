/** Keeps every core of this machine busy for a while. */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';

/** Spins on as many threads as there are cores; gives the way to end it. */
export const loadCores = (): (() => Promise<void>) => {
  const workers = Array.from({ length: availableParallelism() }, () => new Worker('for (;;);', { eval: true }));
  return async () => {
    await Promise.all(workers.map((worker) => worker.terminate()));
  };
};
