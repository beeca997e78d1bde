/**
 * A process of its own that examines a server, stops, and must then end by itself: nothing may be left that keeps it
 * alive. Its arguments are how, the protocol, the two URLs and the clock; it prints the name of the reason.
 */
import { findProtocol } from '../../schemas/index.ts';
import { websocketDriver } from '../drivers/websocket.ts';
import { examine } from '../engine/examine.ts';

const [how, id = '', url = '', control = '', clock] = process.argv.slice(2);
const protocol = findProtocol(id);
if (!protocol) throw new Error(`There is no protocol ${id}.`);
const stopping = new AbortController();
const { driver } = await websocketDriver({
  ...{ url, control, protocol, patience: 10_000 },
  clock: clock === 'real' ? 'real' : 'virtual',
});
let plans = 0;
const examination = examine({
  ...{ protocol, driver, target: url, seed: 1, runs: 10, startedAt: '', nonce: 'abandon' },
  // Longer than any test takes: a timer of it that is left would be noticed.
  budget: 1_000_000,
  signal: stopping.signal,
  onProgress: ({ phase }) => {
    if (phase === 'plan' && ++plans === 20 && how === 'signal') stopping.abort();
  },
});
if (how === 'loop') for await (const _ of examination) break;
const reason: unknown = await examination.then(
  () => 'it was not stopped',
  (error: unknown) => (error instanceof Error ? error.name : error),
);
await driver.close();
process.stdout.write(`${String(reason)}\n`);
