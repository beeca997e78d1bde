/** How fast histories are judged: a long one of one plan, by all requirements, beside bare JSON.parse of its frames. */
import { type ProtocolId, protocols } from '../../schemas/index.ts';
import type { Entry } from '../engine/history.ts';
import { createJudge } from '../engine/judge.ts';
import { table } from '../reports/table.ts';
import { suiteOf } from '../suites/index.ts';
import { longHistory } from './long-history.ts';

type Measured = Exclude<ProtocolId, 'commerce' | 'trading'>;

/** How many entries are made before the next are judged; only judging them is measured. */
const BATCH = 500;

/** What judging one history came to. */
export interface Judging {
  readonly protocol: Measured;
  readonly frames: number;
  /** How long judging took, in ms. */
  readonly ms: number;
  /** How long JSON.parse of the same frames takes, in ms. */
  readonly parsing: number;
  /** The largest heap seen, server included, in bytes. */
  readonly heap: number;
  readonly broken: readonly string[];
}

/** Judges a history of so many frames. */
export const measureJudging = (id: Measured, frames: number): Judging => {
  const { reader, requirements } = suiteOf(protocols[id]);
  const judge = createJudge({ protocol: protocols[id], reader, requirements, resolution: () => 0 });
  const sums = { frames: 0, ms: 0, parsing: 0, heap: 0 };

  const take = (batch: readonly Entry[]): void => {
    const texts = batch.flatMap((entry) => (entry.kind === 'sent' || entry.kind === 'received' ? [entry.text] : []));
    const began = performance.now();
    for (const entry of batch) judge.hear(entry);
    const judged = performance.now();
    for (const text of texts) JSON.parse(text);
    sums.parsing += performance.now() - judged;
    sums.ms += judged - began;
    sums.frames += texts.length;
    sums.heap = Math.max(sums.heap, process.memoryUsage().heapUsed);
  };

  let batch: Entry[] = [];
  for (const entry of longHistory(id, frames)) {
    if (batch.push(entry) < BATCH) continue;
    take(batch);
    batch = [];
  }
  take(batch);
  const broken = [...judge.tallies].flatMap(([key, tally]) =>
    tally.broken ? [`${key}: ${tally.broken.because}`] : [],
  );
  return { protocol: id, ...sums, broken };
};

const row = ({ protocol, frames, ms, parsing, heap, broken }: Judging): readonly string[] => [
  `judging ${protocol}`,
  `${frames} frames in ${(ms / 1000).toFixed(1)} s`,
  'under 10 s',
  `${Math.round(frames / (ms / 1000))} frames/s`,
  `JSON.parse alone ${Math.round(frames / (parsing / 1000))} frames/s`,
  `${(ms / parsing).toFixed(1)} x`,
  `${Math.round(heap / 2 ** 20)} MB`,
  broken.length === 0 ? 'nothing broken' : broken.join('; '),
];

/** The table of what judging a million frames takes, for each protocol that is measured. */
export const judgingTable = (frames = 1_000_000): readonly string[] =>
  table((['marketplace', 'prediction'] as const).map((id) => row(measureJudging(id, frames))));
