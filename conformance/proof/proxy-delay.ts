/** `npm run bench:proxy`: what the proxy adds to the way of a message, beside the same way without it, in one run. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { WebSocket, WebSocketServer } from 'ws';
import { packageRoot } from '../generate/package-root.ts';
import { table } from '../reports/table.ts';
import { longHistory } from './long-history.ts';

/** How many messages a second, and for how long each turn takes, in ms. */
const RATE = 5000;
const TURN = 5000;
/** The way without and with the proxy is measured in turns, so often. */
const TURNS = 3;
/** What the proxy may add at the median, in ms. */
const BOUND = 1;
const ID = 'marketplace';

/** What one client of a reference server receives, over and over, with numbers that go on. */
const framesOf = (): readonly string[] => {
  const frames: string[] = [];
  for (const entry of longHistory(ID, 60_000))
    if (entry.kind === 'received' && entry.connection === 1 && entry.text.includes('"prev_seq"'))
      frames.push(entry.text);
  return frames;
};

const median = (sorted: readonly number[], share = 0.5): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;

const frames = framesOf();
const http = createServer();
const sockets = new WebSocketServer({ server: http });
http.listen(0, '127.0.0.1');
await once(http, 'listening');
const { port } = http.address() as AddressInfo;

/** Sends at the rate for one turn, and gives how long each message was under way, in ms, sorted. */
const turn = async (url: string): Promise<readonly number[]> => {
  const met = once(sockets, 'connection');
  const client = new WebSocket(url);
  const [server] = (await met) as [WebSocket];
  await once(client, 'open');
  const sent: number[] = [];
  const took: number[] = [];
  client.on('message', () => took.push(performance.now() - (sent[took.length] ?? Number.NaN)));
  const began = performance.now();
  while (performance.now() - began < TURN) {
    const due = ((performance.now() - began) / 1000) * RATE;
    while (sent.length < due) {
      sent.push(performance.now());
      server.send(frames[(sent.length - 1) % frames.length] ?? '{}');
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  while (took.length < sent.length) await new Promise((resolve) => setTimeout(resolve, 10));
  client.terminate();
  return took.sort((a, b) => a - b);
};

const main = join(packageRoot(import.meta.url), 'dist/conformance/cli/main.js');
const to = `ws://127.0.0.1:${port}${'/ws'}`;
const proxy = fork(main, ['proxy', '--listen', '0', '--to', to, '--protocol', ID], { silent: true });
let said = '';
proxy.stdout?.on('data', (text) => {
  said += String(text);
});
while (!/passing what comes to (ws:\S+) /u.test(said)) await new Promise((resolve) => setTimeout(resolve, 20));
const [, through = ''] = /passing what comes to (ws:\S+) /u.exec(said) ?? [];

const [without, within]: [number[], number[]] = [[], []];
process.stdout.write(`${RATE} messages a second, ${2 * TURNS} turns of ${TURN / 1000} s, without and with the proxy\n`);
for (let n = 0; n < TURNS; n++) {
  without.push(...(await turn(to)));
  within.push(...(await turn(through)));
}
const over = once(proxy, 'exit');
proxy.kill('SIGINT');
await over;
http.close();
without.sort((a, b) => a - b);
within.sort((a, b) => a - b);
const row = (name: string, all: readonly number[]): readonly string[] => [
  name,
  `${all.length} messages`,
  `median ${median(all).toFixed(3)} ms`,
  `99 of 100 within ${median(all, 0.99).toFixed(2)} ms`,
];
const added = median(within) - median(without);
for (const line of table([row('without', without), row('with the proxy', within)])) process.stdout.write(`${line}\n`);
const judged = /(\d+) messages in \d+ part/u.exec(said)?.[1] ?? '0';
process.stdout.write(
  `it adds ${added.toFixed(3)} ms at the median (under ${BOUND} ms), ${(median(within) / median(without)).toFixed(1)} times the way without it; ${judged} messages were judged\n`,
);
process.exit(added < BOUND ? 0 : 1);
