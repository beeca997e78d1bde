/** `wireproof proxy`: stands between clients and a server, passes everything on, and judges it as it goes by. */
import type { Command } from 'commander';
import { addressOf } from '../drivers/addresses.ts';
import { createProxy, type Unseen } from '../proxy/proxy.ts';
import { visible } from '../reports/escape.ts';
import { paint } from '../reports/paint.ts';
import type { Report } from '../engine/report.ts';
import { textReport } from '../reports/text.ts';
import { count, duration as inWords } from '../reports/words.ts';
import { createExactness } from './exactness.ts';
import { checkWritable } from './files.ts';
import { duration, integer, type ReportTarget, serverUrl } from './flags.ts';
import { inPlaceOfText, writeReports } from './formats.ts';
import { EXIT, isColoured } from './io.ts';
import type { Context } from './kit.ts';
import { readKnown } from './known.ts';
import { createLinesFile } from './lines-file.ts';
import { listening } from './listening.ts';
import { createOverseeing } from './overseeing.ts';
import { redrawn } from './progress.ts';
import { PROTOCOL, protocolOf } from './protocols.ts';
import { reachOf } from './reach-flags.ts';
import { exitCode, knownSentences } from './verdict.ts';
import { addVerdictFlags } from './verdict-flags.ts';

/** The flags as they were read. Durations in ms. */
interface ProxyFlags {
  readonly listen: number;
  readonly host: string;
  readonly to: string;
  readonly protocol: string;
  readonly capture?: string;
  readonly for?: number;
  readonly report?: readonly ReportTarget[];
  readonly known?: string;
  readonly ca?: string;
  readonly insecure?: true;
  readonly strict?: true;
  readonly acceptUntested?: true;
}

/** How often what passed is written down, and the line that tells how far it is redrawn, in ms. */
const OFTEN = 1000;

const notesOn = ({ elsewhere, lost }: Unseen, path: string): Report['notes'] => [
  ...(elsewhere > 0
    ? [
        {
          about: 'run' as const,
          text: `${count(elsewhere, 'connection')} to other paths than ${path} passed without being looked at.`,
        },
      ]
    : []),
  ...(lost > 0
    ? [
        {
          about: 'run' as const,
          text: `${count(lost, 'connection')} could not be followed to the end - a message too large to be kept, or a client that broke RFC 6455 - and passed from there on without being looked at.`,
        },
      ]
    : []),
];

/** Prepares all that can go wrong before anything listens. */
const prepare = async (flags: ProxyFlags, { kit }: Context) => {
  const protocol = await protocolOf(flags.protocol, kit);
  const { ca, insecure, report: reports = [], capture } = flags;
  addressOf(flags.to, protocol);
  const reach = await reachOf({ ...(ca !== undefined && { ca }), ...(insecure && { insecure }) });
  const suite = kit.suiteOf(protocol);
  const ids = suite.requirements.map(({ id }) => id);
  const known = await readKnown(flags.known, ids);
  for (const { file } of reports) if (file !== '-') await checkWritable('--report', file);
  if (capture !== undefined) await checkWritable('--capture', capture);
  return { protocol, reach, suite, known, reports };
};

/** Resolves when the time is up, or when it is asked to. */
const until = (ms: number | undefined, stopped: Promise<void>): Promise<void> => {
  let timer: NodeJS.Timeout | undefined;
  const passed = new Promise<void>((resolve) => {
    if (ms !== undefined) timer = setTimeout(resolve, ms);
  });
  return Promise.race([stopped, passed]).finally(() => clearTimeout(timer));
};

