/** `wireproof demo`: examines the reference servers, then one that is broken on purpose, to show what a failure looks like. */
import { randomBytes } from 'node:crypto';
import type { Command } from 'commander';
import type { Protocol } from '../../schemas/protocol.ts';
import type { ListedFault } from '../engine/requirement.ts';
import { Trouble } from '../engine/trouble.ts';
import { textReport } from '../reports/text.ts';
import { duration, inWords } from '../reports/words.ts';
import { complete, type Prepared, prepare } from './examination.ts';
import { EXIT, isColoured } from './io.ts';
import type { Context, Hosted } from './kit.ts';
import { referenceOf, withFaults } from './selection.ts';
import { PATIENCE } from './settings.ts';

/** Fixed, so that everybody sees the same. */
const SEED = 7;
/** So much time that a busy machine leaves nothing open, in ms: what is unfinished would say nothing of the servers. */
const BUDGET = 600_000;
/** Where `wireproof serve` listens. */
const PORT = '8080';

interface Scene {
  readonly protocol: Protocol;
  readonly faults: readonly ListedFault[];
  readonly hosted: Hosted;
  readonly prepared: Prepared;
}

const setUp = async (protocol: Protocol, faults: readonly ListedFault[], context: Context): Promise<Scene> => {
  const { kit } = context;
  const secret = randomBytes(16).toString('hex');
  const broken = withFaults(referenceOf(protocol, kit), protocol, faults);
  const hosted = await kit.serve({ ...broken, protocol, control: true, secret });
  const only = faults.flatMap(({ breaks }) => breaks);
  try {
    const target = { url: hosted.url, ...(hosted.controlUrl !== undefined && { control: hosted.controlUrl, secret }) };
    const prepared = await prepare(
      {
        ...target,
        protocol,
        clock: 'auto',
        seed: SEED,
        budget: BUDGET,
        patience: PATIENCE,
        ...(only.length > 0 && { only }),
      },
      context,
    );
    return { protocol, faults, hosted, prepared };
  } catch (error) {
    await hosted.close();
    throw error;
  }
};

/** Faults that a newcomer understands at once, or at least their family: the first that a protocol has is shown. */
const TELLING = ['delivery/keeps-the-channel', 'delivery/', 'filters/', 'rights/', ''];

const tellingFault = (protocol: Protocol, { kit }: Context): ListedFault => {
  const { faults, requirements } = kit.suiteOf(protocol);
  const musts = new Set(requirements.filter(({ level, timed }) => level === 'MUST' && !timed).map(({ id }) => id));
  const plain = faults.filter(({ breaks }) => breaks.some((id) => musts.has(id)));
  const [found] = TELLING.flatMap((beginning) => plain.find(({ id }) => id.startsWith(beginning)) ?? []);
  if (found) return found;
  throw new Trouble('USAGE', `There is no fault of ${protocol.id} to show.`);
};

const perform = async ({ protocol, faults, hosted, prepared }: Scene, context: Context) => {
  const { io } = context;
  const report = await complete(prepared, context);
  const later = (url: string): string => Object.assign(new URL(url), { port: PORT }).href;
  const clock = report.clock === 'advance' ? 'virtual' : 'real';
  const text = textReport(report, {
    ...{ protocol: prepared.options.protocol, colour: isColoured(io.stdout, io.env) },
    invocation: {
      ...{ target: later(hosted.url), protocol: protocol.id },
      ...(hosted.controlUrl !== undefined && { control: later(hosted.controlUrl), clock }),
    },
  });
  const flags = faults.map(({ id }) => ` --fault ${id}`).join('');
  io.stdout.write(
    `${text}      (this server is gone now; \`wireproof serve ${protocol.id} --control${flags}\` brings it back)\n\n`,
  );
  return report.verdict;
};

const run = async (context: Context): Promise<void> => {
  const { kit, io, finish } = context;
  const all = Object.keys(kit.references).flatMap((id) => kit.protocols[id] ?? []);
  const scenes: Scene[] = [];
  try {
    for (const protocol of all) scenes.push(await setUp(protocol, [], context));
    const [first] = all;
    if (first) scenes.push(await setUp(first, [tellingFault(first, context)], context));
    const ms = scenes.reduce((sum, { prepared }) => sum + kit.expectation(prepared.options).ms, 0);
    io.stdout.write(
      `The reference ${all.length === 1 ? 'server' : 'servers'} of ${inWords(all.map(({ id }) => id))}, examined over real sockets; then one broken on purpose. This takes about ${duration(ms)}.\n\n`,
    );
    let asExpected = true;
    for (const scene of scenes) {
      const [fault] = scene.faults;
      io.stdout.write(
        fault
          ? `── ${scene.protocol.id}, broken on purpose: ${fault.story}\n`
          : `── ${scene.protocol.id}, as it should be\n`,
      );
      const verdict = await perform(scene, context);
      asExpected &&= verdict === (fault ? 'nonconformant' : 'conformant');
    }
    if (!asExpected)
      io.stderr.write(
        'wireproof: a demo should find every reference server conformant and the broken one nonconformant; this one did not.\n',
      );
    finish(asExpected ? EXIT.conformant : EXIT.nonconformant);
  } finally {
    for (const { hosted, prepared } of scenes) {
      await prepared.options.driver.close();
      await hosted.close();
    }
  }
};

/** Adds the command to a program. */
export const addDemo = (program: Command, context: Context): void => {
  program
    .command('demo')
    .summary('see an examination, and what a failure looks like')
    .description('Serves and examines the reference servers over real sockets, then one that is broken on purpose.')
    .action(() => run(context));
};
