/** The crew: carries tasks out on all cores, each in a thread that holds its own servers. */
import { availableParallelism } from 'node:os';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { carryOut, type Effort } from './carry-out.ts';
import type { Outcome } from './outcomes.ts';
import type { Task } from './tasks.ts';

/** Carries tasks out until `enough` says so; `told` hears of each outcome as it comes. Outcomes are in the order of their tasks. */
export const carryOutAll = async (
  tasks: readonly Task[],
  effort: Effort,
  told: (outcome: Outcome, done: number) => void,
  enough: () => boolean = () => false,
): Promise<readonly Outcome[]> => {
  const outcomes: (Outcome | undefined)[] = tasks.map(() => undefined);
  let next = 0;
  let done = 0;
  const work = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const worker = new Worker(new URL(import.meta.url), { workerData: effort });
      let index = -1;
      const give = (): void => {
        index = next++;
        const task = enough() ? undefined : tasks[index];
        if (task) worker.postMessage(task);
        else void worker.terminate().then(() => resolve());
      };
      worker.on('message', (outcome: Outcome) => {
        outcomes[index] = outcome;
        told(outcome, ++done);
        give();
      });
      worker.on('error', reject);
      give();
    });
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), tasks.length) }, work));
  return outcomes.filter((outcome) => outcome !== undefined);
};

if (!isMainThread && parentPort) {
  const port = parentPort;
  port.on('message', (task: Task) => {
    void carryOut(task, workerData as Effort).then((outcome) => port.postMessage(outcome));
  });
}