const run = async (flags: ProxyFlags, context: Context): Promise<void> => {
  const { io, finish } = context;
  const { protocol, reach, suite, known, reports } = await prepare(flags, context);
  const { listen: port, host, to, capture, strict = false, acceptUntested = false } = flags;
  const file = capture === undefined ? undefined : createLinesFile('--capture', capture);
  const isInstead = reports.some((target) => target.file === '-');
  // A report in place of the text has standard output for itself.
  const out = isInstead ? io.stderr : io.stdout;
  const line = redrawn(io.stderr);
  const say = (text: string): void => {
    line.clear();
    out.write(text);
  };
  const overseeing = createOverseeing({
    ...{ suite, known: known.ids, paint: paint(isColoured(out, io.env)), say: (lines) => say(`${lines}\n`) },
    ...(file && { write: file.write }),
    // What goes by several ways may be seen in another order than it came in.
    ...(protocol.transport !== 'socket.io' && { exactness: createExactness() }),
  });
  const troubles = new Set<string>();
  const proxy = createProxy({
    ...{ to, protocol, reach },
    told: {
      sight: overseeing.sight,
      trouble: (sentence) => {
        line.clear();
        if (!troubles.has(sentence) && troubles.size < 100) io.stderr.write(`wireproof: ${visible(sentence)}\n`);
        troubles.add(sentence);
      },
    },
  });
  const stopped = io.stopped();
  const startedAt = new Date().toISOString();
  const began = performance.now();
  const bound = await listening({ host, port, flag: '--listen' }, () => proxy.listen(port, host));
  const { protocol: scheme } = new URL(to);
  const own = `${scheme === 'http:' || scheme === 'https:' ? 'http' : 'ws'}://${host.includes(':') ? `[${host}]` : host}:${bound}`;
  say(visible(`passing what comes to ${own}${proxy.path} on to ${new URL(to).host}; Ctrl-C ends it with a report`));
  say('\n');
  const telling = setInterval(() => {
    file?.flush();
    const { messages, broken } = overseeing.seen();
    const found = broken > 0 ? `, ${count(broken, 'promise')} broken so far` : '';
    line.draw(`${count(messages, 'message')} in ${inWords(performance.now() - began)}${found}`);
  }, OFTEN);
  try {
    await until(flags.for, stopped);
  } finally {
    clearInterval(telling);
    line.clear();
    await proxy.close();
  }
  const report = overseeing.report({
    ...{ target: to, startedAt, capture: overseeing.capture, notes: notesOn(proxy.unseen, proxy.path) },
  });
  const options = { protocol, known: known.ids, secrets: overseeing.secrets() };
  const text = textReport(report, { ...options, colour: isColoured(io.stdout, io.env) });
  io.stdout.write(inPlaceOfText(reports, report, options) ?? text);
  finish(exitCode(report, { known: known.ids, strict, acceptUntested }));
  for (const sentence of knownSentences(report, known)) io.stderr.write(`wireproof: ${sentence}\n`);
  await writeReports(reports, report, options, () => '--report');
  file?.close();
};

const HELP = `
Everything passes unchanged - messages, pings, closes, refusals, plain requests -, and is judged after it has gone on. What
breaks a promise is told when it does, once for each; the report comes at the end. Durations, rights and users are judged
by \`wireproof test\` alone: who looks on knows neither tokens nor what hooks did.

Exit codes: ${EXIT.conformant} conformant, ${EXIT.nonconformant} nonconformant, ${EXIT.couldNotRun} could not run, ${EXIT.incomplete} incomplete (a MUST could not be judged, which is the rule).

Examples:
  $ wireproof proxy --listen 9000 --to ws://localhost:8080/ws --protocol commerce
  $ wireproof proxy --listen 9000 --to wss://feed.example/ws --protocol marketplace --capture run.ndjson --for 10m`;

/** Adds the command to a program. */
export const addProxy = (program: Command, context: Context): void => {
  const command = program
    .command('proxy')
    .summary('judge what passes between real clients and a server')
    .description('Stands between clients and a server, passes everything on unchanged, and judges it as it goes by.')
    .requiredOption(
      '--listen <port>',
      'where clients connect instead; 0 for any port that is free',
      integer('--listen', 0, 65_535),
    )
    .requiredOption(
      '--to <url>',
      'the server; connections to its path are judged, and all others only passed',
      serverUrl,
    )
    .requiredOption('--protocol <id|file>', PROTOCOL)
    .option('--host <address>', 'the address to listen on', '127.0.0.1')
    .option('--capture <file>', 'write down what passes, without tokens, for `wireproof check`')
    .option('--for <duration>', 'end after so long (default: by Ctrl-C)', duration('--for'))
    .option('--ca <file>', 'trust the certificates in this PEM file as well')
    .option('--insecure', 'look at no certificate')
    .addHelpText('after', HELP)
    .action((flags: ProxyFlags) => run(flags, context));
  addVerdictFlags(command);
};
