/** `wireproof generate`: contract, schemas, types, validators and the page of a protocol of one's own. */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { Trouble } from '../engine/trouble.ts';
import { count } from '../reports/words.ts';
import { suiteView } from '../suites/view.ts';
import { checkFolder } from './files.ts';
import { EXIT } from './io.ts';
import type { Context } from './kit.ts';
import { PROTOCOL, protocolOf } from './protocols.ts';

const run = async (name: string, { out }: { readonly out: string }, { kit, io, finish }: Context): Promise<void> => {
  const protocol = await protocolOf(name, kit);
  const folder = resolve(out);
  await checkFolder('--out', out);
  // The compilers of types and validators are loaded for this command alone.
  const [{ generate }, { packageRoot }, { PROJECT }, { inTheWay, writeFiles }] = await Promise.all([
    import('../generate/generate.ts'),
    import('../generate/package-root.ts'),
    import('../generate/text.ts'),
    import('../generate/write.ts'),
  ]);
  const files = await generate([{ protocol, view: suiteView(protocol) }], packageRoot(import.meta.url), PROJECT);
  const [foreign] = inTheWay(folder, files, PROJECT.note);
  if (foreign !== undefined)
    throw new Trouble(
      'FILE',
      `--out cannot write ${foreign}: it is there, and was not generated; move it, or take another folder.`,
    );
  writeFiles(folder, files, PROJECT.note, protocol.id);
  io.stdout.write(
    [
      `${count(files.size, 'file')} in ${out}:`,
      `  ${protocol.id}/${protocol.id}.md        the page: every message, promise, requirement and example`,
      `  ${protocol.id}/index.ts${' '.repeat(protocol.id.length)}  types, and validators that need no package`,
      `  ${protocol.id}/contract.json${' '.repeat(Math.max(0, protocol.id.length - 5))}  all of it as JSON, for other languages`,
      `  ${protocol.id}/schemas/      a JSON Schema (2020-12) for each message`,
      '',
    ].join('\n'),
  );
  finish(EXIT.conformant);
};

const HELP = `
Examples:
  $ wireproof generate ./chat.ts --out generated
  $ wireproof generate ./chat.ts && wireproof list generated/chat/contract.json`;

/** Adds the command to a program. */
export const addGenerate = (program: Command, context: Context): void => {
  program
    .command('generate')
    .summary('make schemas, types, validators and the page of a protocol')
    .description('Makes contract, JSON Schemas, TypeScript types, validators and the page of a protocol of your own.')
    .argument('<file>', PROTOCOL)
    .option('--out <folder>', 'where to; a folder for the protocol is made in it', 'generated')
    .addHelpText('after', HELP)
    .action((name: string, flags: { readonly out: string }) => run(name, flags, context));
};
