/** `npm run bench:capture -- MB`: how fast a large capture is checked, and in how much memory, beside reading and parsing its lines. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { protocols } from '../../schemas/index.ts';
import { check } from '../captures/check.ts';
import { decoded, linesOf } from '../captures/lines.ts';
import { readCapture } from '../captures/read.ts';
import { type Sight, witnessHeading } from '../captures/witnessing.ts';
import { suiteOf } from '../suites/index.ts';
import { longHistory } from './long-history.ts';

/** How large it is, unless a number of MB is given. */
const USUAL = 1024;
const MB = 2 ** 20;
/** What must hold: at most so much memory, in MB, and at least so much of the speed of parsing. */
const BOUND = { memory: 500, speed: 0.5 } as const;
/** The capture is made of the beginning of a history of so many frames, again and again, each time on new connections. */
const PART = 100_000;
const ID = 'marketplace';
const SEEN = new Set(['opening', 'opened', 'sent', 'received', 'closed']);

/** The lines that somebody writes who looks on, and their connections. */
const part = (): readonly (readonly [number, string])[] => {
  const lines: (readonly [number, string])[] = [];
  for (const entry of longHistory(ID, PART)) {
    if (!SEEN.has(entry.kind) || !('connection' in entry)) continue;
    const { seq: _, plan: __, ...seen } = entry;
    const sight = seen.kind === 'opening' ? { kind: seen.kind, at: seen.at, connection: 0, query: {} } : seen;
    const { connection: ___, ...rest } = sight as Sight;
    lines.push([entry.connection, `${JSON.stringify(rest).slice(1)}\n`]);
  }
  return lines;
};

/** Writes a capture of at least so many MB. */
const write = async (file: string, mb: number): Promise<void> => {
  const out = createWriteStream(file);
  const lines = part();
  const most = Math.max(...lines.map(([connection]) => connection)) + 1;
  out.write(witnessHeading(ID));
  let written = 0;
  for (let round = 0; written < mb * MB; round++) {
    let text = '';
    for (const [connection, line] of lines) text += `{"connection":${round * most + connection},${line}`;
    written += Buffer.byteLength(text);
    if (!out.write(text)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'finish');
};

interface Measured {
  readonly lines: number;
  readonly parsing: number;
  readonly checking: number;
  /** The most memory that checking took, in MB. */
  readonly memory: number;
  readonly failed: number;
  readonly passed: number;
}

/** Parses the lines of a file, then checks it. */
const measure = async (file: string): Promise<Measured> => {
  let lines = 0;
  const began = performance.now();
  for await (const some of linesOf(decoded(createReadStream(file)))) {
    for (const { text } of some) JSON.parse(text);
    lines += some.length;
  }
  const parsed = performance.now();
  const capture = await readCapture(createReadStream(file), file);
  const report = await check({ suite: suiteOf(protocols[ID]), capture, target: file, startedAt: '' });
  return {
    ...{ lines, parsing: parsed - began, checking: performance.now() - parsed },
    // In KiB.
    memory: process.resourceUsage().maxRSS / 1024,
    failed: report.counts.fail,
    passed: report.counts.pass,
  };
};

const bench = async (mb: number): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'wireproof-large-'));
  try {
    const file = join(folder, 'capture.ndjson');
    await write(file, mb);
    const child = fork(process.argv[1] ?? '', ['--measure', file]);
    const [measured] = (await once(child, 'message')) as [Measured];
    const { lines, parsing, checking, memory, passed, failed } = measured;
    const size = statSync(file).size / MB;
    const speed = (ms: number) => `${(size / (ms / 1000)).toFixed(1)} MB/s, ${Math.round(lines / (ms / 1000))} lines/s`;
    const share = parsing / checking;
    const holds = memory < BOUND.memory && share >= BOUND.speed;
    process.stdout.write(
      [
        `a capture of ${ID}, ${size.toFixed(0)} MB, ${lines} lines; ${passed} requirements passed, ${failed} failed`,
        `parsed line by line in ${(parsing / 1000).toFixed(1)} s: ${speed(parsing)}`,
        `checked in ${(checking / 1000).toFixed(1)} s: ${speed(checking)}`,
        `checking is ${share.toFixed(2)} times as fast as parsing (at least ${BOUND.speed}), in ${memory.toFixed(0)} MB at the most (under ${BOUND.memory} MB)`,
        holds ? 'both hold' : 'NOT both hold',
        '',
      ].join('\n'),
    );
    process.exitCode = holds ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true });
  }
};

const [first = String(USUAL), file = ''] = process.argv.slice(2);
if (first === '--measure') process.send?.(await measure(file), () => process.exit());
else if (/^\d+$/u.test(first) && Number(first) > 0) await bench(Number(first));
else {
  process.stderr.write(`The size is ${JSON.stringify(first)}, but takes a whole number of MB, such as 200.\n`);
  process.exitCode = 2;
}
