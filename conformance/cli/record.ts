/** `wireproof record`: keeps one connection to a live server, and writes down what passes on it. */
import type { Command } from 'commander';
import type { Protocol } from '../../schemas/protocol.ts';
import { addressOf } from '../drivers/addresses.ts';
import { whyUnreachable } from '../drivers/probe.ts';
import { Trouble } from '../engine/trouble.ts';
import { visible } from '../reports/escape.ts';
import { redactor } from '../reports/redact.ts';
import { quoteWord } from '../reports/shell.ts';
import { count, duration as inWords } from '../reports/words.ts';
import { checkWritable } from './files.ts';
import { duration, serverUrl } from './flags.ts';
import { EXIT } from './io.ts';
import type { Context } from './kit.ts';
import { createLinesFile } from './lines-file.ts';
import { redrawn } from './progress.ts';
import { PROTOCOL, protocolOf } from './protocols.ts';
import { addReach, type ReachFlags, reachOf, secretsIn, tokenOf } from './reach-flags.ts';
import { type Recorded, recordLine } from './recording.ts';
import { PATIENCE } from './settings.ts';

/** The flags as they were read. Durations in ms. */
interface RecordFlags extends ReachFlags {
  readonly protocol: string;
  readonly capture?: string;
  readonly for?: number;
  readonly send?: readonly string[];
}

/** How often what was recorded is written down, in ms. */
const OFTEN = 1000;
/** How often the line that tells how far it is may be redrawn, in ms. */
const REDRAWN = 100;

/** Reads a message and adds it to those read before. */
export const message = (text: string, before: readonly string[] = []): readonly string[] => {
  try {
    JSON.parse(text);
  } catch {
    throw new Trouble(
      'USAGE',
      `--send is ${JSON.stringify(text)}, but takes a message as JSON, such as '{"type":"ping"}', in quotes.`,
    );
  }
  return [...before, text];
};

/** Why the server let nobody in, and what to do. */
const refusal = (refused: NonNullable<Recorded['refused']>, url: string, protocol: Protocol): Trouble => {
  const { protocol: scheme, host, pathname } = addressOf(url, protocol);
  const shown = `${scheme}//${host}${pathname}`;
  const { status, error } = refused;
  const wantsToken = protocol.promises.credentials && (error !== undefined || status === 401 || status === 403);
  return wantsToken
    ? new Trouble('UNREACHABLE', `${shown} lets nobody in like this: ${refused.because}; give --token, or another one.`)
    : whyUnreachable(refused, shown, protocol);
};

/** How a recording ended, as the end of a sentence. */
const howEnded = ({ closed }: Recorded): string => {
  if (!closed) return '';
  const { code, reason, trouble } = closed;
  const how = code === undefined ? 'without a close frame' : `with ${code}`;
  return `; then the server ended the connection ${how}${reason === '' ? '' : ` (${reason})`}${trouble === undefined ? '' : `: ${trouble}`}`;
};

const run = async (url: string, flags: RecordFlags, { kit, io, finish }: Context): Promise<void> => {
  const { capture: file, for: ms, send: messages = [] } = flags;
  const protocol = await protocolOf(flags.protocol, kit);
  addressOf(url, protocol);
  const reach = await reachOf(flags);
  const token = tokenOf(flags, io.env);
  if (file !== undefined) await checkWritable('--capture', file);
  const lines =
    file === undefined
      ? { write: (text: string) => void io.stdout.write(text), flush: () => {}, close: () => {} }
      : createLinesFile('--capture', file);
  const secrets = [...secretsIn(reach), ...(token === undefined ? [] : [token])];
  const line = redrawn(io.stderr);
  const began = performance.now();
  let drawn = Number.NEGATIVE_INFINITY;
  let writing: NodeJS.Timeout | undefined;
  let ending: NodeJS.Timeout | undefined;
  let end = () => {};
  const passed = new Promise<void>((resolve) => {
    end = resolve;
  });

  const draw = (received: number): void => {
    const now = performance.now();
    if (now - drawn < REDRAWN) return;
    drawn = now;
    line.draw(`recording: ${count(received, 'message')} in ${inWords(now - began)}; Ctrl-C ends it`);
  };
  const recorded = await recordLine(
    {
      ...{ url, protocol, reach, messages, secrets, patience: PATIENCE },
      ...(token !== undefined && { token }),
      // What is said to a server that lets nobody in is worth no file.
      write: lines.write,
      opened: () => {
        draw(0);
        writing = setInterval(lines.flush, OFTEN);
        if (ms !== undefined) ending = setTimeout(end, ms);
      },
      came: draw,
      enough: Promise.race([io.stopped(), passed]),
    },
    kit,
  ).finally(() => {
    clearInterval(writing);
    clearTimeout(ending);
    line.clear();
  });
  if (recorded.refused) throw refusal(recorded.refused, url, protocol);
  lines.close();
  const redact = redactor(secrets);
  const out = file === undefined ? io.stderr : io.stdout;
  const said = `recorded ${count(recorded.messages, 'message')} of ${url} in ${inWords(performance.now() - began)}${howEnded(recorded)}`;
  out.write(`${visible(redact(said))}\n`);
  if (file !== undefined)
    out.write(`next: npx wireproof check ${quoteWord(file)} --protocol ${quoteWord(flags.protocol)}\n`);
  finish(EXIT.conformant);
};

const HELP = `
Pings are answered, and messages of --send are sent once the connection is open. Tokens are not written down.

Exit codes: ${EXIT.conformant} recorded, whatever the server did; ${EXIT.couldNotRun} not recorded.

Examples:
  $ wireproof record ws://localhost:8080/ws --protocol commerce --token "$TOKEN" --capture run.ndjson --for 30s
  $ wireproof record wss://feed.example/ws --protocol marketplace --send '{"action":"ping"}' -o run.ndjson
  $ wireproof check run.ndjson --protocol commerce`;

/** Adds the command to a program. */
export const addRecord = (program: Command, context: Context): void => {
  const command = program
    .command('record')
    .summary('record what a server sends to one client')
    .description('Connects as one client, keeps the connection, and writes what passes on it for `wireproof check`.')
    .argument('<url>', 'where the server listens', serverUrl)
    .requiredOption('--protocol <id|file>', PROTOCOL)
    .option('-o, --capture <file>', 'the file to write (default: standard output)')
    .option('--for <duration>', 'end after so long (default: when the server ends it, or by Ctrl-C)', duration('--for'))
    .option('--send <json>', 'send this message once the connection is open (repeatable)', message)
    .option('--token <token>', 'the token to show (or WIREPROOF_TOKEN)')
    .option('--user <id>', 'whose token it is; taken as `wireproof test` takes it, and not written down')
    .addHelpText('after', HELP)
    .action((url: string, flags: RecordFlags) => run(url, flags, context));
  addReach(command);
};
